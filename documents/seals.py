"""A plain red round seal for an institution that has not uploaded its own: its name around a star.

It imitates no state seal: no emblem, no number, and the words 系统绘制 (drawn by the system) stand under the star.
"""

from __future__ import annotations

import math

from markupsafe import Markup, escape

from documents.text import clean

RED = "#c8161d"
_SWEEP = 290.0  # degrees of the ring that a long name may use
_STEP = 24.0  # degrees from one character to the next in a short name


def plain_seal(institution: str) -> str:
    """The seal as one `<svg>` of 42 units across (a committee's seal measures 42 mm)."""
    name = clean(institution).replace("\n", "")
    letters = "".join(_around(name))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 42 42" font-family="Noto Serif CJK SC">'
            f'<circle cx="21" cy="21" r="20.2" fill="none" stroke="{RED}" stroke-width="1.2"/>'
            f'<polygon points="{_star(6.2)}" fill="{RED}"/>{letters}'
            f'<text x="21" y="33.6" font-size="2.6" text-anchor="middle" fill="{RED}">系统绘制</text></svg>')


def seal_markup(institution: str) -> Markup:
    """The same for templates: already escaped."""
    return Markup(plain_seal(institution))


def _around(name: str) -> list[str]:
    step = min(_STEP, _SWEEP / max(1, len(name) - 1))
    size = min(5.2, 0.3 * step)
    first = -step * (len(name) - 1) / 2
    return [f'<text font-size="{size:.2f}" text-anchor="middle" fill="{RED}" '
            f'transform="rotate({first + index * step:.2f} 21 21) translate(21 {3.1 + size:.2f}) scale(0.8 1)">'
            f'{escape(character)}</text>'
            for index, character in enumerate(name)]


def _star(radius: float) -> str:
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = math.radians(corner * 36 - 90)
        points.append(f"{21 + reach * math.cos(angle):.3f},{21 + reach * math.sin(angle):.3f}")
    return " ".join(points)
