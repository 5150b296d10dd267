"""`python -m mediation.operations VERB …`: what the `courtyard` script hands over to."""

from __future__ import annotations

import importlib
import sys

from mediation.operations.stop import Stop, ending

VERBS = {
    "bench": "programs:bench",
    "campaign": "programs:campaign",
    "code": "demo:code",
    "demo": "demo:run",
    "doctor": "doctor:run",
    "lock": "lock:run",
    "pictures": "pictures:run",
    "words": "catalogue:run",
    "test": "suite:run",
    "up": "supervise:up",
    "worker": "worker:run",
}
"""Each verb and the function behind it, imported only when it is asked for."""


def main(argv: list[str]) -> int:
    return ending(_run, argv)


def _run(argv: list[str]) -> int:
    verb, *rest = argv or [""]
    if verb not in VERBS:
        raise Stop(f"There is no command {verb!r}: choose one of {', '.join(VERBS)}.")
    module, _, function = VERBS[verb].partition(":")
    code: int = getattr(importlib.import_module(f"mediation.operations.{module}"), function)(rest)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
