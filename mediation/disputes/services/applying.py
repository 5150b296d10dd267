"""A dispute is applied for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mediation.core import clock
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import Role, Standing
from mediation.core.wall import SHARED
from mediation.disputes.models import Dispute, Party, PartyKind, Statement, StatementKind
from mediation.disputes.rules import TABLE
from mediation.matters import services as matters
from mediation.matters.models import Seat
from mediation.matters.rules import Origin
from mediation.matters.services import Brought
from mediation.organisations.models import Organisation, Place
from mediation.rulebook.kinds import DisputeType

APPLICANTS, RESPONDENTS = 1, 2
SEX = {"female": "女", "male": "男"}  # as the official papers write it


@dataclass(frozen=True)
class Person:
    """Somebody as an application names them."""

    name: str
    phone: str | None
    kind: PartyKind = PartyKind.PERSON
    sex: str | None = None
    ethnicity: str | None = None
    born_on: date | None = None
    occupation: str | None = None
    id_number: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class Application:
    """What somebody brings: everything `apply` needs besides who receives it."""

    type: DisputeType
    story: str
    request: str
    applicant: Person
    respondents: Sequence[Person]
    language: str
    amount: int | None = None
    files: Sequence[Brought] = ()
    origin: Origin = Origin.WEB


def application_of(said: Mapping[str, Any], *, language: str, origin: Origin = Origin.WEB) -> Application:
    """An application from what the fields of its pages say, by their names."""
    born_on = said.get("born_on")
    return Application(
        type=DisputeType(said["type"]), story=said["story"], request=said["request"], amount=said.get("amount"),
        applicant=Person(
            said["name"], said.get("phone"), sex=SEX.get(said.get("sex") or ""), ethnicity=said.get("ethnicity"),
            born_on=date.fromisoformat(born_on) if born_on else None, occupation=said.get("occupation"),
            id_number=said.get("id_number"), address=said.get("address"),
        ),
        respondents=[_other(one) for one in (said, *(said.get("others") or ()))],
        files=[Brought(**file) for file in said.get("files") or ()], language=language, origin=origin,
    )  # fmt: skip


def _other(said: Mapping[str, Any]) -> Person:
    kind, address = PartyKind(said["other_kind"]), said.get("other_address")
    return Person(said["other_name"], said.get("other_phone"), kind=kind, address=address)


@writing
def apply(
    standing: Standing, application: Application, *, place: Place, organisation: Organisation, key_name: str
) -> Dispute:
    """A dispute is brought to the institution responsible (人民调解法 17). Nothing is sent to the other side."""
    matter = matters.receive(
        standing, place=place, organisation=organisation, key_name=key_name, origin=application.origin
    )
    dispute = Dispute(matter=matter, organisation_id=organisation.id, type=application.type, amount=application.amount)
    advance(standing, TABLE, dispute, "apply")
    language = application.language
    applicant = _seat(dispute, application.applicant, Role.APPLICANT, APPLICANTS, language)
    for person in application.respondents:
        _seat(dispute, person, Role.RESPONDENT, RESPONDENTS, "zh-Hans")
    say_in_writing(dispute, StatementKind.STORY, application.story, language, applicant)
    say_in_writing(dispute, StatementKind.REQUEST, application.request, language, applicant)
    inside = Standing(standing.actor, frozenset({Role.PARTY, Role.APPLICANT}), matter.id, APPLICANTS, RESPONDENTS)
    matters.hand_in(inside, matter, files=application.files, label=SHARED, seat=applicant)
    return dispute


def _seat(dispute: Dispute, person: Person, role: Role, side: int, language: str) -> Seat:
    matter = dispute.matter
    seat = matters.seat_party(matter, role=role, side=side, name=person.name, phone=person.phone, language=language)
    party = Party(
        dispute=dispute, seat=seat, role=role, kind=person.kind, name=person.name, sex=person.sex,
        ethnicity=person.ethnicity, born_on=person.born_on, occupation=person.occupation, key_name=matter.key_name,
    )  # fmt: skip
    party.id_number = person.id_number
    party.address = person.address
    db.session.add(party)
    return seat


def say_in_writing(dispute: Dispute, kind: StatementKind, text: str, language: str, seat: Seat | None) -> None:
    """What somebody wrote, kept sealed; everybody in the matter reads it."""
    statement = Statement(
        matter_id=dispute.matter_id, key_name=dispute.matter.key_name, label=SHARED, dispute_id=dispute.id,
        seat=seat, kind=kind, language=language, said_at=clock.now(),
    )  # fmt: skip
    statement.text = text
    db.session.add(statement)


@writing
def describe(
    standing: Standing,
    dispute: Dispute,
    *,
    party: Party,
    sex: str | None,
    ethnicity: str | None,
    born_on: date | None,
    occupation: str | None,
    address: str | None,
    id_number: str | None,
    place: Place | None = None,
) -> None:
    """Who a party is, as the papers need it (人民调解法 29(1)). An identity number left out keeps the one there is."""
    advance(standing, TABLE, dispute, "describe")
    party.sex, party.ethnicity, party.born_on, party.occupation = SEX.get(sex or ""), ethnicity, born_on, occupation
    party.address, party.place = address, place
    if id_number:
        party.id_number = id_number
