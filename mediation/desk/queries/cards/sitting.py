from __future__ import annotations

from mediation.core import clock
from mediation.core.machine import Role
from mediation.core.words import N_
from mediation.desk.queries.cards.turn import Turn
from mediation.desk.queries.matter import Seen
from mediation.disputes.rules import DisputeState
from mediation.sittings import queries as sittings
from mediation.sittings.models import Sitting
from mediation.sittings.rules import Result, SittingState
from mediation.sittings.rules.kinds import Kind


def card(seen: Seen) -> Turn | None:
    """The sitting to come, to go into, or to plan."""
    if seen.state is not DisputeState.MEDIATING:
        return None
    sitting = next((one for one in seen.sittings if one.state in COMING), None)
    if sitting is None:
        return _none_coming(seen)
    if sitting.kind is Kind.TEXT and sitting.state is SittingState.SITTING:
        return Turn(
            "you" if _takes_part(seen, sitting) else "wait",
            N_("You write to each other"),
            N_("Read and answer whenever it suits you, until the time for writing is over."),
            seen.limit("writing_closes"),
            "talks.show",
            sitting.public_id,
        )
    if sitting.state is not SittingState.PLANNED:
        return Turn(
            "you" if _takes_part(seen, sitting) else "wait",
            N_("The sitting is open"),
            N_("Come in. You wait in your own waiting room until the mediator lets you in."),
            act="sittings.show",
            about=sitting.public_id,
            when=sitting.starts_at,
        )
    if seen.is_party:
        return _party_prepares(seen, sitting)
    today = clock.local_day(sitting.starts_at) == clock.today()
    kind = "you" if seen.plays(Role.MEDIATOR) and today else "wait"
    return Turn(
        kind,
        PLANNED,
        N_("The sitting's page shows who is ready."),
        act="sittings.show",
        about=sitting.public_id,
        when=sitting.starts_at,
    )


PLANNED = N_("A sitting is planned")
COMING = (SittingState.PLANNED, SittingState.OPENED, SittingState.SITTING)


def _takes_part(seen: Seen, sitting: Sitting) -> bool:
    return sittings.participant_of(sitting, seen.standing) is not None


def _party_prepares(seen: Seen, sitting: Sitting) -> Turn:
    own = sittings.participant_of(sitting, seen.standing)
    if own and not (own.told and own.consented):
        return Turn(
            "you",
            PLANNED,
            N_("Before it: read your rights, agree to this sitting, and try your camera. Two minutes."),
            act="sittings.show",
            about=sitting.public_id,
            when=sitting.starts_at,
        )
    return Turn(
        "wait",
        PLANNED,
        N_("You are ready. On the day, come in here a few minutes earlier."),
        act="sittings.show",
        about=sitting.public_id,
        when=sitting.starts_at,
    )


def _none_coming(seen: Seen) -> Turn | None:
    due = seen.limit("mediation_period")
    held = [one for one in seen.sittings if one.state is SittingState.ENDED]
    if seen.plays(Role.MEDIATOR):
        if any(one.result is Result.SETTLED for one in held):
            return Turn(
                "you",
                N_("Write down what was agreed"),
                N_("Then offer it to both sides for signature."),
                due,
                "agreements.begin",
                seen.dispute.public_id,
            )
        headline = N_("Plan the next sitting") if held else N_("Plan the first sitting")
        return Turn(
            "you", headline, N_("Both sides are waiting for a date."), due, "sittings.plan", seen.dispute.public_id
        )
    if any(one.result is Result.SETTLED for one in held):
        return Turn(
            "wait",
            N_("The mediator is writing down what was agreed"),
            N_("Then you read it, and sign if it is right."),
            due,
        )
    return None
