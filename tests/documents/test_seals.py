from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from documents.jail import Jail
from documents.qr import qr_svg
from documents.seals import plain_seal
from tests.documents import reading


@pytest.mark.parametrize("name", ["图们社区调委会", "沈阳市图们社区人民调解委员会", "辽" * 40, "甲", "<svg/onload=x>&"])
def test_a_plain_seal_shows_the_whole_name_a_star_and_says_who_drew_it(name: str) -> None:
    texts = [one.text for one in ElementTree.fromstring(plain_seal(name)).iter("{http://www.w3.org/2000/svg}text")]
    assert "".join(str(one) for one in texts[:-1]) == name and texts[-1] == "系统绘制"
    assert plain_seal(name).count("<polygon") == 1


def test_a_plain_seal_prints_with_embedded_song() -> None:
    jail = Jail("tests.documents.fooled", memory=2 << 30, wall=30, processor=20)
    _, [pdf] = jail.call("draw", {"html": f'<html lang="zh"><body>{plain_seal("图们社区人民调解委员会")}'})
    jail.close()
    assert all("Noto-Serif-CJK-SC" in name and embedded for name, embedded in reading.fonts(pdf))


def test_a_qr_code_is_one_inline_picture_without_size() -> None:
    svg = qr_svg("https://courtyard.example/check/8KQ2-77TM-40XZ")
    root = ElementTree.fromstring(svg)
    assert root.tag.endswith("svg") and "viewBox" in root.attrib and "width" not in root.attrib
    assert not re.search(r"href|url\(", svg)
    with pytest.raises(ValueError, match="large"):
        qr_svg("x" * 5000)
