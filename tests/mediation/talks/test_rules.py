from __future__ import annotations

from types import SimpleNamespace

import pytest

from mediation.core.machine import NOBODY, Role, Standing
from mediation.core.wall import COURT, JOINT, MEDIATOR, SHARED, readable, side
from mediation.matters.queries import PARTY_ROLES
from mediation.sittings.rules.kinds import Kind
from mediation.talks.rules import CALL, LONGER, TALK, WRITERS, beside_the_sitting, in_writing, written_in
from tests.rules import expect

INVITED = "co_mediator representative interpreter"
TALKS = f"""
    see         | *                       | party mediator           | |
    see         | opened sitting          | {INVITED}                | |
    say         | opened sitting          | party mediator {INVITED} | | OM 18
    send_file   | opened sitting          | party mediator           | | OM 8, 18
    retract     | opened sitting          | party mediator {INVITED} | |
    translate   | opened sitting          | mediator co_mediator interpreter | |
    read        | opened sitting ended    | party mediator {INVITED} | |
    instead     | opened sitting          | party mediator {INVITED} | | OM 18
    open_window | sitting                 | system                   | | OL 20
    tell        | sitting                 | system                   | | OL 20
    close       | sitting ended cancelled | clock system             | | OL 20
    keep        | ended cancelled         | system                   | | 个人信息保护法 19
    erase       | ended cancelled         | clock                    | | 个人信息保护法 19, 47
"""
LONGERS = """
    see    | *     | party mediator |         |
    ask    | -     | mediator       | asked   | OL 20
    agree  | asked | party          |         | OL 20
    grant  | asked | party          | agreed  | OL 20
    refuse | asked | party          | refused | OL 20
    lapse  | asked | clock system   | lapsed  |
"""
CALLS = f"""
    see         | *                        | mediator | |
    ask         | -                        | party mediator {INVITED} expert supporter observer | asked | OM 16, 18
    not_reached | asked not_reached        | mediator | not_reached |
    called      | asked not_reached        | mediator | called      |
    joined      | asked not_reached called | mediator | joined      | OM 16, 18
"""


@pytest.mark.parametrize(("table", "written"), [(TALK, TALKS), (LONGER, LONGERS), (CALL, CALLS)])
def test_the_tables_permit_what_the_rules_say(table, written):
    expect(table, written)


def test_who_reads_what_is_said_in_front_of_everybody_writes_too_and_nobody_else():
    roles = {role for role in Role if role not in (Role.CLOCK, Role.SYSTEM)}
    reads = {role for role in roles if JOINT in readable(Standing(NOBODY, frozenset({role}), 1, None, 3))}
    assert reads == set(WRITERS)


def test_no_label_of_a_talk_is_read_by_a_court():
    for role in (Role.JUDGE, Role.CLERK, Role.GUEST_JUDGE, Role.COURT, Role.WINDOW, Role.EXPERT):
        labels = readable(Standing(NOBODY, frozenset({role}), 1, None, 3))
        assert labels <= {SHARED, COURT} and labels.isdisjoint({JOINT, MEDIATOR, side(1)}), role
    assert {Role.APPLICANT, Role.RESPONDENT} == PARTY_ROLES


def test_guards_tell_a_sitting_in_writing_from_one_beside_which_people_write():
    text, video = SimpleNamespace(kind=Kind.TEXT), SimpleNamespace(kind=Kind.TOGETHER)
    assert beside_the_sitting(text) and beside_the_sitting(video) is None
    assert in_writing(video) and in_writing(text) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("你好，三千六百元可以吗", "zh-Hans"),
        ("안녕하세요", "ko"),
        ("I can pay in two parts.", "en"),
        ("3600", "ko"),
        ("OK", "ko"),
        ("", "ko"),
        ("李国强 씨에게 물어봐 주세요", "ko"),
        ("我用 WeChat 转账给您", "zh-Hans"),
    ],
)
def test_a_text_is_in_the_language_of_most_of_its_letters_and_else_in_its_writers(text, language):
    assert written_in(text, "ko") == language
