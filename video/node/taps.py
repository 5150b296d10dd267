"""One browser connection: ICE by aioice, DTLS and SRTP by aiortc, and nothing else of theirs.

All touches of private names of aioice, aiortc and pylibsrtp are in this module, pinned to aiortc 1.16 and held by
`tests/video/node/test_taps.py`. Peer connections, receivers and senders of aiortc are not used: they would decode in a
thread and encode again. Media (first byte 128–191, RFC 7983) leaves aioice's path at the socket: no STUN parsing, no
queue.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
from collections.abc import Callable, Sequence
from typing import cast

import pylibsrtp
from aioice import Candidate, Connection
from aioice.candidate import candidate_foundation, candidate_priority
from aioice.ice import CandidatePair, StunProtocol
from aioice.stun import Message
from aiortc import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport, RTCIceTransport
from pylibsrtp._binding import ffi, lib

from video.node.ports import Ports
from video.node.sdp import Own, Peer
from video.node.sockets import LONGEST, Line, Wire

CONNECT_WITHIN = 30.0
"""Seconds a browser has from its offer to the end of the DTLS handshake."""

_WORK = ffi.new("char[]", LONGEST + 256)
_VIEW = ffi.buffer(_WORK)
_OCTETS = memoryview(_VIEW)
_LENGTH = ffi.new("int *")
_log = logging.getLogger(__name__)


def _ignore(_: bytes) -> None:
    """What arrives before SRTP is ready or after the end goes nowhere."""


class _Socket(StunProtocol):
    """A media socket: SRTP goes straight to the link, everything else (STUN, DTLS) the way of aioice."""

    def __init__(self, ice: _Ice, bound: socket.socket) -> None:
        super().__init__(ice)
        self.ice = ice
        self.bound = bound

    def open(self) -> None:
        """Begin to listen."""
        self.connection_made(Wire(self.bound, self.datagram_received, self.ice.away))

    async def close(self) -> None:
        """Give the socket back."""
        self.transport.close()
        self.connection_lost(None)

    def datagram_received(self, data: bytes | str, addr: tuple[object, ...]) -> None:
        """Called for each datagram, whoever sent it."""
        if isinstance(data, str) or len(data) < 13:
            return
        if 127 < data[0] < 192:
            self.ice.on_media(data)
        elif data[0] < 4 or self.ice.knows(addr):
            try:
                super().datagram_received(data, addr)
            except Exception as error:  # noqa: BLE001 (malformed STUN of a stranger must not cost a stack trace each)
                _log.debug("a datagram that cannot be read: %r", error)


class _Ice(Connection):
    """An ICE agent on given ports that tells where its media goes."""

    def __init__(self, ports: Ports, controlling: bool) -> None:
        super().__init__(ice_controlling=controlling)
        self._ports = ports
        self.on_media: Callable[[bytes], None] = _ignore
        self.on_route: Callable[[_Socket, tuple[str, int]], None] = lambda protocol, address: None
        self.heard = self.turned_away = False

    def away(self, address: tuple[object, ...]) -> None:
        """A machine says that nobody is there: of account only if it is the peer's."""
        chosen = self._nominated.get(1)
        if chosen is not None and chosen.remote_addr == address[:2]:
            self.turned_away = True

    def knows(self, address: tuple[object, ...]) -> bool:
        """Whether a check with our password came from there; only then its DTLS is read."""
        return any((known.host, known.port) == address[:2] for known in self._remote_candidates)

    def request_received(self, message: Message, addr: tuple[str, int], protocol: StunProtocol) -> None:
        """A check: a sign of life."""
        self.heard = True
        super().request_received(message, addr, protocol)

    async def gather_candidates(self) -> None:
        """Bind one port on every advertised address. Raises NoPort."""
        await asyncio.sleep(0)  # whoever asks after us comes first
        for addresses, bound in self._ports.bind():
            protocol = _Socket(self, bound)
            protocol.open()
            for address in addresses:
                preference = 65535 - len(self._local_candidates)
                candidate = Candidate(
                    foundation=candidate_foundation("host", "udp", address),
                    component=1, transport="udp", priority=candidate_priority(1, "host", preference),
                    host=address, port=bound.getsockname()[1], type="host",
                )  # fmt: skip
                self._local_candidates.append(candidate)
            protocol.local_candidate = candidate
            self._protocols.append(protocol)
        self._local_candidates_end = True

    def check_complete(self, pair: CandidatePair) -> None:
        """Follow the pair the browser nominates, the first time and whenever it moves."""
        super().check_complete(pair)
        chosen = self._nominated.get(1)
        if chosen is not None and isinstance(chosen.protocol, _Socket):
            self.on_route(chosen.protocol, chosen.remote_addr)


