"""What the law on electronic signatures leaves to paper and a hand (电子签名法 3)."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable

from mediation.core.words import N_
from mediation.rulebook.kinds import PAPER_BY_DEFAULT, DisputeType


class OnPaper(enum.StrEnum):
    """Why people cannot agree to sign something on a screen."""

    PERSON = "person"
    SUPPLY = "supply"


WHY_PAPER = {
    OnPaper.PERSON: N_(
        "It touches marriage, adoption, inheritance or another question of who somebody is to whom. For these the law "
        "wants paper and a hand, whatever both sides wish (Electronic Signature Law, Art. 3)."
    ),
    OnPaper.SUPPLY: N_(
        "It touches the stopping of water, heating or gas. For this the law wants paper and a hand, whatever both "
        "sides wish (Electronic Signature Law, Art. 3)."
    ),
}
_SPEAKS = {
    OnPaper.PERSON: re.compile(
        "离婚|结婚|复婚|婚姻|收养|继承|遗产|遗嘱|遗赠|监护|抚养权|亲子关系|父子关系|母子关系"
        "|이혼|결혼|혼인|입양|상속|유산|유언|친권|후견|divorce|marriage|adoption|inherit|custody",
        re.IGNORECASE,
    ),
    OnPaper.SUPPLY: re.compile(
        "(停止?|断|切断|中断|中止|终止|关停|关闭)(供应?|供给)?(自来水|水|暖|热|燃气|煤气|天然气|气)"
        "|단수|급수.{0,6}(중단|정지)|난방.{0,6}(중단|정지)|가스.{0,6}(중단|정지)"
        r"|(stop|cut|shut|disconnect)\w*\b.{0,30}\b(water|heat|heating|gas)\b",
        re.IGNORECASE,
    ),
}


def by_type(of: DisputeType) -> OnPaper | None:
    """Why every agreement in a dispute of this type is signed by hand; None where it need not be."""
    return OnPaper.PERSON if of in PAPER_BY_DEFAULT else None


def spoken_of(texts: Iterable[str]) -> tuple[OnPaper, ...]:
    """What these texts may touch. Words alone decide nothing: a person is asked."""
    said = "\n".join(texts)
    return tuple(why for why, words in _SPEAKS.items() if words.search(said))
