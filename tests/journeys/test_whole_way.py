"""One dispute over HTTP alone, every person by the pages and forms that people use, from the phone to the figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from urllib.parse import urlsplit

import pytest

from documents import queries as documents
from documents.verifying import Answer
from mediation.core import clock, record
from mediation.rulebook.courts import Question
from tests.journeys.person import SIGNATURE, Person, code, link, messages, totp
from tests.mediation.disputes.applying import picture

APPLICANT, RESPONDENT = "13800000001", "13800000002"
COMPANY = "安居物业服务有限公司"
STORY = "楼顶漏水，从九月起卧室天花板和墙面都泡坏了，和物业说了三次没有结果。"


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


def apply(resident: Person, life: Life, *, kind: str = "property_service") -> None:
    """A resident without an account, one thing a page; the code that comes by message sends it."""
    resident.open("/").follow("/apply").send(type=kind)
    options = resident.page.xpath("//select[@name='place']/option")
    resident.send(place=next(one.get("value") for one in options if "图们社区" in one.text))
    resident.send(
        other_kind="organisation", other_name=COMPANY, other_phone=RESPONDENT, other_address="沈阳市和平区图们路8号"
    )
    resident.send(story=STORY).send(request="修好阳台防水，赔偿粉刷费用。", amount="4200")
    resident.send(files=[(BytesIO(picture()), "天花板.png", "image/png")])
    resident.send(name="金顺姬", phone=APPLICANT)
    resident.send(sex="female", ethnicity="朝鲜族", address="图们社区3号楼2单元201")
    resident.sees("金顺姬", STORY).send()
    life.goes_on()
    resident.send(code=code(APPLICANT)).sees("2026-")
    assert messages(RESPONDENT) == [], "the other side is told nothing before the institution accepts"


def accept(window: Person, life: Life) -> None:
    window.sign_in("window").follow("/matters/").follow("/accept").sees(STORY).send()
    life.goes_on()


def come_by_link(other: Person, life: Life) -> None:
    """By the link in the message, which alone shows no name and no story; then by the code."""
    other.open(link(RESPONDENT, "/i/"))
    assert "金顺姬" not in other.text and "漏水" not in other.text
    other.send()
    life.goes_on()
    other.send(code=code(RESPONDENT))


def choose(person: Person, name: str) -> None:
    """The mediator of this name, out of those suggested."""
    person.follow("/choose")
    form = person.form()
    assert len(form.choices["mediator"]) > 1
    person.send(mediator=person.option("mediator", name))


class House:
    """Everybody of the way, each with a browser."""

    def __init__(self, enter: Callable[..., Person], life: Life) -> None:
        self.resident, self.other, self.window, self.mediator, self.clerk, self.judge, self.bureau = (
            enter() for _ in range(7)
        )
        self.life = life

    @property
    def parties(self) -> tuple[Person, Person]:
        return self.resident, self.other

    def go(self, address: str = "") -> None:
        for one in (*self.parties, self.mediator):
            one.open(address or self.matter)

    def begin(self, kind: str = "property_service") -> None:
        """Until a mediator has accepted."""
        apply(self.resident, self.life, kind=kind)
        self.number = re.search(r"2026-\d{3}-\d{3}-\w", self.resident.text).group()
        accept(self.window, self.life)
        come_by_link(self.other, self.life)
        self.matter = "/matters/" + self.other.address.split("/matters/")[1]
        self.other.follow("/answer").send(answer="yes")
        self.life.goes_on()
        for one in self.parties:
            choose(one.open(self.matter), "朴善姬")
        self.life.goes_on()
        self.mediator.sign_in("park").follow("/appointments/")
        self.mediator.follow("/disclose").send(relation="none")
        self.mediator.send("/accept")
        self.life.goes_on()

    def another_day(self, days: int) -> None:
        """Days later nobody is signed in any more: staff sign in anew, parties come back by their number and a code."""
        self.life.goes_on(days=days)
        self.mediator.sign_in("park")
        self.window.sign_in("window")
        for party, phone in zip(self.parties, (APPLICANT, RESPONDENT), strict=True):
            party.open("/return").send(number=self.number, phone=phone)
            self.life.goes_on()
            party.send(code=code(phone))

    def sit(self) -> None:
        """A sitting in the community's own room: told, known, here; written down and confirmed by each."""
        chair = self.mediator.open(self.matter).follow("/sittings/new")
        modes = {name: "in_person" for name in chair.form("").given if name.startswith("mode_")}
        assert len(modes) == 3
        starts_at = self.life.local(days=2).strftime("%Y-%m-%dT%H:%M")
        chair.send(starts_at=starts_at, place="西塔街道人民调解室", **modes)
        self.life.goes_on()
        assert all("11月25日" in messages(phone)[0] for phone in (APPLICANT, RESPONDENT))
        self.another_day(days=2)
        chair.open(self.matter).follow("/sittings/").send("/open")
        sitting = chair.address
        chair.press_all("/tell_notice").press_all("/identity", result="seen_in_person").press_all("/here", here="yes")
        chair.send("/start")
        headings = [name for name in chair.form("/minutes").given if name not in ("csrf_token", "_once")]
        chair.send("/minutes", **dict.fromkeys(headings, "双方都说清楚了。"))
        chair.send("/facts", **{"fact-text": "阳台防水层破损，漏水浸湿楼下卧室。"})
        for party in self.parties:
            party.open(self.matter).follow(urlsplit(sitting).path)
            party.send("/minutes/confirm").press_all("/confirm")
        chair.open(sitting).send("/end", result="settled")
        self.life.goes_on()

    def agree(self, *, paper: bool = False) -> None:
        """Two terms, offered; signed by each on their own phone, by the mediator, sealed, or all of it by hand."""
        chair = self.mediator.open(self.matter).follow("/agreement").send()
        chair.follow("/words").send(
            facts="阳台漏水，泡坏楼下卧室。", issues="修防水和粉刷费用。", responsibility="被申请人负责。"
        )
        day = self.life.local(days=20).date().isoformat()
        for kind, said in (
            ("do", {"thing": "修好楼顶防水层，使其不再漏水"}),
            ("pay", {"amount": "3600", "thing": "重新粉刷的费用", "manner": "transfer", "account": "中国银行 6217"}),
        ):
            chair.follow(f"/terms/add/{kind}")
            owes = {"debtor": chair.option("debtor", COMPANY), "creditor": chair.option("creditor", "金顺姬")}
            chair.send(**owes, **said, when="day", due_on=day)
        chair.follow("/offer").send(form="paper" if paper else "electronic")
        self.life.goes_on()
        self.sign_by_hand() if paper else self.sign_on_phones()
        self.life.goes_on()

    def sign_by_hand(self) -> None:
        """Printed, signed, brought back: the window compares the scan and certifies it."""
        self.window.open(self.matter).follow("/agreements/")
        self.window.open(self.window.address.removesuffix("/certify")).follow("/unsigned")
        assert self.window.file.startswith(b"%PDF")
        scan = (BytesIO(picture()), "协议书.png", "image/png")
        self.window.open(self.matter).follow("/certify")
        ticks = dict.fromkeys(self.window.form().choices, "y")
        self.window.send(scan=scan, signed_on=self.life.local().date().isoformat(), **ticks)

    def sign_on_phones(self) -> None:
        for party, phone in zip(self.parties, (APPLICANT, RESPONDENT), strict=True):
            party.open(self.matter).follow("/read").follow("term=2").follow("/understood")
            if party is self.resident:
                party.send(promise="阳台修好以后，不再为渗水的事找物业。")
            else:
                party.follow("/sign")  # the questions keep nobody from it
            self.sign(party, phone)
        self.mediator.open(self.matter).follow("/agreements/").follow("/countersign")
        self.mediator.send(drawing=SIGNATURE, code=totp("park"), read="y")
        self.window.open(self.matter).follow("/agreements/").follow("/seal").send(code=totp("window"), read="y")

    def sign(self, party: Person, phone: str) -> None:
        """Of somebody before whom the page to sign lies open."""
        party.send("/code")
        self.life.goes_on()
        party.send(drawing=SIGNATURE, code=code(phone), read="y")

    def confirm(self) -> None:
        """Both ask the court together; it accepts, hears, rules, and both open the ruling."""
        self.resident.open(self.matter).follow("/confirmation").send(committed="y")
        self.life.goes_on()
        for party, phone in zip(self.parties, (APPLICANT, RESPONDENT), strict=True):
            party.open(self.matter).follow("/confirmations/").follow("/sign")
            self.sign(party, phone)
        self.window.open(self.matter).follow("/confirmations/").follow("/seal").send(code=totp("window"))
        self.life.goes_on()
        self.clerk.sign_in("clerk").open("/confirmations").follow("/confirmations/").follow("/accept")
        self.clerk.send(judge="judge.zhou")
        self.judge.sign_in("judge.zhou").open("/confirmations").follow("/confirmations/").follow("/inquire")
        here = sorted(self.judge.form().choices["present"])
        answers = {question.value: "yes" for question in Question}
        self.judge.send(present=here, way="in_person", words="双方到场，均属自愿。", **answers)
        self.judge.follow("/rule").send(outcome="confirmed")
        self.life.goes_on()
        self.judge.open(self.judge.address).follow("/sign-ruling").send(code=totp("judge.zhou"))
        self.life.goes_on()
        for party in self.parties:
            party.open(self.matter).follow("/confirmations/").send("/ruling")
        self.life.goes_on()

    def perform(self) -> None:
        """What was promised is reported with proof, and confirmed; somebody visits; the matter is closed."""
        self.another_day(days=10)
        for _ in range(2):
            self.other.open(self.matter).follow("/promises").follow("/report")
            self.other.send(note="已经办好。", files=[(BytesIO(picture()), "收据.png", "image/png")])
            self.resident.open(self.matter).follow("/promises").send("/confirm")
            self.life.goes_on()
        self.another_day(days=21)
        self.mediator.open(self.matter).follow("/promises").follow("/return-visits/")
        visited_at = self.life.local(minutes=-10).strftime("%Y-%m-%dT%H:%M")
        self.mediator.send(visited_at=visited_at, way="电话", satisfaction="satisfied", performed="全部履行。")
        self.life.goes_on()


