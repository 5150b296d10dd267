from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, current_app, url_for
from werkzeug.routing import Rule

from mediation.core.door import Page, opens, page, public
from mediation.core.machine import Standing
from mediation.core.words import gettext
from mediation.desk.queries import matter as reads
from mediation.desk.queries import timeline
from mediation.desk.queries.matter import Offer, Seen
from mediation.desk.queries.turns import Turn, step, turn
from mediation.desk.rules import OTHERS_NEVER_SEE, OTHERS_SEE, STEPS
from mediation.disputes.rules import DISPUTE_STATE, TABLE
from mediation.rulebook.kinds import DISPUTE_TYPE, ROUTES

bp = Blueprint("desk", __name__)


@bp.get("/")
@public
def front() -> Page:
    return page("desk/front.html")


@bp.get("/matters/<public_id>")
@opens(reads.opened, TABLE)
def matter(standing: Standing, seen: Seen) -> Page:
    card, offers = turn(seen), _open(seen)
    return page(
        "desk/party.html" if seen.is_party else "desk/staff.html",
        seen=seen,
        dispute=seen.dispute,
        matter=seen.matter,
        turn=_card(card, offers),
        routes=ROUTES if card.routes else (),
        rights=[_link(offer) for offer in offers if offer.button.endpoint != card.act],
        steps=[gettext(name) for name in STEPS],
        step=step(seen),
        contact=reads.contact(seen),
        people=reads.people(seen),
        others=reads.others(seen),
        reach=seen.plays(*reads.INSTITUTION),
        title=reads.title(seen.dispute),
        timeline=timeline.of_matter(standing),
        state=DISPUTE_STATE[seen.state],
        type=DISPUTE_TYPE[seen.dispute.type],
        others_see=OTHERS_SEE,
        others_never_see=OTHERS_NEVER_SEE,
    )


def _open(seen: Seen) -> list[Offer]:
    return [offer for offer in reads.offers(seen) if offer.button.endpoint in current_app.view_functions]


def _card(card: Turn, offers: list[Offer]) -> dict[str, Any]:
    """The card as `ui.turn` draws it: its button is there when the tables permit the act."""
    offer = next((one for one in offers if one.button.endpoint == card.act), None)
    return {
        "kind": card.kind,
        "tag": gettext(card.tag),
        "headline": gettext(card.headline),
        "sentence": gettext(card.sentence),
        "deadline": card.due,
        "action": (gettext(offer.button.label), _address(offer)) if offer else None,
    }


def _link(offer: Offer) -> dict[str, Any]:
    """A right as a button: a link to the page of its form, or a form of its own where the act needs no words."""
    return {
        "label": gettext(offer.button.label),
        "url": _address(offer),
        "kind": offer.button.kind,
        "confirm": gettext(offer.button.confirm),
        "post": not any("GET" in (rule.methods or ()) for rule in _rules(offer.button.endpoint)),
    }


def _rules(endpoint: str) -> Iterator[Rule]:
    return current_app.url_map.iter_rules(endpoint)


def _address(offer: Offer) -> str:
    return url_for(offer.button.endpoint, public_id=offer.public_id)
