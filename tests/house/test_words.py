"""The catalogue: complete in each language, in that language's writing, with the same values to fill in."""

from __future__ import annotations

import re

import pytest

from mediation.core import words
from mediation.operations import catalogue

FOUND = catalogue.gathered()
WRITING = {"zh_Hans": re.compile(r"[\u3400-\u9fff]"), "ko": re.compile(r"[\uac00-\ud7a3]")}
SAME_EVERYWHERE = re.compile(r"[\W\d_]*|.*%\(\w+\)s.*")


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_every_word_is_translated(language):
    fresh = catalogue.updated(language, FOUND)
    assert [message.id for message in catalogue.untranslated(fresh)] == []


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_the_file_holds_exactly_the_words_there_are(language):
    assert {_key(m) for m in catalogue.kept(language) if m.id} == {_key(m) for m in FOUND if m.id}


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_a_translation_is_written_in_its_language_and_fills_in_the_same_values(language):
    for message in catalogue.kept(language):
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            if not message.id:
                continue
            letters = re.sub(r"%\(\w+\)s", "", _key(message))
            if re.search(r"[a-z]{2}", letters):
                assert WRITING[language].search(text), (message.id, text)
            assert _values(text) == _values(_key(message)) or isinstance(message.id, tuple), message.id


def test_chinese_holds_no_hangul_and_korean_no_latin_sentence():
    for message in catalogue.kept("zh_Hans"):
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            assert not WRITING["ko"].search(text) or "한국어" in text, message.id


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ko-KR,ko;q=0.9,en;q=0.5", "ko"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-CN", "zh-Hans"),
        ("fr,de;q=0.9", "zh-Hans"),
        ("fr;q=1,ko;q=0.1", "ko"),
        ("en;q=0", "zh-Hans"),
        ("", "zh-Hans"),
        (";;q=x,,", "zh-Hans"),
    ],
)
def test_the_browsers_wish(header, language):
    assert words.preferred(header) == language


def _key(message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _values(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))
