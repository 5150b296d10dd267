"""The papers there are, and for each the facts it needs: the contract between a feature's `papers.py` and a template.

Every fact is a string, a whole number, a yes or no, or a list or record of these. An empty string prints as an empty
underlined field to be filled by hand. Dates are "2026-11-22", times "2026-11-22T14:30", both as read on the wall
(Asia/Shanghai). Every key must be there and no other: a misspelt fact must fail, not vanish from a paper.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict, get_args, get_origin, get_type_hints


class FactsRefused(ValueError):
    """A fact is missing, unknown or of the wrong type; the words name its path, as in `people[1].name`."""


class Person(TypedDict):
    """A party, applicant or agent as a paper introduces them."""

    role: str  # 申请人, 被申请人, 委托代理人 …
    name: str
    organisation: bool  # a body: prints code, representative and seat instead of sex, ethnicity, age
    sex: str
    ethnicity: str
    age: str
    occupation: str
    identity: str  # identity card number or unified social credit code; printed only where the form has it
    representative: str  # legal representative and post, for a body
    contact: str
    address: str


class Signer(TypedDict):
    """One place to sign, in the order of signing. `uid` names the PDF field and reappears in the Intent."""

    uid: str
    part: Literal["party", "mediator", "recorder", "judge", "clerk", "other"]
    label: str  # 申请人, 人民调解员, 记录人 …
    name: str


class Statement(TypedDict):
    speaker: str
    text: str


class Entry(TypedDict):
    title: str
    pages: str  # "3" or "3-5"
    note: str


class Common(TypedDict):
    """What every paper carries."""

    institution: str  # full name of the mediation institution
    number: str
    check: str  # address of this paper's check page, printed as a QR code; "" for none


class Signed(Common):
    """A paper people sign. `seal` is the uid of the institution's (or court's) seal field; "" for a seal by hand."""

    signers: Sequence[Signer]
    seal: str


class Agreement(Signed):
    """人民调解协议书 (人民调解法 art. 29). A reading copy takes the same facts, the prose in its own language."""

    people: Sequence[Person]
    facts: str
    issues: str
    responsibility: str
    terms: Sequence[str]
    manner: str  # how, where and until when the terms are performed
    copies: int
    signed_on: str


class Application(Signed):
    """人民调解申请书."""

    applicants: Sequence[Person]
    respondents: Sequence[Person]
    facts: str
    requests: Sequence[str]
    signed_on: str


class Notice(Signed):
    """人民调解当事人权利义务告知书 (人民调解法 arts. 3, 23, 24)."""

    recipients: Sequence[str]
    mediators: Sequence[str]
    told_by: str
    signed_on: str


class Minutes(Signed):
    """人民调解记录 under its seven headings."""

    matter: str
    place: str
    way: str  # 现场, 音视频, or both
    began_at: str
    ended_at: str
    mediators: Sequence[str]
    recorder: str
    people: Sequence[Person]
    participants: Sequence[str]  # others present, with their capacity
    notice: str
    principles: str
    statements: Sequence[Statement]
    evidence: str
    risks: str
    outcome: Literal["reached", "failed", "continues"]
    result: str
    routes: Sequence[str]  # other ways open, told when mediation failed (人民调解法 art. 26)
    signed_on: str


class ConfirmationApplication(Signed):
    """司法确认申请书, jointly by all parties, with their commitment."""

    court: str
    applicants: Sequence[Person]
    agents: Sequence[Person]
    matter: str
    agreement_number: str
    agreement_on: str
    effective_on: str
    facts: str
    enclosures: Sequence[str]
    signed_on: str


class ProofOfMediation(Signed):
    """调解组织主持调解的证明 (民诉法解释 art. 354)."""

    court: str
    parties: Sequence[str]
    matter: str
    mediators: Sequence[str]
    began_on: str
    ended_on: str
    sittings: int
    agreement_number: str
    agreement_on: str
    effective_on: str
    signed_on: str


class Termination(Signed):
    """终止调解通知书, with the other routes (人民调解法 art. 26)."""

    recipients: Sequence[str]
    matter: str
    accepted_on: str
    ground: str
    reason: str
    routes: Sequence[str]
    signed_on: str


class NotAccepted(Signed):
    """不予受理通知书, with the other routes."""

    recipients: Sequence[str]
    matter: str
    applied_on: str
    reason: str
    basis: str
    routes: Sequence[str]
    signed_on: str


class Ruling(Signed):
    """民事裁定书 in a confirmation case. `institution` is the one that mediated, `number` the court's."""

    court: str
    applicants: Sequence[Person]
    agents: Sequence[Person]
    matter: str
    docketed_on: str
    agreement_number: str
    agreement_on: str
    terms: Sequence[str]
    outcome: Literal["confirmed", "dismissed"]
    reason: str  # why dismissed; "" when confirmed
    basis: str  # the articles applied, from the law's table of that day
    signed_on: str


