"""Papers that go to a court with an application for confirmation, made from the record alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from documents.kinds.parts import Common, Person, Signed


class Particulars(Common):
    """当事人身份及送达地址信息. `annex`: of people whose address is kept from the other side, for the judge alone."""

    court: str
    matter: str
    people: Sequence[Person]
    annex: bool
    signed_on: str


class Held(TypedDict):
    """One sitting in the extract of the minutes: no word of what was said in it."""

    began_at: str
    ended_at: str
    place: str
    present: Sequence[str]  # name, capacity and how
    absent: Sequence[str]
    told: Sequence[str]  # who was told the rights and duties, when
    result: str


class MinutesExtract(Signed):
    """人民调解记录（摘录）: attendance, notice, undisputed facts, result (OM 18, 22; SI 22)."""

    matter: str
    sittings: Sequence[Held]
    facts: Sequence[str]


class Attending(TypedDict):
    """Somebody in the certificate of fair process."""

    role: str
    name: str
    attended: str  # how often and how
    identity: str
    told: str
    language: str


class PrivateTalks(TypedDict):
    side: str
    count: int
    minutes: int


class Pause(TypedDict):
    """How long somebody had between the offer and their own signature."""

    name: str
    offered_at: str
    signed_at: str
    lasted: str


class FairProcess(Signed):
    """调解程序情况证明: who came and how, identity, notices, languages, private talks, time to think. No content."""

    matter: str
    agreement_on: str
    accepted_on: str
    mediators: Sequence[str]
    sittings: int
    people: Sequence[Attending]
    interpreters: Sequence[str]
    talks: Sequence[PrivateTalks]
    pauses: Sequence[Pause]
