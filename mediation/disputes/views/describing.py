"""Who the parties are: what the papers need of each, told by themselves or by whoever works on the matter."""

from __future__ import annotations

from typing import Any

from flask import flash, request

from mediation.core.door import opens, page, see_other
from mediation.core.forms import offer
from mediation.core.machine import NotVisible, Role, Standing
from mediation.core.words import N_, gettext
from mediation.disputes import queries, services
from mediation.disputes.forms import PartyForm
from mediation.disputes.models import Dispute, Party
from mediation.disputes.rules import TABLE
from mediation.disputes.services.applying import SEX
from mediation.disputes.views.applying import bp
from mediation.organisations import queries as organisations


@bp.get("/disputes/<public_id>/people")
@opens(queries.opened, TABLE, to="describe")
def people(standing: Standing, dispute: Dispute) -> Any:
    """Everybody for whoever works on the matter; a party is led to themselves."""
    own = queries.party_of(dispute, standing.actor.seat_id)
    if own is not None:
        return see_other("disputes.describe", public_id=dispute.public_id, party_id=own.public_id)
    return page("disputes/people.html", dispute=dispute)


@bp.route("/disputes/<public_id>/people/<party_id>", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="describe")
def describe(standing: Standing, dispute: Dispute, party_id: str) -> Any:
    party = _party(standing, dispute, party_id)
    sex = next((word for word, written in SEX.items() if written == party.sex), None)
    form = PartyForm(
        sex=sex, ethnicity=party.ethnicity, born_on=party.born_on, occupation=party.occupation,
        address=party.address, place=party.place.public_id if party.place else "",
    )  # fmt: skip
    offer(form.place, [("", "—"), *(
        (place.public_id, f"{street.name} · {place.name}") for place, street in organisations.communities()
    )])  # fmt: skip
    if request.method == "GET" or not form.validate():
        status = 200 if request.method == "GET" else 422
        layout = "layouts/party.html" if Role.PARTY in standing.roles else "layouts/staff.html"
        return page("disputes/describe.html", form=form, dispute=dispute, party=party, layout=layout), status
    facts = {**form.facts, "place": organisations.place(form.place.data) if form.place.data else None}
    services.describe(standing, dispute, party=party, **facts)
    flash(gettext(N_("Saved.")), "ok")
    if Role.PARTY in standing.roles:
        return see_other("desk.matter", public_id=dispute.matter.public_id)
    return see_other("disputes.people", public_id=dispute.public_id)


def _party(standing: Standing, dispute: Dispute, party_id: str) -> Party:
    """A party of this dispute; a party finds nobody but themselves."""
    found = next((one for one in dispute.parties if one.public_id == party_id), None)
    own = queries.party_of(dispute, standing.actor.seat_id)
    if found is None or (Role.PARTY in standing.roles and found is not own):
        raise NotVisible()
    return found
