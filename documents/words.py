"""Marks English msgids for the catalogue. `documents` stays free of the rest of the house, so it marks its own."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802
    """The message itself; pages translate it in the reader's language."""
    return message