def _quick(session: pylibsrtp.Session, function: Callable[..., int]) -> Callable[[bytes], bytes]:
    """`session.protect` or `session.unprotect` without an allocation and two calls: 0.7 of 2.5 µs less a packet."""
    state, work, view, length = session._srtp[0], _WORK, _VIEW, _LENGTH

    def process(packet: bytes, _owner: pylibsrtp.Session = session) -> bytes:  # the session lives as long as this
        size = len(packet)
        if size > LONGEST:
            raise ValueError("packet is too long")
        length[0] = size
        view[:size] = packet
        if function(state, work, length):
            raise ValueError("SRTP refuses the packet")
        found: bytes = view[: length[0]]
        return found

    return process


def _sender(session: pylibsrtp.Session, link: Link) -> Callable[[bytes], None]:
    """`Link.send` in one call: protect an RTP packet in place and send it from there."""
    state, work, view, octets, length, protect = session._srtp[0], _WORK, _VIEW, _OCTETS, _LENGTH, lib.srtp_protect

    def send(packet: bytes, _owner: pylibsrtp.Session = session) -> None:  # the session lives as long as this
        size = len(packet)
        if size > LONGEST:
            link.unsent += 1
            return
        length[0] = size
        view[:size] = packet
        if protect(state, work, length):
            link.unsent += 1
            return
        try:
            link.push(octets[: length[0]])
        except ConnectionRefusedError:  # told of an earlier one: this one has not been sent
            link.push_again(octets[: length[0]])
        except OSError:
            link.unsent += 1

    return send


def _reader(session: pylibsrtp.Session, link: Link, line: Line) -> Callable[[], None]:
    """What reads a line once there are keys: into the place where SRTP works, and RTP is unprotected there."""
    state, work, view, octets, length = session._srtp[0], _WORK, _VIEW, _OCTETS, _LENGTH
    unprotect, receive = lib.srtp_unprotect, line.receive_into

    def read(_owner: pylibsrtp.Session = session) -> None:  # the session lives as long as this
        size = receive(view, LONGEST)
        if size < 13 or not 127 < octets[0] < 192 or 64 <= octets[1] & 0x7F <= 95:
            line.take(view[:size], line.peer)
            return
        length[0] = size
        if unprotect(state, work, length):
            link.refused += 1
            return
        try:
            link.on_rtp(view[: length[0]])
        except (ValueError, struct.error):
            link.refused += 1

    return read


class _Pipe:
    """The little of RTCIceTransport that RTCDtlsTransport uses."""

    def __init__(self, ice: _Ice) -> None:
        self._recv, self._send = ice.recv, ice.send
        self.role = "controlling" if ice.ice_controlling else "controlled"


