"""The private names of aiortc, aioice and pylibsrtp this house leans on: fails loudly when an upgrade moves one."""

from __future__ import annotations

import asyncio
import inspect
import re
from importlib.metadata import version
from pathlib import Path

import aioice.ice
import aiortc
import pylibsrtp
import pytest
import uvloop
from aioice.ice import CandidatePair, Connection, StunProtocol
from aiortc import RTCCertificate, RTCDtlsTransport

from video.node import taps
from video.node.ports import Ports
from video.node.sdp import Own, Peer
from video.node.taps import Link

NODE = Path(taps.__file__).parent
ADDRESSES = ["127.0.0.1"]


def test_the_versions_are_those_the_taps_were_written_for():
    assert version("aiortc").startswith("1.16.")
    assert version("aioice").startswith("0.")
    assert aiortc.__version__ == version("aiortc")


def test_private_names_are_touched_in_one_module_only():
    theirs = re.compile(r"\b(aioice|aiortc|pylibsrtp)\b")
    for module in NODE.glob("*.py"):
        if module.name != "taps.py":
            code = [line for line in module.read_text().splitlines() if "import" in line]
            assert not any(theirs.search(line) for line in code), module.name


def test_an_ice_agent_still_has_what_the_taps_use():
    async def look() -> None:
        agent = Connection(ice_controlling=False)
        for name, kind in {"_local_candidates": list, "_protocols": list, "_nominated": dict}.items():
            assert isinstance(getattr(agent, name), kind), name
        assert agent._local_candidates_end is False
        await agent.close()

    asyncio.run(look())
    assert list(inspect.signature(Connection.check_complete).parameters) == ["self", "pair"]
    assert list(inspect.signature(Connection.gather_candidates).parameters) == ["self"]
    assert list(inspect.signature(StunProtocol.datagram_received).parameters) == ["self", "data", "addr"]
    assert isinstance(inspect.getattr_static(CandidatePair, "remote_addr"), property)
    source = inspect.getsource(aioice.ice.Connection)
    assert "self.check_complete(pair)" in source
    assert "_local_candidates_end" in inspect.getsource(Connection.connect)


def test_a_dtls_transport_still_asks_for_no_more_than_the_pipe_gives():
    source = inspect.getsource(RTCDtlsTransport)
    used = set(re.findall(r"\bself\.(?:_)?transport\.(\w+)", source))
    assert used == {"_recv", "_send", "role"}


def test_a_dtls_transport_still_keeps_its_srtp_sessions_by_these_names():
    class Pipe:
        role, _recv, _send = "controlled", None, None

    async def look() -> None:
        transport = RTCDtlsTransport(Pipe(), [RTCCertificate.generateCertificate()])  # type: ignore[arg-type]
        assert transport._rx_srtp is None and transport._tx_srtp is None
        transport._set_role("client")
        assert (transport._role, transport.state) == ("client", "new")

    asyncio.run(look())


def test_the_quick_way_through_srtp_is_the_same_as_the_public_one():
    def session(kind: int) -> pylibsrtp.Session:
        policy = pylibsrtp.Policy(key=bytes(30), ssrc_type=kind)
        policy.allow_repeat_tx = True
        return pylibsrtp.Session(policy)

    packet = bytes.fromhex("80600001000000010000000a") + b"word" * 300
    out, public = pylibsrtp.Policy.SSRC_ANY_OUTBOUND, pylibsrtp.Policy.SSRC_ANY_INBOUND
    protected = taps._quick(session(out), taps.lib.srtp_protect)(packet)
    assert protected == session(out).protect(packet)
    assert session(public).unprotect(protected) == packet
    unprotect = taps._quick(session(public), taps.lib.srtp_unprotect)
    assert unprotect(protected) == packet
    for refused in (protected, protected[:-1] + b"?", b"\x80", b"", bytes(taps.LONGEST + 1)):
        with pytest.raises(ValueError, match=r"refuses|too long"):
            unprotect(refused)


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["127.0.0.1", "192.0.2.10"]])
def test_no_candidate_is_advertised_but_the_given_addresses_in_the_given_ports(addresses):
    async def look() -> None:
        link = Link(Ports(range(42650, 42660), addresses))
        try:
            await link.listen()
            found = [candidate.split()[4:6] for candidate in link.own("active").candidates]
            assert [host for host, _ in found] == addresses
            assert all(42650 <= int(port) < 42660 for _, port in found)
        finally:
            await link.close()

    uvloop.run(look())


def peer(own: Own) -> Peer:
    kind, digest = own.fingerprint.split()
    return Peer(own.ufrag, own.password, ((kind, digest),))


@pytest.mark.media
def test_two_links_carry_media_both_ways_and_end_together():
    async def story() -> None:
        ports = Ports(range(42700, 42720), ADDRESSES)
        near, far = Link(ports), Link(ports, controlling=True)
        up, down = asyncio.Event(), asyncio.Event()
        rtp: list[bytes] = []
        rtcp: list[bytes] = []
        near.on_up, near.on_rtp, near.on_rtcp, far.on_down = up.set, rtp.append, rtcp.append, down.set
        await near.listen()
        await far.listen()
        near_own, far_own = near.own("active"), far.own("passive")
        near.connect(peer(far_own), "active")
        far.connect(peer(near_own), "passive", near_own.candidates)
        async with asyncio.timeout(10):
            await up.wait()
            while not far.up:
                await asyncio.sleep(0.01)
            far.send(bytes.fromhex("80600001000000010000000a") + b"word")
            far.send_rtcp(bytes.fromhex("80c900010000000a"))
            while not (rtp and rtcp):
                await asyncio.sleep(0.01)
            assert not near.silent()
            await near.close()
            await down.wait()
        assert rtp == [bytes.fromhex("80600001000000010000000a") + b"word"]
        assert rtcp == [bytes.fromhex("80c900010000000a")]
        await far.close()

    uvloop.run(story())
