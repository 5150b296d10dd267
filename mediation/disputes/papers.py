from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from mediation.core import clock
from mediation.core.machine import Role
from mediation.core.words import translate
from mediation.rulebook.kinds import DISPUTE_TYPE, DisputeType, NotAccepted

GOVERNING = "zh-Hans"
"""Papers are Chinese: their words are, whoever has them made."""
PARTY_TITLE = {Role.APPLICANT: "申请人", Role.RESPONDENT: "被申请人"}
KEPT_ADDRESS = "（依法保密，由调解委员会保存）"


@dataclass(frozen=True)
class Person:
    """A party as a paper introduces them: `documents.kinds.parts.Person`."""

    role: str
    name: str
    organisation: bool
    sex: str
    ethnicity: str
    age: str
    occupation: str
    identity: str
    representative: str
    contact: str
    address: str


@dataclass(frozen=True)
class ApplicationPaper:
    """人民调解申请书 (人民调解法 17): what the applicant wrote themselves."""

    institution: str
    applicants: Sequence[Person]
    respondents: Sequence[Person]
    facts: str
    requests: Sequence[str]
    signed_on: str


@dataclass(frozen=True)
class AcceptanceRegisterPaper:
    """人民调解受理登记表: what was said at the window, on the telephone or in the community, and written down there."""

    institution: str
    parties: Sequence[str]
    source: str
    referred_by: str
    dispute_type: str
    facts: str
    accepted_on: str
    note: str
    signed_on: str


@dataclass(frozen=True)
class NotAcceptedPaper:
    """不予受理通知书, with the other routes (人民调解法 3, 26)."""

    institution: str
    recipients: Sequence[str]
    matter: str
    applied_on: str
    reason: str
    basis: str
    routes: Sequence[str]
    signed_on: str


@dataclass(frozen=True)
class ExtensionPaper:
    """延长调解期限同意书 (OM 24): who agreed to more time on a screen, and when."""

    institution: str
    parties: Sequence[str]
    matter: str
    mediators: Sequence[str]
    accepted_on: str
    period_until: str
    longer_until: str
    reason: str
    confirmed: Sequence[str]
    signed_on: str


def as_facts(paper: Any) -> dict[str, Any]:
    """A paper as `documents` takes it."""
    return asdict(paper)


NOT_ACCEPTED_ZH = {
    NotAccepted.SPECIAL_ORGAN: "该事项依法应当由专门机关管辖处理。",
    NotAccepted.ALREADY_WITH_AUTHORITY: "该纠纷已由人民法院、公安机关或者其他行政机关受理或者处理。",
    NotAccepted.NOT_CIVIL: "该事项不属于人民调解受理的民间纠纷。",
    NotAccepted.NOT_OUR_AREA: "该纠纷不属于本会的调解范围，可以向有关人民调解委员会申请。",
    NotAccepted.NOT_CLEAR: "申请事项或者被申请人不明确，经询问仍不能明确。",
}
ROUTES_ZH = (
    "向人民法院提起诉讼",
    "依照法律规定或者约定申请仲裁",
    "请求有关行政机关处理",
    "拨打12348咨询法律援助",
)
"""The same as `rulebook.kinds.ROUTES`, as papers say it (人民调解法 26)."""


def matter_of(type: DisputeType) -> str:
    """What a dispute is about, in the words of a paper: 邻里纠纷."""
    word = "" if type is DisputeType.OTHER else translate(DISPUTE_TYPE[type], GOVERNING)
    return word if word.endswith("纠纷") else f"{word}纠纷"


def age(born_on: date | None, today: date) -> str:
    if born_on is None:
        return ""
    return str(today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day)))


def masked(phone: str | None) -> str:
    """A telephone number as a paper shows it to the other side: `138****0001`."""
    return f"{phone[:3]}****{phone[-4:]}" if phone and len(phone) >= 8 else ""


def identity(number: str | None) -> str:
    """An identity number on a paper that all parties read: who needs the whole one has it elsewhere."""
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}" if number and len(number) >= 12 else ""


def on_a_screen(name: str, at: datetime) -> str:
    """That somebody said something in the system, and when: 张三（2026年11月20日16时30分）."""
    return f"{name}（{at.astimezone(clock.CHINA):%Y年%-m月%-d日%-H时%M分}）"
