"""A visitor who looks at each page as a reader of each language sees it on a phone, and at a desk."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import requests
from flask import Flask
from lxml import html
from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from mediation.accounts import services as accounts
from mediation.accounts.models import Account
from mediation.core import clock, words
from mediation.core.db import commit, db
from mediation.core.machine import NOBODY, Actor
from mediation.operations import catalogue
from tests.look import axe
from tests.look.test_browser import OVERFLOWING, SMALL_TARGETS

PHONE, DESK = {"width": 360, "height": 640}, {"width": 1440, "height": 900}

# What people said and what official papers say stays in its own language; it is marked so.
TEXTS = """() => {
  const texts = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const one = walk.currentNode.parentElement;
    if (!one.closest('script, style, template, [translate=no], .legal, .said, .switches, textarea'))
      texts.push(walk.currentNode.data.trim().replace(/\\s+/g, ' '));
  }
  return texts.filter(text => text); }"""
READ = (
    "//body//text()[normalize-space() and not(ancestor::script or ancestor::style or ancestor::template or "
    "ancestor::textarea or ancestor::*[@translate='no' or contains(concat(' ', @class, ' '), ' legal ') or "
    "contains(concat(' ', @class, ' '), ' said ') or contains(concat(' ', @class, ' '), ' switches ')])]"
)
"""The same of a page that no browser shows."""


@dataclass
class Tour:
    """`problems` is all that was wrong, `seen` the endpoints that were visited.

    Who is thorough sees every language in the browser. Else each page is seen in the language whose turn it is, and its
    words are read in the other two.
    """

    app: Flask
    address: str
    page: Page
    thorough: bool = False
    problems: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)
    visits: int = 0
    signed_in: dict[tuple[str, date], str] = field(default_factory=dict)

    def visit(self, actor: Actor, *paths: str, **session: Any) -> None:
        """Each path in three languages on a phone, in Chinese at a desk too; `session`: what the browser remembers."""
        for path in paths:
            self.seen.add(self._endpoint(path))
            turn = self.visits % len(words.LANGUAGES)
            self.visits += 1
            for n, language in enumerate(words.LANGUAGES):
                cookie = self._cookie(actor, language, session)
                if self.thorough or n == turn:
                    self._look(path, language, cookie)
                else:
                    self._read(path, language, cookie)

    def _read(self, path: str, language: str, cookie: str) -> None:
        where = f"{path} ({self._endpoint(path)}, {language})"
        name = self.app.config["SESSION_COOKIE_NAME"]
        answer = requests.get(self.address + path, cookies={name: cookie}, timeout=30)
        if not answer.ok:
            self.problems.append(f"{where}: {answer.status_code}")
            return
        texts = html.document_fromstring(answer.text).xpath(READ)
        self._find(where, "in another language", foreign([" ".join(text.split()) for text in texts], language))

    def _look(self, path: str, language: str, cookie: str) -> None:
        name = self.app.config["SESSION_COOKIE_NAME"]
        self.page.context.add_cookies([{"name": name, "value": cookie, "url": self.address}])
        page, where = self.page, f"{path} ({self._endpoint(path)}, {language})"
        page.set_viewport_size(PHONE)
        self.said.clear()
        answer = page.goto(self.address + path)
        assert answer is not None
        if not answer.ok:
            self.problems.append(f"{where}: {answer.status}: {page.inner_text('main')[:200]}")
            return
        self._find(where, "reaches over the edge", page.evaluate(OVERFLOWING))
        self._find(where, "too small for a finger", page.evaluate(SMALL_TARGETS))
        self._find(where, "in another language", foreign(page.evaluate(TEXTS), language))
        self._axe(where)
        if language == words.DEFAULT:
            page.set_viewport_size(DESK)
            self._find(where, "reaches over the edge of a desk", page.evaluate(OVERFLOWING))
            self._axe(f"{where} at a desk")
        self._find(where, "the console says", self.said)

    def _axe(self, where: str) -> None:
        self.problems += [f"{where}: {wrong}" for wrong in axe.violations(self.page)]

    def _find(self, where: str, what: str, found: list[str]) -> None:
        if found:
            self.problems.append(f"{where}: {what}: {found[:4]}")

    def _cookie(self, actor: Actor, language: str, session: dict[str, Any]) -> str:
        session = {"language": language, **session}
        if actor is not NOBODY:
            session |= {"_user_id": self._sign_in(actor), "_fresh": True}
        signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        return str(signer.dumps(session))

    def _sign_in(self, actor: Actor) -> str:
        today = actor.ref, clock.today()
        if today not in self.signed_in:
            account = db.session.get_one(Account, actor.account_id) if actor.account_id else None
            row = accounts.begin_sign_in(actor.name, account=account, seat_id=actor.seat_id)
            commit()
            self.signed_in[today] = row.public_id
        return self.signed_in[today]

    def _endpoint(self, path: str) -> str:
        endpoint, _ = self.app.url_map.bind("").match(urlsplit(path).path, "GET")
        return str(endpoint)


class Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """A page that fails says so itself."""


@contextmanager
def tour(app: Flask, *, thorough: bool = False) -> Iterator[Tour]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page()
            axe.bring(page)
            nothing = {"body": "", "content_type": "text/event-stream"}
            page.route(re.compile(r"//[^/]+/live\b"), lambda route: route.fulfill(**nothing))
            made = Tour(app, f"http://127.0.0.1:{server.port}", page, thorough)
            page.on("console", lambda said: made.said.append(said.text) if said.type == "error" else None)
            page.on("pageerror", lambda error: made.said.append(str(error)))
            yield made
            browser.close()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def foreign(texts: list[str], language: str) -> list[str]:
    """Texts that the house says in another language and not in this one, and English sentences that are no English."""
    sentence = _ENGLISH.search if language != "en" else (lambda text: None)
    return [text for text in texts if text in _known(language) or sentence(text)]


_ENGLISH = re.compile(r"[A-Za-z]{2,}(?:[ ,;:]+[A-Za-z]{2,}){3,}")


@cache
def _known(language: str) -> frozenset[str]:
    """What the house says in other languages and never in this one."""
    messages = [message for message in catalogue.kept("zh_Hans") if message.id]
    said = {each: {_in(message, each) for message in messages} for each in words.LANGUAGES}
    others = set().union(*(said[other] for other in words.LANGUAGES if other != language))
    return frozenset(one for one in others - said[language] if len(one) > 2 and "%(" not in one)


def _in(message: Any, language: str) -> str:
    msgid = message.id if isinstance(message.id, str) else message.id[0]
    return words.translate(msgid, language)
