"""The environment, understood or refused with the name of what is wrong."""

from __future__ import annotations

import ipaddress

import pytest

from video.node.settings import SettingsError, read

GOOD = {"COURTYARD_NODE_PORT": "8901", "COURTYARD_NODE_TOKEN": "t" * 16}


def test_ports_and_addresses_may_be_left_out():
    found = read(GOOD)
    assert (found.control_port, found.token, found.ports) == (8901, "t" * 16, range(40000, 41000))
    assert found.addresses[-1] == "127.0.0.1"
    assert all(ipaddress.ip_address(address) for address in found.addresses)


def test_ports_and_addresses_are_taken_as_given():
    found = read(GOOD | {"MEDIA_PORTS": "5000-5003", "MEDIA_ADDRESS": "192.0.2.7, 2001:db8::1"})
    assert (found.ports, found.addresses) == (range(5000, 5004), ("192.0.2.7", "2001:db8::1"))
    assert read(GOOD | {"MEDIA_PORTS": "5000"}).ports == range(5000, 5001)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COURTYARD_NODE_PORT", ""), ("COURTYARD_NODE_PORT", "0"), ("COURTYARD_NODE_PORT", "70000"),
        ("COURTYARD_NODE_PORT", "http"), ("COURTYARD_NODE_TOKEN", "short"), ("MEDIA_PORTS", "9-8"),
        ("MEDIA_PORTS", "1-x"), ("MEDIA_ADDRESS", "example.org"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_by_name(name, value):
    with pytest.raises(SettingsError, match=name):
        read(GOOD | {name: value})
