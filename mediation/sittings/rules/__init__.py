from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

from mediation.core.machine import ANY, NEW, Role, Row, Table
from mediation.core.words import N_, Said, gettext, say
from mediation.disputes.rules import DisputeState
from mediation.sittings.rules.kinds import About, Kind, Question, all_agree, needs_everybodys_yes, steps_of_kind
from mediation.sittings.rules.people import GUESTS, HOSTS, PART, PARTIES
from mediation.sittings.rules.states import SITTING_STATE, SittingState

__all__ = ["PART", "SITTING_STATE", "SittingState"]


class Result(enum.StrEnum):
    """How a sitting ended (the three results of a 调解记录)."""

    SETTLED = "settled"
    NOT_SETTLED = "not_settled"
    TO_BE_CONTINUED = "to_be_continued"


RESULT = {
    Result.SETTLED: N_("Settled"),
    Result.NOT_SETTLED: N_("Not settled"),
    Result.TO_BE_CONTINUED: N_("To be continued"),
}


class Mode(enum.StrEnum):
    """How somebody takes part (OM 16)."""

    VIDEO = "video"
    COMMUNITY = "community"
    IN_PERSON = "in_person"


MODE = {
    Mode.VIDEO: N_("By video, with one's own phone or computer"),
    Mode.COMMUNITY: N_("By video from the community room"),
    Mode.IN_PERSON: N_("In person, where the mediator is"),
}


class Identity(enum.StrEnum):
    """What came of comparing a person with their identity paper (OM 17)."""

    MATCHES = "matches"
    DOES_NOT_MATCH = "does_not_match"
    SEEN_IN_PERSON = "seen_in_person"


IDENTITY = {
    Identity.MATCHES: N_("Matches the paper, seen by video"),
    Identity.DOES_NOT_MATCH: N_("Does not match"),
    Identity.SEEN_IN_PERSON: N_("Matches the paper, seen in person"),
}

NOTICE_VERSION = 1
NOTICE = (
    N_("Who we are: people's mediation committees are organisations of the people, not a court and not an office."),
    N_("The principles: you take part of your own free will and as equals; nothing may be against the law; your right "
       "to sue, to arbitration or to an office's decision stays open."),
    N_("Your rights: choose or accept the mediator; accept mediation, refuse it or stop it at any time; ask for a "
       "public or a closed mediation; say freely what you want and agree freely."),
    N_("Your duties: say the facts as they are; keep order and respect the mediator; respect the other side's rights."),
    N_("The effect: an agreement binds both sides like a contract. Both have to keep it."),
    N_("Judicial confirmation: within 30 days both sides together may ask the people's court to confirm the agreement; "
       "a confirmed one can be enforced by the court."),
    N_("It costs nothing."),
    N_("How it works: wait here until the mediator lets you in. The mediator may talk with each side alone; the other "
       "side hears and sees nothing of it. You may leave and come back to the same place."),
    N_("Sham mediation: whoever invents a dispute to harm others or to get round the law is reported and "
       "answers for it."),
    N_("Nobody may record, photograph or pass on anything of this. What is offered here to settle "
       "is no evidence later."),
    N_("Sit in a quiet, closed and light place, with nobody else listening."),
)  # fmt: skip
"""What is told before a sitting, version 1 (OM 4, 7, 17, 18; SI 14; OL 24, 27; 人民调解法 3, 4, 7, 22–24, 31, 33)."""


class Heading(enum.StrEnum):
    """The official headings of the minutes (调解记录); the seventh is the confirmations."""

    NOTICE = "notice"
    PRINCIPLES = "principles"
    STATEMENTS = "statements"
    EVIDENCE = "evidence"
    RISKS = "risks"
    OUTCOME = "outcome"
    CONFIRMATION = "confirmation"


HEADING = {
    Heading.NOTICE: N_("Rights and duties told"),
    Heading.PRINCIPLES: N_("Principles, way of mediation and who takes part"),
    Heading.STATEMENTS: N_("What both sides say"),
    Heading.EVIDENCE: N_("Evidence looked at"),
    Heading.RISKS: N_("Risks explained"),
    Heading.OUTCOME: N_("What was agreed, or why not and which ways stay open"),
    Heading.CONFIRMATION: N_("Read, found right and confirmed"),
}
WRITTEN = tuple(heading for heading in Heading if heading is not Heading.CONFIRMATION)


@dataclass(frozen=True)
class Gap:
    """What one person still lacks before the joint room may open."""

    name: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name} ({', '.join(map(gettext, self.words))})"


@dataclass(frozen=True)
class Gaps:
    gaps: tuple[Gap, ...]

    def __str__(self) -> str:
        return "; ".join(map(str, self.gaps))


COMPARED = N_("identity compared")
"""The one step that is the mediator's to do."""


