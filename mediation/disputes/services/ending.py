"""A dispute stands still, or ends: not accepted, without an agreement, or settled."""

from __future__ import annotations

from mediation.core import clock, deadlines
from mediation.core.advance import advance
from mediation.core.db import writing
from mediation.core.machine import Standing, of_system
from mediation.core.wall import MEDIATOR
from mediation.core.words import language
from mediation.disputes.models import Dispute, StatementKind
from mediation.disputes.rules import TABLE
from mediation.disputes.services.applying import say_in_writing
from mediation.matters import services as matters
from mediation.rulebook.kinds import Ground, NotAccepted


@writing
def not_accept(standing: Standing, dispute: Dispute, *, reason: NotAccepted, note: str | None) -> None:
    """The institution does not accept, says why, and names the other routes (人民调解法 26)."""
    dispute.reason = reason
    dispute.ended_on = clock.today()
    if note:
        say_in_writing(dispute, StatementKind.WINDOW_NOTE, note, language(), None)
    advance(standing, TABLE, dispute, "not_accept", codes={"reason": reason})
    matters.close(of_system(dispute.matter_id), dispute.matter)


@writing
def end(standing: Standing, dispute: Dispute, action: str, ground: Ground, note: str | None = None) -> None:
    """Mediation ends without an agreement, on a coded ground; everybody is told the other routes by what follows.

    `note` is the reason in the words of whoever ends it, read by everybody in the matter.
    """
    dispute.ground = ground
    dispute.ended_on = clock.today()
    if note:
        say_in_writing(dispute, StatementKind.ENDING_NOTE, note, language(), None)
    advance(standing, TABLE, dispute, action, codes={"ground": ground})


@writing
def suspend(standing: Standing, dispute: Dispute) -> None:
    """It stands still: nothing is asked of anybody and no time runs. Why is nothing the parties are told or can count:
    the act is the mediator's to read, and nobody is written to (SI 18).
    """
    dispute.suspended_in = dispute.state
    advance(standing, TABLE, dispute, "suspend", label=MEDIATOR)
    deadlines.pause(dispute.matter_id)


@writing
def resume(standing: Standing, dispute: Dispute) -> None:
    """It goes on where it stood still, with the time that was left."""
    advance(standing, TABLE, dispute, "resume", label=MEDIATOR)
    dispute.suspended_in = None
    deadlines.go_on(dispute.matter_id)


@writing
def begin(standing: Standing, dispute: Dispute) -> None:
    """The mediator has accepted: the period of mediation runs (OM 24)."""
    advance(standing, TABLE, dispute, "begin")


@writing
def settle(standing: Standing, dispute: Dispute) -> None:
    """The agreement has taken effect (人民调解法 28–31)."""
    dispute.ended_on = clock.today()
    advance(standing, TABLE, dispute, "settle")
