"""A house of its own for one run: the city in a temporary folder, and the application in its context."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from mediation.app import create_app
from mediation.core import settings
from mediation.core.db import db
from mediation.operations.world import City
from tests.conftest import build_city


@contextmanager
def house() -> Iterator[tuple[Flask, City, Path]]:
    """The application, the city in it, and its data folder."""
    with tempfile.TemporaryDirectory(prefix="courtyard-bench-") as folder:
        home = Path(folder) / "var"
        build_city(home)
        app = create_app(settings.load({"COURTYARD_HOME": str(home), "COURTYARD_URL": "http://courtyard.test"}))
        with app.app_context():
            city = City.found()
            assert city is not None
            yield app, city, home
            db.session.remove()
            db.engine.dispose()
