"""`wsgi:app` is the plain WSGI application; `python wsgi.py` starts the whole product from an existing environment."""

from __future__ import annotations

import sys
from typing import Any


def __getattr__(name: str) -> Any:
    if name == "app":
        from mediation.app import create_app

        globals()["app"] = create_app()
        return globals()["app"]
    raise AttributeError(name)


if __name__ == "__main__":
    from mediation.operations.supervise import up

    sys.exit(up(sys.argv[1:]))
