from __future__ import annotations

from mediation.alarms import queries
from mediation.alarms.models import Alarm
from mediation.alarms.rules import BASIS, DANGER, LINE, MESSAGE, TABLE, Danger
from mediation.core import clock, ids, outbox, words
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import Actor, Role, Standing, of_system
from mediation.core.wall import MEDIATOR
from mediation.disputes import services as disputes
from mediation.disputes.models import Dispute
from mediation.disputes.rules import RUNNING
from mediation.matters.models import Matter
from mediation.organisations.models import NamedOffice
from mediation.sittings import services as sittings


@writing
def report(actor: Actor, danger: Danger, *, matter: Matter | None, note: str | None = None) -> Alarm:
    """Tell the named office at once. A suspected sham makes the matter stand still; nobody is told why."""
    assert actor.account_id is not None
    where = queries.place_of_work(actor, matter)
    office, dispute = queries.office(where, danger), queries.dispute_of(matter)
    alarm = Alarm(
        number=_free_number(), organisation=where, matter=matter, dispute=dispute, danger=danger,
        office=office.name if office else None, phone=office.phone if office else LINE[danger],
        raised_by=actor.account_id, raised_at=clock.now(), key_name=matter.key_name if matter else None,
    )  # fmt: skip
    alarm.note = note or None
    standing = Standing(actor, frozenset({Role.REPORTER}), matter.id if matter else None)
    advance(standing, TABLE, alarm, "raise", label=MEDIATOR, codes={"danger": danger})
    if office is not None:
        _tell(alarm, office, actor.name)
    if danger is Danger.SHAM and dispute is not None and dispute.state in RUNNING:
        _stand_still(standing, dispute)
    return alarm


def _stand_still(standing: Standing, dispute: Dispute) -> None:
    """The matter and a sitting that is going on, in the words of any pause (SI 18)."""
    sitting = queries.sitting_now(dispute)
    if sitting is not None:
        sittings.pause(of_system(dispute.matter_id), sitting)
    disputes.suspend(of_system(dispute.matter_id), dispute)


@writing
def receive(standing: Standing, alarm: Alarm, *, received_by: str, their_number: str | None) -> None:
    """The office has confirmed that it has it: who there, and under which number of theirs."""
    alarm.received_at = clock.now()
    alarm.received_by, alarm.their_number = received_by, their_number or None
    advance(standing, TABLE, alarm, "receive", label=MEDIATOR)


@writing
def lift(standing: Standing, alarm: Alarm, *, reason: str) -> None:
    """It was looked into, and the matter goes on where it stood still. Who decided it, and why, is kept."""
    assert alarm.dispute is not None
    alarm.lifted_by, alarm.lifted_at, alarm.reason = standing.actor.account_id, clock.now(), reason
    advance(standing, TABLE, alarm, "lift", label=MEDIATOR)
    disputes.resume(standing, alarm.dispute)


def _free_number() -> str:
    while True:
        number = ids.receipt_number(clock.today().year)
        if queries.is_free(number):
            return number


def _tell(alarm: Alarm, office: NamedOffice, name: str) -> None:
    body = words.translate(
        MESSAGE, words.DEFAULT, number=alarm.number, danger=words.translate(DANGER[alarm.danger], words.DEFAULT),
        basis=BASIS[alarm.danger], time=words.moment(alarm.raised_at, words.DEFAULT),
        institution=alarm.organisation.name, name=name, phone=alarm.organisation.phone,
        matter=alarm.matter.receipt_number if alarm.matter else "-",
    )  # fmt: skip
    ways = [(outbox.Channel.SMS, office.phone), (outbox.Channel.MAIL, office.mail)]
    for channel, address in ways:
        if address:
            outbox.send(
                channel, address, purpose="alarm", body=body, subject=alarm.number,
                organisation_id=alarm.organisation_id, key_name=alarm.key_name,
            )  # fmt: skip
    db.session.flush()