def lacking(participant: Any) -> tuple[str, ...]:
    """The steps somebody has not done before the joint room: each step for itself, none presumed (OL 4(4))."""
    if participant.role in GUESTS:
        return _guest_lacks(participant)
    if participant.role not in PARTIES:
        return ()
    steps = (
        (participant.mode is Mode.IN_PERSON or participant.consented, N_("consent to this online step")),
        (participant.told, N_("the notice read")),
        (participant.identified, COMPARED),
    )
    return (*(words for done, words in steps if not done), *steps_of_kind(participant))


def welcome(participant: Any) -> bool:
    """Whether somebody may come in: they still take part, and every party has said yes where that is needed."""
    if participant.seat.to_at is not None:
        return False
    sitting = participant.sitting
    asked = participant.role in GUESTS and needs_everybodys_yes(sitting, participant)
    return not asked or all_agree(sitting, Question(About.INVITEE, participant))


def _guest_lacks(guest: Any) -> tuple[str, ...]:
    steps = (
        (welcome(guest), N_("every party's yes")),
        (guest.told, N_("the notice read")),
        (guest.identified or not GUESTS[guest.role].identified, COMPARED),
    )
    return tuple(words for done, words in steps if not done)


def everybody_ready(sitting: Any) -> Said | str | None:
    """Nobody of the parties lacks anything. Where each comes at their own time, the steps are asked when they come in,
    and only the yes to separate times is asked before.
    """
    apart = sitting.kind is Kind.SEPARATE
    missing = [(one.name, steps_of_kind(one) if apart else lacking(one)) for one in sitting.parties]
    gaps = tuple(Gap(name, words) for name, words in missing if words)
    if gaps:
        return say(N_("The joint room cannot open yet. Still missing: %(gaps)s."), gaps=Gaps(gaps))
    return dispute_in_mediation(sitting)


def not_their_turn(participant: Any) -> Said | str | None:
    """Why somebody cannot be called in now, in a sitting that is not held together."""
    sitting = participant.sitting
    if sitting.kind is Kind.TEXT:
        return N_("This sitting is held in writing.")
    if sitting.kind is not Kind.SEPARATE or participant.role in HOSTS:
        return None
    others = [one.name for one in sitting.parties if one.admitted and one.side != participant.side]
    if participant.side and others:
        return say(N_("Each side comes at its own time. Send back first: %(names)s."), names="、".join(others))
    missing = lacking(participant)
    return say(N_("Still missing: %(gaps)s."), gaps=Gaps((Gap(participant.name, missing),))) if missing else None


def comes_at_the_start(participant: Any) -> bool:
    """Whether somebody goes into the joint room when it opens, or only when the mediator calls them."""
    if participant.role in HOSTS:
        return True
    if participant.sitting.kind in (Kind.SEPARATE, Kind.TEXT):
        return False
    guest = GUESTS.get(participant.role)
    return guest is None or not (guest.called or lacking(participant))


def dispute_in_mediation(sitting: Any) -> str | None:
    return plannable(sitting.dispute)


def plannable(dispute: Any) -> str | None:
    if dispute.state is DisputeState.MEDIATING:
        return None
    if dispute.state is DisputeState.SUSPENDED:
        return N_("This matter is paused for now.")
    return N_("This dispute is not in mediation (any more).")


def going_on(sitting: Any) -> str | None:
    return N_("The sitting stands still at this moment. Go on with it first.") if sitting.halt else None


def standing_still(sitting: Any) -> str | None:
    return dispute_in_mediation(sitting) if sitting.halt else N_("The sitting is going on.")


def all_agree_to_move(sitting: Any) -> str | None:
    if not sitting.moves_at or sitting.moved_at:
        return N_("Ask every party first.")
    agreed = all_agree(sitting, Question(About.ON_SITE))
    return None if agreed else N_("Not every party has agreed to go on in one place.")


def no_minutes_yet(sitting: Any) -> str | None:
    return None if sitting.minutes_begun else N_("There are no minutes yet.")


PARTY, MEDIATOR, GUEST_JUDGE, TERMINAL = Role.PARTY, Role.MEDIATOR, Role.GUEST_JUDGE, Role.TERMINAL
PLANNED, OPENED, SITTING = SittingState.PLANNED, SittingState.OPENED, SittingState.SITTING
ENDED, CANCELLED = SittingState.ENDED, SittingState.CANCELLED
BEFORE, DURING, HELD = (PLANNED, OPENED), (OPENED, SITTING), (SITTING, ENDED)
INSIDE = (PARTY, MEDIATOR, GUEST_JUDGE)
INVITED = (Role.CO_MEDIATOR, *GUESTS)
REMINDER = ("sitting_reminder",)

