from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from documents.rules import DocumentState
from mediation.confirmations.papers import basis, reason
from mediation.confirmations.rules import (
    OBJECTION,
    TABLE,
    all_windows_over,
    everybody_joined,
    inquired,
    may_rule,
    proof_open,
    ruling_open,
    withdrawal_asked,
    withdrawal_not_asked,
)
from mediation.disputes.papers import identity, matter_of
from mediation.rulebook.courts import Dismissal
from mediation.rulebook.kinds import DisputeType
from mediation.rulebook.limits import limit
from tests.rules import expect

WRITTEN = """
see               | *                                 | party window mediator |               |
see               | submitted supplementing accepted confirmed dismissed not_accepted withdrawn | clerk judge | |
apply             | -                                 | party        | collecting    | 民事诉讼法 205, 人民调解法 33
sign              | collecting                        | party        |               | 民事诉讼法 205, 民诉法解释 351
seal_proof        | collecting submitted supplementing | window      |               | 民诉法解释 354
submit            | collecting                        | system clock | submitted     | 民事诉讼法 205, 民诉法解释 354
withdraw          | collecting                        | party        | withdrawn     |
spoil             | collecting                        | system       | withdrawn     |
lapse             | collecting                        | clock        | lapsed        | 民事诉讼法 205, 人民调解法 33
ask_papers        | submitted                         | clerk courier | supplementing | 民诉法解释 354
supply            | supplementing                     | party window | submitted     | 民诉法解释 354
lapse             | supplementing                     | clock        | withdrawn     | 民诉法解释 357
accept            | submitted                         | clerk        | accepted      | 法释〔2011〕5号 4
enter_acceptance  | submitted                         | clerk courier | accepted     | 法释〔2011〕5号 4
not_accept        | submitted                         | clerk courier | not_accepted  | 民诉法解释 355
enclose           | collecting submitted supplementing | party window |               | 民诉法解释 354
carry             | submitted supplementing accepted confirmed dismissed | clerk judge window courier | | 民诉法解释 354
note              | submitted supplementing accepted  | clerk judge  |               |
ask_withdrawal    | submitted supplementing accepted  | party        |               | 民诉法解释 357
permit_withdrawal | submitted supplementing           | clerk courier | withdrawn    | 民诉法解释 357
permit_withdrawal | accepted                          | judge clerk courier | withdrawn | 民诉法解释 357
enter_ruling      | accepted                          | clerk courier |              | 民事诉讼法 206
extend            | accepted                          | judge clerk courier |        | 法释〔2011〕5号 5
inquire           | accepted                          | judge        |               | 民诉法解释 356
grant             | accepted                          | judge        |               | 民事诉讼法 206
reject            | accepted                          | judge        |               | 民事诉讼法 206, 民诉法解释 358
sign_ruling       | accepted                          | judge        |               | 民事诉讼法 157
spoil             | accepted                          | system       |               |
confirm           | accepted                          | system       | confirmed     | 民事诉讼法 206
dismiss           | accepted                          | system       | dismissed     | 民事诉讼法 206, 民诉法解释 358
serve             | confirmed dismissed               | party        |               | 民诉法解释 372
enter_service     | confirmed dismissed               | clerk courier |              | 民事诉讼法 87, 民诉法解释 372
object            | confirmed dismissed               | party        |               | 民诉法解释 372
enter_objection   | confirmed dismissed               | clerk courier |              | 民诉法解释 372
reopen            | confirmed dismissed               | judge clerk courier | accepted | 民诉法解释 372
close             | confirmed dismissed               | clock        |               | 民诉法解释 372
"""


OBJECTIONS = """
see    | *    | party window mediator clerk judge |          |
file   | -    | party clerk courier               | open     | 民诉法解释 372
reject | open | judge clerk courier               | rejected | 民诉法解释 372
uphold | open | judge clerk courier               | upheld   | 民诉法解释 372
"""


def test_the_tables_are_the_ones_written_by_hand_from_the_law():
    expect(TABLE, WRITTEN)
    expect(OBJECTION, OBJECTIONS)


