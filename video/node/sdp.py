"""Offers read and answers written: only what WHIP (RFC 9725) and a WHEP seat need, Opus and VP8 only. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
CODECS = {"audio": ("opus/48000/2", "maxaveragebitrate=20000;minptime=10;useinbandfec=1"), "video": ("vp8/90000", "")}
NAMES = {"audio": "opus/48000/2", "video": "VP8/90000"}
DIGESTS = ("sha-256", "sha-384", "sha-512")
MOST_MEDIA = 160

_ICE = re.compile(r"[A-Za-z0-9+/]{4,256}")
_TOKEN = re.compile(r"[!#-'*+\-.0-9A-Z^-~]{1,64}")


class SdpError(ValueError):
    """The body is not an offer this node can answer."""


@dataclass(frozen=True)
class Peer:
    """How to know the other end: its ICE credentials, its certificate's digests, its part in the DTLS handshake."""

    ufrag: str
    password: str
    fingerprints: tuple[tuple[str, str], ...]
    setup: str = "actpass"


@dataclass(frozen=True)
class Media:
    """One m-line of an offer. `payload_type` is None where neither Opus nor VP8 was offered in it."""

    kind: str
    protocol: str
    formats: str
    mid: str
    direction: str
    payload_type: int | None
    feedback: frozenset[str] = frozenset()
    transport_cc: int | None = None
    ssrc: int | None = None
    reduced_size: bool = False
    rtx: int | None = None  # the payload type of retransmissions (RFC 4588), and the stream they come by
    rtx_ssrc: int | None = None
    audio_level: int | None = None

    def sends(self) -> bool:
        """Whether the browser can send here something the node can carry."""
        return self.payload_type is not None and self.direction in ("sendonly", "sendrecv")

    def receives(self) -> bool:
        """Whether the browser wants to receive here something the node can carry."""
        return self.payload_type is not None and self.direction in ("recvonly", "sendrecv")


@dataclass(frozen=True)
class Offer:
    """A browser's offer. Candidates are left out on purpose: the peer is learned from its checks alone."""

    peer: Peer
    media: tuple[Media, ...]


@dataclass(frozen=True)
class Own:
    """The node's end of one connection."""

    ufrag: str
    password: str
    fingerprint: str
    setup: str
    candidates: Sequence[str] = ()


@dataclass(frozen=True)
class Reply:
    """What the node answers to one m-line; `direction` inactive refuses it."""

    direction: str = "inactive"
    feedback: frozenset[str] = frozenset()
    transport_cc: bool = False
    ssrc: int | None = None
    stream: str = ""
    rtx: bool = False
    rtx_ssrc: int | None = None
    audio_level: bool = False


