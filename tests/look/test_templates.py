"""What can be read off the templates and style sheets without a browser."""

from __future__ import annotations

import re

import pytest

from tests.look.conftest import ERRORS, PAGES, ROOT

TEMPLATES = sorted(p for p in (ROOT / "templates").rglob("*.html") if "papers" not in p.parts)
CSS = ROOT / "static" / "css"
SCRIPT = r"<script(?![^>]*\b(?:src=|type=\"application/json\"))"
FORBIDDEN = re.compile(rf"\sstyle=|<style|{SCRIPT}|\son[a-z]+=\"|javascript:", re.I)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT / "templates")))
def test_a_template_is_short_and_keeps_the_content_policy(path, look):
    text = path.read_text("utf-8")
    assert not FORBIDDEN.search(text)
    assert text.count("\n") <= 120
    look.jinja_env.get_template(str(path.relative_to(ROOT / "templates")))


def test_style_sheets_stay_small_and_bring_nothing_from_elsewhere():
    assert len((CSS / "courtyard.css").read_bytes()) <= 30_000
    for sheet in CSS.glob("*.css"):
        assert not re.search(r"url\(|@import|https?:", sheet.read_text("utf-8")), sheet.name


@pytest.mark.parametrize("language", ["zh-Hans", "en", "ko"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_drawn_in_every_language(look, name, language):
    answer = look.test_client().get(f"/look/{name}?language={language}")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_says_what_happened_and_shows_a_way_forward(look, code):
    answer = look.test_client().get(f"/look/error/{code}?language=en")
    assert answer.status_code == code
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    assert len(re.sub(r"<[^>]+>", "", main)) > 120
    assert 'class="btn' in main and "Traceback" not in main


def test_each_error_has_words_of_its_own(look):
    client = look.test_client()
    said = {re.search(r"<h1>(.*?)</h1>", client.get(f"/look/error/{code}").text).group(1) for code in ERRORS}
    assert len(said) == len(ERRORS)


@pytest.fixture
def filled(look):
    return look.test_client().post("/look/form?wrong=1&language=en").text


def test_a_field_is_tied_to_its_label_hint_and_error(filled):
    ids = re.findall(r'\bid="([^"]+)"', filled)
    assert len(ids) == len(set(ids))
    described = " ".join(re.findall(r'aria-describedby="([^"]+)"', filled)).split()
    assert {"name-hint", "amount-error", "kind-error", "agreed-error", "terms-0-who-error"} <= set(described)
    labelled = re.findall(r'\bfor="([^"]+)"', filled)
    assert {"name", "kind-0", "photo", "terms-0-who"} <= set(labelled)
    assert not {*described, *labelled} - set(ids)


def test_the_summary_leads_to_every_wrong_field(filled):
    summary = filled.partition('class="errors"')[2].partition("</div>")[0]
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == ["phone", "secret", "story", "kind-0", "place", "amount", "terms", "agreed"]
    assert all(f'id="{target}"' in filled for target in targets)
    assert 'role="alert"' in filled and "autofocus" in filled


def test_a_form_keeps_the_answers_and_its_hidden_fields(filled):
    assert 'value="金某"' in filled
    assert 'name="version" type="hidden" value="3"' in filled
    assert filled.count('name="csrf_token"') == 1
    assert 'enctype="multipart/form-data"' in filled


def test_the_phone_keyboard_fits_the_field(filled):
    assert re.search(r'<input[^>]*id="amount" inputmode="decimal"[^>]*type="text"', filled)
    assert re.search(r'<input[^>]*id="people" inputmode="numeric"', filled)
    assert re.search(r'<input[^>]*autocomplete="tel"[^>]*id="phone"', filled)


def test_only_what_may_stay_empty_is_marked(filled):
    optional = re.findall(r'<label for="(\w+)">[^<]*<span class="optional">', filled)
    assert optional == ["mail", "people", "happened_on", "from_at", "photo"]


def test_an_act_with_a_confirmation_needs_two_presses_and_carries_the_token(look):
    text = look.test_client().get("/look/parts?language=en").text
    confirm = text.partition('<details class="confirm">')[2].partition("</details>")[0]
    assert "<summary" in confirm
    assert 'method="post"' in confirm and 'value="token"' in confirm and 'name="version" value="3"' in confirm


def test_a_hidden_number_is_not_in_the_page(look):
    text = look.test_client().get("/look/parts?language=en").text
    assert "hidden: few" in text
    assert 'width="0.0"' in text or 'width="0"' in text


def test_language_and_size_links_keep_the_filters(look):
    text = look.test_client().get("/look/today?language=en&state=open&state=late&page=2").text
    assert "/look/today?state=open&amp;state=late&amp;page=2&amp;language=ko" in text
    assert "state=open&amp;state=late&amp;page=2&amp;text=large" in text
