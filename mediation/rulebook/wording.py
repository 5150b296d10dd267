"""What the words of a term say that a court would stop at. Terms are Chinese; a finding is shown, and a person decides.

民诉法解释 355: status and ownership are not for confirmation; 358(5): what is not clear is dismissed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_STATUS = re.compile("离婚|结婚|解除婚姻|婚姻关系|亲子关系|父子关系|母子关系|收养")
_OWNERSHIP = re.compile(
    r"所有权归|产权归|物权归|归(?!还)[^，。；]{1,12}所有(?:权|[，。；、\s]|$)|确认.{0,12}(所有权|产权|股权)|专利权|商标权|著作权"
)
_LOOSE = (
    "适当", "酌情", "另行协商", "另行商议", "另行约定", "有能力时", "有条件时", "视情况", "尽力", "合理时间", "若干",
    "相关费用",
)  # fmt: skip
_SOON = (
    "尽快", "尽早", "及时", "近期", "适时", "年底前", "年底之前", "年前", "月底前", "月底之前", "春节前", "节后",
    "日后",
)  # fmt: skip
_DATE = re.compile(r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|\d{4}-\d{2}-\d{2}")
_THING = "房屋|住房|房产|房子|宅基地|土地|承包地|门面|商铺|车位|车辆|汽车|股权|股份"
_DISPOSED = "过户|转让|抵押|出售|变卖|腾退|交付|交还|抵偿|抵债|以物抵|分割|出租|登记至|登记到"
_PROPERTY = re.compile(
    f"(?:{_THING}).{{0,15}}(?:{_DISPOSED})|(?:{_DISPOSED}).{{0,15}}(?:{_THING})|共有|案外人|他人所有|第三人所有"
)
_DUTY_OF = re.compile(
    "(?:由|要求|让)(?P<who>[^，。；、,;由]{2,20}?)(?:负责|承担|支付|赔偿|偿还|返还|修|清理|拆除|完成|搬|协助|配合|停止)"
)
_SIDES = ("双方", "各方", "申请人", "甲方", "乙方", "本人", "自己", "其")


def decides_status(text: str) -> bool:
    """Whether a text speaks of a person's status, which no settlement can make or end (民诉法解释 355(3))."""
    return bool(_STATUS.search(text))


def declares_ownership(text: str) -> bool:
    """Whether a text declares who owns property or an intellectual property right (民诉法解释 355(5))."""
    return bool(_OWNERSHIP.search(text))


def disposes_of_property(text: str) -> bool:
    """Whether a text hands over, charges or divides a house, land, a vehicle or shares, or what others own too."""
    return bool(_PROPERTY.search(text))


def vague(text: str, *, dated: bool) -> list[str]:
    """The words that leave open how much or when. A day in the term makes "soon" harmless, and nothing else."""
    when = () if dated or _DATE.search(text) else _SOON
    return [word for word in (*_LOOSE, *when) if word in text]


def strangers(text: str, *, parties: Iterable[str], others: Iterable[str] = ()) -> list[str]:
    """Who is named in a text as somebody to do something, and is no party; `others` are people known from the file."""
    known = tuple(parties)
    named = [found["who"] for found in _DUTY_OF.finditer(text)]
    obliged = [who for who in named if not any(name in who for name in known) and not who.startswith(_SIDES)]
    return list(dict.fromkeys([*obliged, *(name for name in others if name in text and name not in known)]))
