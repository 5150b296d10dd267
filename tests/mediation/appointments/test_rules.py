from __future__ import annotations

from types import SimpleNamespace

from mediation.appointments.rules import (
    TABLE,
    Candidate,
    Need,
    Relation,
    all_named_the_same,
    disclosed,
    in_words,
    mediation_goes_on,
    parties_had_their_turn,
    rank,
    refusal_is_deemed,
    ruled_out,
    something_was_disclosed,
)
from mediation.rulebook.kinds import DisputeType
from tests.rules import expect

WRITTEN = """
see       | *                 | party window candidate mediator |            |
open      | -                 | system                          | choosing   | 人民调解法 19, OM 10
choose    | choosing          | party                           |            | 人民调解法 19, 23, OM 10
leave     | choosing          | party                           |            | 人民调解法 19
pass_on   | choosing          | clock                           |            | OM 10
propose   | choosing          | party window                    | proposed   | 人民调解法 19, OM 10
disclose  | proposed accepted | candidate                       |            | OM 13, SI 15
agree     | proposed accepted | party                           |            | OM 13, SI 15
accept    | proposed          | candidate                       | accepted   | OM 12, 13
decline   | proposed          | candidate                       | declined   | OM 12
decline   | accepted          | candidate                       | declined   | OM 12, 13, SI 15
lapse     | proposed          | clock                           | lapsed     | OM 12
challenge | proposed          | party                           | challenged | 人民调解法 23, OM 13, 14
challenge | accepted          | party                           | replaced   | 人民调解法 23, OM 13, 14
withdraw  | choosing proposed | system                          | withdrawn  |
"""


def test_the_table_is_the_law_as_it_was_written_down():
    expect(TABLE, WRITTEN)


def test_limits_start_and_stop_with_their_acts():
    limits = {(row.action, row.by[0].value): (row.starts, row.stops) for row in TABLE.rows if row.starts or row.stops}
    choosing = ("parties_choose", "institution_appoints")
    assert limits == {
        ("open", "system"): (choosing, ()),
        ("leave", "party"): ((), ("parties_choose",)),
        ("propose", "party"): (("mediator_answers",), choosing),
        ("propose", "window"): (("mediator_answers",), choosing),
        ("accept", "candidate"): ((), ("mediator_answers",)),
        ("decline", "candidate"): ((), ("mediator_answers",)),
        ("lapse", "clock"): ((), ("mediator_answers",)),
        ("challenge", "party"): ((), ("mediator_answers",)),
        ("withdraw", "system"): ((), (*choosing, "mediator_answers")),
    }


def appointment(*voices, parties=2, **more):
    told = [SimpleNamespace(**{"mediator_id": None, "left_at": None, "agreed_at": None, **voice}) for voice in voices]
    dispute = SimpleNamespace(parties=[None] * parties, ended_on=None)
    facts = {"passed_at": None, "disclosed_at": None, "relation": None, **more}
    return SimpleNamespace(voices=told, dispute=dispute, **facts)


def test_a_choice_is_joint_when_every_party_names_the_same():
    assert all_named_the_same(appointment({"mediator_id": 7}, {"mediator_id": 7})) is None
    assert all_named_the_same(appointment({"mediator_id": 7}, {"mediator_id": 8}))
    assert all_named_the_same(appointment({"mediator_id": 7}))
    assert all_named_the_same(appointment({"mediator_id": 7}, {"left_at": "now"}))
    assert all_named_the_same(appointment({"mediator_id": 7}, {"mediator_id": 7}, parties=3))


def test_the_institution_waits_for_the_parties_unless_one_leaves_it_the_choice():
    assert parties_had_their_turn(appointment({"mediator_id": 7}))
    assert parties_had_their_turn(appointment({"mediator_id": 7}, {"left_at": "now"})) is None
    assert parties_had_their_turn(appointment(passed_at="now")) is None


