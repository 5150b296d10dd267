"""The ports and addresses media travels by."""

from __future__ import annotations

import socket

import pytest

from video.node.ports import NoPort, Ports

ADDRESSES = ["127.0.0.1"]


def test_a_port_range_is_kept_to_and_used_up():
    first = Ports(range(42600, 42602), ADDRESSES)
    taken = first.bind() + first.bind()
    assert sorted(bound.getsockname()[1] for _, bound in taken) == [42600, 42601]
    with pytest.raises(NoPort):
        first.bind()
    taken.pop(0)[1].close()
    taken += first.bind()
    assert (taken[-1][0], taken[-1][1].getsockname()) == (("127.0.0.1",), ("127.0.0.1", 42600))
    for _, bound in taken:
        bound.close()


def test_a_port_just_given_back_is_not_the_next_given_out():
    ports = Ports(range(42610, 42613), ADDRESSES)
    seen = []
    for _ in range(3):
        ((_, bound),) = ports.bind()
        seen.append(bound.getsockname()[1])
        bound.close()
    assert seen == [42610, 42611, 42612]


def test_a_port_taken_by_somebody_else_is_passed_over():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 42620))
        ((_, bound),) = Ports(range(42620, 42622), ADDRESSES).bind()
        assert bound.getsockname()[1] == 42621
        bound.close()


def test_an_address_of_a_router_in_front_is_advertised_and_listened_for_everywhere():
    ((addresses, bound),) = Ports(range(42630, 42640), ["127.0.0.1", "192.0.2.10"]).bind()
    assert addresses == ("127.0.0.1", "192.0.2.10")
    assert bound.getsockname()[0] == "0.0.0.0"
    bound.close()
