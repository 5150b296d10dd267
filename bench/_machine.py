"""What it was measured on, and what a process has cost so far."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def machine() -> str:
    """What it was measured on."""
    system, python = f"{platform.system()} {platform.release()}", platform.python_version()
    return f"{processor()}, {os.cpu_count()} cores, {system}, Python {python}"


def processor() -> str:
    """The processor's name as the system gives it."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def cpu_seconds(process: int) -> float:
    """User and system time of a process so far (proc(5))."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
