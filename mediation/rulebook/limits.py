"""Every limit of time, with its article and the day it is in force from."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime

from mediation.core import clock
from mediation.rulebook import days


class Unit(enum.StrEnum):
    WORKING = "working days"
    CALENDAR = "days"
    MONTHS = "months"


@dataclass(frozen=True)
class Limit:
    """`n` units after the day something started. OM: 人民法院在线调解规则; SI: 特邀调解规定."""

    code: str
    n: int
    unit: Unit
    basis: str
    since: date = date(2011, 1, 1)

    def last_day(self, starts_on: date) -> date:
        """The last day on which what it waits for is still in time."""
        match self.unit:
            case Unit.WORKING:
                return days.working_days_after(starts_on, self.n)
            case Unit.CALENDAR:
                return days.calendar_days_after(starts_on, self.n)
            case Unit.MONTHS:
                return days.months_after(starts_on, self.n)


HOUSE = "rule of the house"
WORKING, CALENDAR, MONTHS = Unit.WORKING, Unit.CALENDAR, Unit.MONTHS

LIMITS = (
    Limit("window_answers", 3, WORKING, HOUSE),
    Limit("other_side_answers", 3, WORKING, "OM 15"),
    Limit("parties_choose", 2, WORKING, "OM 10"),
    Limit("institution_appoints", 3, WORKING, "OM 10"),
    Limit("mediator_answers", 3, WORKING, "OM 12"),
    Limit("mediation_period", 30, CALENDAR, "OM 24"),
    Limit("mediation_after_filing", 15, CALENDAR, "OM 24, SI 27"),
    Limit("mediation_after_filing_summary", 7, CALENDAR, "OM 24, SI 27"),
    Limit("papers_returned", 1, WORKING, "OM 15"),  # at once: the next day on which letters go out
    Limit("referral_answered", 3, WORKING, HOUSE),
    Limit("sitting_reminder", 0, CALENDAR, HOUSE),  # moved to a day before each sitting
    Limit("judge_answers", 0, CALENDAR, HOUSE),  # moved to some minutes after each call
    Limit("everybody_signs", 7, CALENDAR, HOUSE),
    Limit("apply_for_confirmation", 30, CALENDAR, "民事诉讼法 205, 人民调解法 33"),
    Limit("court_accepts", 3, CALENDAR, "法释〔2011〕5号 4"),
    Limit("papers_supplied", 7, CALENDAR, HOUSE),
    Limit("court_rules", 15, CALENDAR, "法释〔2011〕5号 5"),
    Limit("court_rules_longer", 10, CALENDAR, "法释〔2011〕5号 5"),  # added by the court's president
    Limit("party_objects", 15, CALENDAR, "民诉法解释 372"),
    Limit("stranger_objects", 6, MONTHS, "民诉法解释 372"),  # from the day they knew; asked when it is filed
    Limit("promise_due", 0, CALENDAR, "人民调解法 31"),  # the agreement itself names the day
    Limit("other_side_confirms_performance", 7, CALENDAR, HOUSE),
    Limit("return_visit", 1, MONTHS, HOUSE),
    Limit("enforcement", 24, MONTHS, "民事诉讼法 250"),
    Limit("writing_closes", 0, CALENDAR, "OL 20"),  # the plan names the moment
    Limit("talk_kept", 90, CALENDAR, "个人信息保护法 19"),  # as short as serves; of a sitting in writing, with the file
    Limit("recording_kept", 90, CALENDAR, "个人信息保护法 19"),  # the law names no number: the shortest that serves
)


def limit(code: str, on: date) -> Limit:
    """The limit of a code in force on a day.

    Raises:
        KeyError: there is none.
    """
    in_force = [one for one in LIMITS if one.code == code and one.since <= on]
    if not in_force:
        raise KeyError(code)
    return max(in_force, key=lambda one: one.since)


def reckon(code: str, starts_on: date) -> datetime:
    """The moment a limit that starts on a day is over: local midnight after its last day, as UTC."""
    return clock.end_of(limit(code, starts_on).last_day(starts_on))
