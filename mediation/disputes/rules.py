from __future__ import annotations

import enum
import re
from datetime import timedelta
from typing import Any

from mediation.core.machine import ANY, NEW, Guard, Role, Row, Table
from mediation.core.words import N_
from mediation.rulebook.kinds import Ground


class DisputeState(enum.StrEnum):
    APPLIED = "applied"
    NOT_ACCEPTED = "not_accepted"
    INVITING = "inviting"
    CONSENTED = "consented"
    MEDIATING = "mediating"
    SUSPENDED = "suspended"  # stands still: nothing is asked of anybody, and no time runs
    SETTLED = "settled"
    TERMINATED = "terminated"


DISPUTE_STATE = {
    DisputeState.APPLIED: N_("Applied for"),
    DisputeState.NOT_ACCEPTED: N_("Not accepted"),
    DisputeState.INVITING: N_("The other side is being asked"),
    DisputeState.CONSENTED: N_("Both sides agree to mediation"),
    DisputeState.MEDIATING: N_("In mediation"),
    DisputeState.SUSPENDED: N_("Paused for now"),
    DisputeState.SETTLED: N_("Settled"),
    DisputeState.TERMINATED: N_("Mediation ended"),
}

ENDED = (DisputeState.NOT_ACCEPTED, DisputeState.SETTLED, DisputeState.TERMINATED)
RUNNING = (DisputeState.INVITING, DisputeState.CONSENTED, DisputeState.MEDIATING)
ALIVE = (*RUNNING, DisputeState.SUSPENDED)


class Answer(enum.StrEnum):
    """What the other side says to the invitation."""

    YES = "yes"
    NO = "no"
    NOT_NOW = "not_now"
    NOT_ME = "not_me"
    NEED_HELP = "need_help"


ANSWER = {
    Answer.YES: N_("Yes, I take part"),
    Answer.NO: N_("No, I do not want mediation"),
    Answer.NOT_NOW: N_("Not now, ask me again in a week"),
    Answer.NOT_ME: N_("This is not about me"),
    Answer.NEED_HELP: N_("I need help to decide: please call me"),
}


THEN = {
    Answer.YES: N_("Yes, I take part. Next a mediator is chosen, and you are asked which times suit you."),
    Answer.NO: N_("No, I do not want mediation. It ends here, and nobody holds it against you."),
    Answer.NOT_NOW: N_("Not now. You have one more week to decide."),
    Answer.NOT_ME: N_("This is not about me. We look for the right person."),
    Answer.NEED_HELP: N_("I need help to decide. Somebody from the office calls you."),
}
"""The same as somebody chooses it, with what happens next."""

DOES = {
    Answer.YES: "agree",
    Answer.NO: "refuse",
    Answer.NOT_NOW: "postpone",
    Answer.NOT_ME: "deny",
    Answer.NEED_HELP: "ask_help",
}
"""Which act of the table each answer is."""

WITHDRAWS_ON = (Ground.WITHDRAWN, Ground.SELF_SETTLED)
TERMINATES_ON = (
    Ground.ONE_SIDE_UNWILLING,
    Ground.TOO_FAR_APART,
    Ground.SELF_SETTLED,
    Ground.NOT_REACHED,
    Ground.REFUSED_TO_SIGN,
    Ground.SHAM,
    Ground.OTHER,
)
"""On which of the coded grounds the applicant, and the mediator or the window, may end it."""

DRAFT_LASTS = timedelta(days=30)

_DANGER = re.compile(
    "打人|殴打|打我|家暴|砍|刀|杀|不想活|跳楼|威胁|流血|性侵|跟踪我|放火|"
    "때리|때렸|폭행|폭력|죽이|죽고|죽겠|자살|협박|칼로|성폭|방화|"
    r"\b(beat|beats|beaten|hit|hits|knife|kill\w*|suicide|threat\w*|raped?|stalk\w*|set fire)\b",
    re.IGNORECASE,
)


def speaks_of_danger(text: str) -> bool:
    """Whether a story has words after which people are shown the numbers for help before anything else."""
    return _DANGER.search(text) is not None


def everybody_said_yes(dispute: Any) -> str | None:
    if all(invitation.answer == Answer.YES for invitation in dispute.invitations):
        return None
    return N_("Not everybody on the other side has agreed yet.")


def not_postponed_before(dispute: Any) -> str | None:
    if any(invitation.postponed_at for invitation in dispute.invitations):
        return N_("This was put off once already. Please say yes or no.")
    return None


def suspended_in(state: DisputeState) -> Guard:
    """It goes on where it stood still."""
    return lambda dispute: None if dispute.suspended_in is state else N_("It does not go on from here.")


def more_time_is_asked(dispute: Any) -> str | None:
    return None if dispute.longer_until else N_("Nobody asks for more time now.")


