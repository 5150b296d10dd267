"""Offers as browsers make them."""

from __future__ import annotations

from video.node.sdp import NAMES, TRANSPORT_CC, Own

OWN = Own("uFrG", "p" * 24, "sha-256 " + ":".join(["AB"] * 32), "actpass")
PAYLOADS = {"audio": 111, "video": 96}


def offer(
    direction: str, slots: int = 1, own: Own = OWN, kinds: tuple[str, ...] = ("audio", "video"), *, rtx: bool = True
) -> str:
    """An offer of `slots` times these kinds, with more codecs, extensions and candidates than the node will take."""
    media = [kind for _ in range(slots) for kind in kinds]
    lines = ["v=0", "o=- 4611731400430051336 2 IN IP4 127.0.0.1", "s=-", "t=0 0"]
    lines += ["a=group:BUNDLE " + " ".join(map(str, range(len(media)))), "a=extmap-allow-mixed", "a=msid-semantic: WMS"]
    for mid, kind in enumerate(media):
        lines += _section(mid, kind, direction, own, rtx)
    return "\r\n".join(lines) + "\r\n"


def bundled(text: str) -> str:
    """The same offer by a page that wants one way for everything (max-bundle): no line but the first has its own."""
    head, first, *rest = text.split("\r\nm=")
    own = ("a=candidate:", "a=ice-", "a=fingerprint:", "a=setup:", "a=rtcp:")
    for place, section in enumerate(rest):
        line, *others = [one for one in section.split("\r\n") if not one.startswith(own)]
        rest[place] = "\r\n".join([line.replace(" 9 ", " 0 ", 1), "a=bundle-only", *others])
    return "\r\nm=".join([head, first, *rest])


def _section(mid: int, kind: str, direction: str, own: Own, rtx: bool) -> list[str]:
    payload = PAYLOADS[kind]
    lines = [f"m={kind} 9 UDP/TLS/RTP/SAVPF 63 {payload} 97 45", "c=IN IP4 0.0.0.0", "a=rtcp:9 IN IP4 0.0.0.0"]
    lines.append("a=candidate:1 1 udp 2113937151 0f5ab4d1-secret.local 54321 typ host generation 0")
    lines += [f"a=ice-ufrag:{own.ufrag}", f"a=ice-pwd:{own.password}", "a=ice-options:trickle"]
    lines += [f"a=fingerprint:{own.fingerprint}", f"a=setup:{own.setup}", f"a=mid:{mid}"]
    lines += ["a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level", f"a=extmap:3 {TRANSPORT_CC}"]
    lines += [f"a={direction}", "a=rtcp-mux", "a=rtcp-rsize", f"a=rtpmap:{payload} {NAMES[kind]}"]
    lines += ["a=rtpmap:63 red/48000/2", "a=rtpmap:45 AV1/90000"]
    if rtx:
        lines += ["a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96"]
    lines += [f"a=rtcp-fb:{payload} transport-cc"]
    if kind == "video":
        lines += [f"a=rtcp-fb:{payload} {feedback}" for feedback in ("goog-remb", "ccm fir", "nack", "nack pli")]
    if direction == "sendonly":
        if kind == "video" and rtx:
            lines += [f"a=ssrc-group:FID {1000 + mid} {2000 + mid}"]
        lines += [f"a=msid:- track-{mid}", f"a=ssrc:{1000 + mid} cname:browser", f"a=ssrc:{2000 + mid} cname:browser"]
    return lines
