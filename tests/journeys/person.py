"""Somebody who visits by plain HTTP: opens pages, follows their links, fills in their forms, and nothing else."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import pyotp
from flask import Flask
from lxml import html
from sqlalchemy import select

from mediation.accounts.models import Account
from mediation.core import clock
from mediation.core.db import db
from mediation.core.outbox import Message
from mediation.operations.world.agreeing import drawing
from mediation.operations.world.city import PASSWORD
from tests.conftest import Browser

SIGNATURE = "data:image/png;base64," + base64.b64encode(drawing()).decode()


@dataclass
class Form:
    """A form of a page, with what stands in it: what a browser would send if nothing were touched."""

    action: str
    given: dict[str, list[Any]]
    choices: dict[str, set[str]]
    is_button: bool
    """There is nothing to fill in, only something to press."""

    @classmethod
    def of(cls, element: html.FormElement, page: str) -> Form:
        given: dict[str, list[Any]] = {}
        choices: dict[str, set[str]] = {}
        for one in element.iter("input", "textarea", "select"):
            if not one.name:
                continue
            given.setdefault(one.name, [])
            kind = one.get("type", "text")
            if one.tag == "select":
                choices[one.name] = set(one.value_options)
                given[one.name] = [one.value] if isinstance(one.value, str) else list(one.value or [])
            elif kind in ("radio", "checkbox"):
                choices.setdefault(one.name, set()).add(one.get("value", "on"))
                given[one.name] += [one.get("value", "on")] if one.get("checked") is not None else []
            elif kind != "file":
                given[one.name] = [one.value or ""]
        is_button = all(one.get("type") == "hidden" for one in element.iter("input", "textarea", "select"))
        return cls(urljoin(page, element.get("action") or ""), given, choices, is_button)

    def fits(self, said: dict[str, Any]) -> bool:
        return said.keys() <= self.given.keys() and not (
            self.is_button and any(self.given[name] != [value] for name, value in said.items())
        )

    def fill(self, said: dict[str, Any]) -> dict[str, Any]:
        for name, value in said.items():
            assert name in self.given, f"no field {name!r} in {sorted(self.given)}"
            chosen = value if isinstance(value, list) else [value]
            allowed = self.choices.get(name)
            assert allowed is None or set(chosen) <= allowed, f"{name}: {chosen} is none of {sorted(allowed or ())}"
            self.given[name] = chosen
        return {name: values for name, values in self.given.items() if values}


class Person:
    """One person with a browser of their own. What they see last is `page`."""

    def __init__(self, app: Flask, language: str = "zh-Hans") -> None:
        self.client = Browser(app, use_cookies=True)
        self.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        self.address = "/"
        self.text = ""
        self.file = b""

    # what a person does

    def open(self, address: str, *, status: int = 200) -> Person:
        return self._arrive(self.client.get(address, follow_redirects=False), address, status)

    def follow(self, part: str) -> Person:
        """Follow the link of this page whose address holds `part`."""
        found = sorted((link for link in self.links() if part in link), key=lambda link: not link.endswith(part))
        assert found, f"no link with {part!r} on {self.address}: {sorted(set(self.links()))}"
        return self.open(found[0])

    def send(self, part: str = "", *, status: int = 200, **said: Any) -> Person:
        """Fill in the form whose action holds `part` (the page's own address without) and send it."""
        form = self.form(part, **said)
        data = form.fill(said)
        answer = self.client.post(form.action, data=data)
        answer.request.environ["wsgi.input"].close()  # a large form is a file of the client's, which it leaves open
        return self._arrive(answer, form.action, status)

    def press_all(self, part: str, **said: str) -> Person:
        """Press the same button beside each, until none is left."""
        times = 0
        while any(one.fits(said) for one in self.forms(part)):
            self.send(part, **said)
            times += 1
            assert times < 10, f"{part} stays pressed for ever"
        assert times, f"nothing to press for {part} on {self.address}"
        return self

    def sign_in(self, login: str) -> Person:
        """As staff: with name, password and the code of the authenticator."""
        self.open("/sign-in")
        return self.send(login=login, password=PASSWORD, code=totp(login))

    # what a person sees

    @property
    def page(self) -> html.HtmlElement:
        return html.document_fromstring(self.text)

    def links(self) -> list[str]:
        """Those of the page itself before those of the bars around it."""
        found = self.page.xpath("//main//a/@href") + self.page.xpath("//a[not(ancestor::main)]/@href")
        return [urljoin(self.address, link) for link in found]

    def forms(self, part: str = "") -> list[Form]:
        """The forms to be sent to an address that holds `part`; this page's own without."""
        found = [Form.of(one, self.address) for one in self.page.forms if one.get("method", "").lower() == "post"]
        return [one for one in found if (part or urlsplit(self.address).path) in one.action]

    def form(self, part: str = "", **said: Any) -> Form:
        found = self.forms(part)
        fitting = [one for one in found if one.fits(said)]
        there = [one.action for one in self.forms("/")]
        assert fitting, f"no form {part!r} with {sorted(said)} on {self.address}, only {there}: {_said(self.text)}"
        return fitting[0]

    def option(self, name: str, words: str) -> str:
        """The value of the radio button or list entry that is labelled so."""
        labels = {one.get("for"): one.text_content() for one in self.page.iter("label")}
        for one in self.page.xpath("//input[@name=$name] | //select[@name=$name]/option", name=name):
            if words in (one.text_content() or labels.get(one.get("id"), "")):
                return str(one.get("value"))
        raise AssertionError(f"{name} offers no {words!r} on {self.address}")

    def sees(self, *words: str) -> Person:
        text = " ".join(self.page.text_content().split())
        for word in words:
            assert word in text, f"{word!r} does not stand on {self.address}"
        return self

    def _arrive(self, answer: Any, address: str, status: int) -> Person:
        for _ in range(5):
            if answer.status_code != 303:
                break
            address = urljoin(address, answer.location)
            answer = self.client.get(address)
        is_page = answer.mimetype == "text/html"
        self.address, self.text, self.file = address, answer.text if is_page else "", answer.data
        assert answer.status_code == status, f"{address}: {answer.status_code}: {_said(answer.text)}"
        assert "Traceback" not in self.text
        return self


def _said(text: str) -> str:
    """What an unexpected page says: its errors if it names some."""
    page = html.document_fromstring(text or "<p>nothing</p>")
    errors = page.xpath("//*[contains(@class, 'error')]")
    return " ".join(" ".join(one.text_content() for one in errors or [page]).split())[:600]


def totp(login: str) -> str:
    """What the authenticator of a member of staff shows now."""
    account = db.session.scalars(select(Account).where(Account.login == login)).one()
    return pyotp.TOTP(account.totp).at(int(clock.now().timestamp()))


def messages(phone: str) -> list[str]:
    """What a telephone has received, the newest first."""
    db.session.rollback()
    return [one.body for one in db.session.scalars(select(Message).order_by(Message.id.desc())) if one.address == phone]


def code(phone: str) -> str:
    """The newest code a telephone has received."""
    found = next(filter(None, (re.search(r"(?<!\d)\d{6}(?!\d)", body) for body in messages(phone))), None)
    assert found, f"no code for {phone}: {messages(phone)}"
    return found.group()


def link(phone: str, part: str) -> str:
    """The newest link of a kind that a telephone has received, without its host."""
    pattern = rf"https?://[^\s，。]*({re.escape(part)}[A-Za-z0-9/_-]+)"
    found = next(filter(None, (re.search(pattern, body) for body in messages(phone))), None)
    assert found, f"no link with {part!r} for {phone}: {messages(phone)}"
    return found.group(1)
