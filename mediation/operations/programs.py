"""`./courtyard bench NAME` and `./courtyard campaign NAME`: programs that measure, and that try hundreds of times.

A bench is a module in `bench/`, run by itself. A campaign is a module in `tests/campaigns/` with `main(n, seed)`, which
tries `n` times with choices drawn from `seed`, raises when something is wrong, and returns how often it really tried;
`N` is its usual number. The test suite calls the same `main` with a twentieth of it.
"""

from __future__ import annotations

import argparse
import importlib
import os
import secrets
import sys
from pathlib import Path

from mediation.core.settings import CHECKOUT
from mediation.operations.stop import Stop

BENCHES = CHECKOUT / "bench"
CAMPAIGNS = CHECKOUT / "tests" / "campaigns"


def bench(argv: list[str]) -> int:
    """Become the program; its own arguments follow its name."""
    name, *rest = argv or [""]
    module = f"bench.{_program(BENCHES, name, 'bench').stem}"
    os.chdir(CHECKOUT)
    os.execve(sys.executable, [sys.executable, "-m", module, *rest], {**os.environ, "PYTHONPATH": str(CHECKOUT)})


def campaign(argv: list[str]) -> int:
    """Exit code 0 only when nothing was wrong and no try was left out."""
    parser = argparse.ArgumentParser(prog="courtyard campaign", description="Try something hundreds of times.")
    parser.add_argument("name", nargs="?", default="")
    parser.add_argument("--n", type=int, help="how many times (default: the campaign's own N)")
    parser.add_argument("--seed", type=int, help="repeats an earlier run's choices (default: new ones)")
    wanted = parser.parse_args(argv)
    _program(CAMPAIGNS, wanted.name, "campaign")
    module = importlib.import_module(f"tests.campaigns.{wanted.name}")
    n = module.N if wanted.n is None else wanted.n
    seed = secrets.randbelow(2**32) if wanted.seed is None else wanted.seed
    print(f"campaign {wanted.name}: N={n} seed={seed}", flush=True)
    ran = module.main(n, seed)
    print(f"campaign {wanted.name}: ran {ran} of {n}, seed={seed}", flush=True)
    return 0 if ran >= n > 0 else 1


def _program(folder: Path, name: str, kind: str) -> Path:
    names = sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))
    if name not in names:
        raise Stop(f"There is no {kind} {name!r}: choose one of {', '.join(names) or '(none yet)'}.")
    return folder / f"{name}.py"
