"""The bad network of the tests is as bad as it is told to be, and the same for the same seed."""

from __future__ import annotations

import json
import socket

import pytest

from tests.video.link import HEADERS, Line, Link


def test_a_line_loses_its_share_and_the_same_seed_loses_the_same():
    lines = [Line(3), Line(3), Line(4)]
    for line in lines:
        line.loss = 0.2
    first, same, other = ([line.carries(100, float(n)) is None for n in range(5000)] for line in lines)
    assert first == same != other
    assert 0.18 < sum(first) / 5000 < 0.22
    assert lines[0].did["lost"] == sum(first) and lines[0].did.total() == 5000


def test_a_narrow_line_delays_then_drops_and_is_free_again():
    line = Line(1)
    line.rate, line.queue, line.delay = 80_000.0, 0.1, 0.05
    size = 1000 - HEADERS  # a tenth of a second each
    assert [line.carries(size, 0.0) for _ in range(4)] == pytest.approx([0.15, 0.25, None, None])
    assert line.carries(size, 1.0) == pytest.approx(1.15)
    assert line.did == {"passed": 3, "full": 2}


def test_a_cut_line_carries_nothing_until_it_is_mended():
    with Link() as link:
        link.cut()
        assert link.up.carries(100, 0.0) is None and link.down.carries(100, 0.0) is None
        link.mend()
        assert link.up.carries(100, 0.0) == 0.0
        assert link.did == {"cut": 2, "passed": 1}


def test_after_a_move_the_node_sees_another_address_and_answers_reach_the_browser():
    with Link() as link, _bound() as node, _bound() as browser:
        said = f"a=candidate:1 1 udp 2 127.0.0.1 {node.getsockname()[1]} typ host\r\n"
        port = int(link.through(said).split()[5])
        assert link.through(said) == said.replace(str(node.getsockname()[1]), str(port))
        both = json.dumps({"whip": {"sdp": said}, "whep": {"sdp": said}})
        assert link.through(both) == both.replace(str(node.getsockname()[1]), str(port))
        seen = []
        for _ in range(2):
            browser.sendto(b"there", ("127.0.0.1", port))
            data, address = node.recvfrom(100)
            node.sendto(b"back", address)
            assert (data, browser.recv(100)) == (b"there", b"back")
            seen.append(address)
            link.move()
        assert seen[0] != seen[1]


def _bound() -> socket.socket:
    found = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    found.bind(("127.0.0.1", 0))
    found.settimeout(5)
    return found
