"""What the people of the city quarrel about: one believable story for each official type of dispute, some in Korean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mediation.disputes.models import PartyKind
from mediation.disputes.services import Application, Person
from mediation.rulebook.kinds import DisputeType as Type


@dataclass(frozen=True)
class Story:
    type: Type
    story: str
    request: str
    yuan: int | None = None
    against: str | None = None  # a body on the other side; a neighbour where there is none
    language: str = "zh-Hans"


STORIES = (
    Story(Type.NEIGHBOURS, "楼上阳台漏水，从九月起卧室天花板和墙面都泡坏了，说了三次没有结果。", "修好阳台防水，赔偿粉刷费用。", 4200),
    Story(Type.PROPERTY_SERVICE, "电梯坏了两个月没人修，物业还催我们交全年的物业费。", "修好电梯，减免停运期间的物业费。", 1860, "安居物业服务有限公司"),
    Story(Type.WAGES, "在工地干了四个月木工，完工后工头一直拖着工资不给。", "付清拖欠的工资。", 23600, "顺达建筑劳务有限公司"),
    Story(Type.LOAN, "去年借给同事两万元应急，说好半年还，到现在只还了五千。", "还清剩下的一万五千元。", 15000),
    Story(Type.FAMILY, "父亲八十二岁，三个子女为每月的赡养费和轮流照顾的日子说不到一起。", "商定每家每月的赡养费和照顾时间。", 900),
    Story(Type.TRAFFIC, "骑电动车在路口被右转的小车刮倒，手腕骨裂，医药费对方只垫了一半。", "赔偿剩余医药费、误工费和修车费。", 8350),
    Story(Type.CONSUMER, "在健身房办了两年卡，用了三个月就关门了，余额不退。", "退还剩余的会员费。", 3180, "动力健身服务有限公司"),
    Story(Type.ONLINE_TRADE, "网上买的电热毯用了一周就短路，商家说过了七天不给退。", "退货退款。", 269, "暖家电子商务有限公司"),
    Story(Type.HOUSING, "租房到期后房东以墙面有划痕为由不退押金。", "退还押金。", 3000),
    Story(Type.CONTRACT, "装修队收了六成的款，厨房瓷砖贴得空鼓，停工二十多天了。", "重新贴好瓷砖并按期完工。", 12000, "和美装饰工程队"),
    Story(Type.DAMAGE, "邻居家的狗没拴绳，把孩子的小腿咬伤，打了五针疫苗。", "赔偿疫苗费、医药费和营养费。", 2760),
    Story(Type.MEDICAL, "在诊所补牙后发炎，又到医院重新治疗。", "退还补牙费用并赔偿后续治疗费。", 4480, "康宁口腔诊所"),
    Story(Type.LABOUR, "试用期被口头辞退，没有给解除证明，也没有补最后半个月的工资。", "出具证明，补发工资。", 2150, "鲜味餐饮管理有限公司"),
    Story(Type.TRAVEL, "报了三日游，第二天行程临时取消，旅行社只肯退门票钱。", "退还未成行部分的团费。", 780, "远方国际旅行社"),
    Story(Type.ENVIRONMENT, "楼下烧烤店的排烟口正对窗户，夏天不敢开窗。", "改装排烟管道，调整营业时间。", None, "老地方烧烤店"),
    Story(Type.BUSINESS, "合伙开的小超市散伙，货款和房租押金怎么分说不清。", "清算账目，分清货款和押金。", 31500),
    Story(Type.DEMOLITION, "老房改造时临时安置费少发了两个月。", "补发两个月的临时安置费。", 4000, "和平城市更新有限公司"),
    Story(Type.LAND, "城郊菜地的承包界线被邻户的大棚占了一米多。", "恢复原来的地界。", None),
    Story(Type.OTHER, "棋牌室每天吵到夜里十一点以后，劝了几次都不听。", "晚上九点半以后停止营业。", None),
    Story(
        Type.NEIGHBOURS, "아래층 이웃이 복도에 짐을 쌓아 두어 휠체어가 지나갈 수 없습니다. 두 번 부탁했지만 치우지 않았습니다.",
        "복도의 짐을 치워 주십시오.", None, None, "ko",
    ),
    Story(
        Type.LOAN, "2024년에 지인에게 8천원을 빌려주었는데 아직 돌려받지 못했습니다. 차용증이 있습니다.",
        "빌려준 돈 8천원을 돌려주십시오.", 8000, None, "ko",
    ),
    Story(
        Type.HOUSING, "My landlord kept the deposit when I moved out in August, saying the bicycle left marks in the hall.",
        "Please pay back the deposit.", 2500, None, "en",
    ),
)  # fmt: skip

_SURNAMES = "金李朴张王崔刘赵陈孙周吴郑韩杨全马林何田"
_GIVEN = (
    "顺姬",
    "国强",
    "淑兰",
    "建华",
    "英子",
    "志明",
    "桂芳",
    "晓东",
    "美玲",
    "德福",
    "春梅",
    "海峰",
    "贞淑",
    "俊杰",
    "凤英",
    "成浩",
)
_WORK = ("退休", "司机", "个体户", "教师", "护士", "木工", "会计", "快递员")


def applications() -> Iterator[Application]:
    """Applications without end, the same every time: story after story, each by other people."""
    n = 0
    while True:
        for story in STORIES:
            n += 1
            yield _application(story, n)


def _application(story: Story, n: int) -> Application:
    other = (
        Person(story.against, _phone(2 * n + 1), PartyKind.ORGANISATION, address=f"和平区和解路{n}号")
        if story.against
        else _person(7 * n + 3, 2 * n + 1)
    )
    return Application(
        type=story.type, story=story.story, request=story.request, language=story.language,
        amount=story.yuan * 100 if story.yuan else None, applicant=_person(5 * n, 2 * n), respondents=(other,),
    )  # fmt: skip


def _person(seed: int, phone: int) -> Person:
    return Person(
        name=_SURNAMES[seed % len(_SURNAMES)] + _GIVEN[seed // 3 % len(_GIVEN)],
        phone=_phone(phone),
        sex="女" if seed % 2 else "男",
        ethnicity="朝鲜族" if _SURNAMES[seed % len(_SURNAMES)] in "金朴崔全" else "汉族",
        born_on=date(1948 + seed * 7 % 55, 1 + seed % 12, 1 + seed % 28),
        occupation=_WORK[seed % len(_WORK)],
        address=f"图们社区{1 + seed % 9}号楼{1 + seed % 4}单元{1 + seed % 6}0{1 + seed % 3}",
    )


def _phone(n: int) -> str:
    return f"1380000{n:04}"
