"""`demo` and a running house leave each other alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from mediation.core import settings
from mediation.operations import demo, supervise
from mediation.operations.prepare import prepare, the_only
from mediation.operations.stop import Stop


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> settings.Settings:
    monkeypatch.setenv("COURTYARD_HOME", str(tmp_path / "var"))
    return prepare()


def test_no_city_is_built_beside_a_running_house(here: settings.Settings) -> None:
    with the_only("up", here), pytest.raises(Stop, match="Already running: `up`"):
        demo.run([])
    assert not (here.home / "demo.begun").exists(), "the next try begins from nothing"


def test_the_house_does_not_open_while_a_city_is_built(here: settings.Settings, capsys) -> None:
    with the_only("demo", here):
        assert supervise.up([]) == 1
    assert "Already running: `demo`" in capsys.readouterr().err
