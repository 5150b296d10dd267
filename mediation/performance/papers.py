from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class CoverPaper:
    """卷宗封面."""

    institution: str
    title: str
    mediators: Sequence[str]
    began_on: str
    ended_on: str
    filed_by: str
    filed_on: str
    retention: str
    note: str


@dataclass(frozen=True)
class ContentsPaper:
    """卷内目录: (title, pages, note) for each paper."""

    institution: str
    title: str
    entries: Sequence[dict[str, str]]


@dataclass(frozen=True)
class BackCoverPaper:
    """封底."""

    institution: str
    papers: int
    pages: int
    note: str
    filed_by: str
    checked_by: str
    filed_on: str


@dataclass(frozen=True)
class ReturnVisitPaper:
    """人民调解回访记录; printed, and signed by hand where somebody wants it."""

    institution: str
    parties: Sequence[str]
    reason: str
    visited_at: str
    way: str
    visitors: Sequence[str]
    performed: str
    satisfaction: str
    lawsuit: str
    concerns: str
    signed_on: str
    signers: Sequence[dict[str, Any]] = ()
    seal: str = ""


RETENTION = "长期"
"""The class of retention where the institution has set no other."""
SATISFACTION_ZH = {"satisfied": "满意", "mostly": "基本满意", "not": "不满意"}
"""Papers are Chinese."""
