from __future__ import annotations

from types import SimpleNamespace

import pytest

from mediation.core import words
from mediation.core.machine import Role
from mediation.disputes.rules import DisputeState
from mediation.sittings.rules import (
    NOTICE,
    TABLE,
    Mode,
    all_agree_to_move,
    comes_at_the_start,
    everybody_ready,
    lacking,
    welcome,
)
from mediation.sittings.rules.kinds import ASKS, BASIS, KIND, QUESTION, STEP, About, Kind, public, questions
from mediation.sittings.rules.people import GUESTS, PART, PART_HINT, PARTIES
from tests.rules import expect

EXPECTED = """
    see           | *                          | party mediator window | | |
    see           | opened sitting ended       | guest_judge           | |
    see           | planned opened sitting     | co_mediator representative interpreter expert supporter observer | |
    see           | planned opened sitting     | terminal | | |
    plan          | -                          | mediator              | planned   | OM 16
    reschedule    | planned                    | mediator              |           | OM 16
    choose_mode   | planned                    | party                 |           | OM 16
    set_mode      | planned opened             | mediator              |           | OM 16, OL 4(3)
    cancel        | planned opened             | mediator system       | cancelled |
    remind        | planned                    | clock                 |           |
    read_notice   | planned opened sitting     | party                 |           | OM 7, 17, SI 14
    read_notice   | planned opened sitting | representative interpreter expert supporter observer | | OM 7, 17, SI 14
    invite        | planned opened sitting     | mediator              |           | 人民调解法 20, OM 16
    uninvite      | planned opened sitting     | mediator              |           |
    answer        | planned opened sitting     | party                 |           | OM 16, OL 20, 人民调解法 20
    note_answer   | planned opened sitting     | mediator              |           | OM 16, OL 20, 人民调解法 20
    check_devices | planned opened sitting     | party mediator guest_judge co_mediator representative | |
    check_devices | planned opened sitting     | terminal interpreter expert supporter observer | |
    consent       | planned opened sitting     | party                 |           | OM 4, OL 4(4)
    revoke        | planned opened             | party                 |           | OL 5
    tell_notice   | opened sitting             | mediator terminal     |           | OM 7, 17, SI 14
    note_consent  | opened sitting             | mediator terminal     |           | OM 4, 16
    open          | planned                    | mediator              | opened    | OM 16, 17
    identify      | opened sitting             | mediator terminal     |           | OM 17, OL 7
    check_in      | opened sitting             | terminal              |           | OM 16, 17
    check_out     | opened sitting             | terminal              |           |
    step_out      | opened sitting             | terminal              |           |
    step_in       | opened sitting             | terminal              |           |
    start         | opened                     | mediator              | sitting   | OM 4, 17
    join          | opened sitting             | party mediator guest_judge terminal | |
    join          | opened sitting             | co_mediator representative interpreter expert supporter observer | |
    pause         | sitting                    | mediator system       |           |
    suspend       | sitting                    | mediator              |           |
    resume        | sitting                    | mediator              |           |
    ask_to_move   | sitting                    | mediator              |           | OM 16
    move_on_site  | sitting                    | mediator              |           | OM 16
    mark          | opened sitting             | mediator              |           | OM 16
    invite_judge  | opened sitting             | mediator              |           | OM 16
    ask_judge     | planned opened sitting     | mediator              |           | 人民调解法 5
    call_judge    | opened sitting             | mediator              |           | 人民调解法 5
    seat_judge    | opened sitting             | system                |           | 人民调解法 5
    admit         | sitting                    | mediator co_mediator  | |
    send_back     | sitting                    | mediator co_mediator  | |
    ask           | opened sitting             | mediator co_mediator  | |
    unask         | opened sitting             | mediator co_mediator  | |
    answer_talk   | opened sitting             | party mediator co_mediator | |
    answer_talk   | opened sitting             | representative interpreter expert supporter observer | |
    caucus        | opened sitting             | mediator co_mediator  | |
    rejoin        | opened sitting             | mediator co_mediator  | |
    lock          | opened sitting             | mediator co_mediator  | |
    silence       | opened sitting             | mediator co_mediator  | |
    hand          | opened sitting             | party mediator guest_judge co_mediator | |
    hand          | opened sitting             | representative interpreter expert supporter observer | |
    lower         | opened sitting             | mediator co_mediator  | |
    spotlight     | opened sitting             | mediator co_mediator  | |
    allow_screen  | opened sitting             | mediator co_mediator  | |
    share         | opened sitting             | party mediator guest_judge co_mediator | |
    share         | opened sitting             | representative interpreter expert supporter observer | |
    write         | sitting ended              | mediator              |           | OM 22
    confirm       | sitting ended              | party                 |           | OM 22, OL 34
    state_fact    | sitting ended              | mediator              |           | OM 18, 22
    confirm_fact  | sitting ended              | party                 |           | OM 18, 22
    note          | planned opened sitting ended | mediator            |           |
    end           | sitting                    | mediator              | ended     | OM 22, 25
"""


def test_the_table_permits_what_the_rules_say():
    expect(TABLE, EXPECTED.replace("| | |\n", "| |\n"))


def person(
    name="金顺姬", mode=Mode.VIDEO, consented=True, told=True, identified=True, role=Role.APPLICANT, yes=(), gone=None
):
    def said_yes(about, invitee=None):
        return (about if invitee is None else (about, invitee.name)) in yes

    return SimpleNamespace(
        name=name, mode=mode, consented=consented, told=told, identified=identified, role=role, said_yes=said_yes,
        seat=SimpleNamespace(to_at=gone), sitting=sitting(),
    )  # fmt: skip


