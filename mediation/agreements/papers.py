from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import cn2an
from babel.dates import format_date

from mediation.agreements.rules import Clause, Manner, TermKind
from mediation.core.words import N_, Said, say
from mediation.disputes.papers import Person

GOVERNING = "zh-Hans"
"""The language whose text binds; the others are for reading."""
SUMMARY = (
    "各项义务的履行方式、地点和期限，以上述各条的约定为准。"
    "本协议自生效之日起对各方当事人具有法律约束力，各方应当按照约定履行。"
)


@dataclass(frozen=True)
class AgreementPaper:
    """人民调解协议书 (人民调解法 29): all that is printed, but the hands and the check code, which `documents` adds."""

    institution: str
    people: Sequence[Person]
    facts: str
    issues: str
    responsibility: str
    terms: Sequence[str]
    manner: str
    copies: int
    signed_on: str

    def as_facts(self) -> dict[str, Any]:
        return {**asdict(self), "people": [asdict(one) for one in self.people], "terms": list(self.terms)}


@dataclass(frozen=True)
class OralAgreementPaper:
    """人民调解口头协议登记表 (人民调解法 28, 30)."""

    institution: str
    people: Sequence[Person]
    accepted_on: str
    agreed_on: str
    place: str
    together: bool
    facts: str
    issues: str
    terms: Sequence[str]
    manner: str
    amount: str
    performed: str
    enclosures: Sequence[str]
    signed_on: str


def terms_file(number: str, revision: int, clauses: Sequence[Clause]) -> str:
    """The terms as the data that is embedded in the paper: amounts in fen, days as 2026-12-31."""
    rows = [
        {
            "kind": one.kind, "debtor": one.debtor, "creditor": one.creditor, "amount_fen": one.amount,
            "thing": one.thing, "due_on": one.due_on.isoformat() if one.due_on else None,
            "on_the_spot": one.on_the_spot, "manner": one.manner, "account": one.account, "place": one.place,
            "condition": one.condition, "enforceable": one.enforceable,
        }
        for one in clauses
    ]  # fmt: skip
    return json.dumps({"agreement": number, "revision": revision, "terms": rows}, ensure_ascii=False, indent=1)


def capitals(fen: int) -> str:
    """An amount as papers write it out: 420000 → 人民币肆仟贰佰元整."""
    return "人民币" + str(cn2an.an2cn(str(Decimal(fen) / 100), "rmb"))


def figures(fen: int) -> str:
    return f"¥{fen // 100:,}.{fen % 100:02d}"


# The legal text: one function for each language. The Chinese text binds; the others are for reading.


def prose(clause: Clause, language: str = GOVERNING) -> str:
    """A term as a sentence of the agreement."""
    return {GOVERNING: _chinese, "en": _english, "ko": _korean}[language](clause)


def _chinese(one: Clause) -> str:
    when = "当场" if one.on_the_spot else f"于{_day(one.due_on, GOVERNING)}前（含当日）"
    match one.kind:
        case TermKind.PAY:
            for_what = f"{one.thing}，计" if one.thing else ""
            sum_of = f"{capitals(one.amount or 0)}（{figures(one.amount or 0)}）"
            text = f"{one.debtor}{when}向{one.creditor}支付{for_what}{sum_of}"
            text += {Manner.TRANSFER: "，以银行转账方式支付", Manner.CASH: "，以现金方式支付",
                     Manner.PHONE: "，以手机支付方式支付"}.get(one.manner or Manner.OTHER, "")  # fmt: skip
            text += f"，收款账户：{one.account}" if one.account else ""
        case TermKind.DO:
            text = f"{one.debtor}{when}为{one.creditor}完成下列事项：{one.thing}"
        case _:
            until = "自本协议生效之日起" if one.on_the_spot else f"自本协议生效之日起至{_day(one.due_on, GOVERNING)}止"
            text = f"{one.debtor}{until}，对{one.creditor}不得实施下列行为：{one.thing}"
    text = text.rstrip("。；;. ") + "。"
    text += f"履行地点：{one.place}。" if one.place else ""
    text += f"履行条件：{one.condition.rstrip('。')}。" if one.condition else ""
    text += (
        f"（本条为分期履行之一，分期总额{capitals(one.series_total)}，{figures(one.series_total)}。）"
        if one.series_total
        else ""
    )
    return text if one.enforceable else text + "（本条为道义承诺，不作为申请强制执行的依据。）"