def test_from_the_phone_to_the_figures(enter, life):
    house = House(enter, life)
    house.begin()
    house.sit()
    house.agree()
    house.confirm()
    house.perform()
    house.resident.open(house.matter).sees("已结束", "已结案", "卷宗封面")
    house.bureau.sign_in("bureau").follow("/figures").sees("1 / 1", "2 / 2")
    counted = house.bureau.page.xpath("//table//tr[th[contains(., '西塔街道')]]/td/text()")
    assert [one.strip() for one in counted[:4]] == ["1"] * 4, "received, accepted, concluded, settled"
    assert record.verify_all() == []


def test_every_paper_is_good_and_anybody_can_check_it(enter, life):
    house = House(enter, life)
    house.begin()
    house.sit()
    house.agree()
    papers = sorted({one for one in house.resident.open(house.matter).links() if re.search(r"/documents/\w+$", one)})
    assert len(papers) >= 2, "what led to the agreement, and the agreement"
    for paper in papers:
        assert documents.examine(house.resident.open(paper).file).answer is Answer.VALID, paper
    stranger = enter("en")
    stranger.open("/check").send(paper=(BytesIO(house.resident.file), "agreement.pdf", "application/pdf"))
    stranger.sees(Answer.VALID)
    assert "金顺姬" not in stranger.text


def test_the_paper_way_ends_in_the_same_effect(enter, life):
    house = House(enter, life)
    house.begin()
    house.sit()
    house.agree(paper=True)
    for party in house.parties:
        party.open(house.matter).follow("/promises").sees("修好楼顶防水层")
