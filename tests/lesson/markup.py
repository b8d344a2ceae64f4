"""Reads the HTML that the panel makes, as strictly as no browser does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"wbr"}  # elements without an end tag


@dataclass(slots=True)
class Element:
    """One element, with its attributes and what is inside."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    content: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.content)

    @property
    def everything(self) -> Iterator[Element]:
        """This element and all elements in it, in their order."""
        yield self
        for part in self.content:
            if isinstance(part, Element):
                yield from part.everything

    def all(self, tag: str, name: str | None = None) -> list[Element]:
        """The elements of a tag, and of a class if one is named."""
        found = (element for element in self.everything if element.tag == tag)
        return [element for element in found if name is None or name in element.classes]

    def one(self, tag: str, name: str | None = None) -> Element:
        (found,) = self.all(tag, name)
        return found

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def rows(self) -> list[list[str]]:
        """The texts of a table's cells below its head."""
        return [[cell.text for cell in row.content if isinstance(cell, Element)] for row in self.one("tbody").all("tr")]


def parsed(text: str) -> Element:
    """The elements of ``text`` in one that has no name.

    Raises:
        AssertionError: an element is not closed, or closed twice.
    """
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert len(reader.open) == 1, f"not closed: {reader.open[1:]}"
    return reader.open[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].content.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes {self.open[-1]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].content.append(data)