@pytest.mark.parametrize(
    ("effective", "last"),
    [
        ("2026-11-22", "2026-12-22"),  # a Tuesday: the thirtieth day after, the first not counted
        ("2026-11-26", "2026-12-28"),  # 26 December is a Saturday: Monday
        ("2026-09-01", "2026-10-08"),  # 1 October: the holiday week, then Thursday the 8th
        ("2026-12-02", "2027-01-04"),  # 1 January is a Friday of rest, then a weekend
    ],
)
def test_thirty_days_after_effect_the_first_not_counted_rest_days_rolled_on(effective, last):
    day = limit("apply_for_confirmation", date.fromisoformat(effective)).last_day(date.fromisoformat(effective))
    assert day.isoformat() == last


def paper(state: DocumentState, given: int = 0, due: int = 2) -> SimpleNamespace:
    return SimpleNamespace(state=state, given=given, due=due)


def case(**facts) -> SimpleNamespace:
    nothing = {
        "application": None, "proof": None, "ruling": None, "inquired_at": None, "doubts": 0, "services": [],
        "objections": [], "withdrawal_asked_at": None, "companions": (),
    }  # fmt: skip
    return SimpleNamespace(**{**nothing, **facts})


def test_the_guards_speak_when_something_is_missing():
    assert everybody_joined(case(application=paper(DocumentState.SIGNING, 2)))
    assert everybody_joined(case(application=paper(DocumentState.COMPLETE, 2))) is None
    assert proof_open(case(proof=paper(DocumentState.SIGNING, 1, 1)))
    assert proof_open(case(proof=paper(DocumentState.SIGNING, 0, 1))) is None
    for beside, is_open in (
        (paper(DocumentState.SIGNING, 0, 1), True), (paper(DocumentState.COMPLETE, 0, 0), True), (None, True),
        (paper(DocumentState.DRAFT, 0, 1), False),
    ):  # fmt: skip
        waiting = case(proof=paper(DocumentState.SIGNING, 0, 1), companions=[SimpleNamespace(document=beside)])
        assert (proof_open(waiting) is None) is is_open
    assert inquired(case()) and inquired(case(inquired_at="now", doubts=1))
    assert inquired(case(inquired_at="now")) is None
    assert inquired(case(inquired_at="now", ruling=paper(DocumentState.SIGNING, 2)))
    assert ruling_open(case(ruling=paper(DocumentState.DRAFT)))
    assert ruling_open(case(ruling=paper(DocumentState.SIGNING))) is None
    assert withdrawal_asked(case()) and withdrawal_asked(case(withdrawal_asked_at="now")) is None
    assert withdrawal_not_asked(case(withdrawal_asked_at="now")) and withdrawal_not_asked(case()) is None
    over, running = SimpleNamespace(over=True), SimpleNamespace(over=False)
    assert all_windows_over(case(services=[over, running])) and all_windows_over(case())
    assert all_windows_over(case(services=[over, over])) is None


def test_a_judge_who_was_a_guest_does_not_rule_unless_the_rulebook_says_so():
    assert may_rule(True, "辽0102", frozenset())
    assert may_rule(True, "辽0102", frozenset({"辽0102"})) is None
    assert may_rule(False, "辽0102", frozenset()) is None


def test_the_words_of_the_papers_are_the_official_ones():
    assert matter_of(DisputeType.NEIGHBOURS) == "邻里纠纷" and matter_of(DisputeType.OTHER) == "纠纷"
    assert identity("210102195001011234") == "2101**********1234" and identity(None) == "" == identity("123")
    assert reason(Dismissal.UNCLEAR, " 期限不明。") == "该调解协议内容不明确。期限不明。"
    assert "第二百零六条" in basis(date(2026, 1, 1), confirmed=True)
    assert "第三百五十八条" in basis(date(2026, 1, 1), confirmed=False)
    assert "第二百零二条" in basis(date(2023, 6, 1), confirmed=True)  # before the law was numbered anew
