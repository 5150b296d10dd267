from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from mediation.core import clock
from mediation.core.db import db
from mediation.core.door import Opened
from mediation.core.machine import Actor, NotVisible, Role, Standing
from mediation.matters.models import Exhibit, Link, Matter, Protection, Seat

PARTY_ROLES = frozenset({Role.APPLICANT, Role.RESPONDENT})


def opened(actor: Actor, public_id: str) -> Opened:
    matter = by_public_id(public_id)
    return Opened(matter, standing(actor, matter))


def by_public_id(public_id: str) -> Matter:
    matter = db.session.scalar(select(Matter).where(Matter.public_id == public_id))
    if matter is None:
        raise NotVisible()
    return matter


def standing(actor: Actor, matter: Matter) -> Standing:
    """What an actor is in a matter now: by the seats it holds and by the offices of its organisation."""
    roles: set[Role] = set()
    own_side = None
    for seat in _live(matter):
        if _sits(actor, seat):
            roles.add(seat.role)
            if seat.role in PARTY_ROLES:
                roles.add(Role.PARTY)
            own_side = seat.side or own_side
    if actor.holds("window", matter.organisation_id):
        roles.add(Role.WINDOW)
    if actor.ref in ("clock", "system"):
        roles.add(Role(actor.ref))
    return Standing(actor, frozenset(roles or {Role.ANYONE}), matter.id, own_side, sides(matter))


def standing_in(actor: Actor, matter_id: int) -> Standing:
    """The same by the matter's number inside: how the wings, which know no matters, learn of it."""
    return standing(actor, db.session.get_one(Matter, matter_id))


def sides(matter: Matter) -> int:
    return max((seat.side or 0 for seat in matter.seats), default=0)


def seats(matter: Matter, *roles: Role, at: datetime | None = None) -> list[Seat]:
    """Who sits at a matter now (or sat `at` a moment), in these roles (all, if none is named)."""
    there = _live(matter) if at is None else _sat(matter, at)
    return [seat for seat in there if not roles or seat.role in roles]


def _sat(matter: Matter, at: datetime) -> Iterable[Seat]:
    """Whoever sits now, and whoever left with or after that moment: an act may end the seat of those it is told to."""
    return [seat for seat in matter.seats if seat.to_at is None or seat.to_at >= at]


def seat(matter: Matter, public_id: str) -> Seat:
    found = next((one for one in _live(matter) if one.public_id == public_id), None)
    if found is None:
        raise NotVisible()
    return found


def own_seat(standing: Standing, matter: Matter) -> Seat | None:
    """The seat somebody sits on; None for the window, which has none."""
    who = standing.actor
    return next((one for one in _live(matter) if _sits(who, one)), None)


def _sits(actor: Actor, seat: Seat) -> bool:
    if seat.account_id is None:
        return actor.seat_id == seat.id
    return actor.account_id == seat.account_id


def _live(matter: Matter) -> Iterable[Seat]:
    now = clock.now()
    return [seat for seat in matter.seats if seat.from_at <= now and (seat.to_at is None or seat.to_at > now)]


def matters_of(actor: Actor, *, besides: Iterable[Role] = ()) -> list[Matter]:
    """Every matter an actor sits at now, the newest first; `besides`: not those where they sit only as this."""
    now = clock.now()
    mine = Seat.id == actor.seat_id if actor.seat_id else Seat.account_id == actor.account_id
    return list(
        db.session.scalars(
            select(Matter)
            .join(Seat)
            .where(
                mine, Seat.role.not_in(list(besides)), Seat.from_at <= now, Seat.to_at.is_(None) | (Seat.to_at > now)
            )
            .order_by(Matter.received_at.desc())
            .distinct()
        )
    )


def newest_link(seat: Seat) -> Link | None:
    """The newest way in of a seat that still works."""
    wanted = select(Link).where(Link.seat_id == seat.id, Link.ended_at.is_(None), Link.expires_at > clock.now())
    return db.session.scalars(wanted.order_by(Link.id.desc()).limit(1)).first()


def is_guest(actor: Actor) -> bool:
    """Whether somebody sits by link and is no party: they were invited to one sitting, and to nothing else."""
    seat = db.session.get(Seat, actor.seat_id) if actor.seat_id else None
    return seat is not None and seat.role not in PARTY_ROLES


def link(public_id: str) -> Link | None:
    """A link while it lasts."""
    found = db.session.scalar(select(Link).where(Link.public_id == public_id, Link.ended_at.is_(None)))
    return found if found and found.expires_at > clock.now() else None


def seat_for_return(receipt_number: str, phone_mark: str) -> Seat | None:
    """The party's seat that a receipt number and a phone (as its keyed hash) name together."""
    return db.session.scalars(
        select(Seat)
        .join(Matter)
        .where(
            Matter.receipt_number == receipt_number,
            Seat.phone_mark == phone_mark,
            Seat.role.in_(PARTY_ROLES),
            Seat.to_at.is_(None),
        )
        .limit(1)
    ).first()


def protections(matter: Matter) -> list[Protection]:
    """Who is protected from whom now."""
    wanted = select(Protection).where(Protection.matter_id == matter.id, Protection.ended_at.is_(None))
    return list(db.session.scalars(wanted.order_by(Protection.id)))


def protection(matter: Matter, seat: Seat, other: Seat) -> Protection | None:
    return next((one for one in protections(matter) if (one.seat_id, one.from_seat_id) == (seat.id, other.id)), None)


def apart(matter: Matter) -> frozenset[frozenset[str]]:
    """The pairs who are never in one room, by the public ids of their seats: what the room is told."""
    return frozenset(frozenset({one.seat.public_id, one.from_seat.public_id}) for one in protections(matter))


def is_protected(seat: Seat) -> bool:
    """Whether what says where somebody is, or how to reach them, is kept from anybody on the other side."""
    return any(one.seat_id == seat.id for one in protections(seat.matter))


def hidden_from(seat: Seat) -> frozenset[int]:
    """The seats whose whereabouts this seat must not learn."""
    return frozenset(one.seat_id for one in protections(seat.matter) if one.from_seat_id == seat.id)


def exhibits(matter: Matter) -> list[Exhibit]:
    """What was handed in, as far as the reader may see it."""
    return list(db.session.scalars(select(Exhibit).where(Exhibit.matter_id == matter.id).order_by(Exhibit.id)))


def exhibit(matter: Matter, public_id: str) -> Exhibit:
    """One thing handed in, for a reader who may see it.

    Raises:
        NotVisible: there is none, or it is not for this reader.
    """
    wanted = select(Exhibit).where(Exhibit.matter_id == matter.id, Exhibit.public_id == public_id)
    found = db.session.scalar(wanted)
    if found is None:
        raise NotVisible()
    return found
