"""What people wrote, made safe to print: it may say anything, but it cannot steer the page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

MOST_MARKS = 3  # combining marks on one character; more would climb out of the line
_MARK = frozenset({"Mn", "Me"})
_BLANK_LINES = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """NFC, without control, format and direction characters, piled-up marks or empty stretches.

    Line breaks stay (at most one empty line), tabs become spaces. Direction overrides (U+202E and its kin)
    are format characters: a paper that reads differently from what was signed must be impossible (UAX 9).
    """
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", text.replace("\r\n", "\n")):
        category = unicodedata.category(character)
        marks = marks + 1 if category in _MARK else 0
        if character in "\n\r\u2028\u2029":
            kept.append("\n")
        elif character == "\t":
            kept.append(" ")
        elif category not in ("Cc", "Cf", "Cs") and marks <= MOST_MARKS:
            kept.append(character)
    return _BLANK_LINES.sub("\n\n", "".join(kept)).strip()


def cleaned(value: Any) -> Any:
    """The same facts with every string in them cleaned; sequences become lists, mappings dicts."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {key: cleaned(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [cleaned(item) for item in value]
    return value
