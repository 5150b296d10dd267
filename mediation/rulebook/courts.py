"""What courts decide by: on what they do not accept or dismiss, what a package holds, and what a ruling rests on.

民诉法解释: the Supreme People's Court's interpretation of the Civil Procedure Law, text of 2022. Rulings are Chinese:
each ground has its official words beside those people are shown.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, timedelta

from mediation.core.words import N_
from mediation.rulebook.kinds import DisputeType


class NotTaken(enum.StrEnum):
    """On what a court does not accept an application for confirmation."""

    OUTSIDE_COURTS = "outside_courts"
    WRONG_COURT = "wrong_court"
    STATUS = "status"
    OTHER_PROCEDURE = "other_procedure"
    OWNERSHIP = "ownership"
    TOO_LATE = "too_late"


NOT_TAKEN = {
    NotTaken.OUTSIDE_COURTS: (N_("This is not a civil matter for the people's courts"), "民诉法解释 355(1)"),
    NotTaken.WRONG_COURT: (N_("Another court is responsible"), "民诉法解释 355(2)"),
    NotTaken.STATUS: (N_("It is about marriage, parentage, adoption or other status"), "民诉法解释 355(3)"),
    NotTaken.OTHER_PROCEDURE: (N_("The law has another procedure for this"), "民诉法解释 355(4)"),
    NotTaken.OWNERSHIP: (N_("It declares who owns property or an intellectual property right"), "民诉法解释 355(5)"),
    NotTaken.TOO_LATE: (N_("More than 30 days have passed since the agreement took effect"), "民事诉讼法 205"),
}


class Dismissal(enum.StrEnum):
    """On what a judge dismisses an application."""

    UNLAWFUL = "unlawful"
    HARMS_OTHERS = "harms_others"
    GOOD_MORALS = "good_morals"
    NOT_FREE = "not_free"
    UNCLEAR = "unclear"
    NOT_FOR_CONFIRMATION = "not_for_confirmation"
    OTHER = "other"


@dataclass(frozen=True)
class Dismissed:
    """A ground in the reader's words, in the official ones, and its article."""

    word: str
    official: str
    basis: str


DISMISSAL = {
    Dismissal.UNLAWFUL: Dismissed(
        N_("It breaks a mandatory rule of law"), "违反法律强制性规定", "民诉法解释 358(1)"
    ),
    Dismissal.HARMS_OTHERS: Dismissed(
        N_("It harms the state, the public or somebody else"), "损害国家利益、社会公共利益、他人合法权益",
        "民诉法解释 358(2)",
    ),
    Dismissal.GOOD_MORALS: Dismissed(
        N_("It is against public order and good morals"), "违背公序良俗", "民诉法解释 358(3)"
    ),
    Dismissal.NOT_FREE: Dismissed(N_("It was not made of free will"), "违反自愿原则", "民诉法解释 358(4)"),
    Dismissal.UNCLEAR: Dismissed(N_("What was agreed is not clear"), "内容不明确", "民诉法解释 358(5)"),
    Dismissal.NOT_FOR_CONFIRMATION: Dismissed(
        N_("It should not have been accepted in the first place"), "属于人民法院不予受理的情形", "民诉法解释 355"
    ),
    Dismissal.OTHER: Dismissed(
        N_("Another reason for which it cannot be confirmed"), "有其他不能进行司法确认的情形", "民诉法解释 358(6)"
    ),
}  # fmt: skip


class PackagePaper(enum.StrEnum):
    """What a court may ask to be supplied (民诉法解释 354; 法释〔2011〕5号 3)."""

    PROOF = "proof"
    IDENTITY = "identity"
    AUTHORITY = "authority"
    PROPERTY = "property"
    ADDRESS = "address"
    OTHER = "other"


PACKAGE_PAPER = {
    PackagePaper.PROOF: N_("Proof that the institution led the mediation"),
    PackagePaper.IDENTITY: N_("Identity papers of a party"),
    PackagePaper.AUTHORITY: N_("Signed power of attorney"),
    PackagePaper.PROPERTY: N_("Proof of the right to the property concerned"),
    PackagePaper.ADDRESS: N_("Address and telephone for service"),
    PackagePaper.OTHER: N_("Something else, named in the note"),
}


class Question(enum.StrEnum):
    """What a judge asks both parties together (民诉法解释 356; 法释〔2011〕5号 6, 7)."""

    VOLUNTARY = "voluntary"
    UNDERSTOOD = "understood"
    THIRD_PARTIES = "third_parties"
    SHAM = "sham"
    PERFORMED = "performed"


QUESTION = {
    Question.VOLUNTARY: N_("Did each of them agree of free will?"),
    Question.UNDERSTOOD: N_("Does each of them understand what was agreed, and what follows from confirmation?"),
    Question.THIRD_PARTIES: N_("Are the rights of everybody else left untouched?"),
    Question.SHAM: N_("Is the dispute real, with no secret understanding behind it?"),
    Question.PERFORMED: N_("Is something still to be performed?"),
}


INTERMEDIATE_FROM = 50_000_000_000
"""From this amount on, in fen, a matter belongs to an intermediate court (法发〔2021〕27号 1: 500 million yuan)."""
INTERMEDIATE_TYPES: frozenset[DisputeType] = frozenset()
"""Kinds of dispute that always do; which, a high court settles for its province."""


def is_for_intermediate(type: DisputeType, amount: int | None) -> bool:
    """Whether a matter is one for an intermediate court (民事诉讼法 19, 205(2))."""
    return type in INTERMEDIATE_TYPES or (amount or 0) >= INTERMEDIATE_FROM


GUESTS_MAY_RULE: frozenset[str] = frozenset()
"""Number signs of the courts in which a judge who was a guest in a sitting may rule on its agreement all the same."""


JUDGE_ANSWERS = timedelta(minutes=5)
"""How long a judge on duty has to answer a call before the next one is called."""


@dataclass(frozen=True)
class RulingBasis:
    """The articles a ruling names, from a day on: revisions of the law count them anew."""

    confirmed: str
    dismissed: str
    since: date


RULING_BASES = (
    RulingBasis(
        "《中华人民共和国民事诉讼法》第二百零一条、第二百零二条",
        "《中华人民共和国民事诉讼法》第二百零二条、《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第三百五十八条",
        date(2022, 1, 1),
    ),
    RulingBasis(
        "《中华人民共和国民事诉讼法》第二百零五条、第二百零六条",
        "《中华人民共和国民事诉讼法》第二百零六条、《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第三百五十八条",
        date(2024, 1, 1),
    ),
)


def ruling_basis(on: date) -> RulingBasis:
    """The articles as they are counted on a day."""
    return max((one for one in RULING_BASES if one.since <= on), key=lambda one: one.since)
