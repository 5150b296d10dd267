"""`up` for real: three processes on a data folder of their own, one of them killed, all of them stopped."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mediation.core import settings
from mediation.core.settings import CHECKOUT
from mediation.operations import lan, supervise
from mediation.operations.prepare import free_port
from mediation.operations.stop import Stop
from tests.operations.processes import gone, until

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "COURTYARD_HOME": str(tmp_path / "var"), "COURTYARD_PORT": str(free_port())}


@pytest.fixture
def start(environment: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def run(*program: str) -> subprocess.Popen[str]:
        with (tmp_path / f"log{len(started)}").open("w") as log:
            command = [sys.executable, *(program or ("-m", "mediation.operations", "up"))]
            pipes = {"stdout": subprocess.PIPE, "stderr": log}
            started.append(subprocess.Popen(command, cwd=CHECKOUT, env=environment, text=True, **pipes))
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()


def address(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    said = next((line for line in process.stdout if "is open at" in line), "")
    return re.findall(r"http://\S+", said)[0]


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/static/css/courtyard.css", timeout=5) as answer:
            return answer.status == 200
    except urllib.error.URLError:
        return False


def family(process: subprocess.Popen[str]) -> dict[str, int]:
    """The three processes by name."""
    pids = map(int, Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split())
    lines = {pid: Path(f"/proc/{pid}/cmdline").read_text().split("\0") for pid in pids}
    names = {"video.node": "node", "uvicorn": "web", "mediation.operations": "worker"}
    return {names[line[2]]: pid for pid, line in lines.items() if len(line) > 2}


def told(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/environ").read_text().split("\0")
    return dict(line.split("=", 1) for line in lines if line.startswith("COURTYARD_NODE_"))


def listens(port: str) -> bool:
    try:
        socket.create_connection(("127.0.0.1", int(port)), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.mark.serial
@pytest.mark.parametrize("program", [("-m", "mediation.operations", "up"), ("wsgi.py",)])
def test_it_starts_three_processes_and_ctrl_c_ends_them(
    start: Start, program: tuple[str, ...], tmp_path: Path
) -> None:
    process = start(*program)
    assert answers(address(process))
    running = family(process)
    assert sorted(running) == ["node", "web", "worker"]
    process.send_signal(signal.SIGINT)
    assert process.wait(90) == 0
    assert all(map(gone, running.values()))
    said = (tmp_path / "log0").read_text()
    assert "courtyard:" not in said and "Traceback" not in said  # none had to be killed, none complained


@pytest.mark.serial
def test_what_is_killed_comes_back_in_its_old_place(start: Start, environment: dict[str, str]) -> None:
    process = start()
    url = address(process)
    before = family(process)
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    until(lambda: len(family(process)) == 3 and not set(family(process).values()) & set(before.values()))
    until(lambda: answers(url))
    until(lambda: listens(told(family(process)["node"])["COURTYARD_NODE_PORT"]))
    tellings = [told(pid) for pid in family(process).values()]
    assert tellings[0] == tellings[1] == tellings[2]
    assert len(tellings[0]["COURTYARD_NODE_TOKEN"]) >= 32
    environment["COURTYARD_PORT"] = str(free_port())
    second = start()
    assert second.wait(90) == 1
    assert answers(url)


@pytest.mark.serial
def test_a_taken_port_is_one_sentence_and_nothing_starts(
    start: Start, environment: dict[str, str], tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", int(environment["COURTYARD_PORT"]))):
        assert start().wait(90) == 1
    said = (tmp_path / "log0").read_text()
    assert said.startswith(f"courtyard: Port {environment['COURTYARD_PORT']} on 127.0.0.1 is taken")
    assert said.count("\n") == 1


def test_on_the_local_network_it_speaks_https_to_every_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lan, "addresses", lambda: ("192.168.7.5", "10.0.0.9"))
    here = settings.load({"COURTYARD_HOME": str(tmp_path), "COURTYARD_PORT": "8123"})
    web = {child.name: child for child in supervise.children(here, supervise.lan_front(here))}["web"]
    assert web.environment["COURTYARD_URL"] == "https://192.168.7.5:8123"
    assert web.environment["MEDIA_ADDRESS"] == "192.168.7.5,10.0.0.9"
    command = " ".join(web.command)
    assert "--host 0.0.0.0 --port 8123" in command
    assert f"--ssl-certfile {tmp_path}/keys/lan/server.pem" in command


def test_what_settings_env_says_reaches_every_process(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_text("MEDIA_PORTS=41000-41099\n")
    here = settings.load({"COURTYARD_HOME": str(tmp_path)})
    children = supervise.children(here, supervise.Front(here.host, here.port, here.public_url))
    assert {child.environment["MEDIA_PORTS"] for child in children} == {"41000-41099"}


class _Adapter:
    def __init__(self, *addresses: str) -> None:
        self.ips = [type("Ip", (), {"ip": address, "is_IPv4": True})() for address in addresses]


def test_a_wrong_setting_of_the_node_is_one_sentence_before_anything_starts(tmp_path: Path) -> None:
    here = settings.load({"COURTYARD_HOME": str(tmp_path)})
    (tmp_path / "settings.env").write_text("MEDIA_PORTS=40999-40000\n")
    with pytest.raises(Stop, match="MEDIA_PORTS ends before it begins"):
        supervise.children(here, supervise.Front(here.host, here.port, here.public_url))


def test_only_private_addresses_are_offered_to_phones(monkeypatch: pytest.MonkeyPatch) -> None:
    adapters = [_Adapter("127.0.0.1"), _Adapter("192.168.7.5", "203.0.113.9"), _Adapter("10.0.0.9")]
    monkeypatch.setattr(lan.ifaddr, "get_adapters", lambda: adapters)
    monkeypatch.setattr(lan, "_usual_address", lambda: "10.0.0.9")
    assert lan.addresses() == ("10.0.0.9", "192.168.7.5")
    monkeypatch.setattr(lan.ifaddr, "get_adapters", lambda: adapters[:1])
    with pytest.raises(Stop, match="no local network"):
        lan.addresses()
