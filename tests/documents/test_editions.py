"""Editions are kept for ever: what was released is there, unchanged, and nothing was slipped in beside it."""

from __future__ import annotations

from tests.documents import editions

MAKE_ANOTHER = "this edition was released: leave it, and make edition 2 beside it (see tests/documents/editions.py)"


def test_no_released_template_and_no_contract_was_changed_or_taken_away() -> None:
    now = editions.now()
    changed = [name for name, sha256 in editions.released().items() if now.get(name) != sha256]
    assert not changed, f"{MAKE_ANOTHER}: {changed}"


def test_a_released_edition_gets_no_new_file_that_its_papers_would_take_in() -> None:
    released = editions.released()
    shared = [name for name in editions.now() if name.startswith("shared/1/") and name not in released]
    assert not shared, f"{MAKE_ANOTHER}: {shared}"


def test_the_list_notices_a_changed_word_and_a_changed_fact(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    before = editions.now()
    monkeypatch.setattr(editions, "KINDS", {**editions.KINDS, "cover": editions.KINDS["contents"]})
    assert [name for name, sha256 in editions.now().items() if before[name] != sha256] == ["cover: facts"]