class Link:
    """A connection to one peer: `listen`, answer with `own`, `connect`; then packets both ways until `on_down`."""

    def __init__(self, ports: Ports, *, controlling: bool = False) -> None:
        self.on_rtp: Callable[[bytes], None] = _ignore
        self.on_rtcp: Callable[[bytes], None] = _ignore
        self.on_up: Callable[[], None] = lambda: None
        self.on_down: Callable[[], None] = lambda: None
        self.send: Callable[[bytes], None] = self._lose
        """Protect an RTP packet and send it; one the socket does not take now is lost, as on any network."""
        self.up = False
        self.unsent = self.refused = 0
        self.push: Callable[[bytes | memoryview], object]
        """Send a protected packet to the peer. Raises OSError; known as soon as the peer is."""
        self._line: Line | None = None
        self._ice = _Ice(ports, controlling)
        self._ice.on_route = self._route
        self._dtls = RTCDtlsTransport(cast(RTCIceTransport, _Pipe(self._ice)), [RTCCertificate.generateCertificate()])
        self._dtls.on("statechange", self._dtls_changed)
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    async def listen(self) -> None:
        """Bind sockets. Raises NoPort."""
        await self._ice.gather_candidates()

    def own(self, setup: str) -> Own:
        """What the SDP says of this end."""
        digest = next(f for f in self._dtls.getLocalParameters().fingerprints if f.algorithm == "sha-256")
        candidates = [candidate.to_sdp() for candidate in self._ice.local_candidates]
        return Own(self._ice.local_username, self._ice.local_password, f"sha-256 {digest.value}", setup, candidates)

    def connect(self, peer: Peer, setup: str, candidates: Sequence[str] = ()) -> None:
        """Begin ICE and DTLS in the background; `on_up` or `on_down` tells how it went."""
        self._dtls._set_role("client" if setup == "active" else "server")
        self._task = asyncio.create_task(self._connect(peer, candidates))

    async def _connect(self, peer: Peer, candidates: Sequence[str]) -> None:
        self._ice.remote_username, self._ice.remote_password = peer.ufrag, peer.password
        prints = [RTCDtlsFingerprint(algorithm, value) for algorithm, value in peer.fingerprints]
        try:
            async with asyncio.timeout(CONNECT_WITHIN):
                for candidate in candidates:
                    await self._ice.add_remote_candidate(Candidate.from_sdp(candidate))
                await self._ice.connect()
                await self._dtls.start(RTCDtlsParameters(prints))
        except (ConnectionError, TimeoutError) as error:
            _log.info("a connection did not come up: %r", error)
        finally:
            if self._dtls.state != "connected":
                self._end()
        if self._dtls.state == "connected" and not self._closed:
            self._open()

    def _open(self) -> None:
        rx, tx = self._dtls._rx_srtp, self._dtls._tx_srtp
        self._unprotect, self._unprotect_rtcp = _quick(rx, lib.srtp_unprotect), _quick(rx, lib.srtp_unprotect_rtcp)
        self._protect_rtcp, self.send = _quick(tx, lib.srtp_protect_rtcp), _sender(tx, self)
        self.up = True
        self._ice.on_media = self._media
        self._hasten()
        self.on_up()

    def _route(self, protocol: _Socket, address: tuple[str, int]) -> None:
        """The peer is there: the first time, and whenever it moves."""
        if self._line is not None and (self._line.bound, self._line.peer) == (protocol.bound, address):
            return
        self._hang_up()
        try:
            self._line = Line(protocol.bound, address, protocol.datagram_received, self._ice.away)
        except OSError as error:  # no more files may be open: it goes without
            _log.warning("no line to a peer: %s", error.strerror)
            self.push = lambda data: protocol.bound.sendto(data, address)
        else:
            self.push = self._line.send
            self._hasten()

    def _hasten(self) -> None:
        """A line and keys are there: media leaves the way of everything else."""
        if self.up and self._line is not None:
            self._line.use(_reader(self._dtls._rx_srtp, self, self._line))

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _media(self, data: bytes) -> None:
        """One SRTP or SRTCP datagram; payload types 64–95 are RTCP (RFC 5761 section 4)."""
        try:
            if 64 <= data[1] & 0x7F <= 95:
                self._ice.heard = True
                self.on_rtcp(self._unprotect_rtcp(data))
            else:
                self.on_rtp(self._unprotect(data))
        except (pylibsrtp.Error, ValueError, struct.error):
            self.refused += 1

    def _lose(self, packet: bytes) -> None:
        """What is to be sent before there are keys is lost."""
        self.unsent += 1

    def push_again(self, protected: bytes | memoryview) -> None:
        """The other machine turned an earlier packet away, maybe one for a stranger; this one has its chance."""
        try:
            self.push(protected)
        except OSError:
            self.unsent += 1

    def send_rtcp(self, packet: bytes) -> None:
        """Protect RTCP and send it."""
        if not self.up:
            return
        try:
            self.push(self._protect_rtcp(packet))
        except (OSError, pylibsrtp.Error, ValueError):
            self.unsent += 1

    def silent(self) -> bool:
        """Whether neither checks nor RTCP have come since the last call (a browser checks every 2.5 s)."""
        heard, self._ice.heard = self._ice.heard, False
        return not heard

    def turned_away(self) -> bool:
        """Whether the peer's machine said since the last call that nobody is there (ICMP)."""
        away, self._ice.turned_away = self._ice.turned_away, False
        return away

    def _dtls_changed(self) -> None:
        if self._dtls.state == "closed":
            self._end()

    def _end(self) -> None:
        self.up = False
        self._ice.on_media = _ignore
        self._hang_up()
        if not self._closed:
            self._closed = True
            self.on_down()

    async def close(self) -> None:
        """Stop media at once, say goodbye to the peer, give the sockets back."""
        self._closed = True
        self._end()
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()
        await self._dtls.stop()
        await self._ice.close()
