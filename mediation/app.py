"""The application: settings, the features' pages, and what every page needs."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, g, redirect, request, session, url_for
from flask_login import LoginManager
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException

from documents import queries as documents
from mediation import tables
from mediation.accounts import queries as accounts
from mediation.accounts import services
from mediation.accounts.views import Device
from mediation.confirmations import queries as confirmations
from mediation.core import deadlines, door, once, settings, throttle, words
from mediation.core.db import commit, db, rollback
from mediation.core.machine import NOBODY, Refusal
from mediation.core.settings import CHECKOUT
from mediation.matters import queries as matters
from mediation.rulebook import limits

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=()",
}
MAX_UPLOAD = 60 * 1024 * 1024


def create_app(config: settings.Settings | None = None) -> Flask:
    """The product as a plain WSGI application. Migrations and workers are other processes' work."""
    config = config or settings.load()
    app = Flask("mediation", root_path=str(CHECKOUT), template_folder="templates", static_folder="static")
    app.extensions["settings"] = config
    app.secret_key = config.key("secret.key")
    app.config.update(
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_size": 20, "max_overflow": 20} if "sqlite" not in config.database_url else {},
        MAX_CONTENT_LENGTH=MAX_UPLOAD,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_SECURE=config.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_NAME="__Host-courtyard" if config.secure else "courtyard",
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    db.init_app(app)
    deadlines.rely_on(limits.reckon)
    documents.rely_on(matters.standing_in)
    for ruling in ("ruling", "changed_on_objection"):
        documents.hold(ruling, confirmations.unserved)
    _pages(app)
    _sign_ins(app)
    _words(app)
    _answers(app)
    throttle.watch(app)
    return app


def _pages(app: Flask) -> None:
    """Every feature's pages and work; a feature is found by its folder."""
    for views in tables.modules("views"):
        app.register_blueprint(views.bp)
    for commands in tables.modules("cli"):
        app.cli.add_command(commands.group)
    tables.modules("jobs")


def _sign_ins(app: Flask) -> None:
    login = LoginManager(app)
    login.session_protection = None  # a phone changes its address; a sign-in is a row that can be ended

    @login.user_loader
    def load(public_id: str) -> Device | None:
        sign_in = accounts.live_sign_in(public_id)
        if sign_in is None:
            return None
        device = Device(sign_in)
        if accounts.seen_long_ago(sign_in):
            services.seen(sign_in)
            commit()
        return device


def _words(app: Flask) -> None:
    @app.before_request
    def speak() -> Any:
        """The reader's language and text size; a link that chooses one leads back to the page without it."""
        chosen = {name: request.args[name] for name in ("language", "text") if name in request.args}
        if chosen and request.method == "GET":
            if chosen.get("language") in words.LANGUAGES:
                session["language"] = chosen["language"]
            if chosen.get("text") in ("normal", "large"):
                session["text"] = chosen["text"]
            kept = [pair for pair in request.args.items(multi=True) if pair[0] not in chosen]
            return redirect(f"{request.path}?{urlencode(kept)}" if kept else request.path, 303)
        words.speak(session.get("language") or words.preferred(request.headers.get("Accept-Language")))
        return None

    app.jinja_env.filters.update(words.FILTERS)
    app.jinja_env.globals.update(_=words.gettext, ngettext=words.ngettext, static=static, once=once.key)

    @app.context_processor
    def known() -> dict[str, Any]:
        who = door.actor()
        return {
            "language": words.language(),
            "languages": words.LANGUAGES,
            "text_size": session.get("text", "normal"),
            "actor": who if who is not NOBODY else None,
            "nav": g.get("nav", ()),
        }


def static(path: str) -> str:
    """The address of a file of ours, with its hash, so that it may be kept for ever."""
    return url_for("static", filename=path, v=_hash(path))


@cache
def _hash(path: str) -> str:
    return hashlib.sha256((Path(CHECKOUT) / "static" / path).read_bytes()).hexdigest()[:10]


def _answers(app: Flask) -> None:
    CSRFProtect(app).exempt(app.blueprints["video"])  # a bearer ticket opens it, no cookie: nothing to forge

    @app.after_request
    def headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.endpoint == "static":
            kept = "v" in request.args
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if kept else "no-cache"
        else:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> Any:
        return door.refuse(refusal)

    @app.errorhandler(CSRFError)
    def stale(error: CSRFError) -> Any:
        return door.refuse(door.Stale())

    @app.errorhandler(HTTPException)
    def failed(error: HTTPException) -> Any:
        return door.answer_error(error.code or 500)

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Any:
        app.logger.exception("unexpected: %s", type(error).__name__)
        rollback()
        return door.answer_error(500)
