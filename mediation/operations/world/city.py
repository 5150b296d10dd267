"""The city: its places, the bodies that work there, and their staff."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from mediation.accounts import services as accounts
from mediation.accounts.models import Account
from mediation.core import clock
from mediation.core.db import commit, db
from mediation.operations.world.rostering import Rostering
from mediation.organisations import services as organisations
from mediation.organisations.models import Organisation, OrganisationKind, Place, PlaceKind
from mediation.organisations.rules import Task
from mediation.roster.rules import TERM_YEARS

FOUNDED = clock.at("2024-01-02 09:00")
PASSWORD = "hehe-yuan-2026"

STREETS = {
    "西塔街道": ("图们社区", "安图社区"),
    "北市场街道": ("和平社区", "青年社区"),
}

STAFF = {
    # login: (name, language, role, organisation)
    "window": ("李桂兰", "zh-Hans", "window", "西塔"),
    "window.north": ("赵丽华", "zh-Hans", "window", "北市场"),
    "window.district": ("孙国庆", "zh-Hans", "window", "和平"),
    "park": ("朴善姬", "ko", "mediator", "西塔"),
    "wang": ("王建国", "zh-Hans", "mediator", "西塔"),
    "jin": ("金明哲", "ko", "mediator", "西塔"),
    "liu": ("刘淑芬", "zh-Hans", "mediator", "西塔"),
    "chen": ("陈志强", "zh-Hans", "mediator", "北市场"),
    "yang": ("杨秀英", "zh-Hans", "mediator", "北市场"),
    "zhao": ("赵铁柱", "zh-Hans", "mediator", "北市场"),
    "sun": ("孙晓梅", "zh-Hans", "mediator", "北市场"),
    "zhou": ("周永安", "zh-Hans", "mediator", "和平"),
    "wu": ("吴玉琴", "zh-Hans", "mediator", "和平"),
    "zheng": ("郑海涛", "zh-Hans", "mediator", "和平"),
    "cui": ("崔英子", "ko", "mediator", "和平"),
    "judge.zhou": ("周文博", "zh-Hans", "judge", "法院"),
    "judge.han": ("韩雪", "zh-Hans", "judge", "法院"),
    "judge.piao": ("朴哲洙", "ko", "judge", "法院"),
    "clerk": ("何静", "zh-Hans", "clerk", "法院"),
    "bureau": ("马卫东", "zh-Hans", "bureau", "司法局"),
    "grid": ("田小雨", "zh-Hans", "grid", "图们社区"),
}


@dataclass
class City(Rostering):
    """The city by the names its people use."""

    places: dict[str, Place] = field(default_factory=dict)

    @classmethod
    def build(cls) -> City:
        """Build it in an empty database, as it has stood for years."""
        term_ends = date(clock.today().year + TERM_YEARS, 12, 31)
        with clock.set_to(FOUNDED):
            return cls._built(term_ends)

    @classmethod
    def _built(cls, term_ends: date) -> City:
        city = cls()
        city._places()
        city._organisations()
        commit()
        for login, (name, language, role, body) in STAFF.items():
            account = accounts.open_account(login, name=name, password=PASSWORD, language=language)
            accounts.give_office(account, role, city.organisations[body])
            city.accounts[login] = account
            commit()
        city.fill_roster(term_ends)
        commit()
        return city

    @classmethod
    def found(cls) -> City | None:
        """The city as it stands in the database; None when there is none."""
        accounts_by_login = {one.login: one for one in db.session.scalars(select(Account))}
        if not accounts_by_login:
            return None
        return cls(
            {one.short_name: one for one in db.session.scalars(select(Organisation))},
            accounts_by_login,
            {one.name: one for one in db.session.scalars(select(Place))},
        )

    def _places(self) -> None:
        city = self._place(PlaceKind.CITY, "沈阳市")
        district = self._place(PlaceKind.DISTRICT, "和平区", city)
        for street_name, communities in STREETS.items():
            street = self._place(PlaceKind.STREET, street_name, district)
            for community_name in communities:
                community = self._place(PlaceKind.COMMUNITY, community_name, street)
                for n in (1, 2):
                    self._place(PlaceKind.GRID, f"{community_name}第{n}网格", community)

    def _place(self, kind: PlaceKind, name: str, inside: Place | None = None) -> Place:
        self.places[name] = organisations.add_place(kind, name, inside=inside)
        return self.places[name]

    def _organisations(self) -> None:
        institution, court, bureau = OrganisationKind.INSTITUTION, OrganisationKind.COURT, OrganisationKind.BUREAU
        self._body(institution, "西塔街道人民调解委员会", "西塔", "西塔街道", "024-2386 1101", "西塔")
        self._body(institution, "北市场街道人民调解委员会", "北市场", "北市场街道", "024-2386 1102", "北市")
        self._body(institution, "和平区人民调解委员会", "和平", "和平区", "024-2386 1100", "和平")
        self._body(court, "沈阳市和平区人民法院", "法院", "和平区", "024-2386 2000", "辽0102")
        self._body(bureau, "和平区司法局", "司法局", "和平区", "024-2386 3000", "和司")
        self._named_offices()
        self._body(OrganisationKind.COMMUNITY, "图们社区居民委员会", "图们社区", "图们社区", "024-2386 1111", "图们")

    def _named_offices(self) -> None:
        """Whom each institution calls at once when there is danger."""
        offices = {
            Task.PUBLIC_ORDER: ("和平公安分局西塔派出所", "024-2386 4110"),
            Task.MINORS: ("和平区人民检察院未成年人检察部", "024-2386 4309"),
            Task.SHAM: ("沈阳市和平区人民法院诉讼服务中心", "024-2386 2368"),
        }
        for short in ("西塔", "北市场", "和平"):
            for task, (name, phone) in offices.items():
                organisations.name_office(self.organisations[short], task, name=name, phone=phone, mail=None)

    def _body(self, kind: OrganisationKind, name: str, short: str, place: str, phone: str, sign: str) -> None:
        self.organisations[short] = organisations.add_organisation(
            kind, name, place=self.places[place], short_name=short, phone=phone, number_sign=sign,
            address=f"沈阳市{place}和解路1号",
        )  # fmt: skip
