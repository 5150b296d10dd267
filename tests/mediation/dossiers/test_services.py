from __future__ import annotations

import pytest

from documents import queries as documents
from documents.queries import fetch
from documents.rules import DocumentState
from mediation.core.wall import JOINT
from mediation.disputes.rules import Answer
from mediation.dossiers import queries
from mediation.dossiers.rules import BINDING
from tests.documents import reading

pytestmark = pytest.mark.database


@pytest.fixture
def performed(world):
    dispute = world.agreed()
    world.performed(dispute)
    world.standing(world.mediator_of(dispute), dispute)
    return dispute


def test_a_performed_matter_leaves_a_whole_dossier_with_the_pages_of_its_files(world, performed):
    found = queries.lines(performed)
    assert not [line.official for line in found if line.missing]
    kinds = [line.document.kind for line in found if line.document]
    assert set(kinds) >= {"application", "notice", "identity_proof", "minutes", "agreement", "performance_receipt",
                          "return_visit", "closing_report", "dossier_note"}  # fmt: skip
    assert [line.document.kind for line in queries.bound(performed)] == list(BINDING)
    assert {line.document.state for line in queries.bound(performed)} == {DocumentState.COMPLETE}
    contents, back = (documents.of_kind(performed.matter_id, kind)[0] for kind in ("contents", "back_cover"))
    entries, last = documents.paper(contents).facts["entries"], 0
    for line, entry in zip((one for one in found if one.document), entries, strict=True):
        pages = len(reading.pages(fetch(line.document.complete_kept, line.document.key_name)))
        assert entry["pages"] == (str(last + 1) if pages == 1 else f"{last + 1}-{last + pages}")
        last += pages
    assert documents.paper(back).facts["pages"] == last


def test_what_was_said_in_a_sitting_stays_among_those_who_sat_there(world, performed):
    assert documents.of_kind(performed.matter_id, "minutes")[0].label == JOINT
    standing = world.standing(world._window(performed), performed)
    assert documents.of_kind(performed.matter_id, "minutes") == []
    minutes = next(one for one in queries.lines(performed, standing) if one.official == "人民调解记录")
    assert minutes.kept and not minutes.missing


def test_a_matter_that_was_refused_at_once_is_bound_too(world, worker):
    dispute = world.answer(world.accept(world.apply()), Answer.NO)
    worker.run()
    world.standing(world._window(dispute), dispute)
    assert [one.document.kind for one in queries.lines(dispute) if one.document] == [
        "application", "termination", "closing_report", "dossier_note",
    ]  # fmt: skip
    assert [one.document.kind for one in queries.bound(dispute)] == list(BINDING)
