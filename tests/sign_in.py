"""Signing a test's client in without typing: the same row that the sign-in page makes, in the same cookie."""

from __future__ import annotations

import flask
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf

from mediation.accounts import services as accounts
from mediation.accounts.models import Account
from mediation.core.db import commit, db
from mediation.core.machine import Actor


def sign_in(client: FlaskClient, actor: Actor) -> None:
    """From here on the client is this actor: an account (`world.staff("park")`) or a seat (`world.party(dispute)`)."""
    account = db.session.get_one(Account, actor.account_id) if actor.account_id else None
    row = accounts.begin_sign_in(actor.name, account=account, seat_id=actor.seat_id)
    commit()
    with client.session_transaction() as session:
        session["_user_id"] = row.public_id
        session["_fresh"] = True
    carry_token(client)


def sign_out(client: FlaskClient) -> None:
    """From here on the client is nobody; its language stays."""
    with client.session_transaction() as session:
        session.pop("_user_id", None)


def speak(client: FlaskClient, language: str) -> None:
    """From here on the client reads in this language: `zh-Hans`, `en` or `ko`."""
    with client.session_transaction() as session:
        session["language"] = language


def carry_token(client: FlaskClient) -> None:
    """Let every request of the client carry the token that forms carry, so that what it posts is taken as its own."""
    app = client.application
    with app.app_context(), app.test_request_context():
        token = generate_csrf()
        raw = flask.session["csrf_token"]
    with client.session_transaction() as session:
        session["csrf_token"] = raw
    client.environ_base["HTTP_X_CSRFTOKEN"] = token
