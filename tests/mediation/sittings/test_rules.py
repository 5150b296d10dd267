from __future__ import annotations

from types import SimpleNamespace

from mediation.core import words
from mediation.disputes.rules import DisputeState
from mediation.sittings.rules import NOTICE, TABLE, Mode, everybody_ready, lacking
from tests.rules import expect

EXPECTED = """
    see           | *                          | party mediator window | | |
    see           | opened sitting ended       | guest_judge           | |
    plan          | -                          | mediator              | planned   | OM 16
    reschedule    | planned                    | mediator              |           | OM 16
    choose_mode   | planned                    | party                 |           | OM 16
    set_mode      | planned opened             | mediator              |           | OM 16, OL 4(3)
    cancel        | planned opened             | mediator system       | cancelled |
    remind        | planned                    | clock                 |           |
    read_notice   | planned opened sitting     | party                 |           | OM 7, 17, SI 14
    consent       | planned opened sitting     | party                 |           | OM 4, OL 4(4)
    revoke        | planned opened             | party                 |           | OL 5
    tell_notice   | opened sitting             | mediator              |           | OM 7, 17, SI 14
    note_consent  | opened sitting             | mediator              |           | OM 4, 16
    open          | planned                    | mediator              | opened    | OM 16, 17
    identify      | opened sitting             | mediator              |           | OM 17, OL 7
    start         | opened                     | mediator              | sitting   | OM 4, 17
    join          | opened sitting             | party mediator guest_judge | |
    mark          | opened sitting             | mediator              |           | OM 16
    invite_judge  | opened sitting             | mediator              |           | OM 16
    admit         | sitting                    | mediator              |           |
    send_back     | sitting                    | mediator              |           |
    caucus        | opened sitting             | mediator              |           |
    rejoin        | opened sitting             | mediator              |           |
    write         | sitting ended              | mediator              |           | OM 22
    confirm       | sitting ended              | party                 |           | OM 22, OL 34
    state_fact    | sitting ended              | mediator              |           | OM 18, 22
    confirm_fact  | sitting ended              | party                 |           | OM 18, 22
    note          | planned opened sitting ended | mediator            |           |
    end           | sitting                    | mediator              | ended     | OM 22, 25
"""


def test_the_table_permits_what_the_rules_say():
    expect(TABLE, EXPECTED.replace("| | |\n", "| |\n"))


def person(name="金顺姬", mode=Mode.VIDEO, consented=True, told=True, identified=True):
    return SimpleNamespace(name=name, mode=mode, consented=consented, told=told, identified=identified)


def sitting(*parties, state=DisputeState.MEDIATING):
    return SimpleNamespace(parties=parties, dispute=SimpleNamespace(state=state))


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
