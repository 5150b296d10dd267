"""The one way a command ends early: a sentence for the person at the terminal, and an exit code that is not 0."""

from __future__ import annotations

import sys
from collections.abc import Callable

from mediation.core.settings import BadSetting


class Stop(Exception):
    """Why the command cannot go on; the message is one clear sentence that says what to do."""


def say(sentence: str) -> None:
    """One line for the person at the terminal, beside the output of the work itself."""
    print(f"courtyard: {sentence}", file=sys.stderr, flush=True)


def ending(run: Callable[[list[str]], int], argv: list[str]) -> int:
    """The exit code of a command; what stops it is said in its sentence, without a trace."""
    try:
        return run(argv)
    except (Stop, BadSetting) as reason:
        say(str(reason))
        return 1
    except KeyboardInterrupt:
        return 130
