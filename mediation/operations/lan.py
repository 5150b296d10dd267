"""HTTPS on the local network, so that phones in the room get their camera: a small authority of this installation.

The authority can vouch only for private addresses and names in `.local` (RFC 5280, 4.2.1.10), so a phone that trusts it
trusts it for nothing else. It is made once; the certificate anew whenever the machine's addresses have changed.
"""

from __future__ import annotations

import io
import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

import ifaddr
import segno
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from mediation.core.settings import write_new
from mediation.operations.stop import Stop

PRIVATE = tuple(IPv4Network(net) for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"))
AUTHORITY_DAYS = 3650
CERTIFICATE_DAYS = 397
"""Phones refuse certificates of a longer life."""
RENEW_DAYS = 30


@dataclass(frozen=True)
class Certificate:
    """Files for the web server, and the authority's certificate that phones have to trust."""

    chain: Path
    key: Path
    authority: Path


def addresses() -> tuple[str, ...]:
    """This machine's addresses in the local network, the one it would use itself first.

    Raises:
        Stop: when it has none.
    """
    seen = [ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4]
    mine = [str(ip) for ip in seen if any(IPv4Address(ip) in net for net in PRIVATE)]
    if not mine:
        raise Stop("There is no local network: this machine has no private address for phones to reach.")
    usual = _usual_address()
    return tuple(sorted(dict.fromkeys(mine), key=lambda ip: ip != usual))


def certificate(folder: Path, addresses: tuple[str, ...]) -> Certificate:
    """The certificate for these addresses and this machine's name, made again only when the last one does not fit."""
    paths = Certificate(folder / "server.pem", folder / "server.key", folder / "authority.pem")
    authority, authority_key = _authority(paths.authority, folder / "authority.key")
    names: list[x509.GeneralName] = [x509.IPAddress(IPv4Address(address)) for address in addresses]
    names.append(x509.DNSName(f"{_host()}.local"))
    if not _fits(paths, authority, names):
        key = ec.generate_private_key(ec.SECP256R1())
        made = _server_certificate(key, names, authority, authority_key)
        _replace(paths.key, _private(key))
        _replace(paths.chain, _pem(made) + _pem(authority))
    return paths


def invitation(url: str, tls: Certificate) -> str:
    """What the terminal shows to the people in the room: a QR code and how to get rid of the warning."""
    picture = io.StringIO()
    segno.make(url, error="m").terminal(picture, compact=True)
    how = f"Phones in the same network open {url} and trust this house once by installing {tls.authority}"
    return picture.getvalue() + how


def _authority(path: Path, key_path: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    if not path.exists():
        if not key_path.exists():
            write_new(key_path, _private(ec.generate_private_key(ec.SECP256R1())))
        write_new(path, _pem(_make_authority(_load_key(key_path))))
    return x509.load_pem_x509_certificate(path.read_bytes()), _load_key(key_path)


def _make_authority(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    allowed = [x509.DNSName("local"), *(x509.IPAddress(net) for net in PRIVATE)]
    name = _named(f"Courtyard in the room, {_host()}")
    return (
        _builder(name, name, key, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=allowed, excluded_subtrees=None), critical=True)
        .add_extension(_usage(sign_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _server_certificate(
    key: ec.EllipticCurvePrivateKey,
    names: list[x509.GeneralName],
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    return (
        _builder(_named("Courtyard"), authority.subject, key, CERTIFICATE_DAYS)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(sign_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(issuer, critical=False)
        .sign(authority_key, hashes.SHA256())
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder(subject_name=subject, issuer_name=issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # phones whose clock is a little slow
        .not_valid_after(now + timedelta(days=days))
    )


def _fits(paths: Certificate, authority: x509.Certificate, names: list[x509.GeneralName]) -> bool:
    if not (paths.chain.exists() and paths.key.exists()):
        return False
    last = x509.load_pem_x509_certificate(paths.chain.read_bytes())
    alternative = last.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    enough = last.not_valid_after_utc > datetime.now(UTC) + timedelta(days=RENEW_DAYS)
    pair = last.public_key() == _load_key(paths.key).public_key()
    return list(alternative) == names and enough and pair and last.issuer == authority.subject


def _host() -> str:
    return socket.gethostname().partition(".")[0].lower()


def _usual_address() -> str:
    """The source address towards the rest of the world; a UDP connect sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address, RFC 5737
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def _usage(*, sign_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not sign_certificates,
        key_cert_sign=sign_certificates,
        crl_sign=sign_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _named(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64])])


def _pem(made: x509.Certificate) -> bytes:
    return made.public_bytes(serialization.Encoding.PEM)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)


def _load_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey), path
    return key


def _replace(path: Path, data: bytes) -> None:
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    write_new(fresh, data)
    os.replace(fresh, path)
