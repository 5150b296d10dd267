"""`courtyard doctor`: looks at every part of an installation and says `ok`, or what to do."""

from __future__ import annotations

import hashlib
import secrets
import shutil
import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import select

from documents import keeping, ledger, rendering, signing, verifying
from documents import queries as documents
from documents.keyring import KeysGone
from documents.rules import HINDRANCE
from documents.timestamps import NotStamped, stamp
from mediation.app import create_app
from mediation.core import clock, db, jobs, record, settings
from mediation.core.jobs import EverythingReader, Job, JobState, Worker
from mediation.core.settings import CHECKOUT, Settings
from mediation.operations import loopback, prepare
from mediation.operations.stop import Stop
from mediation.rulebook import days

LOW_MB = 1000
SAMPLE = {
    "number": "检查", "check": "", "signers": [], "recipients": ["本机"], "matter": "安装检查", "routes": [],
    "reason": "检查用，不是真实文书", "basis": "", "applied_on": "2026-01-01", "signed_on": "2026-01-01",
}  # fmt: skip
"""A paper that says on its face what it is for."""
COMPLETE_WITHIN = timedelta(minutes=10)
PING = "doctor.ping"
PING_WITHIN = 10.0


class Trouble(Exception):
    """What is wrong with a part, and what to do about it, in one sentence."""


@dataclass(frozen=True)
class Part:
    """One part of an installation: `look` says what it found, or raises Trouble."""

    name: str
    look: Callable[[Settings], str]


@jobs.job(PING)
def ping() -> None:
    """Nothing: that it was done is the answer."""


def database(here: Settings) -> str:
    with db.db.engine.connect() as connection:
        at = MigrationContext.configure(connection).get_current_revision()
        newest = ScriptDirectory.from_config(db.alembic_config(here.database_url)).get_current_head()
        if at != newest:
            raise Trouble(f"the database is at migration {at}, this version needs {newest}: run `./courtyard up` once")
        if connection.dialect.name == "sqlite":
            verdict = str(connection.exec_driver_sql("pragma quick_check").scalar())
            if verdict != "ok":
                raise Trouble(f"the database file is damaged ({verdict}): restore the newest backup")
        kind = f"{connection.dialect.name} {'.'.join(map(str, connection.dialect.server_version_info or ()))}"
    broken = record.verify_all()
    if broken:
        raise Trouble(
            f"the record of {broken[0].stream} was changed at row {broken[0].position}: keep a copy, call for help"
        )
    entry = ledger.broken()
    if entry:
        raise Trouble(f"the ledger of released papers was changed at entry {entry}: keep a copy, call for help")
    return f"{kind.strip()}, migration {at}, every record and the ledger of papers follow"


def storage(here: Settings) -> str:
    store, probe = keeping.Store(here.files), secrets.token_bytes(32)
    try:
        name = store.keep(probe)
        if store.fetch(name) != probe:
            raise Trouble(f"{here.files} gives back other bytes than were kept: check the disk")
        (here.files / name[:2] / name[2:4] / name).unlink()
    except (OSError, keeping.Full) as error:
        raise Trouble(f"{here.files} cannot be written ({error}): give its owner the right, or make room") from error
    return f"{here.files} keeps and gives back"


def fonts(here: Settings) -> str:
    try:
        lost = rendering.unprintable("人民调解协议书 喆赟祎燚 인민조정 Agreement")
    except rendering.RenderFailed as error:
        raise Trouble(
            f"the renderer does not start ({error}): install the Debian packages with `./courtyard up`"
        ) from error
    if lost:
        raise Trouble(f"no font has {lost}: install the Debian package fonts-noto-cjk")
    return "Chinese, Korean and Latin can be printed"


def papers(here: Settings) -> str:
    """Makes a paper, signs it with a seal, has it timestamped where a service is set, and verifies it."""
    uid, name = "doctor", "和院检查"
    paper = rendering.Paper("not_accepted", "1", "zh", {**SAMPLE, "institution": name, "seal": uid})
    service = documents.timestamps_from()
    try:
        shown = rendering.render(paper)
        pdf = signing.seal(shown, [], signing.Seal(name, uid), documents.authority()).pdf
        pdf = stamp(pdf, service).pdf if service else pdf
    except KeysGone as error:
        raise Trouble(f"no paper can be signed: {error}; see COURTYARD_SIGNER_KEYS") from error
    except NotStamped as error:
        raise Trouble(f"no paper can be completed: {error}; see COURTYARD_TIMESTAMP") from error
    except (rendering.RenderFailed, signing.SigningRefused) as error:
        raise Trouble(f"a paper cannot be made or signed: {error}") from error
    known = verifying.Expectation(frozenset({_sha256(pdf)}), (verifying.Signatory(uid, name),), shown=_sha256(shown))
    verdict = verifying.verify(pdf, roots=documents.roots(), stampers=documents.stampers(), expected=known)
    if verdict.answer is not verifying.Answer.VALID:
        raise Trouble(f"a paper signed here does not verify ({', '.join(verdict.failed)}): {here.keys} may be damaged")
    return f"a paper was made, signed{', timestamped' if service else ''} and verified"


