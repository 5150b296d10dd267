"""Which courts may be asked (民事诉讼法 205, 民诉法解释 352): each with the reason, for the parties to choose from."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from mediation.core.words import N_
from mediation.rulebook.courts import is_for_intermediate
from mediation.rulebook.kinds import LABOUR, DisputeType
from mediation.rulebook.routes import Route


class Where(enum.StrEnum):
    """Why a court is responsible."""

    HANDED_OVER = "handed_over"
    RESIDENCE = "residence"
    PROPERTY = "property"
    INSTITUTION = "institution"
    MATTER = "matter"
    INTERMEDIATE = "intermediate"
    TRIBUNAL = "tribunal"


WHERE = {
    Where.HANDED_OVER: N_("This court handed the matter over for mediation."),
    Where.RESIDENCE: N_("One of you is at home here."),
    Where.PROPERTY: N_("The thing in dispute is here."),
    Where.INSTITUTION: N_("The institution that led the mediation is here."),
    Where.MATTER: N_("It happened here; as far as we know one of you is at home here too."),
    Where.INTERMEDIATE: N_("By its amount or its kind the matter belongs to an intermediate court."),
    Where.TRIBUNAL: N_("A tribunal of the court, nearer to you."),
}


@dataclass(frozen=True)
class Court:
    """A court by its public id and its name."""

    key: str
    name: str


@dataclass(frozen=True)
class Local:
    """The courts of one place: its basic court, the tribunal of that court there, the intermediate court above."""

    basic: Court | None = None
    tribunal: Court | None = None
    intermediate: Court | None = None


@dataclass(frozen=True)
class Candidate:
    """A court that is responsible, and why; `key` is its public id."""

    key: str
    name: str
    because: tuple[Where, ...]


@dataclass(frozen=True)
class Places:
    """Where everything is, as far as it is known. `matter` stands in while nobody has said where they live."""

    institution: Local
    matter: Local
    residences: Sequence[Local] = ()
    property: Local | None = None
    inviting: Court | None = None


def candidates(route: Route, type: DisputeType, amount: int | None, places: Places) -> list[Candidate]:
    """The courts to choose from, in the order of the law; `amount` in fen.

    The court that handed the matter over is the only one. Labour payments go to the court of the institution
    (劳动争议解释一 52). Else the courts of the parties' homes, of the property and of the institution.
    """
    if route is not Route.OWN:
        one = places.inviting or places.institution.basic or places.matter.basic
        return _listed([(one, (Where.HANDED_OVER,))])
    if type in LABOUR:
        around = [(Where.INSTITUTION, places.institution)]
    else:
        homes = [(Where.RESIDENCE, one) for one in places.residences] or [(Where.MATTER, places.matter)]
        thing = [(Where.PROPERTY, places.property)] if places.property else []
        around = [*homes, *thing, (Where.INSTITUTION, places.institution)]
    if is_for_intermediate(type, amount):
        return _listed([(one.intermediate or one.basic, (why, Where.INTERMEDIATE)) for why, one in around])
    tribunals = [(one.tribunal, (why, Where.TRIBUNAL)) for why, one in around]
    return _listed([*((one.basic, (why,)) for why, one in around), *tribunals])


def _listed(found: Sequence[tuple[Court | None, tuple[Where, ...]]]) -> list[Candidate]:
    courts = dict.fromkeys(court for court, _ in found if court)
    because = {court: dict.fromkeys(why for one, whys in found if one == court for why in whys) for court in courts}
    return [Candidate(court.key, court.name, tuple(whys)) for court, whys in because.items()]