def sitting(*people, state=DisputeState.MEDIATING, **facts):
    made = SimpleNamespace(
        parties=[one for one in people if one.role in PARTIES], guests=[one for one in people if one.role in GUESTS],
        dispute=SimpleNamespace(state=state),
        **{"kind": Kind.TOGETHER, "public": False, "moves_at": None, "moved_at": None, "halt": None, **facts},
    )  # fmt: skip
    for one in people:
        one.sitting = made
    return made


def test_who_is_missing_what_is_said_by_name():
    why = everybody_ready(sitting(person(consented=False, told=False), person("李国强", identified=False)))
    with_names = why.in_("en")
    assert "金顺姬 (" in with_names and "李国强 (" in with_names


def test_the_names_of_what_is_missing_are_in_the_readers_language():
    words.speak("en")
    why = str(everybody_ready(sitting(person(consented=False), person("李国强", identified=False))))
    assert "金顺姬 (consent to this online step); 李国强 (identity compared)" in why
    words.speak("zh-Hans")


def test_who_comes_in_person_needs_no_consent_to_an_online_step():
    assert lacking(person(mode=Mode.IN_PERSON, consented=False)) == ()
    assert lacking(person(mode=Mode.COMMUNITY, consented=False)) != ()


def test_no_sitting_of_a_dispute_that_has_ended():
    assert everybody_ready(sitting(person())) is None
    assert everybody_ready(sitting(person(), state=DisputeState.TERMINATED))


def test_the_notice_says_the_eleven_things():
    assert len(NOTICE) == 11


def test_each_kind_of_sitting_needs_its_own_yes_of_every_party():
    """OM 16; OL 20; 人民调解法 20, 21."""
    assert {kind: BASIS[about] for kind, about in ASKS.items()} == {
        Kind.SEPARATE: "OM 16", Kind.TEXT: "OL 20", Kind.VISIT: "人民调解法 21", Kind.PANEL: "人民调解法 20",
    }  # fmt: skip
    for kind, about in ASKS.items():
        assert everybody_ready(sitting(person(yes={about}), person("李国强", yes={about}), kind=kind)) is None
        why = everybody_ready(sitting(person(yes={about}), person("李国强"), kind=kind))
        assert why and "李国强" in why.in_("en") and "金顺姬" not in why.in_("en"), kind
    assert set(KIND) == set(Kind) and set(STEP) == set(ASKS.values())
    assert set(QUESTION) == set(About) - {About.ONLINE}


def test_at_separate_times_the_steps_are_asked_when_each_comes():
    one, other = person(yes={About.SEPARATE}, identified=False), person("李国强", yes={About.SEPARATE}, told=False)
    assert everybody_ready(sitting(one, other, kind=Kind.SEPARATE)) is None
    assert lacking(one) and lacking(other)
    assert not comes_at_the_start(one)


def test_public_only_if_all_agree():
    assert not public(sitting(person(yes={About.PUBLIC}), person("李国强"), public=True))
    assert public(sitting(person(yes={About.PUBLIC}), person("李国强", yes={About.PUBLIC}), public=True))
    assert not public(sitting(person(yes={About.PUBLIC}), person("李国强", yes={About.PUBLIC})))


@pytest.mark.parametrize("role", GUESTS)
def test_who_is_invited_waits_for_every_partys_yes_where_that_is_needed(role):
    """人民调解法 20: relatives, neighbours, colleagues and experts, with the parties' consent."""
    guest = person("朴英爱", role=role)
    asked = {Role.EXPERT, Role.SUPPORTER, Role.OBSERVER}
    here = sitting(person(yes={(About.INVITEE, "朴英爱")}), person("李国强"), guest)
    assert welcome(guest) is (role not in asked)
    assert bool(questions(here)) is (role in asked)
    sitting(person(yes={(About.INVITEE, "朴英爱")}), person("李国强", yes={(About.INVITEE, "朴英爱")}), guest)
    assert welcome(guest)
    guest.seat.to_at = "gone"
    assert not welcome(guest)


def test_in_a_public_sitting_who_only_watches_needs_no_yes_of_their_own():
    observer, expert = person("朴英爱", role=Role.OBSERVER), person("赵工", role=Role.EXPERT)
    sitting(person(yes={About.PUBLIC}), person("李国强", yes={About.PUBLIC}), observer, expert, public=True)
    assert welcome(observer) and not welcome(expert)


def test_a_representative_and_an_interpreter_come_with_the_start_the_others_when_called():
    for role in GUESTS:
        guest = person("朴英爱", role=role)
        yes = {(About.INVITEE, "朴英爱")}
        sitting(person(yes=yes), person("李国强", yes=yes), guest)
        assert comes_at_the_start(guest) is (role in (Role.REPRESENTATIVE, Role.INTERPRETER)), role
        unknown = person("朴英爱", role=role, identified=False)
        sitting(person(yes=yes), unknown)
        assert bool(lacking(unknown)) is (role not in (Role.SUPPORTER, Role.OBSERVER))


def test_going_on_in_one_place_needs_every_partys_yes():
    yes = {About.ON_SITE}
    assert all_agree_to_move(sitting(person(yes=yes), person("李国强", yes=yes)))
    assert all_agree_to_move(sitting(person(yes=yes), person("李国强"), moves_at="now"))
    assert all_agree_to_move(sitting(person(yes=yes), person("李国强", yes=yes), moves_at="now")) is None


def test_nobody_but_a_judge_is_called_a_judge():
    assert [role for role, word in PART.items() if "judge" in word.lower()] == [Role.GUEST_JUDGE]
    assert set(PART_HINT) == set(GUESTS)
