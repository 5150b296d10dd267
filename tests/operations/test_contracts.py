"""The import contracts in `pyproject.toml` cover every feature there is."""

from __future__ import annotations

import tomllib

from mediation import tables
from mediation.core.settings import CHECKOUT

NO_FEATURE = {"rulebook"}
"""A wing of data with modules of its own."""


def test_every_feature_is_held_to_the_modules_of_a_feature() -> None:
    told = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (contract,) = [one for one in told["contracts"] if one["name"].startswith("A feature has these modules")]
    held = {name.removeprefix("mediation.") for name in contract["containers"]}
    assert held == set(tables.features()) - NO_FEATURE