def _english(one: Clause) -> str:
    when = "on the spot, at the signing" if one.on_the_spot else f"on or before {_day(one.due_on, 'en')}"
    match one.kind:
        case TermKind.PAY:
            for_what = f" for: {one.thing}" if one.thing else ""
            text = f"{one.debtor} pays {one.creditor} RMB {figures(one.amount or 0)} {when}{for_what}"
            text += {Manner.TRANSFER: ", by bank transfer", Manner.CASH: ", in cash",
                     Manner.PHONE: ", by phone payment"}.get(one.manner or Manner.OTHER, "")  # fmt: skip
            text += f", to this account: {one.account}" if one.account else ""
        case TermKind.DO:
            text = f"{one.debtor} does the following for {one.creditor} {when}: {one.thing}"
        case _:
            until = "" if one.on_the_spot else f" until {_day(one.due_on, 'en')}"
            text = (
                f"From the day of effect{until}, {one.debtor} does not do the following to {one.creditor}: {one.thing}"
            )
    text = text.rstrip("。；;. ") + "."
    text += f" Place: {one.place}." if one.place else ""
    text += f" Condition: {one.condition.rstrip('。.')}." if one.condition else ""
    text += f" (One of the instalments of RMB {figures(one.series_total)} in all.)" if one.series_total else ""
    return text if one.enforceable else text + " (A moral promise; no ground for compulsory enforcement.)"


def _korean(one: Clause) -> str:
    when = "서명하는 자리에서" if one.on_the_spot else f"{_day(one.due_on, 'ko')}까지(당일 포함)"
    match one.kind:
        case TermKind.PAY:
            for_what = f"({one.thing}) " if one.thing else ""
            text = (
                f"{one.debtor} 측은 {when} {one.creditor} 측에 {for_what}인민페 {figures(one.amount or 0)}을 지불한다"
            )
            text += {Manner.TRANSFER: ". 지불방식: 은행이체", Manner.CASH: ". 지불방식: 현금",
                     Manner.PHONE: ". 지불방식: 휴대폰지불"}.get(one.manner or Manner.OTHER, "")  # fmt: skip
            text += f". 수금계좌: {one.account}" if one.account else ""
        case TermKind.DO:
            text = f"{one.debtor} 측은 {when} {one.creditor} 측을 위하여 다음 사항을 완수한다: {one.thing}"
        case _:
            until = "" if one.on_the_spot else f"부터 {_day(one.due_on, 'ko')}까지"
            since = f"{one.debtor} 측은 효력 발생일{until or '부터'}"
            text = f"{since} {one.creditor} 측에 다음 행위를 하지 않는다: {one.thing}"
    text = text.rstrip("。；;. ") + "."
    text += f" 리행 장소: {one.place}." if one.place else ""
    text += f" 리행 조건: {one.condition.rstrip('。.')}." if one.condition else ""
    text += f" (총액 {figures(one.series_total)}의 분할리행 중 하나.)" if one.series_total else ""
    return text if one.enforceable else text + " (도의적 약속으로서 강제집행의 근거로 삼지 않는다.)"


def _day(day: date | None, language: str) -> str:
    if day is None:
        return "　　年　　月　　日" if language == GOVERNING else "____"
    if language == GOVERNING:
        return f"{day.year}年{day.month}月{day.day}日"
    return format_date(day, "long", locale=language)


# Plain words for one reader: you pay, you receive.


def plain(clause: Clause, reader_id: int | None = None) -> Said:
    """A term in one short sentence as one party (by id) hears it; for anybody else, who owes it to whom."""
    values: dict[str, object] = {"debtor": clause.debtor, "creditor": clause.creditor, "thing": clause.thing}
    if clause.amount is not None:
        values["amount"] = figures(clause.amount)
    mine = reader_id is not None and reader_id == clause.debtor_id
    for_me = reader_id is not None and reader_id == clause.creditor_id
    match clause.kind:
        case TermKind.PAY:
            msgid = (
                N_("You pay %(creditor)s %(amount)s.") if mine
                else N_("You receive %(amount)s from %(debtor)s.") if for_me
                else N_("%(debtor)s pays %(creditor)s %(amount)s.")
            )  # fmt: skip
        case TermKind.DO:
            msgid = (
                N_("You do this for %(creditor)s: %(thing)s") if mine
                else N_("%(debtor)s does this for you: %(thing)s") if for_me
                else N_("%(debtor)s does this for %(creditor)s: %(thing)s")
            )  # fmt: skip
        case _:
            msgid = (
                N_("You no longer do this to %(creditor)s: %(thing)s") if mine
                else N_("%(debtor)s no longer does this to you: %(thing)s") if for_me
                else N_("%(debtor)s no longer does this to %(creditor)s: %(thing)s")
            )  # fmt: skip
    return say(msgid, **values)


def when(clause: Clause) -> tuple[str, date | None]:
    """When a term falls due, in plain words: a msgid, and the day it names with `%(day)s`."""
    if clause.kind is TermKind.REFRAIN:
        return (N_("From the signing on."), None) if clause.on_the_spot else (N_("Until %(day)s."), clause.due_on)
    return (
        (N_("At once, at the signing."), None)
        if clause.on_the_spot
        else (N_("By %(day)s at the latest."), clause.due_on)
    )
