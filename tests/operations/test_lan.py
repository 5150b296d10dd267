"""The small certificate authority behind `up --lan`, tried with the TLS of this machine."""

from __future__ import annotations

import ssl
import stat
from pathlib import Path

import pytest

from mediation.operations import lan

MINE = ("192.168.7.5", "10.0.0.9")


def handshake(tls: lan.Certificate, name: str) -> str:
    """A phone that trusts the authority opens https://name; returns what went wrong, or nothing."""
    house = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    house.load_cert_chain(tls.chain, tls.key)
    phone = ssl.create_default_context(cafile=str(tls.authority))
    to_house, to_phone = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        phone.wrap_bio(to_phone, to_house, server_hostname=name),
        house.wrap_bio(to_house, to_phone, server_side=True),
    ]
    for _ in range(6):
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError as error:
                return error.verify_message
    return ""


@pytest.mark.parametrize("address", MINE)
def test_a_phone_that_trusts_the_authority_sees_no_warning(tmp_path: Path, address: str) -> None:
    assert handshake(lan.certificate(tmp_path, MINE), address) == ""


def test_another_address_is_a_warning(tmp_path: Path) -> None:
    assert "mismatch" in handshake(lan.certificate(tmp_path, MINE), "192.168.7.6")


def test_the_authority_can_vouch_for_nothing_outside_the_local_network(tmp_path: Path) -> None:
    tls = lan.certificate(tmp_path, ("203.0.113.5",))
    assert "subtree" in handshake(tls, "203.0.113.5")


def test_it_is_made_once_and_again_only_for_other_addresses(tmp_path: Path) -> None:
    first = lan.certificate(tmp_path, MINE)
    authority, chain = first.authority.read_bytes(), first.chain.read_bytes()
    assert lan.certificate(tmp_path, MINE).chain.read_bytes() == chain
    moved = lan.certificate(tmp_path, ("192.168.7.20",))
    assert moved.chain.read_bytes() != chain
    assert moved.authority.read_bytes() == authority
    assert handshake(moved, "192.168.7.20") == ""


def test_a_half_written_pair_is_made_again(tmp_path: Path) -> None:
    tls = lan.certificate(tmp_path, MINE)
    chain = tls.chain.read_bytes()
    lan.certificate(tmp_path, ("192.168.7.20",))
    tls.chain.write_bytes(chain)  # as if the new key had been written and the new certificate not
    assert handshake(lan.certificate(tmp_path, MINE), MINE[0]) == ""


def test_the_keys_are_nobody_elses_to_read(tmp_path: Path) -> None:
    lan.certificate(tmp_path, MINE)
    for name in ("authority.key", "server.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_the_invitation_has_the_address_and_a_code_to_scan(tmp_path: Path) -> None:
    said = lan.invitation("https://192.168.7.5:8000", lan.certificate(tmp_path, MINE))
    assert "https://192.168.7.5:8000" in said
    assert said.count("\n") > 12
    assert "█" in said or "▀" in said
