"""One city, built once for a test process; each test finds a fresh copy of it in the same place.

The place stays the same so that the application can: what it has compiled (addresses, templates, statements) it keeps
from test to test, and only the data are new.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as examples

from documents import jail, rendering
from mediation.app import create_app
from mediation.core import clock, settings
from mediation.core.db import Base, db
from mediation.core.jobs import Worker
from mediation.operations.world import City, World
from tests.postgres import Postgres
from tests.ways import Kept, Place, Walker

examples.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("any machine")
for renderer in (rendering._JAIL, jail.READER):
    renderer._wall = 300.0  # seconds: what time the machine has for a paper is no test of these


def build_city(home: Path, url: str = "") -> None:
    """The tables are made from the models; that migrations make the same ones is a test of its own (tests/house)."""
    app = create_app(settings.load({"COURTYARD_HOME": str(home), "COURTYARD_DATABASE": url}))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        City.build()
        db.engine.dispose()


@pytest.fixture(scope="session")
def city_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("city")
    build_city(home)
    return home


@pytest.fixture
def home(city_home: Path) -> Path:
    """The data folder of this test's installation."""
    target = city_home.with_name("installation")
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(city_home, target)
    return target


@pytest.fixture(scope="session")
def postgres(city_home: Path) -> Iterator[Postgres]:
    """A private PostgreSQL with the city in its database `city`."""
    server = Postgres()
    build_city(city_home, server.url("city"))
    yield server
    server.end()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test marked `database` runs on SQLite and on PostgreSQL."""
    if "app" in metafunc.fixturenames:
        marked = metafunc.definition.get_closest_marker("database")
        metafunc.parametrize("engine", ["sqlite", "postgresql"] if marked else ["sqlite"], indirect=True, ids=str)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The address of this test's own database; empty for SQLite in its data folder."""
    if request.param == "sqlite":
        return ""
    server: Postgres = request.getfixturevalue("postgres")
    return server.copy("installation", template="city")


@pytest.fixture(scope="session")
def apps() -> dict[str, Flask]:
    """The applications made so far, by the address of their database."""
    return {}


@pytest.fixture
def app(home: Path, engine: str, apps: dict[str, Flask]) -> Iterator[Flask]:
    here = settings.load(
        {"COURTYARD_HOME": str(home), "COURTYARD_URL": "http://courtyard.test", "COURTYARD_DATABASE": engine}
    )
    if engine not in apps:
        apps[engine] = create_app(here)
        apps[engine].config["TESTING"] = True
        apps[engine].config["MISSES_A_MINUTE"] = 1_000_000  # tests miss more often than people
    app = apps[engine]
    app.extensions["settings"] = here
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def walked() -> dict[Any, Kept]:
    """The ways walked so far."""
    return {}


@pytest.fixture
def world(app: Flask, home: Path, city_home: Path, engine: str, walked: dict[Any, Kept]) -> World:
    city = City.found()
    assert city is not None
    return World(city) if engine else Walker(city, Place(home, city_home, walked))


class TestWorker(Worker):
    """A worker that can be told what time it is."""

    __test__ = False

    def run(self, at: str | datetime | None = None) -> int:
        if at is None:
            return self.run_until_idle()
        moment = clock.at(at) if isinstance(at, str) else at
        with clock.set_to(moment):
            return self.run_until_idle()


@pytest.fixture
def worker(app: Flask) -> TestWorker:
    return TestWorker("test")


@pytest.fixture
def at() -> Callable[[str], object]:
    """`with at("2026-09-30 10:00"): …` lives at another local moment."""
    return lambda local: clock.set_to(clock.at(local))


class Browser(FlaskClient):
    """Each request has an application context and a database session of its own, as in the running product."""

    def open(self, *args: Any, **more: Any) -> Any:
        with self.application.app_context():
            answer = super().open(*args, **more)
        db.session.rollback()  # what the test reads next is what the request left behind
        return answer


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    app.test_client_class = Browser
    return app.test_client()
