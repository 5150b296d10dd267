"""Who else comes, and what every party is asked and has said."""

from __future__ import annotations

from dataclasses import dataclass

from mediation.accounts import queries as accounts
from mediation.accounts.models import Account
from mediation.core.machine import NotVisible, Role
from mediation.core.words import Said, gettext, say
from mediation.matters import queries as matters
from mediation.matters.models import Exhibit
from mediation.organisations import queries as organisations
from mediation.organisations.models import OrganisationKind
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.queries import room
from mediation.sittings.rules import Mode
from mediation.sittings.rules.kinds import BASIS, QUESTION, Question, all_agree, questions
from mediation.sittings.rules.people import HOSTS, PART
from video import queries as video


@dataclass(frozen=True)
class Answer:
    """What one party said to a question; None: nothing yet."""

    participant: Participant
    yes: bool | None


@dataclass(frozen=True)
class Asked:
    """A question to every party, with what each has said: shown to everybody."""

    question: Question
    words: Said
    basis: str
    answers: list[Answer]
    agreed: bool

    @property
    def invitee(self) -> str:
        return self.question.invitee.public_id if self.question.invitee else ""

    def of(self, participant: Participant | None) -> Answer | None:
        return next((one for one in self.answers if one.participant is participant), None)


def asked(sitting: Sitting) -> list[Asked]:
    """Everything the parties of a sitting are asked."""
    return [
        Asked(
            one, _words(one), BASIS[one.about],
            [Answer(party, _answer(party, one)) for party in sitting.parties], all_agree(sitting, one),
        )
        for one in questions(sitting)
    ]  # fmt: skip


def _words(question: Question) -> Said:
    words = QUESTION[question.about]
    if question.invitee is None:
        return say(words)
    return say(words, name=question.invitee.name, role=Said(PART[question.invitee.role]))


def _answer(party: Participant, question: Question) -> bool | None:
    said = party.said(question.about, question.invitee)
    return None if said is None or said.revoked_at else said.yes


def question(sitting: Sitting, about: str, invitee: str) -> Question:
    """One of the questions that are asked.

    Raises:
        NotVisible: it is not asked.
    """
    for one in questions(sitting):
        if one.about == about and (one.invitee.public_id if one.invitee else "") == invitee:
            return one
    raise NotVisible()


def part(participant: Participant) -> str:
    """As what somebody sits here, in the reader's language: the interpreter of whom, the supporter of whom."""
    word = gettext(PART[participant.role])
    return f"{word} ({participant.beside.name})" if participant.beside else word


def second_mediators(sitting: Sitting) -> list[Account]:
    """The mediators of the institution who are not in the sitting already."""
    inside = {one.seat.account_id for one in sitting.participants if one.seat.to_at is None}
    return [one for one in accounts.holders("mediator", sitting.matter.organisation_id) if one.id not in inside]


def second_mediator(sitting: Sitting, login: str) -> Account:
    """Raises NotVisible: no such mediator can be asked."""
    found = next((one for one in second_mediators(sitting) if one.login == login), None)
    if found is None:
        raise NotVisible()
    return found


def community_rooms(sitting: Sitting) -> list[tuple[Account, str]]:
    """Who keeps a community room near the institution, and its name; not those that take part already."""
    inside = {one.seat.account_id for one in sitting.participants if one.seat.to_at is None}
    near = organisations.of_kind_within(OrganisationKind.COMMUNITY, sitting.matter.organisation.place)
    return [(one, room.name) for room in near for one in accounts.holders("grid", room.id) if one.id not in inside]


def community_room(sitting: Sitting, login: str) -> tuple[Account, str]:
    """Raises NotVisible: no such room can be asked."""
    found = next((pair for pair in community_rooms(sitting) if pair[0].login == login), None)
    if found is None:
        raise NotVisible()
    return found


def expected_at(terminal: Participant) -> list[Participant]:
    """Whom a community room may check in, or has: nobody who is kept apart from somebody who is there."""
    sitting, apart = terminal.sitting, matters.apart(terminal.sitting.matter)
    here = {one.key for one in terminal.people_here}
    return [
        one for one in sitting.participants
        if one.mode is Mode.COMMUNITY and (one.is_party or one.is_guest) and one.seat.to_at is None
        and one.terminal in (None, terminal)
        and (one.key in here or not any(one.key in pair and pair & here for pair in apart))
    ]  # fmt: skip


@dataclass(frozen=True)
class Glance:
    """One person of a sitting that is going on, for who keeps an eye on all of them."""

    name: str
    part: str
    here: bool
    quality: str | None
    score: str | None


@dataclass(frozen=True)
class Going:
    sitting: Sitting
    mediator: str
    people: list[Glance]


def at_a_glance(sitting: Sitting) -> Going:
    """Who is there and how their links do; nothing of what is said."""
    quality = room.links(sitting)
    places = {one.seat: one.present for one in video.members(sitting.conference)} if sitting.conference else {}
    people = [
        Glance(one.name, part(one), places.get(one.key, False), quality.get(one.key), one.last_score)
        for one in sitting.participants if one.seat.to_at is None
    ]  # fmt: skip
    hosts = "、".join(one.name for one in sitting.participants if one.role in HOSTS and one.seat.to_at is None)
    return Going(sitting, hosts, people)


def papers(sitting: Sitting, me: Participant | None) -> list[Exhibit]:
    """What an invited person may read of what was handed in; parties and staff read it on the page of their matter."""
    sees = me is not None and me.role in (Role.EXPERT, Role.REPRESENTATIVE)
    return matters.exhibits(sitting.matter) if sees else []
