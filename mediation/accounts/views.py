from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, request, session
from flask_login import current_user, login_user, logout_user

from mediation.accounts import queries, services
from mediation.accounts.forms import SignInForm
from mediation.accounts.models import SignIn
from mediation.core.door import page, public, see_other
from mediation.core.forms import wrong
from mediation.core.throttle import missed
from mediation.core.words import N_, gettext

bp = Blueprint("accounts", __name__)


class Device:
    """A sign-in as Flask-Login keeps it in the cookie: nothing but its random name."""

    is_active = is_authenticated = True
    is_anonymous = False

    def __init__(self, sign_in: SignIn) -> None:
        self.public_id = sign_in.public_id
        self._actor = queries.actor_of(sign_in)

    def get_id(self) -> str:
        return self.public_id

    def actor(self) -> Any:
        return self._actor


def take_seat(sign_in: SignIn, language: str | None = None) -> None:
    """From this answer on the browser is signed in, under a new session: what an earlier visitor left is gone."""
    chosen = session.get("language") or language
    session.clear()
    if chosen:
        session["language"] = chosen
    login_user(Device(sign_in))


def leave_seat() -> None:
    """From this answer on the browser is nobody's; only the language stays."""
    language = session.get("language")
    logout_user()
    session.clear()
    if language:
        session["language"] = language


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Any:
    form = SignInForm()
    if request.method == "GET":
        return page("accounts/sign_in.html", form=form)
    if not form.validate():
        return page("accounts/sign_in.html", form=form), 422
    account = services.check_password(form.login.data, form.password.data)
    if account is None or not services.check_totp(account, form.code.data):
        wrong(
            form.password, N_("Name, password and code do not fit together. After five failures please wait 5 minutes.")
        )
        form.password.data = None
        missed()
        return page("accounts/sign_in.html", form=form), 422
    take_seat(services.begin_sign_in(account.name, account=account), account.language)
    return redirect(_inside(request.args.get("next")), 303)


@bp.post("/sign-out")
@public
def sign_out() -> Any:
    if current_user.is_authenticated:
        found = queries.live_sign_in(current_user.get_id())
        if found:
            services.end_sign_in(found)
    leave_seat()
    flash(gettext(N_("You have left. Nothing of yours stays on this device.")), "ok")
    response = see_other("desk.front")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _inside(target: str | None) -> str:
    """A page of ours to go on to; never another site."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return "/today"
    parts = urlsplit(target)
    return target if not (parts.scheme or parts.netloc) else "/today"
