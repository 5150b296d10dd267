"""One dispute over HTTP alone, every person by the pages and forms that people use, from the phone to the figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

import pytest

from documents import queries as documents
from documents.verifying import Answer
from mediation.core import clock, record
from mediation.rulebook.courts import Question
from tests.journeys.person import SIGNATURE, Person, code, link, messages
from tests.mediation.disputes.applying import picture

APPLICANT, RESPONDENT = "13800000001", "13800000002"
STORY = "楼上阳台漏水，从九月起卧室天花板和墙面都泡坏了，和楼上说了三次没有结果。"


class Life:
    """The clock on the wall, and the worker beside it. Working hours of a Monday, to begin with."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, work: Callable[[], int]) -> None:
        self._set = lambda moment: monkeypatch.setattr(clock, "_set_to", moment)
        self._work = work
        self._set(clock.at("2026-11-23 09:00"))

    def goes_on(self, **time: int) -> None:
        """Time passes, and the worker does what is due."""
        self._set(clock.now() + timedelta(**{"minutes": 1, **time}))
        self._work()

    def local(self, **later: int) -> datetime:
        return (clock.now() + timedelta(**later)).astimezone(clock.CHINA)


@pytest.fixture
def life(monkeypatch, worker) -> Life:
    return Life(monkeypatch, worker.run_until_idle)


@pytest.fixture
def enter(app) -> Callable[..., Person]:
    return lambda *words: Person(app, *words)


def apply(resident: Person, life: Life, *, kind: str = "neighbours") -> str:
    """A resident without an account; where their matter is from then on."""
    resident.open("/").follow("/apply").send(type=kind)
    place = next(iter(resident.form("/apply/where").choices["place"] - {""}))
    places = dict(zip(resident.page.xpath("//option/text()"), resident.page.xpath("//option/@value"), strict=True))
    place = next(value for name, value in places.items() if "图们社区" in name)
    resident.send(place=place)
    resident.send(other_kind="person", other_name="李国强", other_phone=RESPONDENT)
    resident.send(story=STORY).send(request="修好阳台防水，赔偿粉刷费用。", amount="4200")
    resident.send(files=[(BytesIO(picture()), "天花板.png", "image/png")])
    resident.send(name="金顺姬", phone=APPLICANT)
    resident.send(sex="female", ethnicity="朝鲜族", address="图们社区3号楼2单元201")
    resident.sees("金顺姬", STORY).send()
    life.goes_on()
    resident.send(code=code(APPLICANT)).sees("图们社区" if kind == "nothing" else "受理")
    assert messages(RESPONDENT) == [], "the other side is told nothing before the institution accepts"
    return resident.address


def come_by_link(other: Person, life: Life) -> None:
    """By the link in the message, which alone shows no name and no story; then by the code."""
    other.open(link(RESPONDENT, "/i/"))
    assert "金顺姬" not in other.text and "漏水" not in other.text
    other.send()
    life.goes_on()
    other.send(code=code(RESPONDENT))


def test_from_the_phone_to_the_figures(enter, life, worker):
    resident = enter()
    apply(resident, life)
    resident.open("/matters/" + resident.address.split("/")[-1], status=404)  # a dispute's name is not its matter's