class Cover(Common):
    """卷宗封面."""

    title: str
    mediators: Sequence[str]
    began_on: str
    ended_on: str
    filed_by: str
    filed_on: str
    retention: str
    note: str


class Contents(Common):
    """卷内目录."""

    title: str
    entries: Sequence[Entry]


class BackCover(Common):
    """封底: what the volume holds and who checked it."""

    papers: int
    pages: int
    note: str
    filed_by: str
    checked_by: str
    filed_on: str


class ReturnVisit(Signed):
    """人民调解回访记录; `number` is the agreement's."""

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


class PerformanceReceipt(Signed):
    """履行凭证: one promise kept, acknowledged by the one it was made to; `number` is the agreement's."""

    performer: str
    receiver: str
    term: str
    performed: str  # what was given or done; money in figures
    amount_in_words: str  # 大写, "" where nothing is paid
    way: str
    performed_on: str
    remainder: str
    signed_on: str


KINDS: Mapping[str, type] = {
    "agreement": Agreement, "application": Application, "notice": Notice, "minutes": Minutes,
    "confirmation_application": ConfirmationApplication, "proof_of_mediation": ProofOfMediation,
    "termination": Termination, "not_accepted": NotAccepted, "ruling": Ruling, "cover": Cover, "contents": Contents,
    "back_cover": BackCover, "return_visit": ReturnVisit, "performance_receipt": PerformanceReceipt,
}

_UID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def check(kind: str, facts: Mapping[str, Any]) -> None:
    """Compare facts with their contract; raises FactsRefused with the path of the first that does not agree."""
    if kind not in KINDS:
        raise FactsRefused(f"no paper of kind {kind!r}")
    _check(KINDS[kind], facts, "")
    found = places(facts)
    if len(set(found)) != len(found) or not all(_UID.fullmatch(place) for place in found):
        raise FactsRefused("signers and seal: every uid is 1–64 letters, digits, - or _, and there once")


def places(facts: Mapping[str, Any]) -> list[str]:
    """The uids of everybody who signs a paper with these facts, in the order of signing, the seal last."""
    return [signer["uid"] for signer in facts.get("signers", ())] + [uid for uid in (facts.get("seal"),) if uid]


def _check(expected: Any, value: Any, path: str) -> None:
    if expected is str or expected is int or expected is bool:
        if type(value) is not expected:
            raise FactsRefused(f"{path} is not a {expected.__name__}")
    elif get_origin(expected) is Literal:
        if value not in get_args(expected):
            raise FactsRefused(f"{path} is none of {', '.join(get_args(expected))}")
    elif get_origin(expected) is not None:
        if not isinstance(value, (list, tuple)):
            raise FactsRefused(f"{path} is not a list")
        for index, item in enumerate(value):
            _check(get_args(expected)[0], item, f"{path}[{index}]")
    else:
        _check_record(expected, value, path)


def _check_record(expected: type, value: Any, path: str) -> None:
    if not isinstance(value, Mapping):
        raise FactsRefused(f"{path or 'facts'} is not a record")
    hints = get_type_hints(expected)
    prefix = f"{path}." if path else ""
    for name in [*hints, *value]:
        if name not in value:
            raise FactsRefused(f"{prefix}{name} is missing")
        if name not in hints:
            raise FactsRefused(f"{prefix}{name} is not known to this paper")
        _check(hints[name], value[name], f"{prefix}{name}")
