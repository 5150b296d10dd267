"""Nothing slow happens while the database is locked: over a whole dispute, and by the pages that check codes."""

from __future__ import annotations

from io import BytesIO

import argon2
import obstore
import pytest
import requests

from documents import authority, keeping, rendering, signing, uploads
from documents.jail import Jail
from mediation.core import db as database
from mediation.core import outbox, sealed, settings
from tests.mediation.disputes.applying import picture
from tests.sign_in import sign_in

SLOW = (
    (rendering, "printed"), (rendering, "stamps"), (rendering, "unprintable"), (signing, "seal"), (Jail, "call"),
    (authority.Authority, "fresh_certificate"), (keeping.Store, "keep"), (keeping.Store, "fetch"), (obstore, "put"),
    (uploads, "check"), (argon2.PasswordHasher, "hash"), (argon2.PasswordHasher, "verify"),
    (requests.Session, "request"), (outbox, "smtp"), (settings, "write_new"),
)  # fmt: skip


@pytest.fixture
def slow(app, monkeypatch) -> set[str]:
    """Each slow function refuses to begin in a transaction that writes; the names of those that were called."""
    called: set[str] = set()
    sealed.fingerprint("", "phone")  # makes a key, once in the life of an installation
    sealed.seal(b"", key_name=sealed.HOUSE, place="file")

    def guard(owner: object, name: str) -> None:
        real = getattr(owner, name)

        def guarded(*args: object, **more: object) -> object:
            assert not database.is_writing(), f"{name} while the database is locked"
            called.add(name)
            return real(*args, **more)

        monkeypatch.setattr(owner, name, guarded)

    for owner, name in SLOW:
        guard(owner, name)
    return called


def test_nothing_slow_happens_while_the_database_is_locked(world, worker, slow):
    world.performed(world.confirmed(world.agreed()))
    worker.run()
    assert slow >= {"printed", "stamps", "seal", "fresh_certificate", "keep", "fetch", "put", "call"}


def test_a_password_is_checked_before_the_database_is_locked(client, slow):
    client.get("/sign-in")
    sent = client.post("/sign-in", data={"login": "park", "password": "wrong", "code": "000000"})
    assert sent.status_code in (400, 422)
    assert slow <= {"verify", "hash"}


def test_what_is_handed_in_is_checked_and_kept_before_the_database_is_locked(client, world, slow):
    dispute = world.accept(world.apply())
    sign_in(client, world.party(dispute))
    sent = {"who": "shared", "files": [(BytesIO(picture()), "天花板.png", "image/png")]}
    assert client.post(f"/matters/{dispute.matter.public_id}/hand-in", data=sent).status_code == 303
    assert slow >= {"check", "keep"}
