"""The papers of a mediation, from the application to the agreement or the end without one (司发通〔2010〕239号)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict

from documents.kinds.parts import Person, Signed, Statement


class Application(Signed):
    """人民调解申请书."""

    applicants: Sequence[Person]
    respondents: Sequence[Person]
    facts: str
    requests: Sequence[str]


class AcceptanceRegister(Signed):
    """人民调解受理登记表: instead of an application, where somebody applied by word or the institution came itself."""

    parties: Sequence[str]
    source: Literal["applied", "own_motion"]
    referred_by: str  # the court or office that sent it; "" for none
    dispute_type: str
    facts: str
    accepted_on: str
    note: str


class NotAccepted(Signed):
    """不予受理通知书, with the other routes."""

    recipients: Sequence[str]
    matter: str
    applied_on: str
    reason: str
    basis: str
    routes: Sequence[str]


class Notice(Signed):
    """人民调解当事人权利义务告知书 (人民调解法 arts. 3, 23, 24)."""

    recipients: Sequence[str]
    mediators: Sequence[str]
    told_by: str
    confirmed: Sequence[str]  # who read it on a screen, and when


class Proof(TypedDict):
    """How one person's identity was seen."""

    role: str
    name: str
    document: str  # 居民身份证, 营业执照, 法定代表人身份证明 …
    number: str
    way: str  # 当面核对, 视频核对 …
    checked_by: str
    checked_at: str


class IdentityProof(Signed):
    """当事人身份证明: which document of whom was seen by whom; copies follow as attachments of the dossier."""

    matter: str
    proofs: Sequence[Proof]
    note: str


Power = Literal["request", "evidence", "mediator", "claims", "sign", "collect", "confirm"]
"""What an agent may do: ask for or end mediation; give evidence; choose the mediator; admit, change or give up claims;
take part and sign; take delivery; apply for judicial confirmation and answer the court."""


class PowerOfAttorney(Signed):
    """授权委托书. `claims`, `sign` and `confirm` need special authority, power by power (民诉法 62)."""

    principal: Person
    agent: Person
    agent_type: str  # 律师, 法律工作者, 单位工作人员, 近亲属, 公民
    licence: str  # number of the lawyer's or legal worker's licence
    matter: str
    authority: Literal["general", "special"]
    powers: Sequence[Power]
    other_powers: str
    from_on: str
    until_on: str


class ServiceAddress(Signed):
    """送达地址确认书 (OM 17, OL 29–32)."""

    addressee: str  # the body it is handed to: the institution, or the court
    matter: str
    person: Person
    receiver: str  # who takes delivery: the person, or somebody named for it
    relation: str
    phone: str
    address: str
    postcode: str
    electronic: bool  # agrees to be served electronically
    electronic_address: str
    note: str


class Investigation(Signed):
    """人民调解调查记录."""

    matter: str
    began_at: str
    ended_at: str
    place: str
    participants: Sequence[str]
    asked: Person
    investigators: Sequence[str]
    recorder: str
    dialogue: Sequence[Statement]


class Evidence(TypedDict):
    """One thing handed in."""

    title: str
    form: str  # 书证, 照片, 音视频 …; original or copy
    copies: str
    brought_by: str
    proves: str
    opinion: str  # what the other side says to it


class EvidenceList(Signed):
    """人民调解证据清单."""

    matter: str
    evidence: Sequence[Evidence]
    received_by: str
    received_on: str


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
    confirmed: Sequence[str]  # who read it on a screen and found it right, and when (OM 22, OL 34)


class UndisputedFacts(Signed):
    """无争议事实记载: only what all parties said is so, signed by them (OM 22; 特邀调解规定 22)."""

    matter: str
    people: Sequence[Person]
    mediators: Sequence[str]
    stated_on: str
    facts: Sequence[str]
    confirmed: Sequence[str]  # who said so on a screen, and when; none for what is signed by hand


class Extension(Signed):
    """延长调解期限同意书: mediation takes longer because every party agrees (OM 24)."""

    parties: Sequence[str]
    matter: str
    mediators: Sequence[str]
    accepted_on: str
    period_until: str
    longer_until: str
    reason: str
    confirmed: Sequence[str]  # who agreed on a screen, and when


class Replacement(Signed):
    """更换人民调解员通知书 (OM 13, 14; SI 15)."""

    recipients: Sequence[str]
    matter: str
    former: str
    reason: str
    successor: str  # "" while nobody has taken it
    choice: str  # how the successor was or will be chosen


class Agreement(Signed):
    """人民调解协议书 (人民调解法 art. 29). A reading copy takes the same facts, the prose in its own language."""

    people: Sequence[Person]
    facts: str
    issues: str
    responsibility: str
    terms: Sequence[str]
    manner: str  # how, where and until when the terms are performed
    copies: int


class OralAgreement(Signed):
    """人民调解口头协议登记表 (人民调解法 arts. 28, 30); `number` is the agreement's."""

    people: Sequence[Person]
    accepted_on: str
    agreed_on: str
    place: str
    together: bool  # several committees mediated together (跨调委会)
    facts: str
    issues: str
    terms: Sequence[str]
    manner: str
    amount: str
    performed: str
    enclosures: Sequence[str]


class Termination(Signed):
    """终止调解通知书, with the other routes (人民调解法 art. 26)."""

    recipients: Sequence[str]
    matter: str
    accepted_on: str
    ground: str
    reason: str
    routes: Sequence[str]
