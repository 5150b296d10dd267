"""Whoever guesses is stopped within the minute; nobody else notices."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mediation.app import create_app
from mediation.core.throttle import MISSES_A_MINUTE
from mediation.operations.world import City, World
from tests.conftest import Browser
from tests.sign_in import sign_in

NOWHERE = "/matters/aaaaaaaaaaaaaaaaaaaaaaaaaa"


@pytest.fixture
def strict(app: Flask) -> Iterator[Flask]:
    """The product as it is delivered: no test's patience."""
    own = create_app(app.extensions["settings"])
    own.config["TESTING"] = True
    own.test_client_class = Browser
    with own.app_context():
        yield own


def guess(client: FlaskClient, times: int, address: str = "203.0.113.9") -> list[int]:
    return [client.get(NOWHERE, environ_base={"REMOTE_ADDR": address}).status_code for _ in range(times)]


def test_the_thirty_first_guess_within_a_minute_is_not_looked_at(strict: Flask) -> None:
    client = strict.test_client()
    assert 429 not in guess(client, MISSES_A_MINUTE)
    answer = client.get("/", environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert "一分钟" in answer.text
    told = client.get(NOWHERE, environ_base={"REMOTE_ADDR": "203.0.113.9"}, headers={"Accept": "application/json"})
    assert told.status_code == 429 and told.json and told.json["detail"]


def test_nobody_waits_for_what_another_does(strict: Flask) -> None:
    guess(strict.test_client(), MISSES_A_MINUTE)
    assert strict.test_client().get("/", environ_base={"REMOTE_ADDR": "203.0.113.10"}).status_code == 200
    signed_in = strict.test_client()
    city = City.found()
    assert city is not None
    sign_in(signed_in, World(city).staff("park"))
    assert signed_in.get("/today", environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 200


def test_a_network_of_many_addresses_is_one_guesser(strict: Flask) -> None:
    client = strict.test_client()
    codes = [guess(client, 1, f"2001:db8:1:2::{number:x}")[0] for number in range(1, MISSES_A_MINUTE + 2)]
    assert codes[-1] == 429 and 429 not in codes[:-1]
    assert 429 not in guess(client, 1, "2001:db8:1:3::1")


def test_wrong_passwords_count_as_guesses_and_pages_that_are_there_do_not(strict: Flask) -> None:
    client = strict.test_client()
    address = {"REMOTE_ADDR": "203.0.113.9"}
    strict.config["WTF_CSRF_ENABLED"] = False
    assert all(client.get("/sign-in", environ_base=address).status_code == 200 for _ in range(MISSES_A_MINUTE + 5))
    form = {"login": "nobody", "password": "wrong password", "code": "123456"}
    codes = [client.post("/sign-in", data=form, environ_base=address).status_code for _ in range(MISSES_A_MINUTE + 1)]
    assert codes == [422] * MISSES_A_MINUTE + [429]
