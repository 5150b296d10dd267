"""How the mediation went, out of the record alone: who came and how, what they were told, how long they had.

No word of what was said, noted, proposed or agreed goes through here (OM 18, SI 22).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from documents.models import Signer
from documents.rules import Way
from mediation.agreements.models import SettlementAgreement
from mediation.confirmations.papers import ExtractPaper, FairnessPaper
from mediation.confirmations.queries.wordings import agreed_on
from mediation.core import clock, record
from mediation.core.machine import Role
from mediation.disputes.models import Party
from mediation.disputes.papers import PARTY_TITLE, matter_of
from mediation.matters import queries as matters
from mediation.sittings import queries as sittings
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.rules import Identity, Mode, Result
from video import queries as video
from video.rooms import JOINT, kind

WAY = {Mode.VIDEO: "音视频", Mode.IN_PERSON: "现场", Mode.COMMUNITY: "社区会议室"}
KNOWN = {Identity.MATCHES: "与证件相符", Identity.SEEN_IN_PERSON: "当面核对"}
RESULT = {Result.SETTLED: "达成协议", Result.NOT_SETTLED: "未达成协议", Result.TO_BE_CONTINUED: "有待继续调解"}
LANGUAGE = {"zh-Hans": "汉语", "ko": "朝鲜语", "en": "英语"}
SIDE = {1: "申请人一方", 2: "被申请人一方"}
"""Papers are Chinese."""


def extract_paper(agreement: SettlementAgreement) -> ExtractPaper:
    """Of the minutes what the court may read, and nothing else."""
    dispute = agreement.dispute
    return ExtractPaper(
        institution=dispute.matter.organisation.name, matter=matter_of(dispute.type),
        sittings=[_held(one) for one in sittings.held(dispute)], facts=sittings.undisputed(dispute),
        signed_on=clock.today().isoformat(),
    )  # fmt: skip


def fairness_paper(agreement: SettlementAgreement) -> FairnessPaper:
    dispute = agreement.dispute
    held = sittings.held(dispute)
    return FairnessPaper(
        institution=dispute.matter.organisation.name, matter=matter_of(dispute.type),
        agreement_on=agreed_on(agreement).isoformat(),
        accepted_on=(dispute.accepted_on or dispute.matter.received_on).isoformat(),
        mediators=[one.name for one in matters.seats(dispute.matter, Role.MEDIATOR)], sittings=len(held),
        people=[_attending(party, held) for party in dispute.parties],
        interpreters=list(dict.fromkeys(_interpreter(one) for sitting in held for one in _interpreters(sitting))),
        talks=_talks(held), pauses=_pauses(agreement), signed_on=clock.today().isoformat(),
    )  # fmt: skip


def _held(sitting: Sitting) -> dict[str, object]:
    here = [one for one in sitting.participants if came(sitting, one)]
    return {
        "began_at": _wall(sitting.started_at or sitting.starts_at), "ended_at": _wall(sitting.ended_at),
        "place": _place(sitting, here),
        "present": [f"{one.name}（{_capacity(one)}{WAY[one.mode]}）" for one in here],
        "absent": [one.name for one in sitting.parties if one not in here],
        "told": [f"{one.name}（{_day(one.readings[-1].at)}）" for one in sitting.parties if one.readings],
        "result": RESULT[sitting.result] if sitting.result else "",
    }  # fmt: skip


def _place(sitting: Sitting, here: Sequence[Participant]) -> str:
    """Where somebody was who is protected is written on no paper that the other side reads."""
    if all(one.mode is Mode.VIDEO for one in here):
        return "音视频"
    return "（依法保密）" if matters.protections(sitting.matter) else sitting.place


def came(sitting: Sitting, one: Participant) -> bool:
    """Who was in the joint room; in a sitting without a call, who was ready when it began."""
    attended = {who.name for who in sittings.attendance(sitting) if who.room == JOINT}
    return one.name in attended if attended else (not one.is_party or one.identified)


def _capacity(one: Participant) -> str:
    return f"{PARTY_TITLE[one.role]}，" if one.role in PARTY_TITLE else ""


def _attending(party: Party, held: Sequence[Sitting]) -> dict[str, str]:
    mine = [one for sitting in held for one in sitting.parties if one.seat_id == party.seat_id]
    there = [one for one in mine if came(one.sitting, one)]
    ways = Counter(WAY[one.mode] for one in there)
    said = "，".join(f"{way}{n}次" for way, n in ways.items())
    read = [one.readings[-1] for one in mine if one.readings]
    known = next((one.identity for one in reversed(mine) if one.identity in KNOWN), None)
    language = read[-1].language if read else party.seat.language
    return {
        "role": PARTY_TITLE[party.role], "name": party.name,
        "attended": f"{len(there)}次：{said}" if there else "未到场",
        "identity": KNOWN[known] if known else "未核对", "told": _day(read[-1].at) if read else "未记载",
        "language": LANGUAGE.get(language, language),
    }  # fmt: skip


def _interpreters(sitting: Sitting) -> list[Participant]:
    return [one for one in sitting.participants if one.role is Role.INTERPRETER and came(sitting, one)]


def _interpreter(one: Participant) -> str:
    return f"{one.name}（为{one.beside.name}）" if one.beside else one.name


def _talks(held: Sequence[Sitting]) -> list[dict[str, object]]:
    """Private talks by side: how often, and how many minutes in all, of whoever of that side was longest in them."""
    by_seat: dict[tuple[int, int], list[float]] = {}
    for sitting in held:
        sides = {one.key: (one.side, one.seat_id) for one in sitting.parties if one.side}
        for stay in video.stays(sitting.conference) if sitting.conference else ():
            if kind(stay.room) == "caucus" and stay.member.seat in sides and stay.to_at:
                side, seat_id = sides[stay.member.seat]
                by_seat.setdefault((side or 0, seat_id), []).append((stay.to_at - stay.from_at).total_seconds() / 60)
    found = []
    for side in sorted({side for side, _ in by_seat}):
        longest = max((minutes for (of, _), minutes in by_seat.items() if of == side), key=sum)
        found.append({"side": SIDE.get(side, f"第{side}方"), "count": len(longest), "minutes": round(sum(longest))})
    return found


def _pauses(agreement: SettlementAgreement) -> list[dict[str, str]]:
    """For each party: when the text was there to be read, when they signed, and what lay between."""
    offered = offered_at(agreement)
    document = agreement.document
    if offered is None or document is None or document.way is Way.PAPER:
        return []
    return [_pause(one, offered, one.signed_at) for one in document.signers if one.part == "party" and one.signed_at]


def _pause(one: Signer, offered: datetime, signed: datetime) -> dict[str, str]:
    minutes = int((signed - offered).total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    lasted = "".join(f"{n}{unit}" for n, unit in ((days, "天"), (hours, "小时"), (rest, "分钟")) if n)
    return {
        "name": one.name, "offered_at": _wall(offered), "signed_at": _wall(signed), "lasted": lasted or "不足1分钟",
    }  # fmt: skip


def offered_at(agreement: SettlementAgreement) -> datetime | None:
    """When the version that was signed was opened for reading and signing, as the record has it."""
    stream = record.entries(record.of_matter(agreement.matter_id))
    opened = [entry.at for entry in stream if entry.act == "agreement.open" and entry.subject_id == agreement.id]
    return max(opened, default=None)


def _wall(at: datetime | None) -> str:
    return at.astimezone(clock.CHINA).strftime("%Y-%m-%dT%H:%M") if at else ""


def _day(at: datetime) -> str:
    day = clock.local_day(at)
    return f"{day.year}年{day.month}月{day.day}日"

