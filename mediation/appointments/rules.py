from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mediation.core.machine import ANY, NEW, Role, Row, Table
from mediation.core.words import DEFAULT, N_, Said, say
from mediation.roster.rules import LANGUAGE
from mediation.rulebook.kinds import DISPUTE_TYPE, DisputeType


class AppointmentState(enum.StrEnum):
    CHOOSING = "choosing"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    CHALLENGED = "challenged"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


APPOINTMENT_STATE = {
    AppointmentState.CHOOSING: N_("The mediator is being chosen"),
    AppointmentState.PROPOSED: N_("The mediator was asked and has not answered yet"),
    AppointmentState.ACCEPTED: N_("The mediator has accepted"),
    AppointmentState.DECLINED: N_("The mediator declined"),
    AppointmentState.LAPSED: N_("The mediator did not answer in time"),
    AppointmentState.CHALLENGED: N_("A party refused this mediator"),
    AppointmentState.REPLACED: N_("This mediator was replaced"),
    AppointmentState.WITHDRAWN: N_("No mediator is needed any more"),
}


class Relation(enum.StrEnum):
    """What a mediator says of themselves and the sides before seeing the file (OM 13)."""

    NONE = "none"
    RELATIVE = "relative"
    INTEREST = "interest"
    OTHER = "other"


RELATION = {
    Relation.NONE: N_("I know neither side and have no interest in this matter"),
    Relation.RELATIVE: N_("I am a party, a representative, or a close relative of one"),
    Relation.INTEREST: N_("I have an interest in how this ends"),
    Relation.OTHER: N_("I know one of them in another way"),
}


class Decline(enum.StrEnum):
    """Why a mediator does not take a matter (OM 12)."""

    BUSY = "busy"
    AWAY = "away"
    FIELD = "field"
    RELATION = "relation"
    OTHER = "other"


DECLINE = {
    Decline.BUSY: N_("I have too many matters now"),
    Decline.AWAY: N_("I am away in the coming weeks"),
    Decline.FIELD: N_("I do not know this field well enough"),
    Decline.RELATION: N_("I know one of the sides"),
    Decline.OTHER: N_("Another reason"),
}


def named(appointment: Any) -> set[int]:
    """Whom the parties name in this round, by account."""
    return {voice.mediator_id for voice in appointment.voices if voice.mediator_id is not None}


def all_named_the_same(appointment: Any) -> str | None:
    voices = [voice for voice in appointment.voices if voice.mediator_id is not None]
    if len(voices) == len(appointment.dispute.parties) and len(named(appointment)) == 1:
        return None
    return N_("The parties have not all named the same mediator yet.")


def parties_had_their_turn(appointment: Any) -> str | None:
    if appointment.passed_at or any(voice.left_at for voice in appointment.voices):
        return None
    return N_("The parties may still choose together. It is your turn when their time is over or one leaves it to you.")


def disclosed(appointment: Any) -> str | None:
    if not appointment.disclosed_at:
        return N_("Say first whether you know either side.")
    if appointment.relation != Relation.NONE and not everybody_agrees(appointment):
        return N_("You told the parties of a relation. You can accept when all of them agree to you all the same.")
    return None


def everybody_agrees(appointment: Any) -> bool:
    agreed = [voice for voice in appointment.voices if voice.agreed_at]
    return len(agreed) == len(appointment.dispute.parties)


def something_was_disclosed(appointment: Any) -> str | None:
    if appointment.relation in (None, Relation.NONE):
        return N_("There is nothing to agree to.")
    return None


def mediation_goes_on(appointment: Any) -> str | None:
    return N_("The mediation has ended.") if appointment.dispute.ended_on else None


def refusal_is_deemed(earlier_refusals: int) -> bool:
    """Whether a party that refuses again and names nobody itself has, by law, refused mediation (OM 14)."""
    return earlier_refusals > 0


PARTY, WINDOW, CANDIDATE = Role.PARTY, Role.WINDOW, Role.CANDIDATE
CLOCK, SYSTEM = Role.CLOCK, Role.SYSTEM
CHOOSING, PROPOSED, ACCEPTED = AppointmentState.CHOOSING, AppointmentState.PROPOSED, AppointmentState.ACCEPTED
LIVE = (CHOOSING, PROPOSED, ACCEPTED)

