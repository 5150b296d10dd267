"""A judge on duty comes into a sitting with the question both sides agreed on, and leaves again."""

from __future__ import annotations

from mediation.consultations import queries as consulting
from mediation.consultations import services as consultations
from mediation.consultations.models import Consultation
from mediation.core.advance import advance
from mediation.core.db import writing
from mediation.core.machine import NotNow, Standing, may, of_system
from mediation.core.words import N_
from mediation.matters import services as matters
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.rules import TABLE, Mode
from mediation.sittings.services.holding import seat_judge
from video import services as video


@writing
def ask_judge(standing: Standing, sitting: Sitting, *, question: str) -> Consultation:
    """The mediator words a question for the judge on duty; the parties are asked about the words."""
    advance(standing, TABLE, sitting, "ask_judge")
    return consultations.propose(standing, sitting.matter, sitting=sitting.public_id, question=question)


@writing
def note_wording(standing: Standing, sitting: Sitting, *, participant: Participant, yes: bool, wording: int) -> None:
    """The mediator notes what somebody without a screen of their own says to the words."""
    if participant.mode is Mode.VIDEO:
        raise NotNow(N_("Who takes part with a screen of their own says this themselves."))
    consultations.note_answer(standing, open_question(sitting), seat=participant.seat, yes=yes, wording=wording)


@writing
def call_judge(standing: Standing, sitting: Sitting) -> None:
    """The judges on duty are called, one after the other."""
    advance(standing, TABLE, sitting, "call_judge")
    consultations.call(standing, open_question(sitting))


@writing
def take_call(standing: Standing, consultation: Consultation, *, sitting: Sitting) -> Participant:
    """The judge who is called comes: into the joint room, and into no other."""
    system = of_system(sitting.matter_id)
    may(TABLE, system, sitting, "seat_judge").or_raise()
    judge = consultations.take(standing, consultation)
    advance(system, TABLE, sitting, "seat_judge", codes={"account": judge.id})
    return seat_judge(sitting, judge)


@writing
def end_call(standing: Standing, consultation: Consultation, *, sitting: Sitting) -> None:
    """The judge leaves the sitting, and their seat at the matter ends."""
    consultations.end(standing, consultation)
    for one in sitting.participants:
        if one.seat.account_id == consultation.judge_id and one.seat.to_at is None:
            matters.leave(one.seat)
            if sitting.conference is not None:
                video.remove(sitting.conference, one.key)


def open_question(sitting: Sitting) -> Consultation:
    """Raises NotNow: nothing is asked in this sitting."""
    found = consulting.live_one(sitting.public_id)
    if found is None:
        raise NotNow(N_("This is not asked (any more)."))
    return found