def parse(text: str) -> Offer:
    """Read an offer. Raises SdpError, which says what is wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or lines[0] != "v=0":
        raise SdpError("an SDP begins with v=0")
    starts = [i for i, line in enumerate(lines) if line.startswith("m=")]
    if not starts or len(starts) > MOST_MEDIA:
        raise SdpError(f"an offer has 1 to {MOST_MEDIA} m-lines")
    session = _attributes(lines[: starts[0]])
    sections = [lines[a:b] for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
    media = tuple(_media(section) for section in sections)
    bundle = next((g.split()[1:] for g in session.get("group", []) if g.startswith("BUNDLE ")), [])
    mids = [m.mid for m in media]
    if len(set(mids)) != len(mids) or any(mid not in bundle for mid in mids):
        raise SdpError("all m-lines must have their own mid and stand in one BUNDLE group")
    return Offer(_peer(session, _attributes(sections[0])), media)


def answer(offer: Offer, replies: Sequence[Reply], own: Own, session_id: int) -> str:
    """Write the answer: one reply for each m-line of the offer, in its order (RFC 8829 section 5.3)."""
    taken = [m.mid for m, r in zip(offer.media, replies, strict=True) if r.direction != "inactive"]
    out = ["v=0", f"o=- {session_id} 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=group:BUNDLE " + " ".join(taken)]
    for media, reply in zip(offer.media, replies, strict=True):
        if reply.direction == "inactive":
            out += [f"m={media.kind} 0 {media.protocol} {media.formats}", "c=IN IP4 0.0.0.0", f"a=mid:{media.mid}"]
            out.append("a=inactive")
        else:
            out += _section(media, reply, own, first=media.mid == taken[0])
    return "\r\n".join(out) + "\r\n"


def _section(media: Media, reply: Reply, own: Own, first: bool) -> list[str]:
    payload, rtx = media.payload_type, media.rtx if reply.rtx else None
    formats = payload if rtx is None else f"{payload} {rtx}"
    out = [f"m={media.kind} 9 {media.protocol} {formats}", "c=IN IP4 0.0.0.0", f"a=mid:{media.mid}"]
    out += [f"a=ice-ufrag:{own.ufrag}", f"a=ice-pwd:{own.password}"]
    out += [f"a=fingerprint:{own.fingerprint}", f"a=setup:{own.setup}", f"a={reply.direction}", "a=rtcp-mux"]
    if media.reduced_size:
        out.append("a=rtcp-rsize")
    out.append(f"a=rtpmap:{payload} {NAMES[media.kind]}")
    if parameters := CODECS[media.kind][1]:
        out.append(f"a=fmtp:{payload} {parameters}")
    if rtx is not None:
        out += [f"a=rtpmap:{rtx} rtx/90000", f"a=fmtp:{rtx} apt={payload}"]
    out += [f"a=rtcp-fb:{payload} {kind}" for kind in sorted(media.feedback & reply.feedback)]
    if reply.transport_cc and media.transport_cc is not None:
        out.append(f"a=extmap:{media.transport_cc} {TRANSPORT_CC}")
    if reply.audio_level and media.audio_level is not None:
        out.append(f"a=extmap:{media.audio_level} {AUDIO_LEVEL}")
    if reply.ssrc is not None:
        out += [f"a=msid:{reply.stream} {reply.stream}-{media.kind}", f"a=ssrc:{reply.ssrc} cname:{reply.stream}"]
        if rtx is not None and reply.rtx_ssrc is not None:
            out += [f"a=ssrc-group:FID {reply.ssrc} {reply.rtx_ssrc}", f"a=ssrc:{reply.rtx_ssrc} cname:{reply.stream}"]
    if first:
        out += [f"a=candidate:{candidate}" for candidate in own.candidates] + ["a=end-of-candidates"]
    return out


def _attributes(lines: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in lines:
        if line.startswith("a="):
            key, _, value = line[2:].partition(":")
            found.setdefault(key, []).append(value)
    return found


def _peer(session: dict[str, list[str]], media: dict[str, list[str]]) -> Peer:
    def one(key: str) -> str:
        return (media.get(key) or session.get(key) or [""])[0].strip()

    ufrag, password, setup = one("ice-ufrag"), one("ice-pwd"), one("setup") or "actpass"
    if not _ICE.fullmatch(ufrag) or not _ICE.fullmatch(password) or len(password) < 22:
        raise SdpError("ice-ufrag or ice-pwd is missing or malformed")
    if setup not in ("actpass", "active", "passive"):
        raise SdpError(f"unknown setup {setup!r}")
    pairs = [value.split() for value in media.get("fingerprint") or session.get("fingerprint") or []]
    known = tuple((pair[0].lower(), pair[1]) for pair in pairs if len(pair) == 2 and pair[0].lower() in DIGESTS)
    if not known:
        raise SdpError("a fingerprint by SHA-256, SHA-384 or SHA-512 is needed")
    return Peer(ufrag, password, known, setup)


def _media(lines: Sequence[str]) -> Media:
    head = lines[0][2:].split(" ", 3)
    attributes = _attributes(lines[1:])
    mid = (attributes.get("mid") or [""])[0]
    if len(head) != 4 or not _TOKEN.fullmatch(head[0]) or not _TOKEN.fullmatch(mid):
        raise SdpError("an m-line is malformed or has no mid")
    kind, _, protocol, formats = head
    if kind in CODECS and "rtcp-mux" not in attributes:
        raise SdpError("rtcp-mux is needed")
    payload = _payload_type(kind, attributes.get("rtpmap", []), formats.split())
    ssrc = _ssrc(attributes)
    return Media(
        kind, protocol, formats, mid,
        direction=next((d for d in ("sendonly", "recvonly", "inactive") if d in attributes), "sendrecv"),
        payload_type=payload if protocol == "UDP/TLS/RTP/SAVPF" else None,
        feedback=_feedback(attributes.get("rtcp-fb", []), payload),
        transport_cc=_extension(attributes.get("extmap", []), TRANSPORT_CC),
        ssrc=ssrc,
        reduced_size="rtcp-rsize" in attributes,
        rtx=_rtx(attributes, formats.split(), payload) if kind == "video" else None,
        rtx_ssrc=_partner(attributes.get("ssrc-group", []), ssrc),
        audio_level=_extension(attributes.get("extmap", []), AUDIO_LEVEL),
    )  # fmt: skip


def _payload_type(kind: str, maps: Sequence[str], formats: Sequence[str]) -> int | None:
    """The first payload type of this kind's codec; 64–95 would be taken for RTCP (RFC 5761)."""
    for entry in maps:
        number, _, codec = entry.partition(" ")
        right = number in formats and kind in CODECS and codec.strip().lower() == CODECS[kind][0]
        if right and _is_free(number):
            return int(number)
    return None


def _is_free(number: str) -> bool:
    return number.isascii() and number.isdigit() and int(number) < 128 and not 64 <= int(number) <= 95


def _rtx(attributes: dict[str, list[str]], formats: Sequence[str], payload: int | None) -> int | None:
    """The payload type that repeats packets of this one."""
    for entry in attributes.get("rtpmap", []):
        number, _, codec = entry.partition(" ")
        if number in formats and codec.strip().lower() == "rtx/90000" and _is_free(number):
            parameters = (line.partition(" ") for line in attributes.get("fmtp", []))
            if any(n == number and f"apt={payload}" in p.replace(" ", "").split(";") for n, _, p in parameters):
                return int(number)
    return None


def _partner(groups: Sequence[str], ssrc: int | None) -> int | None:
    """The stream of retransmissions that belongs to this one (RFC 5576 section 4.2)."""
    for group in groups:
        parts = group.split()
        if len(parts) == 3 and parts[:2] == ["FID", str(ssrc)] and _is_ssrc(parts[2]):
            return int(parts[2])
    return None


def _is_ssrc(number: str) -> bool:
    return number.isascii() and number.isdigit() and 0 < int(number) < 1 << 32


def _feedback(lines: Sequence[str], payload: int | None) -> frozenset[str]:
    found = (line.partition(" ") for line in lines)
    return frozenset(kind.strip() for number, _, kind in found if number in ("*", str(payload)))


def _extension(lines: Sequence[str], uri: str) -> int | None:
    for line in lines:
        number, _, rest = line.partition(" ")
        number = number.partition("/")[0]
        if rest.split(" ")[0] == uri and number.isascii() and number.isdigit() and 1 <= int(number) <= 14:
            return int(number)
    return None


def _ssrc(attributes: dict[str, list[str]]) -> int | None:
    for value in attributes.get("ssrc", []):
        number = value.split(" ")[0]
        if _is_ssrc(number):
            return int(number)
    return None
