"""Facts for one paper of each kind, with the names and lengths that real papers bring."""

from __future__ import annotations

import functools
import io
import math
from datetime import UTC, datetime
from typing import Any

from PIL import Image, ImageDraw

from documents.rendering import Paper, render
from documents.signing import Intent, Seal
from tests.documents.facts import court, dossier, mediation, package
from tests.documents.facts.people import (
    CHECK,
    COURT,
    FOUR,
    INSTITUTION,
    PEOPLE,
    PROMISES,
    TERMS,
    person,
    signer,
)

__all__ = ["CHECK", "COURT", "FOUR", "INSTITUTION", "PEOPLE", "PROMISES", "TERMS", "person", "signer"]

FACTS: dict[str, dict[str, Any]] = {**mediation.FACTS, **court.FACTS, **dossier.FACTS, **package.FACTS}


def paper(kind: str, *, language: str = "zh", version: str = "1", attachments: bool = False, **changed: Any) -> Paper:
    """The sample paper of a kind, with some facts changed."""
    files = (("terms.json", TERMS, "application/json"),) if attachments else ()
    return Paper(kind, version, language, FACTS[kind] | changed, files)


@functools.cache
def rendered(kind: str, language: str = "zh") -> bytes:
    """The sample paper of a kind with its terms inside, rendered once for all tests of this process."""
    return render(paper(kind, language=language, attachments=True))


def agreement() -> bytes:
    return rendered("agreement")


def drawing(waves: int = 3, size: tuple[int, int] = (600, 200)) -> bytes:
    """A drawn signature: dark strokes on a transparent ground, PNG."""
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    for wave in range(waves):
        start = 40 + wave * (size[0] - 80) // waves
        pen.line(
            [(start + step * 1.3, 100 + 70 * math.sin(step / 11 + wave) * math.cos(step / 30)) for step in range(120)],
            fill=(15, 15, 60, 255),
            width=6,
        )
    sink = io.BytesIO()
    picture.save(sink, "PNG")
    return sink.getvalue()


def intents(signers: Any = FOUR) -> tuple[Intent, ...]:
    """One act of signing for each signer, a minute after another; the last one by code instead of by hand."""
    return tuple(
        Intent(
            one["name"],
            one["label"],
            datetime(2026, 11, 22, 6, 30 + number, tzinfo=UTC),
            drawing() if number < 3 else None,
            one["uid"],
            "" if number < 3 else "经验证码确认",
        )
        for number, one in enumerate(signers)
    )


SEAL = Seal(INSTITUTION, "seal-1")
