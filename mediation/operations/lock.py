"""`./courtyard lock [--upgrade]`: pin every package, with the hashes of its files, for Python 3.11 and later."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from mediation.core.settings import CHECKOUT

HEADER = "# Made by `./courtyard lock` from {source}; edit that one.\n"
# One version of a package for every Python and processor; wheels only, so that nothing is ever built on the way in.
WHICH = ("--universal", "--python-version", "3.11", "--fork-strategy", "fewest", "--only-binary", ":all:")
# Nothing of the machine it was made on gets into the file.
HOW = ("--generate-hashes", "--no-header", "--no-emit-index-url", "--no-emit-find-links", "--no-emit-build-options")


def run(argv: list[str]) -> int:
    """Extra arguments go to `uv pip compile`; the run-time set first, because the other one is held to it."""
    for name in ("requirements", "requirements-dev"):
        code = pin(Path(f"{name}.in"), Path(f"{name}.txt"), argv)
        if code:
            return code
    return 0


def pin(source: Path, target: Path, options: list[str]) -> int:
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv), "pip", "compile", "--quiet", *WHICH, *HOW, *options, f"--output-file={target}", str(source)]
    code = subprocess.run(command, cwd=CHECKOUT, check=False).returncode
    if code == 0:
        path = CHECKOUT / target
        path.write_text(HEADER.format(source=source) + path.read_text("utf-8"), "utf-8")
    return code
