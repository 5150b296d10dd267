"""The pinned packages: everything by its hash, nothing about the machine they were pinned on."""

from __future__ import annotations

import re

import pytest

from mediation.core.settings import CHECKOUT

NAME = re.compile(r"^([A-Za-z0-9._-]+)", re.MULTILINE)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_package_asked_for_is_pinned_with_hashes(name: str) -> None:
    pinned = (CHECKOUT / f"{name}.txt").read_text("utf-8")
    asked = [line for line in (CHECKOUT / f"{name}.in").read_text("utf-8").splitlines() if line and line[0] not in "#-"]
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^ *#.*\n", "", pinned, flags=re.MULTILINE))
    versions = {normal(entry.partition("==")[0]): entry for entry in entries}
    assert {normal(NAME.findall(line)[0]) for line in asked} <= set(versions)
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_nothing_of_the_machine_is_in_the_file(name: str) -> None:
    pinned = (CHECKOUT / f"{name}.txt").read_text("utf-8")
    assert "://" not in pinned
    assert not re.search(r"^--", pinned, re.MULTILINE)


def test_both_sets_agree_where_they_meet() -> None:
    def pins(name: str) -> dict[str, str]:
        return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", (CHECKOUT / name).read_text("utf-8"), re.MULTILINE))

    run, test = pins("requirements.txt"), pins("requirements-dev.txt")
    both = run.keys() & test.keys()
    assert both
    assert {name: run[name] for name in both} == {name: test[name] for name in both}