TABLE = Table(
    "appointment",
    AppointmentState,
    Row("see", ANY, by=(PARTY, WINDOW, CANDIDATE, Role.MEDIATOR)),
    Row("open", NEW, by=(SYSTEM,), to=CHOOSING, basis="人民调解法 19, OM 10",
        starts=("parties_choose", "institution_appoints")),
    Row("choose", (CHOOSING,), by=(PARTY,), basis="人民调解法 19, 23, OM 10"),
    Row("leave", (CHOOSING,), by=(PARTY,), basis="人民调解法 19", stops=("parties_choose",)),
    Row("pass_on", (CHOOSING,), by=(CLOCK,), basis="OM 10"),
    Row("propose", (CHOOSING,), by=(PARTY,), to=PROPOSED, when=all_named_the_same, basis="人民调解法 19, OM 10",
        starts=("mediator_answers",), stops=("parties_choose", "institution_appoints")),
    Row("propose", (CHOOSING,), by=(WINDOW,), to=PROPOSED, when=parties_had_their_turn, basis="人民调解法 19, OM 10",
        starts=("mediator_answers",), stops=("parties_choose", "institution_appoints")),
    Row("disclose", (PROPOSED, ACCEPTED), by=(CANDIDATE,), basis="OM 13, SI 15"),
    Row("agree", (PROPOSED, ACCEPTED), by=(PARTY,), when=something_was_disclosed, basis="OM 13, SI 15"),
    Row("accept", (PROPOSED,), by=(CANDIDATE,), to=ACCEPTED, when=disclosed, basis="OM 12, 13",
        stops=("mediator_answers",)),
    Row("decline", (PROPOSED,), by=(CANDIDATE,), to=AppointmentState.DECLINED, basis="OM 12",
        stops=("mediator_answers",)),
    Row("decline", (ACCEPTED,), by=(CANDIDATE,), to=AppointmentState.DECLINED, when=mediation_goes_on,
        basis="OM 12, 13, SI 15"),
    Row("lapse", (PROPOSED,), by=(CLOCK,), to=AppointmentState.LAPSED, basis="OM 12", stops=("mediator_answers",)),
    Row("challenge", (PROPOSED,), by=(PARTY,), to=AppointmentState.CHALLENGED, when=mediation_goes_on,
        basis="人民调解法 23, OM 13, 14", stops=("mediator_answers",)),
    Row("challenge", (ACCEPTED,), by=(PARTY,), to=AppointmentState.REPLACED, when=mediation_goes_on,
        basis="人民调解法 23, OM 13, 14"),
    Row("withdraw", (CHOOSING, PROPOSED), by=(SYSTEM,), to=AppointmentState.WITHDRAWN,
        stops=("parties_choose", "institution_appoints", "mediator_answers")),
)  # fmt: skip


def awaited(appointment: Any) -> str | None:
    """The limit that runs for whoever's turn it is; None when nobody's answer is waited for."""
    if appointment.state == PROPOSED:
        return "mediator_answers"
    if appointment.state != CHOOSING:
        return None
    return "parties_choose" if parties_had_their_turn(appointment) else "institution_appoints"


# Suggestions: who fits this matter, in which order, and why, in words.


class Reason(enum.StrEnum):
    FIELD = "field"
    LANGUAGE = "language"
    HERE = "here"
    FREE = "free"


FIELD_POINTS, LANGUAGE_POINTS, HERE_POINTS, FREE_POINTS = 40, 30, 20, 10


@dataclass(frozen=True)
class Need:
    """What a matter asks of its mediator. `languages`: those its parties speak."""

    type: DisputeType
    languages: frozenset[str]
    institution: str


@dataclass(frozen=True)
class Candidate:
    """One mediator as the ranking sees them. `key` is the roster entry's id."""

    key: int
    name: str
    knows: frozenset[DisputeType]
    languages: frozenset[str]
    institution: str
    open_matters: int = 0
    refused: bool = False  # declined, silent or refused in this very matter before
    against: bool = False  # has sat against one of these parties, in this matter or an earlier one


@dataclass(frozen=True)
class Ranked:
    candidate: Candidate
    score: int
    reasons: tuple[tuple[Reason, str | int], ...]


def ruled_out(candidate: Candidate) -> str | None:
    """Why somebody cannot be suggested in this matter at all; None when they can (OM 12, 13, 14)."""
    if candidate.refused:
        return N_("Has declined, not answered, or been refused in this matter before")
    if candidate.against:
        return N_("Has sat against one of the parties")
    return None


def rank(need: Need, candidates: Iterable[Candidate]) -> list[Ranked]:
    """Those who can be suggested, the best first. Equal scores: fewer open matters, then the name, then the key."""
    able = [one for one in candidates if not ruled_out(one)]
    fewest = min((one.open_matters for one in able), default=0)
    ranked = [_judged(need, one, fewest) for one in able]
    return sorted(ranked, key=lambda r: (-r.score, r.candidate.open_matters, r.candidate.name, r.candidate.key))


def _judged(need: Need, candidate: Candidate, fewest: int) -> Ranked:
    score = max(0, FREE_POINTS - (candidate.open_matters - fewest))
    reasons: list[tuple[Reason, str | int]] = []
    if need.type in candidate.knows:
        score += FIELD_POINTS
        reasons.append((Reason.FIELD, need.type.value))
    spoken = need.languages & candidate.languages
    if need.languages:
        score += LANGUAGE_POINTS * len(spoken) // len(need.languages)
    reasons += [(Reason.LANGUAGE, code) for code in sorted(spoken - {DEFAULT})]
    if candidate.institution == need.institution:
        score += HERE_POINTS
        reasons.append((Reason.HERE, need.institution))
    if candidate.open_matters == fewest:
        reasons.append((Reason.FREE, candidate.open_matters))
    return Ranked(candidate, score, tuple(reasons))


def in_words(reason: str, value: str | int) -> Said:
    """One reason as people read it."""
    match Reason(reason):
        case Reason.FIELD:
            return say(N_("Experienced in: %(field)s"), field=say(DISPUTE_TYPE[DisputeType(str(value))]))
        case Reason.LANGUAGE:
            return say(N_("Speaks %(language)s"), language=say(LANGUAGE[str(value)]))
        case Reason.HERE:
            return say(N_("Works here: %(institution)s"), institution=value)
        case Reason.FREE:
            return say(N_("Has time: fewest open matters (%(n)s)"), n=value)
