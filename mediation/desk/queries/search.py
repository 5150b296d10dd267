"""Finding a matter again, by its number, a party's name or a party's whole phone number: one's own matters only."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from mediation.core import ids
from mediation.core.db import db
from mediation.core.machine import Actor, may
from mediation.core.sealed import fingerprint
from mediation.desk.queries.matter import Seen
from mediation.disputes.models import Dispute, Party
from mediation.disputes.rules import TABLE
from mediation.matters import queries as matters
from mediation.matters.models import Matter, Seat

MOST = 50
SHORTEST = 2


def found(actor: Actor, typed: str) -> list[Seen]:
    """At most fifty matters this actor may see, the newest first. Fewer than two characters find nothing."""
    text = " ".join(typed.split())
    if len(text) < SHORTEST:
        return []
    kept = [organisation for role, organisation in actor.offices if role == "window"]
    seated = [matter.id for matter in matters.matters_of(actor)]
    named = select(Party.dispute_id).where(Party.name.icontains(text, autoescape=True))
    called = select(Seat.matter_id).where(Seat.phone_mark == fingerprint(_digits(text), "phone"))
    wanted = (
        select(Dispute)
        .join(Matter)
        .where(
            Dispute.organisation_id.in_(kept) | Dispute.matter_id.in_(seated),
            (Matter.receipt_number == (ids.read_receipt_number(text) or text))
            | Dispute.dossier_number.icontains(text, autoescape=True)
            | Dispute.id.in_(named)
            | Dispute.matter_id.in_(called),
        )
        .options(joinedload(Dispute.matter), selectinload(Dispute.parties))
        .order_by(Dispute.id.desc())
        .limit(MOST)
    )
    seen = [Seen(matters.standing(actor, dispute.matter), dispute) for dispute in db.session.scalars(wanted)]
    return [one for one in seen if may(TABLE, one.standing, one, "see")]


def _digits(text: str) -> str:
    return re.sub(r"[\s-]", "", text)
