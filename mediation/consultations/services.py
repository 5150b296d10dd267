from __future__ import annotations

from datetime import date

from mediation.accounts.models import Account
from mediation.consultations import queries
from mediation.consultations.models import (
    Consultation,
    ConsultationText,
    ConsultationTextKind,
    Duty,
    JudgeCall,
    WordingAnswer,
)
from mediation.consultations.rules import DUTY, LIVE, TABLE, TAKEN, Half, Outcome
from mediation.core import clock, deadlines, live
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import NotNow, Standing, may, of_system
from mediation.core.wall import JOINT, MEDIATOR, SHARED
from mediation.core.words import N_
from mediation.matters import queries as matters
from mediation.matters.models import Matter, Seat
from mediation.organisations.models import Organisation
from mediation.rulebook.courts import JUDGE_ANSWERS

NOBODY = N_("No judge is on duty who could come now. Nobody was called.")


@writing
def name(standing: Standing, court: Organisation, *, judge: Account, day: date, half: Half) -> Duty:
    """The clerk puts a judge on duty for half a day."""
    may(DUTY, standing, None, "name").or_raise()
    known = [one for one in queries.roster(court, day) if (one.account_id, one.day, one.half) == (judge.id, day, half)]
    if known:
        return known[0]
    if day < clock.today():
        raise NotNow(N_("This day has passed. Please choose a later one."))
    duty = Duty(organisation_id=court.id, account_id=judge.id, day=day, half=half)
    advance(standing, DUTY, duty, "name", codes={"account": judge.id, "half": half})
    live.hint(queries.topic(court.id), "duty")
    return duty


@writing
def take_off(standing: Standing, duty: Duty) -> None:
    """A judge is not on duty then after all."""
    advance(standing, DUTY, duty, "take_off", codes={"account": duty.account_id})
    live.hint(queries.topic(duty.organisation_id), "duty")


@writing
def propose(standing: Standing, matter: Matter, *, sitting: str, question: str) -> Consultation:
    """The mediator words a question for a judge; nobody is called before every party has said yes to these words.

    Raises:
        NotNow: a question is open in this sitting, or no court is responsible.
    """
    court = queries.responsible(matter)
    if queries.live_one(sitting) is not None:
        raise NotNow(N_("A question to a judge is open in this sitting already."))
    if court is None:
        raise NotNow(N_("No court is responsible for this place."))
    consultation = Consultation(matter=matter, court=court, sitting=sitting, asked_at=clock.now())
    advance(standing, TABLE, consultation, "propose")
    _keep(consultation, ConsultationTextKind.QUESTION, 1, question, SHARED)
    return consultation


@writing
def reword(standing: Standing, consultation: Consultation, *, question: str) -> None:
    """Other words: nobody has said yes to them yet."""
    advance(standing, TABLE, consultation, "reword")
    consultation.wording += 1
    _keep(consultation, ConsultationTextKind.QUESTION, consultation.wording, question, SHARED)


@writing
def answer_wording(standing: Standing, consultation: Consultation, *, yes: bool, wording: int) -> None:
    """A party says yes or no to the words they were shown.

    Raises:
        NotNow: the words are others by now.
    """
    seat = matters.own_seat(standing, consultation.matter)
    assert seat is not None
    advance(standing, TABLE, consultation, "agree" if yes else "refuse", codes={"wording": wording})
    _answered(consultation, seat, wording, yes, None)


@writing
def note_answer(standing: Standing, consultation: Consultation, *, seat: Seat, yes: bool, wording: int) -> None:
    """The mediator notes what a party without a screen of their own says aloud."""
    codes: dict[str, str | int | None] = {"wording": wording, "yes": int(yes), "by": seat.id}
    advance(standing, TABLE, consultation, "note_answer", codes=codes)
    _answered(consultation, seat, wording, yes, standing.actor.account_id)


def _answered(consultation: Consultation, seat: Seat, wording: int, yes: bool, noted_by: int | None) -> None:
    if wording != consultation.wording:
        raise NotNow(N_("The question has been worded anew. Please read it again."))
    said = WordingAnswer(seat_id=seat.id, wording=wording, yes=yes, at=clock.now(), noted_by=noted_by)
    consultation.answers.append(said)
    db.session.flush()


