"""The window: an application is read, accepted or not; somebody's is entered for them; people are asked again."""

from __future__ import annotations

from typing import Any

from flask import flash, request

from mediation.core import sealed
from mediation.core.door import opens, page, see_other, signed_in
from mediation.core.forms import offer, wrong
from mediation.core.machine import Actor, Role, Standing
from mediation.core.words import N_, gettext, language
from mediation.disputes import forms, queries, services
from mediation.disputes.models import Dispute, StatementKind
from mediation.disputes.rules import DISPUTE_STATE, TABLE
from mediation.disputes.views.applying import bp
from mediation.matters import queries as matters
from mediation.matters.rules import Origin
from mediation.matters.views import take_files
from mediation.organisations import queries as organisations
from mediation.organisations.models import OrganisationKind
from mediation.rulebook.kinds import DISPUTE_TYPE, ROUTES, NotAccepted


@bp.route("/disputes/<public_id>/accept", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="accept")
def decide(standing: Standing, dispute: Dispute) -> Any:
    """What was brought, who is responsible, and what these people brought before; accepting is one button."""
    if request.method == "POST":
        services.accept(standing, dispute)
        flash(gettext(N_("Accepted. The other side is asked now.")), "ok")
        return see_other("desk.matter", public_id=dispute.matter.public_id)
    return page(
        "disputes/decide.html",
        dispute=dispute,
        type=DISPUTE_TYPE[dispute.type],
        story=queries.statements(dispute, StatementKind.STORY),
        request_=queries.statements(dispute, StatementKind.REQUEST),
        exhibits=matters.exhibits(dispute.matter),
        responsible=organisations.responsible(OrganisationKind.INSTITUTION, dispute.matter.place),
        earlier=queries.earlier(dispute),
        state_words=DISPUTE_STATE,
    )


@bp.route("/disputes/<public_id>/not-accept", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="not_accept")
def not_accept(standing: Standing, dispute: Dispute) -> Any:
    form = forms.NotAcceptForm()
    if request.method == "GET" or not form.validate():
        status = 422 if form.errors else 200
        return page("disputes/not_accept.html", form=form, dispute=dispute, routes=ROUTES), status
    services.not_accept(standing, dispute, reason=NotAccepted(form.reason.data), note=form.note.data)
    flash(gettext(N_("The person is told the reason and the other ways.")), "ok")
    return see_other("desk.matter", public_id=dispute.matter.public_id)


@bp.route("/disputes/new", methods=["GET", "POST"])
@signed_in("window")
def enter(who: Actor) -> Any:
    """The same facts on one page, for somebody who cannot or does not want to write them."""
    form = forms.WindowForm()
    own = organisations.of_ids(organisation for role, organisation in who.offices if role == "window")[0]
    near = organisations.within(own.place)
    known = [(place, street) for place, street in organisations.communities() if place.id in near]
    offer(form.place, [("", gettext(N_("Choose the community")))] + [
        (place.public_id, f"{street.name} · {place.name}") for place, street in known
    ])  # fmt: skip
    if request.method == "GET" or not form.validate():
        return page("disputes/new.html", form=form), 422 if form.errors else 200
    key_name = sealed.new_key()
    taken = take_files(form.files.data, key_name)
    if taken.refused:
        sealed.destroy_key(key_name)
        return page("disputes/new.html", form=form, taken=taken), 422
    application = services.application_of(
        {**forms.plain(form), "files": [vars(file) for file in taken.brought]},
        language=language(), origin=Origin(form.origin.data),
    )  # fmt: skip
    place = organisations.place(form.place.data)
    assert place is not None
    standing = Standing(who, frozenset({Role.WINDOW}))
    dispute = services.apply(standing, application, place=place, organisation=own, key_name=key_name)
    return see_other("disputes.receipt", public_id=dispute.public_id)


@bp.route("/disputes/<public_id>/invite-again", methods=["GET", "POST"])
@opens(queries.opened, TABLE, to="invite_again")
def invite_again(standing: Standing, dispute: Dispute) -> Any:
    """Somebody on the other side is asked anew, by another telephone if there is one."""
    form = forms.InviteAgainForm()
    asked = {one.seat.public_id: one.seat for one in dispute.invitations}
    offer(form.seat, [(public_id, seat.name) for public_id, seat in asked.items()])
    if len(asked) == 1 and request.method == "GET":
        form.seat.data = next(iter(asked))
    good = request.method == "POST" and form.validate()
    if good and not (form.phone.data or asked[form.seat.data].phone):
        wrong(form.phone, N_("There is no telephone yet. Please give one, or bring the letter in person."))
        good = False
    if not good:
        return page("disputes/invite_again.html", form=form, dispute=dispute), 422 if form.errors else 200
    services.invite_again(standing, dispute, seat=asked[form.seat.data], phone=form.phone.data or None)
    flash(gettext(N_("The invitation goes out again.")), "ok")
    return see_other("desk.matter", public_id=dispute.matter.public_id)
