from __future__ import annotations

import hashlib
import multiprocessing
import os
from pathlib import Path

import obstore
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from obstore.exceptions import GenericError

from documents.keeping import Damaged, Full, Missing, Store


@given(st.binary(max_size=4096))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_kept_is_fetched(tmp_path: Path, content: bytes) -> None:
    store = Store(tmp_path)
    name = store.keep(content)
    assert name == hashlib.sha256(content).hexdigest()
    assert store.fetch(name) == content


def test_what_was_never_kept_is_missing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for name in ("0" * 64, "", "../../etc/passwd", "A" * 64):
        with pytest.raises(Missing):
            store.fetch(name)


def test_keeping_again_changes_nothing_and_a_torn_file_is_made_whole(tmp_path: Path) -> None:
    store = Store(tmp_path)
    name = store.keep(b"paper")
    file = tmp_path / name[:2] / name[2:4] / name
    before = file.stat().st_ino
    assert store.keep(b"paper") == name and file.stat().st_ino == before
    file.write_bytes(b"pap")
    with pytest.raises(Damaged):
        store.fetch(name)
    assert store.keep(b"paper") == name
    assert store.fetch(name) == b"paper"


def test_a_full_disk_is_said_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)

    def no_room(*args: object, **kwargs: object) -> None:
        raise GenericError("Generic LocalFileSystem error: No space left on device (os error 28)")

    monkeypatch.setattr(obstore, "put", no_room)
    with pytest.raises(Full, match="No space left"):
        store.keep(b"x")
    monkeypatch.undo()
    assert store.keep(b"x")


def test_a_file_and_its_folders_are_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda descriptor: (synced.append(os.readlink(f"/proc/self/fd/{descriptor}")),
                                                         real(descriptor))[1])
    name = Store(tmp_path).keep(b"paper")
    assert synced == [str(tmp_path / name[:2] / name[2:4] / name), str(tmp_path / name[:2] / name[2:4]),
                      str(tmp_path / name[:2]), str(tmp_path)]


def _keep(folder: Path) -> str:
    return Store(folder).keep(b"the same" * 1000)


def test_processes_keeping_the_same_at_once_all_succeed(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        names = pool.map(_keep, [tmp_path] * 12)
    assert len(set(names)) == 1 and Store(tmp_path).fetch(names[0]) == b"the same" * 1000
    assert len([file for file in tmp_path.rglob("*") if file.is_file()]) == 1
