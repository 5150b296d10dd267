"""What is read of an offer, what is answered, what is refused."""

from __future__ import annotations

import pytest
from aiortc.sdp import SessionDescription
from hypothesis import given
from hypothesis import strategies as st

from tests.video.node.offers import OWN, offer
from video.node.sdp import TRANSPORT_CC, Own, Reply, SdpError, answer, parse

NODE = Own("node", "n" * 22, "sha-256 " + ":".join(["CD"] * 32), "active", ["1 1 udp 1 192.0.2.1 40000 typ host"])


def lines(text: str) -> list[str]:
    return text.split("\r\n")


def test_an_offer_is_read():
    found = parse(offer("sendonly"))
    assert (found.peer.ufrag, found.peer.password, found.peer.setup) == ("uFrG", "p" * 24, "actpass")
    assert found.peer.fingerprints == (("sha-256", OWN.fingerprint.split()[1]),)
    audio, video = found.media
    assert (audio.kind, audio.payload_type, audio.ssrc, audio.transport_cc) == ("audio", 111, 1000, 3)
    assert (video.kind, video.payload_type, video.ssrc) == ("video", 96, 1001)
    assert video.feedback == {"transport-cc", "goog-remb", "ccm fir", "nack", "nack pli"}
    assert audio.sends() and not audio.receives() and audio.reduced_size


def test_the_answer_has_an_m_line_for_each_of_the_offer_and_others_can_read_it():
    found = parse(offer("recvonly", 2))
    replies = [Reply("sendonly", frozenset({"nack"}), ssrc=70 + i, stream=f"slot-{i // 2}") for i in range(3)]
    text = answer(found, [*replies, Reply()], NODE, 5)
    theirs = SessionDescription.parse(text)
    assert [m.kind for m in theirs.media] == ["audio", "video", "audio", "video"]
    assert [m.port for m in theirs.media] == [9, 9, 9, 0]
    assert [m.direction for m in theirs.media] == ["sendonly", "sendonly", "sendonly", "inactive"]
    assert [m.ssrc[0].ssrc for m in theirs.media[:3]] == [70, 71, 72]
    assert theirs.group[0].items == ["0", "1", "2"]
    assert theirs.media[0].msid == "slot-0 slot-0-audio" and theirs.media[1].msid == "slot-0 slot-0-video"
    assert [len(m.ice_candidates) for m in theirs.media] == [1, 0, 0, 0]
    assert theirs.media[0].ice_candidates_complete
    assert [c.mimeType for m in theirs.media[:2] for c in m.rtp.codecs] == ["audio/opus", "video/VP8"]


def test_only_what_was_offered_is_answered():
    text = answer(
        parse(offer("sendonly")), [Reply("recvonly", frozenset({"nack", "more"}), transport_cc=True)] * 2, NODE, 1
    )
    assert "a=rtcp-fb:96 nack" in lines(text)
    assert "more" not in text and "a=rtcp-fb:111" not in text
    assert text.count(f"a=extmap:3 {TRANSPORT_CC}") == 2
    assert "audio-level" not in text and "rtx" not in text and "red/" not in text


def test_no_address_of_the_browser_comes_back():
    found = parse(offer("sendonly"))
    assert "secret" not in answer(found, [Reply("recvonly")] * 2, NODE, 1)
    assert "secret" not in repr(found)


FIREFOX = """v=0
o=mozilla...THIS_IS_SDPARTA-99.0 5177 0 IN IP4 0.0.0.0
s=-
t=0 0
a=fingerprint:sha-256 AB:CD
a=group:BUNDLE 0 1
a=ice-options:trickle
a=msid-semantic:WMS *
m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101
c=IN IP4 0.0.0.0
a=sendonly
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:2/recvonly urn:ietf:params:rtp-hdrext:csrc-audio-level
a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1
a=ice-pwd:0123456789abcdef0123456789abcdef
a=ice-ufrag:01234567
a=mid:0
a=rtcp-mux
a=rtpmap:109 opus/48000/2
a=rtpmap:9 G722/8000/1
a=setup:actpass
a=ssrc:1573284234 cname:{7ae0}
m=video 9 UDP/TLS/RTP/SAVPF 120 124 126 127
c=IN IP4 0.0.0.0
a=sendonly
a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=fmtp:124 apt=120
a=ice-pwd:0123456789abcdef0123456789abcdef
a=ice-ufrag:01234567
a=mid:1
a=rtcp-fb:120 nack
a=rtcp-fb:120 nack pli
a=rtcp-fb:120 ccm fir
a=rtcp-fb:120 transport-cc
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:120 VP8/90000
a=rtpmap:124 rtx/90000
a=setup:actpass
a=ssrc:2837287 cname:{7ae0}
a=ssrc:998877 cname:{7ae0}
a=ssrc-group:FID 2837287 998877
"""


def test_an_offer_of_firefox_has_its_digest_for_all_and_its_own_numbers():
    found = parse(FIREFOX)
    assert found.peer.fingerprints == (("sha-256", "AB:CD"),)
    assert [(m.payload_type, m.ssrc, m.transport_cc) for m in found.media] == [
        (109, 1573284234, None),
        (120, 2837287, 7),
    ]
    text = answer(found, [Reply("recvonly", frozenset({"nack"}), transport_cc=True)] * 2, NODE, 1)
    assert "a=rtpmap:109 opus/48000/2" in lines(text) and "a=extmap:7 " + TRANSPORT_CC in lines(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("v=0", "v=1"),
        ("a=ice-ufrag:uFrG\r\n", ""),
        ("a=ice-ufrag:uFrG", "a=ice-ufrag:u\x0bFrG"),
        ("a=ice-pwd:" + "p" * 24, "a=ice-pwd:short"),
        ("a=fingerprint:sha-256", "a=fingerprint:md5"),
        ("a=setup:actpass", "a=setup:perhaps"),
        ("BUNDLE 0 1", "BUNDLE 0"),
        ("a=group:BUNDLE 0 1\r\n", ""),
        ("a=mid:1\r\n", "a=mid:0\r\n"),
        ("a=mid:1\r\n", ""),
        ("a=rtcp-mux\r\n", ""),
    ],
)
def test_an_offer_that_cannot_be_answered_is_refused(old, new):
    with pytest.raises(SdpError):
        parse(offer("sendonly").replace(old, new))


def test_without_opus_or_vp8_an_m_line_carries_nothing():
    found = parse(offer("sendonly").replace("opus/48000/2", "PCMU/8000").replace("VP8/90000", "H264/90000"))
    assert [m.payload_type for m in found.media] == [None, None]
    assert not any(m.sends() for m in found.media)


def test_a_payload_type_that_would_look_like_rtcp_is_not_taken():
    text = offer("sendonly", kinds=("audio",)).replace(" 111 ", " 72 ").replace(":111 ", ":72 ")
    assert parse(text).media[0].payload_type is None


@given(st.text(max_size=300))
def test_any_text_is_an_offer_or_an_error(text):
    for candidate in (text, "v=0\n" + text, offer("sendonly") + text, offer("sendonly")[: len(text) * 7] + text):
        try:
            found = parse(candidate)
        except SdpError:
            continue
        answered = answer(found, [Reply()] * len(found.media), NODE, 1)
        assert all(line == "" or line[1] == "=" for line in lines(answered))
