"""The case numbers of courts: （收案年度）法院代字 类型代字 编号 号 (法〔2015〕137号, since 2016).

A number is typed by hand from a paper of the court, so brackets and digits of either width are taken, and blanks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

CONFIRMATION = ("诉前调确", "民特")
"""Types of a confirmation: since 2022 the first, at some courts still the second for what they did not hand over."""
COURT_PAPER = "诉前调书"
"""A court mediation paper made after mediation before filing."""
FILED = ("民初", "民终", "民申", "民再")
"""Types of a case that was filed, from which a court entrusts mediation."""

_PROVINCES = "京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新兵"
_NUMBER = re.compile(
    rf"[(\[〔【](?P<year>\d{{4}})[)\]〕】](?P<court>(?:最高法|[{_PROVINCES}])\d{{0,4}})"
    r"(?P<type>[\u4e00-\u9fff]{1,5})(?P<n>[1-9]\d*)号"
)
_FIRST_YEAR = 2016


@dataclass(frozen=True)
class CourtNumber:
    """A case number in its parts; as text in the one official form: （2026）辽0102诉前调确123号."""

    year: int
    court: str  # the court's sign, as in `Organisation.number_sign`
    type: str
    n: int

    def __str__(self) -> str:
        return f"（{self.year}）{self.court}{self.type}{self.n}号"


def read(typed: str) -> CourtNumber | None:
    """The number somebody typed; None when it is none, or of the years before numbers had this form."""
    found = _NUMBER.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", typed)).replace("第", ""))
    if found is None or int(found["year"]) < _FIRST_YEAR:
        return None
    return CourtNumber(int(found["year"]), found["court"], found["type"], int(found["n"]))
