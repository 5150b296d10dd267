"""Sign, amend, withdraw, expire: each of the twelve ordered pairs at the same moment, a thousand times (T35-T37).

What must hold, however the two interleave:
- who was told yes is in the record, who was told no is not, and read in the order of the record each act was allowed;
- the paper stands exactly where that order leaves it: signatures count on a paper that is still good, and on no other;
- what binds (everybody whose signature counts on the route has signed) is never changed, taken back or run out;
- a signed paper is there only when everybody has signed, and nothing given for a paper that fell is kept.
"""

from __future__ import annotations

import itertools
import logging
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm.exc import StaleDataError

from documents import jobs as papers
from documents.models import Document, Intent, Release
from documents.rules import DocumentState
from documents.signing import Sealed
from mediation.agreements import queries, services
from mediation.agreements.models import SettlementAgreement
from mediation.agreements.rules import AgreementState
from mediation.app import create_app
from mediation.core import deadlines, record, settings, wall
from mediation.core.db import begin_writing, commit, db, rollback
from mediation.core.jobs import Job, Worker
from mediation.core.machine import Actor, Refusal, Role
from mediation.core.record import Entry
from mediation.operations.world import City, World
from mediation.operations.world.agreeing import drawing
from mediation.rulebook.routes import Route
from tests.conftest import build_city

PAIRS = tuple(itertools.permutations(("sign", "amend", "withdraw", "expire"), 2))
N = 1000 * len(PAIRS)
RECORDED = {
    "document.sign": "sign", "agreement.amend": "amend", "agreement.withdraw": "withdraw", "agreement.lapse": "expire",
}  # fmt: skip
HAIRS = (0, 0, 0.0005, 0.002, 0.006)
"""Seconds by which the second comes later."""
WORKED = 1 / 3
"""How often the worker does what follows, too."""


@dataclass(frozen=True)
class Stage:
    """A paper out for signature: who has signed, who signs now, and whether that binds at once."""

    name: str
    signed: tuple[int, ...]
    signs: int
    binds: bool
    route: Route = Route.OWN


STAGES = (
    Stage("one of two has signed", (0,), 1, binds=False),
    Stage("only the seal is missing", (0, 1, 2), 3, binds=True),
    Stage("one of two has signed what a court handed over", (0,), 1, binds=True, route=Route.DELEGATED),
)


@dataclass
class Scene:
    """An installation at a stage, kept as bytes so that it is there again in a moment."""

    stage: Stage
    content: bytes
    agreement: str
    deadline_id: int
    shown: str
    actors: dict[str, Actor] = field(default_factory=dict)
    newest: int = 0


