"""Sealed text: encrypted in the database with a key that is not in it, one key for each matter.

Identity numbers, phones, address details, private notes and what is said in a caucus are kept so from the first
migration. A cell is bound to its table, row and column, so that none can be moved to another place. Destroying a
matter's key erases what it sealed, in old backups too.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from mediation.core import ids, settings

HOUSE = "house"
"""The key of what belongs to no matter: staff, one-time codes, the outbox."""


class Erased(Exception):
    """The key of this text was destroyed: nobody can read it any more."""


def _keys() -> Path:
    config: settings.Settings = current_app.extensions["settings"]
    return config.keys / "sealed"


def new_key() -> str:
    """Make and keep the key of a new matter; returns its name. Does file work: never inside a transaction."""
    name = ids.public_id()
    settings.write_new(_keys() / name, AESGCM.generate_key(256))
    return name


def destroy_key(name: str) -> None:
    (_keys() / name).unlink()
    _key.cache_clear()


@lru_cache(maxsize=4096)
def _key(folder: Path, name: str) -> bytes:
    path = folder / name
    if name == HOUSE and not path.exists():
        settings.write_new(path, AESGCM.generate_key(256))
    try:
        return path.read_bytes()
    except FileNotFoundError as lost:
        raise Erased(name) from lost


def seal(data: bytes, *, key_name: str, place: str) -> bytes:
    """Encrypt bytes so that they open only with this key and at this place (a cell, a kept file)."""
    nonce = os.urandom(12)
    return nonce + AESGCM(_key(_keys(), key_name)).encrypt(nonce, data, place.encode())


def unseal(box: bytes, *, key_name: str, place: str) -> bytes:
    """What was sealed.

    Raises:
        Erased: the key was destroyed.
        InvalidTag: the bytes were changed or come from another place.
    """
    return AESGCM(_key(_keys(), key_name)).decrypt(box[:12], box[12:], place.encode())


def derived(key_name: str, purpose: str) -> bytes:
    """A key of 32 bytes for what is sealed outside the database, such as a recording; gone with the key it comes from.

    Raises:
        Erased: the key was destroyed.
    """
    return hmac.new(_key(_keys(), key_name), purpose.encode(), hashlib.sha256).digest()


class Keyed:
    """A row with sealed cells: it names the key they are sealed with."""

    key_name: Mapped[str] = mapped_column(String(26), default=HOUSE)


class SealedText:
    """Plain text to read and write: `phone = SealedText()` beside a column `phone_sealed` made by `sealed_column()`.

    Raises:
        Erased: on reading, when the key was destroyed.
        InvalidTag: on reading, when the cell was changed or comes from another place.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.cell = f"{name}_sealed"

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        if row is None:
            return self
        box = getattr(row, self.cell)
        if box is None:
            return None
        return unseal(box, key_name=row.key_name, place=self._place(row)).decode()

    def __set__(self, row: Any, text: str | None) -> None:
        row.key_name = row.key_name or HOUSE
        box = None if text is None else seal(text.encode(), key_name=row.key_name, place=self._place(row))
        setattr(row, self.cell, box)

    def _place(self, row: Any) -> str:
        return f"{row.__tablename__}|{row.public_id}|{self.cell}"


def sealed_column() -> Any:
    return mapped_column(LargeBinary, nullable=True)


def fingerprint(text: str, purpose: str) -> str:
    """A keyed hash by which sealed text is found again without being read, such as a phone number."""
    config: settings.Settings = current_app.extensions["settings"]
    key = config.key("search.key")
    return hmac.new(key, f"{purpose}|{text}".encode(), hashlib.sha256).hexdigest()[:32]


__all__ = [
    "HOUSE", "Erased", "InvalidTag", "Keyed", "SealedText", "derived", "destroy_key", "fingerprint", "new_key", "seal",
    "sealed_column", "unseal",
]  # fmt: skip
