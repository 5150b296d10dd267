"""Genuine papers are VALID, forged ones INVALID, and the verdict names the rule."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace

import pytest

from documents.verifying import RULES, Answer, Outcome, verify
from tests.campaigns import forgeries
from tests.documents import reading, signed
from tests.documents.forging.cases import Case, genuine, people, stamper
from tests.documents.forging.forgeries import FORGERIES

ROOTS = [signed.authority().root]
SMALL = Case(people(2, random.Random(4)), None, 1, dice=random.Random(4))
"""Two signers and a timestamp: of every shape the quickest to forge and to examine."""


def test_the_signed_paper_is_valid_under_every_rule() -> None:
    file = signed.agreement().pdf
    verdict = verify(file, roots=ROOTS, expected=signed.Register().expects(file))
    assert verdict.answer is Answer.VALID
    assert [finding.rule for finding in verdict.findings] == list(RULES)
    assert {finding.outcome for finding in verdict.findings} == {Outcome.PASSED}
    assert verdict.sha256 == hashlib.sha256(file).hexdigest()
    assert [(one.uid, one.name) for one in verdict.signatures] == list(signed.Register().signers)
    assert verdict.signatures[0].reason == "申请人 2026年11月22日 14:30:00（北京时间）"


@pytest.mark.parametrize("number", [0, 6, 12, 4])
def test_papers_of_every_shape_are_valid(number: int) -> None:
    """Two to six signers, none, one and two timestamps; sixty of them in the campaign."""
    assert forgeries.kept_out(genuine(number, random.Random(number))) == ""


def test_without_a_digest_of_what_was_shown_it_cannot_be_compared() -> None:
    expected = replace(SMALL.expects(SMALL.file), shown=None)
    verdict = verify(SMALL.file, roots=ROOTS, stampers=[stamper().root], expected=expected)
    assert (verdict.answer, verdict.failed) == (Answer.INDETERMINATE, ())


def test_without_the_register_the_best_answer_is_indeterminate() -> None:
    verdict = verify(signed.agreement().pdf, roots=ROOTS, expected=None)
    assert verdict.answer is Answer.INDETERMINATE and verdict.failed == ()
    assert {finding.rule for finding in verdict.findings if finding.outcome is Outcome.UNKNOWN} == \
        {"attachments", "shown", "known"}


def test_a_genuine_file_the_register_does_not_know_is_invalid() -> None:
    verdict = verify(signed.agreement().pdf, roots=ROOTS, expected=signed.Register().expects(b"another"))
    assert verdict.answer is Answer.INVALID and verdict.failed == ("known",)


def test_without_the_pinned_root_nothing_is_trusted() -> None:
    verdict = verify(signed.agreement().pdf, roots=[], expected=signed.Register().expects(signed.agreement().pdf))
    assert verdict.answer is Answer.INVALID and "chain" in verdict.failed


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_refused_by_its_own_rule_even_by_a_register_that_knows_its_hash(name: str) -> None:
    verdict = forgeries.verdict_on(FORGERIES[name], SMALL)
    assert forgeries.let_in(name, FORGERIES[name], verdict) == ""


def test_who_stamps_may_not_sign() -> None:
    file = signed.agreement().pdf
    verdict = verify(file, roots=[], stampers=ROOTS, expected=signed.Register().expects(file))
    assert verdict.failed == ("chain",)


def test_one_changed_byte_anywhere_is_refused() -> None:
    file, chance = SMALL.file, random.Random(20261122)
    accepted = []
    for _ in range(30):
        place = chance.randrange(len(file))
        forged = bytearray(file)
        forged[place] ^= 1 << chance.randrange(8)
        if SMALL.judged(bytes(forged)).answer is not Answer.INVALID:
            accepted.append(place)
    assert accepted == []


def test_a_cut_anywhere_is_refused() -> None:
    file = SMALL.file
    for cut in range(1, len(file), len(file) // 25):
        assert SMALL.judged(file[:cut]).answer is Answer.INVALID


def test_a_later_archive_timestamp_keeps_the_paper_valid_and_a_foreign_one_does_not() -> None:
    file, root = SMALL.file, stamper().root
    assert SMALL.judged(file).answer is Answer.VALID
    expected = SMALL.expects(file)
    assert verify(file, roots=ROOTS, expected=expected).failed == ("chain",)
    assert verify(file, roots=[*ROOTS, root], expected=expected).failed == ("chain",)  # who signs may not stamp


def test_poppler_agrees_timestamp_included() -> None:
    said = reading.run("pdfsig", "-nocert", "{}", pdf=SMALL.file)
    assert said.count("Signature is Valid.") == said.count("ETSI.CAdES.detached") == len(SMALL.people)
    assert said.count("Signature #") == len(SMALL.people) + SMALL.stamps  # a timestamp it shows and does not verify
    assert said.rpartition("Signature #")[2].count("Total document signed") == said.count("Total document signed") == 1
    place = SMALL.file.index(b"stream", len(SMALL.file) // 4) + 20
    changed = SMALL.file[:place] + bytes([SMALL.file[place] ^ 1]) + SMALL.file[place + 1 :]
    assert reading.run("pdfsig", "-nocert", "{}", pdf=changed).count("Digest Mismatch") == len(SMALL.people)
