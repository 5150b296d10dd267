"""Settings: from the environment, then `settings.env` in the data folder; checked once at start."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
HERE = "here"
ENGINES = ("node", "janus")
ALGORITHMS = ("P-256", "P-384", "RSA-3072")
TOKEN = r"pkcs11:(.*;)?token=[^;?]+[^?]*\?(?=.*\bmodule-path=/)(?=.*\bpin-source=(file:)?/)"


class BadSetting(Exception):
    """A setting that cannot be used; the message is one sentence for the person who starts the product."""


@dataclass(frozen=True)
class Settings:
    home: Path
    database_url: str
    public_url: str
    host: str
    port: int
    media: Mapping[str, str]
    turn_urls: tuple[str, ...]
    turn_secret: str
    smtp_url: str
    mail_from: str
    secure: bool
    recordings: Path
    algorithm: str
    signer_keys: str
    timestamp_url: str
    timestamp_trust: Path | None
    crls: tuple[str, ...]

    @property
    def keys(self) -> Path:
        return self.home / "keys"

    @property
    def files(self) -> Path:
        return self.home / "files"

    def key(self, name: str, *, length: int = 32) -> bytes:
        """A secret of this installation, made on first use and kept in its own 0600 file."""
        path = self.keys / name
        if not path.exists():
            write_new(path, secrets.token_bytes(length))
        return path.read_bytes()


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read and check the settings.

    Raises:
        BadSetting: naming the setting and what it should look like.
    """
    home = Path(environ.get("COURTYARD_HOME") or CHECKOUT / "var").resolve()
    values = given(home, environ)
    port = _port(values, "COURTYARD_PORT", 8000)
    public_url = values.get("COURTYARD_URL", f"http://localhost:{port}").rstrip("/")
    if not public_url.startswith(("http://", "https://")):
        raise BadSetting(f"COURTYARD_URL must begin with http:// or https://, not {public_url!r}.")
    return Settings(
        home=home,
        database_url=values.get("COURTYARD_DATABASE") or f"sqlite:///{home / 'courtyard.db'}",
        public_url=public_url,
        host=values.get("COURTYARD_HOST") or "127.0.0.1",
        port=port,
        media=_media(values),
        turn_urls=tuple(values.get("COURTYARD_TURN_URLS", "").split()),
        turn_secret=values.get("COURTYARD_TURN_SECRET", ""),
        smtp_url=values.get("COURTYARD_SMTP", ""),
        mail_from=values.get("COURTYARD_MAIL_FROM", ""),
        secure=public_url.startswith("https://"),
        recordings=Path(values.get("COURTYARD_RECORDINGS") or home / "recordings"),
        algorithm=_algorithm(values),
        signer_keys=_signer_keys(values),
        timestamp_url=_timestamp(values),
        timestamp_trust=_trust(values),
        crls=tuple(values.get("COURTYARD_CRLS", "").split()),
    )


def write_new(path: Path, data: bytes) -> None:
    """Write a secret file that did not exist: whole or not at all, durable, readable by the owner only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(half, path)  # unlike rename, refuses to replace what another process made first
    except FileExistsError:
        pass
    finally:
        os.unlink(half)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def given(home: Path, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Every setting by its name: `settings.env`, overruled by the environment. What each process is started with."""
    return {**_file(home / "settings.env"), **environ}


def _file(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def _media(values: Mapping[str, str]) -> dict[str, str]:
    """The media nodes by name, each as `kind:data`; `here` is the one that is started with the house."""
    own = f"http://:{values.get('COURTYARD_NODE_TOKEN', '')}@127.0.0.1:{_port(values, 'COURTYARD_NODE_PORT', 8001)}"
    found = {HERE: f"node:{own}"}
    for word in values.get("COURTYARD_MEDIA", "").split():
        name, _, seam = word.partition("=")
        kind, _, address = seam.partition(":")
        if not name.isidentifier() or name in found or kind not in ENGINES or not address.startswith("http"):
            raise BadSetting(f"COURTYARD_MEDIA lists nodes as name=node:http://:token@host:port, not so: {name!r}.")
        found[name] = seam
    return found


def _algorithm(values: Mapping[str, str]) -> str:
    name = values.get("COURTYARD_ALGORITHM") or ALGORITHMS[0]
    if name not in ALGORITHMS:
        raise BadSetting(f"COURTYARD_ALGORITHM must be one of {', '.join(ALGORITHMS)}, not {name!r}.")
    return name


def _signer_keys(values: Mapping[str, str]) -> str:
    place = values.get("COURTYARD_SIGNER_KEYS", "")
    if place and not re.match(TOKEN, place):
        raise BadSetting(
            "COURTYARD_SIGNER_KEYS is empty, or names a token as "
            f"pkcs11:token=LABEL?module-path=/FILE&pin-source=/FILE, not so: {place!r}."
        )
    return place


def _timestamp(values: Mapping[str, str]) -> str:
    url = values.get("COURTYARD_TIMESTAMP", "")
    if url and not url.startswith(("http://", "https://")):
        raise BadSetting(f"COURTYARD_TIMESTAMP is the http:// or https:// address of an RFC 3161 service, not {url!r}.")
    if url and not values.get("COURTYARD_TIMESTAMP_TRUST"):
        raise BadSetting("COURTYARD_TIMESTAMP needs COURTYARD_TIMESTAMP_TRUST, a file with the authorities it may use.")
    return url


def _trust(values: Mapping[str, str]) -> Path | None:
    name = values.get("COURTYARD_TIMESTAMP_TRUST", "")
    if name and not (Path(name).is_file() and b"BEGIN CERTIFICATE" in Path(name).read_bytes()):
        raise BadSetting(f"COURTYARD_TIMESTAMP_TRUST must be a file with certificates (PEM), not {name!r}.")
    return Path(name) if name else None


def _port(values: Mapping[str, str], name: str, default: int) -> int:
    text = values.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise BadSetting(f"{name} must be a port between 1 and 65535, not {text!r}.")
    return int(text)