@writing
def call(standing: Standing, consultation: Consultation) -> None:
    """The first free judge on duty is called, with the question both sides agreed on.

    Raises:
        NotNow: nobody is on duty.
    """
    may(TABLE, standing, consultation, "call").or_raise()
    consultation.rounds += 1
    free = queries.free(consultation)
    if not free:
        raise NotNow(NOBODY)
    consultation.judge = free[0]
    advance(standing, TABLE, consultation, "call")
    _ring(consultation, free[0])


@writing
def decline(standing: Standing, consultation: Consultation) -> None:
    """The judge who is called cannot come: the next is called."""
    advance(standing, TABLE, consultation, "decline", label=MEDIATOR)
    _next(consultation, Outcome.DECLINED)


@writing
def pass_on(standing: Standing, consultation: Consultation) -> None:
    """The judge who is called did not answer in time: the next is called."""
    advance(standing, TABLE, consultation, "pass_on", label=MEDIATOR)
    _next(consultation, Outcome.UNANSWERED)


@writing
def take(standing: Standing, consultation: Consultation) -> Account:
    """The judge comes. Who it is, for the seat in the sitting."""
    judge = consultation.judge
    assert judge is not None
    consultation.taken_at = clock.now()
    advance(standing, TABLE, consultation, "take", codes={"account": judge.id})
    _over(consultation, Outcome.TAKEN)
    return judge


@writing
def answer(standing: Standing, consultation: Consultation, *, text: str) -> None:
    """The judge sums up what they said, for both sides and the mediator; no court reads it. Given once."""
    if consultation.answered_at is not None:
        raise NotNow(N_("A summary was given already."))
    advance(standing, TABLE, consultation, "answer")
    consultation.answered_at = clock.now()
    _keep(consultation, ConsultationTextKind.ANSWER, 1, text, JOINT)


@writing
def end(standing: Standing, consultation: Consultation) -> None:
    """The judge leaves."""
    advance(standing, TABLE, consultation, "end")
    consultation.ended_at = clock.now()
    live.hint(queries.topic(consultation.court_id), "duty")


@writing
def withdraw(standing: Standing, consultation: Consultation) -> None:
    """Nobody needs a judge any more."""
    advance(standing, TABLE, consultation, "withdraw")
    _over(consultation, Outcome.TAKEN_BACK)


@writing
def close(sitting: str) -> None:
    """The sitting is over, and with it what was asked in it."""
    consultation = queries.of_sitting(sitting)
    if consultation is not None and consultation.state in LIVE:
        verb = end if consultation.state is TAKEN else withdraw
        verb(of_system(consultation.matter_id), consultation)


def _next(consultation: Consultation, outcome: Outcome) -> None:
    _over(consultation, outcome)
    free = queries.free(consultation)
    if free:
        consultation.judge = free[0]
        _ring(consultation, free[0])
    else:
        consultation.judge = None
        advance(of_system(consultation.matter_id), TABLE, consultation, "run_out")


def _ring(consultation: Consultation, judge: Account) -> None:
    called = JudgeCall(judge=judge, round=consultation.rounds, called_at=clock.now())
    consultation.calls.append(called)
    codes: dict[str, str | int | None] = {"account": judge.id}
    advance(of_system(consultation.matter_id), TABLE, consultation, "ring", label=MEDIATOR, codes=codes)
    deadlines.extend("judge_answers", consultation, until=clock.now() + JUDGE_ANSWERS)
    live.hint(queries.topic(consultation.court_id), "duty")


def _over(consultation: Consultation, outcome: Outcome) -> None:
    """The call that rings now rings no longer."""
    ringing = consultation.ringing
    if ringing is not None:
        ringing.outcome, ringing.ended_at = outcome, clock.now()
    live.hint(queries.topic(consultation.court_id), "duty")


def _keep(consultation: Consultation, kind: ConsultationTextKind, wording: int, text: str, label: str) -> None:
    row = ConsultationText(
        consultation_id=consultation.id, matter_id=consultation.matter_id, key_name=consultation.matter.key_name,
        label=label, kind=kind, wording=wording, at=clock.now(),
    )  # fmt: skip
    row.text = text
    db.session.add(row)
    db.session.flush()
