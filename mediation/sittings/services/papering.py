"""What was written down becomes paper once mediation has ended: before that, words may still change."""

from __future__ import annotations

from datetime import datetime

from mediation.accounts.models import Account
from mediation.core import clock
from mediation.core.db import db
from mediation.core.machine import Role, Standing
from mediation.core.wall import JOINT
from mediation.disputes import queries as disputes
from mediation.disputes import services as papers
from mediation.disputes.models import Dispute, Party, PartyKind
from mediation.disputes.papers import PARTY_TITLE, ROUTES_ZH, identity, matter_of, on_a_screen
from mediation.matters import queries as matters
from mediation.sittings import queries
from mediation.sittings.models import IdentityCheck, Sitting
from mediation.sittings.papers import (
    CAPACITY,
    OUTCOME,
    SEEN,
    IdentityPaper,
    MinutesPaper,
    NoticePaper,
    Proof,
    Statement,
    UndisputedFactsPaper,
    way_of,
)
from mediation.sittings.rules import Heading, Result
from mediation.sittings.rules.kinds import Kind
from mediation.sittings.rules.people import HOSTS


def write_preparations(standing: Standing, dispute: Dispute) -> None:
    """权利义务告知书 and 当事人身份证明: what each party did, and who saw them, before a sitting."""
    parties = [one for sitting in queries.of_dispute(dispute) for one in sitting.parties]
    institution, matter = dispute.matter.organisation.name, matter_of(dispute.type)
    readings = {one.name: one.readings[-1].at for one in parties if one.readings}
    if readings:
        hosts = [one.name for one in matters.seats(dispute.matter, Role.MEDIATOR)]
        notice = NoticePaper(
            institution, [party.name for party in dispute.parties], hosts, hosts[0] if hosts else "",
            [on_a_screen(name, at) for name, at in readings.items()],
            clock.local_day(min(readings.values())).isoformat(),
        )  # fmt: skip
        papers.draft(standing, dispute, "notice", notice)
    checks = {one.seat_id: one.checks[-1] for one in parties if one.identified}
    proofs = [_proof(party, checks[party.seat_id]) for party in dispute.parties if party.seat_id in checks]
    if proofs:
        day = clock.local_day(max(one.at for one in checks.values())).isoformat()
        papers.draft(standing, dispute, "identity_proof", IdentityPaper(institution, matter, proofs, "", day))


def _proof(party: Party, check: IdentityCheck) -> Proof:
    document = "营业执照、代表人身份证件" if party.kind is PartyKind.ORGANISATION else "居民身份证"
    return Proof(
        role=PARTY_TITLE[party.role], name=party.name, document=document, number=identity(party.id_number),
        way=SEEN[check.result], checked_by=db.session.get_one(Account, check.checked_by).name,
        checked_at=_moment(check.at),
    )  # fmt: skip


def write_minutes(standing: Standing, sitting: Sitting) -> None:
    """人民调解记录, as the newest version of the minutes says it. Talk stays talk: the paper has the minutes' label."""
    written, dispute = queries.minutes(sitting), sitting.dispute
    if written is None or sitting.result is None:
        return
    said, today = written.sections, clock.today()
    hosts = [one.name for one in sitting.participants if one.role in HOSTS]
    paper = MinutesPaper(
        institution=sitting.matter.organisation.name, matter=matter_of(dispute.type), place=sitting.place,
        way=way_of([one.mode for one in sitting.parties], in_writing=sitting.kind is Kind.TEXT),
        began_at=_moment(sitting.started_at or sitting.starts_at), ended_at=_moment(sitting.ended_at), mediators=hosts,
        recorder=hosts[0] if hosts else "", people=[disputes.person(one, today) for one in dispute.parties],
        participants=[f"{one.name}（{CAPACITY[one.role]}）" for one in sitting.participants if one.role in CAPACITY],
        notice=said[Heading.NOTICE], principles=said[Heading.PRINCIPLES],
        statements=[Statement("", said[Heading.STATEMENTS])], evidence=said[Heading.EVIDENCE],
        risks=said[Heading.RISKS], outcome=OUTCOME[sitting.result], result=said[Heading.OUTCOME],
        routes=ROUTES_ZH if sitting.result is Result.NOT_SETTLED else (),
        confirmed=[on_a_screen(one.participant.name, one.at) for one in written.version.confirmations],
        signed_on=clock.local_day(sitting.ended_at or clock.now()).isoformat(),
    )  # fmt: skip
    papers.draft(standing, dispute, "minutes", paper, label=JOINT)


def write_undisputed_facts(standing: Standing, dispute: Dispute) -> None:
    """无争议事实记载, if there is anything that every party has confirmed."""
    found = [(sitting, fact) for sitting in queries.of_dispute(dispute) for fact in queries.agreed_facts(sitting)]
    if not found:
        return
    today = clock.today()
    latest = max(fact.stated_at for _, fact in found)
    names = {one.id: one.name for sitting, _ in found for one in sitting.participants}
    confirmed: dict[str, datetime] = {}
    for one in sorted((one for _, fact in found for one in fact.confirmations), key=lambda one: one.at):
        confirmed[names[one.participant_id]] = one.at
    paper = UndisputedFactsPaper(
        institution=dispute.matter.organisation.name, matter=matter_of(dispute.type),
        people=[disputes.person(one, today) for one in dispute.parties],
        mediators=list(dict.fromkeys(one.name for sitting, _ in found for one in sitting.participants
                                     if one.role is Role.MEDIATOR)),
        stated_on=clock.local_day(latest).isoformat(), facts=[fact.text or "" for _, fact in found],
        confirmed=[on_a_screen(name, at) for name, at in confirmed.items()], signed_on=today.isoformat(),
    )  # fmt: skip
    papers.draft(standing, dispute, "undisputed_facts", paper)


def _moment(at: datetime | None) -> str:
    return at.astimezone(clock.CHINA).strftime("%Y-%m-%dT%H:%M") if at else ""
