"""The ports and addresses media travels by."""

from __future__ import annotations

import socket

import pytest

from video.node.ports import NoPort, Ports

ADDRESSES = ["127.0.0.1"]


def free(count: int) -> range:
    """So many UDP ports in a row that nobody uses now."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind(("127.0.0.1", 0))
            first = probe.getsockname()[1]
        try:
            for port in range(first, first + count):
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
                    probe.bind(("0.0.0.0", port))
        except (OSError, OverflowError):
            continue
        return range(first, first + count)


def test_a_port_range_is_kept_to_and_used_up():
    ports = free(2)
    first = Ports(ports, ADDRESSES)
    taken = first.bind() + first.bind()
    assert sorted(bound.getsockname()[1] for _, bound in taken) == list(ports)
    with pytest.raises(NoPort):
        first.bind()
    taken.pop(0)[1].close()
    taken += first.bind()
    assert (taken[-1][0], taken[-1][1].getsockname()) == (("127.0.0.1",), ("127.0.0.1", ports[0]))
    for _, bound in taken:
        bound.close()


def test_a_port_just_given_back_is_not_the_next_given_out():
    ports = free(3)
    given, seen = Ports(ports, ADDRESSES), []
    for _ in ports:
        ((_, bound),) = given.bind()
        seen.append(bound.getsockname()[1])
        bound.close()
    assert seen == list(ports)


def test_a_port_taken_by_somebody_else_is_passed_over():
    ports = free(2)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", ports[0]))
        ((_, bound),) = Ports(ports, ADDRESSES).bind()
        assert bound.getsockname()[1] == ports[1]
        bound.close()


def test_an_address_of_a_router_in_front_is_advertised_and_listened_for_everywhere():
    ((addresses, bound),) = Ports(free(2), ["127.0.0.1", "192.0.2.10"]).bind()
    assert addresses == ("127.0.0.1", "192.0.2.10")
    assert bound.getsockname()[0] == "0.0.0.0"
    bound.close()