def main(n: int, seed: int) -> int:
    chance = random.Random(seed)
    logging.getLogger("courtyard.jobs").setLevel(logging.CRITICAL)  # a deadline that comes too late is told in the log
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="courtyard-", dir=memory if memory.is_dir() else None) as folder:
        home = Path(folder) / "var"
        build_city(home)
        app = create_app(settings.load({"COURTYARD_HOME": str(home), "COURTYARD_URL": "http://courtyard.test"}))
        with app.app_context():
            scenes = [_set(app, home / "courtyard.db", stage) for stage in STAGES]
            with mock.patch.object(papers.signing, "seal", _sealed):
                for number in range(n):
                    _run(app, home / "courtyard.db", scenes[number // len(PAIRS) % 3], PAIRS[number % 12], chance)
            db.session.remove()
            db.engine.dispose()
    return n


def _sealed(pdf: bytes, intents: object, seal: object, *more: object, **others: object) -> Sealed:
    """In place of the slow work: what the paper says is no question here, only whether there is one."""
    count = len(intents) + (seal is not None)  # type: ignore[arg-type]
    return Sealed(pdf + b"% signed\n", tuple(bytes([n]) for n in range(count)))


def _set(app: Flask, file: Path, stage: Stage) -> Scene:
    city = file.read_bytes()
    found = City.found()
    assert found is not None
    world = World(found)
    agreement = world.drafted(world.appointed())
    agreement.route = stage.route
    commit()
    world.offered(agreement)
    dispute = agreement.dispute
    for role in (Role.APPLICANT, Role.RESPONDENT)[: len(stage.signed)]:
        world.sign(agreement, role)
    if 2 in stage.signed:
        world.countersign(agreement)
    world.work()
    sides = [world.party(dispute), world.party(dispute, Role.RESPONDENT)]
    [limit] = deadlines.running(agreement, "everybody_signs")
    scene = Scene(stage, b"", agreement.public_id, limit.id, world.shown(agreement))
    scene.actors = {
        "sign": sides[1] if stage.signs == 1 else world.staff("window"), "amend": world.mediator_of(dispute),
        "withdraw": sides[0],
    }  # fmt: skip
    scene.newest = db.session.query(Entry.id).order_by(Entry.id.desc()).limit(1).scalar()
    scene.content = _put(file, city)
    return scene


def _put(file: Path, content: bytes) -> bytes:
    """Let the database be as it was; gives back what it was until now."""
    db.session.remove()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
    db.engine.dispose()
    before = file.read_bytes()
    for log in ("-wal", "-shm"):
        file.with_name(file.name + log).unlink(missing_ok=True)
    file.write_bytes(content)
    return before


def _acts(scene: Scene) -> dict[str, Callable[[], object]]:
    """The four acts, each as the door or the worker does it."""

    def take(name: str, verb: Callable[..., None], **facts: object) -> None:
        opened = queries.opened(scene.actors[name], scene.agreement)
        verb(opened.standing, opened.subject, **facts)
        commit()

    sign = services.sign if scene.stage.signs == 1 else services.seal
    ink = {"drawing": drawing()} if scene.stage.signs == 1 else {}
    return {
        "sign": lambda: take("sign", sign, shown=scene.shown, **ink),
        "amend": lambda: take("amend", services.amend, revision=1, facts="改过的事实。"),
        "withdraw": lambda: take("withdraw", services.withdraw),
        "expire": lambda: Worker("clock")._lapse(scene.deadline_id),
    }


def _run(app: Flask, file: Path, scene: Scene, pair: tuple[str, str], chance: random.Random) -> None:
    _put(file, scene.content)
    acts, start, told = _acts(scene), threading.Barrier(2), dict[str, bool]()

    def act(name: str, after: float) -> None:
        with app.app_context():
            start.wait()
            time.sleep(after)
            try:
                acts[name]()
                told[name] = True
            except (Refusal, StaleDataError):
                rollback()
                told[name] = False
            db.session.remove()

    threads = [
        threading.Thread(target=act, args=(name, after))
        for name, after in zip(pair, (0, chance.choice(HAIRS)), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with _looking(scene) as (agreement, document):
        taken = _judge(scene, pair, told, agreement, document)
    if chance.random() > WORKED:
        return
    _follow()
    with _looking(scene) as (agreement, document):
        _after_the_work(scene, taken, agreement, document)


def _follow() -> None:
    """The work that papers and agreements have after it; who else is told, and what is counted, is no question here."""
    begin_writing()
    other = Job.kind.not_like("follow:documents.%"), Job.kind.not_like("follow:mediation.agreements.%")
    db.session.execute(delete(Job).where(*other))
    commit()
    worker = Worker("afterwards")
    while worker.run_once():
        pass


@contextmanager
def _looking(scene: Scene) -> Iterator[tuple[SettlementAgreement, Document]]:
    db.session.info["reader"] = wall._Anywhere()
    agreement = db.session.query(SettlementAgreement).filter_by(public_id=scene.agreement).one()
    yield agreement, db.session.query(Document).filter_by(kind="agreement").one()
    rollback()


def _judge(
    scene: Scene, pair: tuple[str, str], told: dict[str, bool], agreement: SettlementAgreement, document: Document
) -> list[str]:
    """Replay the record on what was there; then nothing may be otherwise than the replay says."""
    entries = db.session.query(Entry).filter(Entry.id > scene.newest).order_by(Entry.id)
    taken = [RECORDED[one.act] for one in entries if one.act in RECORDED]
    assert taken, f"{pair}: nobody was let"
    for name in pair:
        if name != "expire":  # the clock is told nothing
            assert told[name] is (name in taken), f"{pair}: {name} was told {told[name]}, the record has {taken}"
    signed, fell = set(scene.stage.signed), False
    for name in taken:
        binding = scene.stage.binds and scene.stage.signs in signed
        assert not fell or name == "amend", f"{pair}: {name} on a paper that fell: {taken}"
        assert name == "sign" or not binding, f"{pair}: {name} of what binds: {taken}"
        if name == "sign":
            assert scene.stage.signs == 1 or {0, 1, 2} <= signed, f"{pair}: out of turn: {taken}"
            signed.add(scene.stage.signs)
        elif name == "withdraw":
            signed = {n for n in signed if n == 1}  # what came in later turns falls with it
        else:
            fell = True
    _stands(scene, agreement, document, signed, fell)
    return taken


def _stands(scene: Scene, agreement: SettlementAgreement, document: Document, signed: set[int], fell: bool) -> None:
    there = {n for n, one in enumerate(document.signers) if one.signed_at}
    assert fell or (there == signed and document.given == len(signed)), f"{there}, {document.given}: not {signed}"
    assert (agreement.document_id is None) is fell
    assert document.state is DocumentState.SIGNING or fell
    assert document.complete_sha256 is None and _released(document) == 0
    live = {one.intent for one in document.signers if one.intent}
    intents = {one.public_id: one for one in db.session.query(Intent).filter_by(document_id=document.id)}
    assert fell or live <= set(intents)
    assert all(one.shown_sha256 == scene.shown for one in intents.values())
    running = deadlines.running(agreement, "everybody_signs")
    assert not (fell and running)


def _after_the_work(scene: Scene, taken: list[str], agreement: SettlementAgreement, document: Document) -> None:
    """The worker has done what followed: complete and binding, still out with what counts, or fallen with nothing."""
    intents = {one.public_id for one in db.session.query(Intent).filter_by(document_id=document.id)}
    releases = _released(document)
    whole = document.given == document.due
    for there in (document.state is DocumentState.COMPLETE, releases == 1, document.complete_kept is not None):
        assert there is whole
    if agreement.document_id is None:
        assert (agreement.state, intents, releases) == (AgreementState.OPEN, set(), 0)
        return
    live = {one.intent for one in document.signers if one.intent}
    assert intents == (set() if whole else live), "what was taken back, or was applied, is still kept"
    bound = scene.stage.binds and bool(document.signers[scene.stage.signs].signed_at) and "withdraw" not in taken
    assert (agreement.state is AgreementState.EFFECTIVE) is bound
    assert record.verify(record.of_matter(agreement.matter_id)) is None


def _released(document: Document) -> int:
    return db.session.query(Release).filter_by(document_id=document.id).count()
