from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from documents.rules import GONE, DocumentState
from documents.sheets import Sheet
from mediation.core.machine import ANY, NEW, Role, Row, Table
from mediation.core.words import N_


class HeapState(enum.StrEnum):
    """Files that were handed in together: being read, or all of them read."""

    SORTING = "sorting"
    SORTED = "sorted"


class LeafState(enum.StrEnum):
    """One page: in its paper, without a paper, or laid aside."""

    PLACED = "placed"
    LOST = "lost"
    ASIDE = "aside"


class Trouble(enum.StrEnum):
    """Why a page is in no paper."""

    NO_CODE = "no_code"
    SEVERAL = "several"
    STRANGE = "strange"
    VERSION = "version"
    NO_PAGE = "no_page"
    GONE = "gone"
    COMPLETE = "complete"
    EARLY = "early"


TROUBLE = {
    Trouble.NO_CODE: N_("No code can be read on it. Look at it and say which page it is."),
    Trouble.SEVERAL: N_("Several pages are on one picture. Photograph each page by itself."),
    Trouble.STRANGE: N_("This page belongs to no paper of this matter. It was not taken in."),
    Trouble.VERSION: N_("This page is from another version of the paper. Only pages of one version make a paper."),
    Trouble.NO_PAGE: N_("The paper has no such page."),
    Trouble.GONE: N_("This paper is no longer good: it was replaced or given up. What was signed on it has no effect."),
    Trouble.COMPLETE: N_("This paper is complete already."),
    Trouble.EARLY: N_("This paper is not out for signature."),
}


@dataclass(frozen=True)
class Known:
    """What a page is held against: a paper of the matter, as far as its code is concerned."""

    document_id: int
    state: DocumentState
    pages: int
    fingerprint: str


def judged(sheets: Sequence[Sheet], papers: Mapping[str, Known]) -> tuple[Known, int] | Trouble:
    """The paper (by its check code) and page that a picture shows, or why it shows none."""
    if len(sheets) != 1:
        return Trouble.SEVERAL if sheets else Trouble.NO_CODE
    sheet, known = sheets[0], papers.get(sheets[0].check_code)
    if known is None:
        return Trouble.STRANGE
    if known.state in GONE:
        return Trouble.GONE
    if not known.fingerprint.startswith(sheet.fingerprint):
        return Trouble.VERSION
    if sheet.page > known.pages:
        return Trouble.NO_PAGE
    if known.state is not DocumentState.SIGNING:
        return Trouble.COMPLETE if known.state is DocumentState.COMPLETE else Trouble.EARLY
    return known, sheet.page


def paper_open(leaf: Any) -> str | None:
    """What was certified stays as it was compared."""
    done = leaf.document is not None and leaf.document.state is DocumentState.COMPLETE
    return TROUBLE[Trouble.COMPLETE] if done else None


KEEPERS = (Role.WINDOW, Role.MEDIATOR)
"""Who hands in what was signed by hand, and sorts by eye what has no code."""

HEAP = Table(
    "heap",
    HeapState,
    Row("see", ANY, by=KEEPERS),
    Row("hand_in", NEW, by=KEEPERS, to=HeapState.SORTING, basis="OM 19"),
    Row("sort", (HeapState.SORTING,), by=(Role.SYSTEM,), to=HeapState.SORTED),
)

LEAF = Table(
    "leaf",
    LeafState,
    Row("see", ANY, by=KEEPERS),
    Row("find", NEW, by=(Role.SYSTEM,), to=LeafState.PLACED),
    Row("miss", NEW, by=(Role.SYSTEM,), to=LeafState.LOST),
    Row("place", (LeafState.LOST, LeafState.ASIDE, LeafState.PLACED), by=KEEPERS, to=LeafState.PLACED, when=paper_open),
    Row("set_aside", (LeafState.LOST, LeafState.PLACED), by=KEEPERS, to=LeafState.ASIDE, when=paper_open),
)
