"""`courtyard words`: gathers every msgid of code and templates into the catalogues, and says what is missing."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from mediation.core.settings import CHECKOUT
from mediation.core.words import CATALOGUES

LANGUAGES = ("zh_Hans", "ko")
PYTHON = ("mediation", "video", "documents")
_NO_DATES: dict[str, Any] = {  # or every run would change the files
    "project": "Courtyard",
    "creation_date": datetime(2026, 1, 1, tzinfo=UTC),
    "revision_date": datetime(2026, 1, 1, tzinfo=UTC),
}
KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2), "say": None}


def run(argv: list[str]) -> int:
    """Bring the catalogues up to date. Exit code 1 while a word is missing."""
    found = gathered()
    missing = 0
    for language in LANGUAGES:
        catalogue = updated(language, found)
        _write(language, catalogue)
        for message in untranslated(catalogue):
            missing += 1
            print(f"{language}: {message.id!r}")
    print(f"{len(found)} words, {missing} missing", file=sys.stderr)
    return 1 if missing else 0


def gathered() -> Catalog:
    """Every msgid there is, in the order of the alphabet."""
    ids: dict[str, str | tuple[str, ...]] = {}
    templates = [("**.html", "jinja2")]
    for folder, methods in (*((f, [("**.py", "python")]) for f in PYTHON), ("templates", templates)):
        for _file, _line, text, _comments, _context in extract_from_dir(
            CHECKOUT / folder, methods, {"**.html": {"trimmed": "true"}}, KEYWORDS
        ):
            if text:
                ids[text if isinstance(text, str) else text[0]] = text
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    for key in sorted(ids):
        catalogue.add(ids[key])
    return catalogue


def updated(language: str, found: Catalog) -> Catalog:
    """A language's catalogue with exactly the msgids that were found, its translations kept."""
    known = kept(language)
    catalogue = Catalog(locale=language, charset="utf-8", fuzzy=False, header_comment="", **_NO_DATES)
    for message in found:
        if message.id:
            before = known.get(message.id if isinstance(message.id, str) else message.id[0])
            same_shape = before is not None and isinstance(before.id, str) == isinstance(message.id, str)
            catalogue.add(message.id, before.string if before and same_shape else None)
    return catalogue


def kept(language: str) -> Catalog:
    path = _path(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def untranslated(catalogue: Catalog) -> list[Message]:
    return [
        message
        for message in catalogue
        if message.id and not all(message.string if isinstance(message.string, tuple) else (message.string,))
    ]


def _write(language: str, catalogue: Catalog) -> None:
    path = _path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, no_location=True, omit_header=False, sort_output=True)


def _path(language: str) -> Path:
    return CATALOGUES / language / "LC_MESSAGES" / "messages.po"
