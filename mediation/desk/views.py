from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, current_app, g, request, url_for
from werkzeug.routing import Rule

from documents import queries as documents
from documents.rules import TITLE
from mediation.appointments import queries as appointments
from mediation.confirmations.rules import CONFIRMATION_STATE
from mediation.core import clock, door
from mediation.core.door import Page, opens, page, public, see_other, signed_in
from mediation.core.forms import clean
from mediation.core.machine import NOBODY, Actor, NotVisible, Standing
from mediation.core.words import Said, gettext
from mediation.desk.queries import matter as reads
from mediation.desk.queries import messages, search, timeline
from mediation.desk.queries import today as todays
from mediation.desk.queries.cards import turn
from mediation.desk.queries.cards.turn import Turn
from mediation.desk.queries.matter import Offer, Seen
from mediation.desk.rules import NAV, OTHERS_NEVER_SEE, OTHERS_SEE, PLACES, STEPS
from mediation.disputes.rules import DISPUTE_STATE, TABLE
from mediation.matters import queries as matters
from mediation.referrals.rules import REFERRAL_STATE
from mediation.rulebook.kinds import DISPUTE_TYPE, ROUTES
from mediation.sittings import queries as sittings
from mediation.sittings.rules import SITTING_STATE

bp = Blueprint("desk", __name__)


@bp.get("/")
@public
def front() -> Page:
    return page("desk/front.html")


@bp.before_app_request
def show_the_way() -> None:
    """The bar of every page for people at work: what their offices open to them."""
    who = door.actor() if request.endpoint != "static" else NOBODY
    if who.staff:
        g.nav = [
            (Said(label), url_for(endpoint), request.endpoint == endpoint)
            for label, endpoint, offices in NAV
            if any(who.holds(office) for office in offices)
        ]


@bp.get("/today")
@signed_in()
def today(actor: Actor) -> Any:
    if not actor.staff:
        return _own_matters(actor)
    if actor.holds("bureau"):
        return see_other("figures.overview")
    if actor.holds("clerk"):
        return see_other("confirmations.worklist")
    lines = todays.lines(actor, todays.open_disputes(actor))
    chosen = request.args.get("show", "all")
    chosen = chosen if chosen in todays.FILTERS else "all"
    return page(
        "desk/today.html",
        filters=[
            (name, gettext(one.word), sum(map(one.holds, lines)), name == chosen)
            for name, one in todays.FILTERS.items()
        ],
        lines=[line for line in lines if todays.FILTERS[chosen].holds(line)],
        sittings=sorted(
            ((one, line.title) for line in lines for one in line.sittings), key=lambda pair: pair[0].starts_at
        ),
        states=DISPUTE_STATE,
        types=DISPUTE_TYPE,
        day=clock.today(),
        troubled=messages.troubled(_kept(actor)),
        waiting=documents.waiting([line.seen.matter.id for line in lines]),
        asked=[(one, appointments.last_day(one)) for one in appointments.asked(actor.account_id)],
        window=bool(_kept(actor)),
        brings=sittings.at_community_room(actor.account_id),
    )


def _own_matters(actor: Actor) -> Any:
    """A party's own desk is the page of their matter."""
    if matters.is_guest(actor):
        return see_other("sittings.mine")
    mine = matters.matters_of(actor)
    return see_other("desk.matter", public_id=mine[0].public_id) if mine else see_other("desk.front")


def _kept(actor: Actor) -> list[int]:
    """The institutions whose window this actor keeps."""
    return [organisation for role, organisation in actor.offices if role == "window"]


@bp.get("/search")
@signed_in()
def find(actor: Actor) -> Any:
    typed = clean(request.args.get("q")) or ""
    found = search.found(actor, typed[:80])
    return page("desk/search.html", typed=typed[:80], found=[(one, reads.title(one.dispute)) for one in found],
                states=DISPUTE_STATE, types=DISPUTE_TYPE, most=search.MOST)  # fmt: skip


@bp.get("/outbox")
@public
def outbox() -> Any:
    who = door.actor()
    here = messages.from_this_machine(request.remote_addr, request.host, dict(request.headers))
    if not here and not _kept(who):
        raise NotVisible()
    found = messages.newest() if here else messages.of_organisations(_kept(who))
    return page("desk/outbox.html", found=found, here=here, states=messages.STATE, channels=messages.CHANNEL)


@bp.get("/matters/<public_id>")
@opens(reads.opened, TABLE)
def matter(standing: Standing, seen: Seen) -> Page:
    card, offers = turn(seen), reads.offers(seen)
    return page(
        "desk/party.html" if seen.is_party else "desk/staff.html",
        seen=seen,
        dispute=seen.dispute,
        matter=seen.matter,
        turn=_card(card, offers),
        routes=ROUTES if card.routes else (),
        rights=[_link(offer) for offer in offers if offer.button.endpoint != card.act],
        steps=[gettext(name) for name in STEPS],
        step=reads.step(seen),
        contact=reads.contact(seen),
        people=reads.people(seen),
        others=reads.others(seen),
        reach=seen.plays(*reads.INSTITUTION),
        title=reads.title(seen.dispute),
        timeline=timeline.of_matter(standing),
        state=DISPUTE_STATE[seen.state],
        type=DISPUTE_TYPE[seen.dispute.type],
        sitting_states=SITTING_STATE,
        paper_words=TITLE,
        confirmation_states=CONFIRMATION_STATE,
        referral_states=REFERRAL_STATE,
        others_see=OTHERS_SEE,
        others_never_see=OTHERS_NEVER_SEE,
    )


def _card(card: Turn, offers: list[Offer]) -> dict[str, Any]:
    """The card as `ui.turn` draws it: its button is there when the tables permit the act."""
    offer = next((one for one in offers if one.button.endpoint == card.act), None)
    return {
        "kind": card.kind,
        "tag": gettext(card.tag),
        "headline": gettext(card.headline),
        "sentence": gettext(card.sentence),
        "when": card.when,
        "soon": card.soon,
        "deadline": card.due,
        "action": (gettext(offer.button.label), _address(offer)) if offer else _place(card),
    }


def _place(card: Turn) -> tuple[str, str] | None:
    """The page a card leads to when it is not an act."""
    if card.act not in PLACES or card.about is None:
        return None
    return gettext(PLACES[card.act]), url_for(card.act, public_id=card.about)


def _link(offer: Offer) -> dict[str, Any]:
    """A right as a button: a link to the page of its form, or a form of its own where the act needs no words."""
    return {
        "label": gettext(offer.button.label),
        "url": _address(offer),
        "kind": "stop" if offer.button.kind == "stop" else "quiet",
        "confirm": gettext(offer.button.confirm),
        "post": not any("GET" in (rule.methods or ()) for rule in _rules(offer.button.endpoint)),
    }


def _rules(endpoint: str) -> Iterator[Rule]:
    return current_app.url_map.iter_rules(endpoint)


def _address(offer: Offer) -> str:
    return url_for(offer.button.endpoint, public_id=offer.public_id)