def completing(here: Settings) -> str:
    """No paper lies signed by all and not complete."""
    db.db.session.info["reader"] = EverythingReader()
    late = documents.signed_not_complete(clock.now() - COMPLETE_WITHIN)
    if late:
        since = late[0].state_since.astimezone(clock.CHINA)
        why = HINDRANCE[late[0].hindrance] if late[0].hindrance else "Read what the worker prints."
        raise Trouble(f"{len(late)} papers are signed by all and not complete, one since {since:%Y-%m-%d %H:%M}. {why}")
    return "every paper that all have signed is complete"


def media(here: Settings) -> str:
    try:
        packets = loopback.call()
    except (loopback.NoCall, OSError) as error:
        raise Trouble(f"a call through a media node failed: {error}; is MEDIA_PORTS open on this machine?") from error
    return f"a call through a media node: {packets} packets of sound arrived"


def worker(here: Settings) -> str:
    """Asks the worker for a piece of work; where none runs, one is started for it."""
    db.begin_writing()
    key = f"{PING}:{secrets.token_hex(6)}"
    jobs.enqueue(PING, key=key)
    db.commit()
    until = time.monotonic() + PING_WITHIN
    try:
        with prepare.the_only("worker", here):
            own, who = Worker("doctor"), "one was started for this check"
            while _waiting(key) and time.monotonic() < until:
                own.run_once()
    except Stop:
        who = "the running one answered"
        while _waiting(key) and time.monotonic() < until:
            time.sleep(0.1)
    if _waiting(key):
        raise Trouble("the worker does nothing: stop Courtyard, start it again, and read what it prints")
    return who


def messages(here: Settings) -> str:
    if not here.smtp_url:
        return "no mail server is set (COURTYARD_SMTP): mail and SMS stay on the page /outbox of this machine"
    url = urlsplit(here.smtp_url)
    if url.scheme not in ("smtp", "smtps") or not url.hostname or not here.mail_from:
        raise Trouble(
            "COURTYARD_SMTP must look like smtp://user:password@host:25, and COURTYARD_MAIL_FROM is needed too"
        )
    kind = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    try:
        with kind(url.hostname, url.port or 0, timeout=10) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        raise Trouble(
            f"the mail server {url.hostname} does not answer ({type(error).__name__}): check COURTYARD_SMTP"
        ) from error
    return f"{url.hostname} takes mail; SMS stay on the page /outbox"


def disk(here: Settings) -> str:
    free = shutil.disk_usage(here.home).free // 1_000_000
    if free < LOW_MB:
        raise Trouble(f"only {free} MB are free in {here.home}: make room, or move it with COURTYARD_HOME")
    return f"{free / 1000:.0f} GB free"


def time_of_day(here: Settings) -> str:
    """The clock is not before this version was made, and does not stand still; this year's days of rest are known."""
    now, made = datetime.now(UTC), datetime.fromtimestamp((CHECKOUT / "requirements.txt").stat().st_mtime, UTC)
    if now < made:
        raise Trouble(f"the clock says {now:%Y-%m-%d %H:%M} UTC, which has passed already: set it, and keep it by NTP")
    year = clock.today().year
    if not days.announced(year):
        raise Trouble(
            f"the make-up workdays of {year} are not known here: bring Courtyard up to date, or limits are wrong"
        )
    return f"{now.astimezone(clock.CHINA):%Y-%m-%d %H:%M} in Shenyang; the days of rest of {year} are known"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _waiting(key: str) -> bool:
    state = db.db.session.scalar(select(Job.state).where(Job.key == key))
    db.rollback()
    return state is not JobState.DONE


PARTS = (
    Part("database", database),
    Part("storage", storage),
    Part("fonts", fonts),
    Part("signing", papers),
    Part("completing", completing),
    Part("media", media),
    Part("worker", worker),
    Part("messages", messages),
    Part("disk", disk),
    Part("clock", time_of_day),
)


def run(argv: list[str]) -> int:
    """Look at every part, or at the named ones. Exit code 0 only when all are ok."""
    here = settings.load()
    prepare.make_folders(here)
    wanted = [part for part in PARTS if not argv or part.name in argv]
    app = create_app(here)
    answers = [_told(part, app, here) for part in wanted]  # every part is looked at, whatever the one before said
    return 0 if all(answers) else 1


def _told(part: Part, app: Flask, here: Settings) -> bool:
    with app.app_context():
        try:
            print(f"ok    {part.name:<10} {part.look(here)}", flush=True)
        except Trouble as trouble:
            print(f"FIX   {part.name:<10} {trouble}", flush=True)
            return False
        except Exception as error:  # noqa: BLE001  a part that breaks in a new way is a finding, not the end of the visit
            print(f"FIX   {part.name:<10} broke unexpectedly ({type(error).__name__}: {error})", flush=True)
            return False
        finally:
            db.db.session.remove()
    return True
