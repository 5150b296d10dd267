"""The node as a process: how it starts, ends, and comes back with nothing but a new name."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from tests.video.node.process import ROOT, NodeProcess


def test_it_says_one_line_when_ready_and_ends_cleanly():
    with NodeProcess() as node:
        assert f"127.0.0.1:{node.port}" in node.ready
        assert node.get("/health")["conferences"] == 0
        assert node.stop() == 0
        assert node.lines == []


def test_an_interrupt_ends_it_too_even_while_somebody_waits_for_events():
    with NodeProcess() as node:
        waiting = subprocess.Popen(
            [sys.executable, "-c", f"""
import urllib.request
request = urllib.request.Request("http://127.0.0.1:{node.port}/events?wait=25")
request.add_header("Authorization", "Bearer {node.token}")
print(urllib.request.urlopen(request, timeout=30).status)"""],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        node.request("GET", "/events?wait=0.5")  # by now the other one waits too
        node.process.send_signal(signal.SIGINT)
        assert node.process.wait(10) == 0
        assert waiting.communicate(timeout=10)[0] == "200\n"


def test_after_a_crash_it_has_a_new_boot_id_and_knows_nothing():
    with NodeProcess() as node:
        assert node.put("k", 9, {"a": []}) == 200
        boot = node.get("/health")["boot"]
        assert node.get("/conferences/k")["boot"] == boot
        node.kill()
        node.start()
        health = node.get("/health")
        assert health["boot"] != boot and health["conferences"] == 0
        assert node.request("GET", "/conferences/k")[0] == 404
        assert node.put("k", 1, {"a": []}) == 200
        assert node.get("/events?after=5&wait=20")["lost"] is True


@pytest.mark.parametrize("missing", ["COURTYARD_NODE_PORT", "COURTYARD_NODE_TOKEN"])
def test_without_its_settings_it_does_not_start(missing):
    environment = os.environ | {"COURTYARD_NODE_PORT": "1", "COURTYARD_NODE_TOKEN": "t" * 16, missing: ""}
    ended = subprocess.run(
        [sys.executable, "-m", "video.node"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=20
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert missing in ended.stderr


def test_it_loads_neither_flask_nor_a_database_nor_the_product():
    code = "import sys, video.node.__main__; print(sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "'aiortc'" in loaded
    for name in ("flask", "sqlalchemy", "mediation", "documents"):
        assert f"'{name}'" not in loaded
