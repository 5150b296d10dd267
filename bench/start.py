"""How long the house takes to open, and how much memory it then needs.

Run `./courtyard bench start`. The product is started on a data folder that has been started on before, with a small
city in it, the way `./courtyard up` hands over to it, and ended again, five times: seconds from the command to the
first good page, and of processor time until then. Then one page of each kind is asked for, the worker makes a paper,
and the memory of each process is read: what it has for itself and its share of what it shares with others (PSS,
proc(5)). The renderer, a child of the worker, is counted apart.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from bench._machine import cpu_seconds, machine
from mediation.accounts import services as accounts
from mediation.accounts.models import Account
from mediation.agreements import services as agreements
from mediation.agreements.rules import Form
from mediation.app import create_app
from mediation.core import clock, settings
from mediation.core.db import commit, db, migrate, rollback
from mediation.core.jobs import Job, JobState
from mediation.core.machine import Actor
from mediation.operations import prepare
from mediation.operations.world import City, World

ROOT = Path(__file__).resolve().parents[1]
STARTS = 5
PATIENCE = 120.0
PROCESSES = {"uvicorn": "web", "worker": "worker", "video.node": "node", "documents.layout": "renderer"}
"""What stands in a process's command line, and what it is called here."""


def made(home: Path) -> Flask:
    """A data folder as `up` prepares it, with the city in it; the application that writes into it from here."""
    here = settings.load({"COURTYARD_HOME": str(home), "COURTYARD_URL": "http://127.0.0.1"})
    prepare.make_folders(here)
    migrate(here.database_url)
    app = create_app(here)
    with app.app_context():
        City.build()
        db.session.remove()
    return app


def measure(home: Path, app: Flask) -> dict[str, float]:
    """One start: seconds until it answers, and megabytes of each process after some use."""
    port = prepare.free_port()
    environment = {**os.environ, "COURTYARD_HOME": str(home), "COURTYARD_PORT": str(port)}
    command = [sys.executable, "-m", "mediation.operations", "up"]
    began = time.monotonic()
    product = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _until(lambda: _good(port, "/"), product)
        found = {"start": time.monotonic() - began, "start_cpu": sum(map(cpu_seconds, _family(product.pid)))}
        with app.app_context():
            use(app, port)
            _until(_idle, product)
            db.session.remove()
        return found | memory(product.pid)
    finally:
        product.send_signal(signal.SIGINT)
        product.wait(20)


def use(app: Flask, port: int) -> None:
    """One page of each kind, asked for by the people who see it, and one paper."""
    city = City.found()
    assert city is not None
    world = World(city)
    dispute = world.appointed()
    sitting = world.planned(dispute)
    matter = f"/matters/{dispute.matter.public_id}"
    window = world.staff("window")
    asked: list[tuple[Actor | None, str]] = [
        (None, "/"), (None, "/apply"), (None, "/sign-in"), (None, "/check"), (None, "/static/css/courtyard.css"),
        (window, "/today"), (window, f"/search?q={dispute.matter.receipt_number}"), (window, "/roster"),
        (world.party(dispute), matter), (world.mediator_of(dispute), matter),
        (world.party(dispute), f"/sittings/{sitting.public_id}"), (world.staff("bureau"), "/figures"),
    ]  # fmt: skip
    for actor, path in asked:
        assert _good(port, path, _cookie(app, actor) if actor else ""), path
    settled = world.sat()
    agreement, mediator = world.drafted(settled), world.mediator_of(settled)
    world.act(agreements.offer, mediator, settled, agreement, revision=agreement.revision, form=Form.ELECTRONIC)


def _cookie(app: Flask, actor: Actor) -> str:
    account = db.session.get_one(Account, actor.account_id) if actor.account_id else None
    row = accounts.begin_sign_in(actor.name, account=account, seat_id=actor.seat_id)
    commit()
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    said = signer.dumps({"_user_id": row.public_id, "_fresh": True, "language": "zh-Hans"})
    return f"{app.config['SESSION_COOKIE_NAME']}={said}"


def _good(port: int, path: str, cookie: str = "") -> bool:
    try:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return bool(answer.status == 200 and answer.url.endswith(path))
    except OSError:  # nobody there yet, or an answer that is an error
        return False


def _idle() -> bool:
    """Whether the worker has done everything it was asked for, the paper included."""
    rollback()
    return db.session.scalar(select(Job.id).where(Job.state == JobState.READY, Job.run_at <= clock.now())) is None


def _until(true: Callable[[], bool], product: subprocess.Popen[bytes]) -> None:
    last = time.monotonic() + PATIENCE
    while not true():
        assert product.poll() is None, "the product ended"
        assert time.monotonic() < last, f"the product did not get so far: {memory(product.pid)}"
        time.sleep(0.02)


def memory(root: int) -> dict[str, float]:
    """Megabytes of each process of the product, by its name."""
    found: dict[str, float] = {}
    for process in _family(root):
        command = (Path("/proc") / str(process) / "cmdline").read_bytes().decode().split("\0")
        name = next((name for word, name in PROCESSES.items() if word in command), None)
        if name:
            found[name] = found.get(name, 0) + _pss(process)
    return found


def _family(process: int) -> Iterator[int]:
    """A process, its children, and theirs."""
    yield process
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            yield from _family(child)


def _pss(process: int) -> float:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("Pss:"))


def main(arguments: list[str]) -> None:
    """Measure, print a table and, as the last line, one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--starts", type=int, default=STARTS)
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="courtyard-bench-") as folder:
        home = Path(folder) / "var"
        app = made(home)
        measure(home, app)
        report([measure(home, app) for _ in range(wanted.starts)])
        with app.app_context():
            db.engine.dispose()


def report(found: list[dict[str, float]]) -> None:
    print(f"{machine()}; {len(found)} starts")
    print("                 median       most")
    last: dict[str, float] = {"starts": len(found)}
    for name in ("start", "start_cpu", *PROCESSES.values()):
        unit, digits = ("MB", 1) if name in PROCESSES.values() else ("s", 2)
        values = [one[name] for one in found]
        middle, most = round(statistics.median(values), digits), round(max(values), digits)
        print(f"{name:13s} {middle:9.{digits}f}  {most:9.{digits}f}  {unit}")
        last |= {f"{name}_mb": middle} if unit == "MB" else {f"{name}_s_median": middle, f"{name}_s_max": most}
    print(json.dumps(last))


if __name__ == "__main__":
    main(sys.argv[1:])
