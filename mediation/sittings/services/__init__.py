"""The verbs of a sitting: planned, prepared by each person, held, written down."""

from mediation.sittings.services.calling import ask_judge, call_judge, end_call, note_wording, take_call
from mediation.sittings.services.checking import begin_check, finish_check
from mediation.sittings.services.halting import ask_to_move, move_on_site, pause, resume, suspend
from mediation.sittings.services.holding import (
    admit,
    caucus,
    end,
    invite_judge,
    join,
    keep_apart,
    mark,
    open_doors,
    rejoin,
    send_back,
    show,
    start,
)
from mediation.sittings.services.hosting import (
    allow_screen,
    answer_talk,
    ask,
    enlarge,
    hand,
    lock,
    lower,
    share,
    silence,
    spotlight,
    unask,
)
from mediation.sittings.services.inviting import answer, invite, invite_mediator, note_answer, uninvite
from mediation.sittings.services.papering import write_minutes, write_preparations, write_undisputed_facts
from mediation.sittings.services.planning import cancel, choose_mode, plan, remind, reschedule, set_mode, write_until
from mediation.sittings.services.preparing import consent, identify, note_consent, read_notice, revoke, tell_notice
from mediation.sittings.services.rooming import check_in, check_out, invite_terminal, part, step_in, step_out
from mediation.sittings.services.writing import confirm_fact, confirm_minutes, note, state_fact, write

__all__ = [
    "admit", "allow_screen", "answer", "answer_talk", "ask", "ask_judge", "ask_to_move", "begin_check", "call_judge",
    "cancel", "caucus", "check_in", "check_out", "choose_mode", "confirm_fact", "confirm_minutes", "consent", "end",
    "end_call", "enlarge", "finish_check", "hand", "identify", "invite", "invite_judge", "invite_mediator",
    "invite_terminal", "join", "keep_apart", "lock", "lower", "mark", "move_on_site", "note", "note_answer",
    "note_consent", "note_wording", "open_doors", "part", "pause", "plan", "read_notice", "rejoin", "remind",
    "reschedule", "resume", "revoke", "send_back", "set_mode", "share", "show", "silence", "spotlight", "start",
    "state_fact", "step_in", "step_out", "suspend", "take_call", "tell_notice", "unask", "uninvite", "write",
    "write_minutes", "write_preparations", "write_undisputed_facts", "write_until",
]  # fmt: skip
