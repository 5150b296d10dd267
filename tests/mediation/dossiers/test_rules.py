from __future__ import annotations

from documents.kinds import KINDS
from documents.rules import TITLE
from mediation.dossiers.papers import OFFICIAL
from mediation.dossiers.rules import BINDING, ORDER, Need, is_needed, numbered


def test_pages_are_counted_on_and_sound_has_none():
    assert numbered([1, 3, None, 2, None]) == ["1", "2-4", "", "5-6", ""]
    assert numbered([]) == []


def test_every_kind_of_paper_has_one_place_in_the_dossier_and_a_name_in_its_contents():
    placed = [kind for section in ORDER for kind in section.kinds]
    assert len(placed) == len(set(placed))
    no_dossier = {"not_accepted"}  # a matter that was not accepted has none
    court_alone = {"particulars"}  # where people live, in full, is on the way to the judge and nowhere else
    one_side = {"enforcement_application"}  # the other side is told by the court
    assert set(placed) | set(BINDING) == set(KINDS) - no_dossier - court_alone - one_side
    assert set(placed) == set(OFFICIAL)
    assert set(KINDS) == set(TITLE)


def test_the_papers_every_dossier_needs_are_those_of_the_official_list():
    """司发通〔2010〕239号, 卷内目录: what is 必须, where a sitting was held and an agreement was reached."""
    needed = [one.official for one in ORDER if is_needed(one.need, met=True, settled=True)]
    assert needed == [
        "人民调解申请书或者受理登记表", "人民调解当事人权利义务告知书", "当事人身份证明", "人民调解记录",
        "人民调解协议书或者口头协议登记表", "人民调解回访记录", "人民调解结案报告表",
    ]  # fmt: skip
    refused_at_once = [one.official for one in ORDER if is_needed(one.need, met=False, settled=False)]
    assert refused_at_once == ["人民调解申请书或者受理登记表", "终止调解材料", "人民调解结案报告表"]
    assert not is_needed(Need.IF_ANY, met=True, settled=True)