def test_nobody_accepts_before_disclosing_nor_with_a_relation_that_not_all_agree_to():
    agreed = {"agreed_at": "now"}
    assert disclosed(appointment())
    assert disclosed(appointment(disclosed_at="now", relation=Relation.NONE)) is None
    assert disclosed(appointment(agreed, disclosed_at="now", relation=Relation.OTHER))
    assert disclosed(appointment(agreed, agreed, disclosed_at="now", relation=Relation.OTHER)) is None
    assert something_was_disclosed(appointment(disclosed_at="now", relation=Relation.OTHER)) is None
    assert something_was_disclosed(appointment(disclosed_at="now", relation=Relation.NONE))


def test_only_a_second_refusal_is_deemed_and_only_a_running_mediation_is_refused():
    assert [refusal_is_deemed(n) for n in (0, 1, 2)] == [False, True, True]
    over = appointment()
    assert mediation_goes_on(over) is None
    over.dispute.ended_on = "2026-11-26"
    assert mediation_goes_on(over)


LEAK = Need(DisputeType.NEIGHBOURS, frozenset({"zh-Hans", "ko"}), "西塔")


def candidate(key, name, *, knows=(), languages=("zh-Hans",), institution="和平", **more):
    return Candidate(key, name, frozenset(knows), frozenset(languages), institution, **more)


ROSTER = [
    candidate(1, "陈志强", knows=[DisputeType.TRAFFIC]),
    candidate(2, "金明哲", languages=("zh-Hans", "ko"), institution="西塔", open_matters=4),
    candidate(
        3, "朴善姬", knows=[DisputeType.NEIGHBOURS], languages=("zh-Hans", "ko"), institution="西塔", open_matters=2
    ),
    candidate(4, "刘淑芬", knows=[DisputeType.NEIGHBOURS], institution="西塔"),
    candidate(5, "崔英子", knows=[DisputeType.NEIGHBOURS], languages=("zh-Hans", "ko"), refused=True),
    candidate(6, "李国强", knows=[DisputeType.NEIGHBOURS], against=True),
    candidate(7, "赵铁柱", knows=[DisputeType.TRAFFIC]),
]


def test_the_ranking_gives_an_order_and_the_reasons_for_it_in_words():
    told = [
        (r.candidate.name, r.score, [in_words(*reason).in_("en") for reason in r.reasons]) for r in rank(LEAK, ROSTER)
    ]
    assert told == [
        ("朴善姬", 98, ["Experienced in: Neighbours", "Speaks Korean", "Works here: 西塔"]),
        ("刘淑芬", 85, ["Experienced in: Neighbours", "Works here: 西塔", "Has time: fewest open matters (0)"]),
        ("金明哲", 56, ["Speaks Korean", "Works here: 西塔"]),
        ("赵铁柱", 25, ["Has time: fewest open matters (0)"]),
        ("陈志强", 25, ["Has time: fewest open matters (0)"]),
    ]


def test_equal_scores_have_one_order_however_the_roster_is_read():
    assert rank(LEAK, ROSTER) == rank(LEAK, reversed(ROSTER))
    busier = [candidate(1, "甲", open_matters=30), candidate(2, "乙", open_matters=20), candidate(3, "丙")]
    assert [r.candidate.name for r in rank(LEAK, busier)] == ["丙", "乙", "甲"]
    namesakes = [candidate(9, "王伟"), candidate(8, "王伟")]
    assert [r.candidate.key for r in rank(LEAK, namesakes)] == [8, 9]


def test_who_refused_or_sat_against_a_party_is_not_suggested_and_the_window_is_told_why():
    names = {r.candidate.name for r in rank(LEAK, ROSTER)}
    assert {"崔英子", "李国强"}.isdisjoint(names)
    assert ruled_out(ROSTER[4]) != ruled_out(ROSTER[5])
    assert ruled_out(ROSTER[3]) is None


def test_nobody_on_the_roster_is_no_error():
    assert rank(LEAK, []) == []
