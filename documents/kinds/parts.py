"""What many papers share: people, places to sign, and the facts every paper carries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict


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
    """What somebody said; in a record of questions and answers the speaker is 问 or 答, in a running report ""."""

    speaker: str
    text: str


class Common(TypedDict):
    """What every paper carries."""

    institution: str  # full name of the mediation institution
    number: str
    check: str  # address of this paper's check page, in the QR code of each page; "" for none


class Signed(Common):
    """A paper people sign. `seal` is the uid of the institution's (or court's) seal field; "" for a seal by hand."""

    signers: Sequence[Signer]
    seal: str
    signed_on: str
