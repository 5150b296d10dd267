"""`./courtyard campaign NAME` and `bench NAME`."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from mediation.operations import programs
from mediation.operations.stop import Stop


@pytest.fixture
def tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """A campaign named `half` that leaves out half of what it was asked for, and one named `whole`."""
    calls: list[tuple[int, int]] = []
    monkeypatch.setattr(programs, "CAMPAIGNS", tmp_path)
    for name, share in (("half", 2), ("whole", 1)):
        (tmp_path / f"{name}.py").touch()
        module = ModuleType(name)
        module.N = 40  # type: ignore[attr-defined]
        module.main = lambda n, seed, share=share: calls.append((n, seed)) or n // share  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, f"tests.campaigns.{name}", module)
    return calls


def test_a_campaign_says_how_many_and_its_seed(
    tried: list[tuple[int, int]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert programs.campaign(["whole", "--seed", "7"]) == 0
    assert tried == [(40, 7)]
    assert capsys.readouterr().out == "campaign whole: N=40 seed=7\ncampaign whole: ran 40 of 40, seed=7\n"


def test_a_campaign_that_ran_fewer_fails(tried: list[tuple[int, int]]) -> None:
    assert programs.campaign(["half", "--n", "10"]) == 1
    assert programs.campaign(["whole", "--n", "0"]) == 1


def test_a_seed_is_drawn_when_none_is_given(tried: list[tuple[int, int]]) -> None:
    programs.campaign(["whole"])
    programs.campaign(["whole"])
    assert tried[0] != tried[1]


@pytest.mark.parametrize("name", ["", "nothing", "../conftest", "_private"])
def test_an_unknown_name_lists_the_known_ones(tried: list[tuple[int, int]], name: str) -> None:
    with pytest.raises(Stop, match="choose one of half, whole"):
        programs.campaign([name])
    with pytest.raises(Stop, match="There is no bench"):
        programs.bench([name])
