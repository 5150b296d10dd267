"""A small Flask application that shows the parts with made-up data; its context stands in for the product's."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, render_template, request, url_for
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.datastructures import MultiDict

from mediation.core import words
from tests.look.forms import Everything

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("matter", "waiting", "sign", "today", "room", "bureau", "form", "parts", "paper")
ERRORS = (403, 404, 409, 410, 413, 422, 429, 500, 503, 507)
STAFF = ("today", "bureau", "room")
NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
SAID = json.loads((Path(__file__).parent / "samples.json").read_text("utf-8"))
PERSON = SimpleNamespace(name="朴善姬", staff=True)


def create_app() -> Flask:
    app = Flask("look", root_path=str(ROOT), template_folder="templates", static_folder="static")
    here = FileSystemLoader(Path(__file__).parent / "templates")
    app.jinja_loader = ChoiceLoader([app.jinja_loader, here])  # type: ignore[list-item]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        _=words.gettext,
        ngettext=words.ngettext,
        csrf_token=lambda: "token",
        static=lambda path: url_for("static", filename=path),
    )
    app.jinja_env.filters.update(words.FILTERS)
    app.secret_key = "look"
    app.context_processor(_context)
    app.after_request(_strict)
    app.add_url_rule("/look/<name>", view_func=page, methods=["GET", "POST"])
    app.add_url_rule("/look/error/<int:code>", view_func=error)
    return app


def _context() -> dict[str, object]:
    words.speak(request.args.get("language", words.DEFAULT))
    staff = request.path.rpartition("/")[2] in STAFF
    said = SAID[words.language()]
    return {
        "language": words.language(),
        "languages": words.LANGUAGES,
        "text_size": request.args.get("text", "normal"),
        "actor": PERSON if staff else None,
        "nav": [(name, "#", i == 0) for i, name in enumerate(said["nav"])],
        "said": said,
    }


def _strict(response):
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:"
    )
    return response


def page(name: str) -> str:
    form = Everything(MultiDict({"name": "金某"}) if "wrong" in request.args else None)
    if "wrong" in request.args:
        form.validate()
    return render_template(f"look/{name}.html", form=form, now=NOW)


def error(code: int) -> tuple[str, int]:
    return render_template("errors/error.html", code=code, reference="7Q4K-2M"), code


@pytest.fixture(scope="session")
def look() -> Flask:
    return create_app()