def all_agree_to_more_time(dispute: Any) -> str | None:
    if dispute.longer_until and all(party.longer_at for party in dispute.parties):
        return None
    return N_("Not all parties have agreed to more time yet.")


MOST_LONGER = timedelta(days=180)
"""How much later mediation may end by one agreement of the parties: the law names no number."""

PARTY, APPLICANT, RESPONDENT = Role.PARTY, Role.APPLICANT, Role.RESPONDENT
WINDOW, MEDIATOR, CLOCK, SYSTEM = Role.WINDOW, Role.MEDIATOR, Role.CLOCK, Role.SYSTEM
INVITING, CONSENTED, MEDIATING = DisputeState.INVITING, DisputeState.CONSENTED, DisputeState.MEDIATING
TERMINATED, SETTLED = DisputeState.TERMINATED, DisputeState.SETTLED
SUSPENDED = DisputeState.SUSPENDED
AFTER_ACCEPTANCE = (*ALIVE, SETTLED, TERMINATED)

TABLE = Table(
    "dispute",
    DisputeState,
    Row("see", ANY, by=(APPLICANT, WINDOW)),
    Row("see", AFTER_ACCEPTANCE, by=(RESPONDENT, MEDIATOR, Role.GUEST_JUDGE, Role.JUDGE, Role.CLERK)),
    Row("apply", NEW, by=(Role.ANYONE, WINDOW), to=DisputeState.APPLIED, basis="人民调解法 17",
        starts=("window_answers",)),
    Row(
        "accept", (DisputeState.APPLIED,), by=(WINDOW,), to=INVITING, basis="人民调解法 17, OM 15",
        starts=("other_side_answers",), stops=("window_answers",),
    ),
    Row(
        "not_accept", (DisputeState.APPLIED,), by=(WINDOW,), to=DisputeState.NOT_ACCEPTED, basis="人民调解法 26, OM 9",
        stops=("window_answers",),
    ),
    Row("agree", (INVITING,), by=(RESPONDENT,)),
    Row(
        "consent", (INVITING,), by=(RESPONDENT, SYSTEM), to=CONSENTED, when=everybody_said_yes,
        basis="人民调解法 17, OM 4", stops=("other_side_answers",),
    ),
    Row("refuse", ALIVE, by=(RESPONDENT,), to=TERMINATED, basis="人民调解法 17",
        stops=("other_side_answers", "mediation_period")),
    Row("postpone", (INVITING,), by=(RESPONDENT,), when=not_postponed_before),
    Row("deny", (INVITING,), by=(RESPONDENT,)),
    Row("ask_help", (INVITING,), by=(RESPONDENT,)),
    Row("invite_again", (INVITING,), by=(WINDOW,)),
    Row("lapse", (INVITING,), by=(CLOCK,), to=TERMINATED, basis="OM 15", stops=("other_side_answers",)),
    Row(
        "begin", (CONSENTED,), by=(Role.CANDIDATE,), to=MEDIATING, basis="OM 24",
        starts=("mediation_period",),
    ),
    Row("withdraw", (DisputeState.APPLIED, *ALIVE), by=(APPLICANT,), to=TERMINATED, basis="OM 25(2)",
        stops=("window_answers", "other_side_answers", "mediation_period")),
    Row("stop", (CONSENTED, MEDIATING, SUSPENDED), by=(PARTY,), to=TERMINATED, basis="人民调解法 23, OM 25(4)",
        stops=("mediation_period",)),
    Row("terminate", (CONSENTED, MEDIATING, SUSPENDED), by=(MEDIATOR, WINDOW), to=TERMINATED,
        basis="人民调解法 26, OM 25", stops=("mediation_period",)),
    Row("describe", (DisputeState.APPLIED, *ALIVE), by=(PARTY, MEDIATOR, WINDOW), basis="人民调解法 29"),
    Row("suspend", RUNNING, by=(SYSTEM,), to=SUSPENDED, basis="SI 18"),
    *(
        Row("resume", (SUSPENDED,), by=(WINDOW,), to=state, when=suspended_in(state), basis="SI 18")
        for state in RUNNING
    ),
    Row("ask_longer", (MEDIATING,), by=(MEDIATOR,), basis="OM 24"),
    Row("agree_longer", (MEDIATING,), by=(PARTY,), when=more_time_is_asked, basis="OM 24"),
    Row("keep_time", (MEDIATING,), by=(PARTY,), when=more_time_is_asked, basis="OM 24"),
    Row("extend", (MEDIATING,), by=(PARTY,), when=all_agree_to_more_time, basis="OM 24"),
    Row("run_over", (MEDIATING,), by=(CLOCK,), to=TERMINATED, basis="OM 25(6)", stops=("mediation_period",)),
    Row("settle", (MEDIATING,), by=(SYSTEM, MEDIATOR, WINDOW, PARTY), to=SETTLED, basis="人民调解法 28, OM 25(1)",
        stops=("mediation_period",)),
)  # fmt: skip
