"""What is checked before anything starts: each hindrance is one sentence, and nothing is half done."""

from __future__ import annotations

import os
import shutil
import socket
import stat
from pathlib import Path

import pytest

from mediation.core import settings
from mediation.operations import prepare
from mediation.operations.stop import Stop, ending


@pytest.fixture
def here(tmp_path: Path) -> settings.Settings:
    return settings.load({"COURTYARD_HOME": str(tmp_path / "var")})


def test_the_data_folder_is_nobody_elses_to_read(here: settings.Settings) -> None:
    for _ in range(2):
        prepare.make_folders(here)
        for folder in (here.home, here.keys, here.files):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Stop, match=r"No right to write .*/file/var .*COURTYARD_HOME"):
        prepare.make_folders(settings.load({"COURTYARD_HOME": str(tmp_path / "file" / "var")}))


def test_root_does_not_touch_another_users_data(here: settings.Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    here.home.mkdir()
    if os.geteuid() == 0:
        os.chown(here.home, 12345, -1)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(Stop, match="belongs to another user"):
        prepare.make_folders(here)
    assert not here.keys.exists()


def test_a_full_disk_is_one_sentence(here: settings.Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare.make_folders(here)
    prepare.need_room(here.home)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**12, 10**12 - 10**8, 10**8))
    with pytest.raises(Stop, match=r"The disk is full: .* has 100 MB free .* at least 200 MB"):
        prepare.need_room(here.home)


def test_a_taken_port_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Stop, match=f"Port {port} on 127.0.0.1 is taken: .*COURTYARD_PORT"):
            prepare.need_port("127.0.0.1", port)
    prepare.need_port("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.77", "no-such-host.invalid"])
def test_an_address_of_another_machine_is_one_sentence(host: str) -> None:
    with pytest.raises(Stop, match="COURTYARD_HOST"):
        prepare.need_port(host, prepare.free_port())


def test_a_second_start_on_the_same_data_is_refused_until_the_first_ends(here: settings.Settings) -> None:
    prepare.make_folders(here)
    with prepare.the_only("up", here):
        with pytest.raises(Stop, match="Already running"), prepare.the_only("up", here):
            pass
        with prepare.the_only("worker", here):
            pass
    with prepare.the_only("up", here):
        pass


def test_what_stops_a_command_is_its_sentence_and_an_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    def full(argv: list[str]) -> int:
        raise Stop("The disk is full.")

    def wrong(argv: list[str]) -> int:
        settings.load({"COURTYARD_PORT": "no"})
        return 0

    assert ending(full, []) == 1
    assert ending(wrong, []) == 1
    first, second = capsys.readouterr().err.splitlines()
    assert first == "courtyard: The disk is full."
    assert second.startswith("courtyard: COURTYARD_PORT must be")
