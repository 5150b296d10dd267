"""Every page in every language in a real browser, on a phone and at a desk, asked of axe each time."""

from __future__ import annotations

import tempfile
from pathlib import Path

from mediation.app import create_app
from mediation.core import settings
from mediation.core.db import db
from mediation.operations.world import City, World
from tests.conftest import build_city
from tests.pages.test_pages import Walk
from tests.pages.tour import tour

N = 1


def main(n: int, seed: int) -> int:
    """The whole walk, `n` times; there is no choice to draw from the seed."""
    for _ in range(n):
        with tempfile.TemporaryDirectory(prefix="courtyard-pages-") as folder:
            _walk(Path(folder) / "var")
    return n


def _walk(home: Path) -> None:
    build_city(home)
    app = create_app(settings.load({"COURTYARD_HOME": str(home), "COURTYARD_URL": "http://courtyard.test"}))
    app.config["TESTING"] = True
    with app.app_context():
        city = City.found()
        assert city is not None
        with tour(app, thorough=True) as found:
            Walk(found, World(city)).go()
        db.session.remove()
        db.engine.dispose()
    print(f"{found.visits} visits, {len(found.problems)} problems", flush=True)
    assert found.problems == [], "\n".join(found.problems)
