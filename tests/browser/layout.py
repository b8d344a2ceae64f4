"""How things lie on a page: what moved, what is cut off, what does not fit."""

from typing import Any

from playwright.sync_api import Locator

# Rounding alone can make an element one pixel narrower than what it holds. A text field scrolls, as it should, and so
# does a table of many steps; the thumb of a scrubber stands out at its ends. Words of a drawing have no box to fill.
_CUT_OFF = """panel => [panel, ...panel.querySelectorAll('*:not(input, .mk-scrub, svg *)')]
    .filter(part => !['auto', 'scroll'].includes(getComputedStyle(part).overflowX))
    .filter(part => part.clientWidth > 0 && part.scrollWidth > part.clientWidth + 1)
    .map(part => `${part.localName}.${part.className}: ${part.scrollWidth} > ${part.clientWidth}`)"""

_BROKEN_WORDS = """panel => {
    const texts = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
    const broken = [];
    while (texts.nextNode()) {
        for (const word of texts.currentNode.data.matchAll(/\\S+/g)) {
            const range = document.createRange();
            range.setStart(texts.currentNode, word.index);
            range.setEnd(texts.currentNode, word.index + word[0].length);
            const lines = new Set([...range.getClientRects()].map(line => Math.round(line.top)));
            if (lines.size > 1) broken.push(word[0]);
        }
    }
    return broken;
}"""

_SPILT_WORDS = """chart => [...chart.querySelectorAll('.mk-node')].flatMap(node => {
    const box = node.querySelector('path').getBoundingClientRect();
    const look = node.getAttribute('class');
    node.setAttribute('class', 'mk-node now');
    const words = [...node.querySelectorAll('text')].filter(text => {
        const word = text.getBoundingClientRect();
        return word.left < box.left || word.right > box.right || word.top < box.top || word.bottom > box.bottom;
    });
    node.setAttribute('class', look);
    return words.map(text => text.textContent);
})"""

# A text on another of its drawing, or outside of that or of its box.
_SPILT_TEXTS = """panel => {
    const texts = [...panel.querySelectorAll('.mk-view svg text')].filter(text => text.textContent.trim()
        && getComputedStyle(text).visibility === 'visible' && text.getClientRects().length);
    const boxes = texts.map(text => text.getBoundingClientRect());
    const over = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1
        && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 5;
    const inside = (box, room) => box.left >= room.left - 1 && box.right <= room.right + 1;
    const rooms = text => [text.closest('svg'), text.parentElement.matches('.mk-cell, .mk-slot')
        && text.parentElement.querySelector('rect')].filter(Boolean).map(part => part.getBoundingClientRect());
    return texts.flatMap((text, index) => [
        ...texts.slice(index + 1).filter((other, next) => other.closest('svg') === text.closest('svg')
            && over(boxes[index], boxes[index + 1 + next]))
            .map(other => `${text.textContent} on ${other.textContent}`),
        ...rooms(text).filter(room => !inside(boxes[index], room)).map(() => `${text.textContent} outside`),
    ]);
}"""

_BOXES = """(panel, selectors) => selectors.map(selector => {
    const box = panel.querySelector(selector).getBoundingClientRect();
    return [selector, box.x, box.y, box.width, box.height];
})"""


def cut_off(element: Locator) -> list[str]:
    """Return the parts of an element that are narrower than what they hold."""
    found: list[str] = element.evaluate(_CUT_OFF)
    return found


def broken_words(element: Locator) -> list[str]:
    """Return the words of an element that begin on one line and end on another."""
    found: list[str] = element.evaluate(_BROKEN_WORDS)
    return found


def spilt_words(chart: Locator) -> list[str]:
    """Return the words of a chart that do not fit into their boxes as they look at the current stage."""
    found: list[str] = chart.evaluate(_SPILT_WORDS)
    return found


def spilt_texts(panel: Locator) -> list[str]:
    """Return the texts of a panel's drawings that lie on others, or outside of their box or their drawing."""
    found: list[str] = panel.evaluate(_SPILT_TEXTS)
    return found


def boxes(element: Locator, *selectors: str) -> list[Any]:
    """Return where on the screen, and how large, each of these parts is: selector, left, top, width, height."""
    found: list[Any] = element.evaluate(_BOXES, selectors)
    return found
