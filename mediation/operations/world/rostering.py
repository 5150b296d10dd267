"""The city's mediators on the public roster: what each knows, speaks, and says of themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from mediation.accounts.models import Account
from mediation.core.machine import of_system
from mediation.organisations.models import Organisation
from mediation.roster import services as roster
from mediation.roster.rules import Employment
from mediation.rulebook.kinds import DisputeType as Type

CHINESE, KOREAN, ENGLISH = "zh-Hans", "ko", "en"


@dataclass(frozen=True)
class Profile:
    fields: tuple[Type, ...]
    about: str
    languages: tuple[str, ...] = (CHINESE,)
    employment: Employment = Employment.FULL_TIME
    about_in_korean: str | None = None

    @property
    def said(self) -> dict[str, str]:
        return {CHINESE: self.about, **({KOREAN: self.about_in_korean} if self.about_in_korean else {})}


PART = Employment.PART_TIME
PROFILES = {
    "park": Profile(
        (Type.NEIGHBOURS, Type.FAMILY, Type.PROPERTY_SERVICE),
        "在西塔做了十二年社区工作，邻里漏水、噪声、家庭赡养的事办得最多。",
        (CHINESE, KOREAN),
        about_in_korean="서탑에서 사회구역사업을 12년 해왔습니다. 이웃간의 루수, 소음, 부양 문제를 많이 다뤘습니다.",
    ),
    "wang": Profile(
        (Type.WAGES, Type.LABOUR, Type.CONTRACT), "退休前在街道劳动保障所工作，熟悉工资和用工的事。"
    ),
    "jin": Profile(
        (Type.BUSINESS, Type.CONTRACT, Type.LOAN),
        "开过二十年餐馆，懂小店经营、合伙和借款。",
        (CHINESE, KOREAN),
        PART,
        "식당을 20년 경영하였습니다. 소규모 경영, 동업, 차용 문제를 잘 압니다.",
    ),
    "liu": Profile((Type.FAMILY, Type.NEIGHBOURS, Type.HOUSING), "妇联干部出身，耐心，愿意上门。"),
    "chen": Profile((Type.TRAFFIC, Type.DAMAGE, Type.MEDICAL), "法律工作者，处理赔偿和伤情账目。"),
    "yang": Profile((Type.NEIGHBOURS, Type.FAMILY, Type.CONSUMER), "退休教师，善于把话说开。", employment=PART),
    "zhao": Profile((Type.HOUSING, Type.PROPERTY_SERVICE, Type.NEIGHBOURS), "做过房屋维修工长，漏水、开裂一看就明白。"),
    "sun": Profile(
        (Type.CONSUMER, Type.ONLINE_TRADE, Type.TRAVEL), "消费者协会志愿者，熟悉网购和旅游合同。", (CHINESE, ENGLISH)
    ),
    "zhou": Profile((Type.LAND, Type.DEMOLITION, Type.ENVIRONMENT), "在区里做过土地和拆迁政策工作。"),
    "wu": Profile((Type.MEDICAL, Type.DAMAGE, Type.FAMILY), "退休护士长，看得懂病历。", employment=PART),
    "zheng": Profile((Type.CONTRACT, Type.LOAN, Type.BUSINESS), "公司法务，熟悉合同和借贷。", (CHINESE, ENGLISH), PART),
    "cui": Profile(
        (Type.FAMILY, Type.LABOUR, Type.TRAVEL),
        "区里的双语调解员，常帮出国务工的家庭办事。",
        (CHINESE, KOREAN),
        about_in_korean="구의 이중언어 조정원입니다. 출국로무 가정의 일을 자주 도와드립니다.",
    ),
}


@dataclass
class Rostering:
    """What the city needs of its accounts and bodies so that there is somebody to choose from."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)

    def fill_roster(self, until: date) -> None:
        for login, profile in PROFILES.items():
            account = self.accounts[login]
            roster.enrol(
                of_system(), account, account.offices[0].organisation, fields=profile.fields,
                languages=profile.languages, employment=profile.employment, about=profile.said, until=until,
            )  # fmt: skip
