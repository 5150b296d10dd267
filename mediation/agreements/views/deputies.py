"""Who signs for a party, or beside it: noted before the paper is offered."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from mediation.agreements import forms, queries, services
from mediation.agreements.models import SettlementAgreement
from mediation.agreements.rules import TABLE
from mediation.agreements.rules.deputies import CAPACITY, Capacity
from mediation.agreements.views.desk import bp, shown
from mediation.core.door import opens, see_other
from mediation.core.forms import offer
from mediation.core.machine import NotVisible, Standing


@bp.route("/agreements/<public_id>/deputies", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="note_deputy")
def deputies(standing: Standing, agreement: SettlementAgreement) -> Any:
    form: Any = forms.DeputyForm()
    parties = {one.public_id: one for one in agreement.dispute.parties}
    names = [(public_id, one.name) for public_id, one in parties.items()]
    offer(form.party, names)
    offer(form.elected, [("", ""), *names])
    if request.method == "POST" and form.validate():
        services.note_deputy(
            standing, agreement, party=parties[form.party.data], capacity=Capacity(form.capacity.data),
            name=form.name.data or "", basis=form.basis.data, phone=form.phone.data or None,
            elected=parties.get(form.elected.data or ""),
        )  # fmt: skip
        return see_other("agreements.deputies", public_id=agreement.public_id)
    more = {"form": form, "noted": queries.deputies(agreement.dispute), "capacity_word": CAPACITY}
    return shown("agreements/deputies.html", standing, agreement, **more), 422 if form.errors else 200


@bp.post("/agreements/<public_id>/deputies/<deputy_id>/drop")
@opens(queries.opened, TABLE, to="drop_deputy")
def drop_deputy(standing: Standing, agreement: SettlementAgreement, deputy_id: str) -> Response:
    found = next((one for one in queries.deputies(agreement.dispute) if one.public_id == deputy_id), None)
    if found is None:
        raise NotVisible()
    services.drop_deputy(standing, agreement, deputy=found)
    return see_other("agreements.deputies", public_id=agreement.public_id)
