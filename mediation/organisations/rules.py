from __future__ import annotations

import enum

from mediation.core.words import N_


class Task(enum.StrEnum):
    """For what an office outside is called at once."""

    PUBLIC_ORDER = "public_order"
    MINORS = "minors"
    SHAM = "sham"


TASK = {
    Task.PUBLIC_ORDER: N_("Violence, danger and crime"),
    Task.MINORS: N_("Harm to a minor"),
    Task.SHAM: N_("Sham mediation"),
}


class NumberKind(enum.StrEnum):
    DOSSIER = "dossier"
    AGREEMENT = "agreement"
    COURT_CONFIRMATION = "court_confirmation"


NUMBER_KIND = {
    NumberKind.DOSSIER: N_("Dossier"),
    NumberKind.AGREEMENT: N_("Settlement agreement"),
    NumberKind.COURT_CONFIRMATION: N_("Judicial confirmation"),
}

PATTERNS = {
    NumberKind.DOSSIER: "（{year}）{sign}人调字第{n}号",
    NumberKind.AGREEMENT: "（{year}）{sign}调{n}号",
    NumberKind.COURT_CONFIRMATION: "（{year}）{sign}诉前调确{n}号",
}
"""How numbers are written unless a body has a pattern of its own (司发通〔2010〕239号; 法〔2015〕137号)."""


def written(pattern: str, *, year: int, sign: str, n: int) -> str:
    return pattern.format(year=year, sign=sign, n=n)


def wrong_pattern(pattern: str) -> str | None:
    """What stands against a pattern: two numbers of one body would be the same, or it would not print."""
    try:
        made = {written(pattern, year=year, sign="", n=n) for year in (2026, 2027) for n in (1, 2)}
    except (KeyError, IndexError, ValueError, AttributeError):
        return N_("Write {year}, {sign} and {n} where the year, the sign of the body and the number are to stand.")
    if len(made) < 4:
        return N_("The year and the number have to stand in it, or numbers would be given twice.")
    return None if len(pattern) <= 40 else N_("That is too long for a number.")
