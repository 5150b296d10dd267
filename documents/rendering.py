"""Paper from facts: the same kind, version, language and facts always give the same PDF/A-4f file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from documents import kinds
from documents.jail import Jail, JailFailed, JailTimeout
from documents.text import cleaned

_JAIL = Jail("documents.layout", memory=2 << 30, wall=30.0, processor=20)


class RenderFailed(Exception):
    """No paper came out; the words say why (a missing template, an unusable picture, a child that died)."""


class RenderTimeout(RenderFailed):
    """The renderer did not finish within its wall time."""


class Unprintable(RenderFailed):
    """The facts hold characters no installed font has; printing boxes instead would falsify the paper."""


@dataclass(frozen=True)
class Paper:
    """What is to be printed: `facts` as `documents.kinds` lists them, attachments as (name, content, MIME type)."""

    kind: str
    version: str
    language: str
    facts: Mapping[str, Any]
    attachments: tuple[tuple[str, bytes, str], ...] = field(default=())


@dataclass(frozen=True)
class Printed:
    """A paper as a file, and how many pages it has."""

    pdf: bytes
    pages: int


def render(paper: Paper, *, wall: float | None = None) -> bytes:
    """The file of `printed`, for whoever does not count pages."""
    return printed(paper, wall=wall).pdf


def printed(paper: Paper, *, wall: float | None = None) -> Printed:
    """The paper as tagged PDF/A-4f with its empty signature fields, ready to be signed.

    Raises kinds.FactsRefused (facts against the contract), RenderTimeout (after `wall` seconds), Unprintable,
    RenderFailed.
    """
    kinds.check(paper.kind, paper.facts)
    request = {"kind": paper.kind, "version": paper.version, "language": paper.language,
               "facts": cleaned(paper.facts), "fingerprint": fingerprint(paper),
               "attachments": [[name, mime] for name, _, mime in paper.attachments]}
    counted, [pdf] = _inside("paper", request, [content for _, content, _ in paper.attachments], wall)
    return Printed(pdf, counted["pages"])


def fingerprint(paper: Paper) -> str:
    """SHA-256 (hex) over all that goes in; its first 16 characters stand at the foot of each page."""
    said = [paper.kind, paper.version, paper.language, cleaned(paper.facts),
            [[name, mime, hashlib.sha256(content).hexdigest()] for name, content, mime in paper.attachments]]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def unprintable(text: str) -> str:
    """The characters of `text` that no installed font can print, so that a form can say so before a paper fails."""
    facts, _ = _inside("unprintable", {"text": cleaned(text)}, [], None)
    return str(facts["characters"])


def warm() -> None:
    """Start the renderer now; the first paper then needs no second for imports."""
    _JAIL.warm()


def stamps(marks: list[dict[str, Any]], pictures: list[bytes]) -> bytes:
    """A PDF with one page for each signature appearance; `documents.signing` describes the marks."""
    return _inside("stamps", {"marks": marks}, pictures, None)[1][0]


def _inside(task: str, facts: Mapping[str, Any], blobs: list[bytes],
            wall: float | None) -> tuple[dict[str, Any], list[bytes]]:
    try:
        return _JAIL.call(task, facts, blobs, wall)
    except JailTimeout as error:
        raise RenderTimeout(str(error)) from None
    except JailFailed as error:
        raise (Unprintable if error.kind == "Unprintable" else RenderFailed)(str(error)) from None
