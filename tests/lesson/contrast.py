"""The contrast of two colours, as WCAG 2.2 counts it."""

from __future__ import annotations

SRGB_IS_LINEAR_TO = 0.04045


def contrast(first: str, second: str) -> float:
    """Return the contrast of two ``#rrggbb`` colours, from 1 (the same) to 21 (black on white).

    Source: WCAG 2.2, "contrast ratio" and "relative luminance".
    """
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= SRGB_IS_LINEAR_TO else ((channel + 0.055) / 1.055) ** 2.4