TABLE = Table(
    "sitting",
    SittingState,
    Row("see", ANY, by=(PARTY, MEDIATOR, Role.WINDOW)),
    Row("see", (*DURING, ENDED), by=(GUEST_JUDGE,)),
    Row("see", (PLANNED, *DURING), by=INVITED),
    Row("see", (PLANNED, *DURING), by=(TERMINAL,)),
    Row("plan", NEW, by=(MEDIATOR,), to=PLANNED, basis="OM 16", starts=REMINDER),
    Row("reschedule", (PLANNED,), by=(MEDIATOR,), when=dispute_in_mediation, basis="OM 16", starts=REMINDER),
    Row("choose_mode", (PLANNED,), by=(PARTY,), basis="OM 16"),
    Row("set_mode", BEFORE, by=(MEDIATOR,), basis="OM 16, OL 4(3)"),
    Row("cancel", BEFORE, by=(MEDIATOR, Role.SYSTEM), to=CANCELLED, stops=REMINDER),
    Row("remind", (PLANNED,), by=(Role.CLOCK,)),
    Row("read_notice", (*BEFORE, SITTING), by=(PARTY, *GUESTS), basis="OM 7, 17, SI 14"),
    Row("invite", (*BEFORE, SITTING), by=(MEDIATOR,), basis="人民调解法 20, OM 16"),
    Row("uninvite", (*BEFORE, SITTING), by=(MEDIATOR,)),
    Row("answer", (*BEFORE, SITTING), by=(PARTY,), basis="OM 16, OL 20, 人民调解法 20"),
    Row("note_answer", (*BEFORE, SITTING), by=(MEDIATOR,), basis="OM 16, OL 20, 人民调解法 20"),
    Row("check_devices", (*BEFORE, SITTING), by=(*INSIDE, *INVITED, TERMINAL)),
    Row("consent", (*BEFORE, SITTING), by=(PARTY,), basis="OM 4, OL 4(4)"),
    Row("revoke", BEFORE, by=(PARTY,), basis="OL 5"),
    Row("tell_notice", DURING, by=(MEDIATOR, TERMINAL), basis="OM 7, 17, SI 14"),
    Row("note_consent", DURING, by=(MEDIATOR, TERMINAL), basis="OM 4, 16"),
    Row("open", (PLANNED,), by=(MEDIATOR,), to=OPENED, when=dispute_in_mediation, basis="OM 16, 17", stops=REMINDER),
    Row("identify", DURING, by=(MEDIATOR, TERMINAL), basis="OM 17, OL 7"),
    Row("check_in", DURING, by=(TERMINAL,), basis="OM 16, 17"),
    Row("check_out", DURING, by=(TERMINAL,)),
    Row("step_out", DURING, by=(TERMINAL,)),
    Row("step_in", DURING, by=(TERMINAL,)),
    Row("start", (OPENED,), by=(MEDIATOR,), to=SITTING, when=everybody_ready, basis="OM 4, 17"),
    Row("join", DURING, by=(*INSIDE, *INVITED, TERMINAL)),
    Row("pause", (SITTING,), by=(MEDIATOR, Role.SYSTEM), when=going_on),
    Row("suspend", (SITTING,), by=(MEDIATOR,), when=going_on),
    Row("resume", (SITTING,), by=(MEDIATOR,), when=standing_still),
    Row("ask_to_move", (SITTING,), by=(MEDIATOR,), basis="OM 16"),
    Row("move_on_site", (SITTING,), by=(MEDIATOR,), when=all_agree_to_move, basis="OM 16"),
    Row("mark", DURING, by=(MEDIATOR,), basis="OM 16"),
    Row("invite_judge", DURING, by=(MEDIATOR,), basis="OM 16"),
    Row("ask_judge", (PLANNED, *DURING), by=(MEDIATOR,), when=dispute_in_mediation, basis="人民调解法 5"),
    Row("call_judge", DURING, by=(MEDIATOR,), when=dispute_in_mediation, basis="人民调解法 5"),
    Row("seat_judge", DURING, by=(Role.SYSTEM,), basis="人民调解法 5"),
    Row("admit", (SITTING,), by=HOSTS, when=everybody_ready),
    Row("send_back", (SITTING,), by=HOSTS),
    Row("ask", DURING, by=HOSTS),
    Row("unask", DURING, by=HOSTS),
    Row("answer_talk", DURING, by=(PARTY, MEDIATOR, *INVITED)),
    Row("caucus", DURING, by=HOSTS),
    Row("rejoin", DURING, by=HOSTS),
    Row("lock", DURING, by=HOSTS),
    Row("silence", DURING, by=HOSTS),
    Row("hand", DURING, by=(*INSIDE, *INVITED)),
    Row("lower", DURING, by=HOSTS),
    Row("spotlight", DURING, by=HOSTS),
    Row("allow_screen", DURING, by=HOSTS),
    Row("share", DURING, by=(*INSIDE, *INVITED)),
    Row("write", HELD, by=(MEDIATOR,), basis="OM 22"),
    Row("confirm", HELD, by=(PARTY,), when=no_minutes_yet, basis="OM 22, OL 34"),
    Row("state_fact", HELD, by=(MEDIATOR,), basis="OM 18, 22"),
    Row("confirm_fact", HELD, by=(PARTY,), basis="OM 18, 22"),
    Row("note", (PLANNED, *DURING, ENDED), by=(MEDIATOR,)),
    Row("end", (SITTING,), by=(MEDIATOR,), to=ENDED, basis="OM 22, 25"),
)
