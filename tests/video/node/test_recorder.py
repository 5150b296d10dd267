"""What the table names is recorded, and not one packet more: over real connections, and on disks that fail."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import resource
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.video.node.caller import Caller, run, seats, until
from tests.video.node.packets import sound, track
from video.node import recorder, segments, table
from video.node.node import Node
from video.node.recorder import Recorder, Taping
from video.node.segments import FIRST, Reading, State
from video.node.table import Record, TableError

pytestmark = pytest.mark.media

KEY = bytes(range(32))


def record(*names: str, unless: tuple[str, ...] = (), start: int = 0) -> dict[str, Any]:
    key = base64.b64encode(KEY).decode()
    return {"id": "r1", "key": key, "seats": list(names), "unless": list(unless), "start": start}


def put(node: Node, version: int, recorded: dict[str, Any] | None, **slots: list[str | None]) -> None:
    slots = slots or {"a": ["b"], "b": ["a"], "m": []}
    node.put("k", table.parse({"version": version, "seats": seats(**slots), "record": recorded}))


def recording(folder: Path, node: Node) -> Node:
    node._recorder = Recorder(folder, node._recorded)
    return node


def files(folder: Path) -> list[Path]:
    return sorted((folder / "r1").iterdir())


def readings(folder: Path) -> list[Reading]:
    return [segments.read(path.read_bytes(), KEY) for path in files(folder)]


def words(folder: Path) -> list[bytes]:
    return [packet.rtp[12:] for one in readings(folder) for packet in one.packets if packet.stream.kind == "audio"]


async def written(node: Node) -> None:
    """Everything that came has been written by now."""
    await asyncio.to_thread(node._recorder.close)


def told(node: Node) -> list[dict[str, Any]]:
    return [event for event in node.events.after(0)[0] if event["what"] == "segment"]


def test_only_who_is_named_and_only_while_named(tmp_path):
    async def story(node: Node) -> None:
        recording(tmp_path, node)
        put(node, 1, record("a"))
        a, b = await Caller().publish(node, "a"), await Caller().publish(node, "b")
        a.say(*(b"recorded %d" % n for n in range(20)))
        b.say(b"nobody asked b")
        await until(lambda: node.status("k")["seats"]["a"]["received"]["audio"]["packets"] == 20)
        before = node.status("k")["seats"]["a"]["received"]["audio"]["packets"]
        put(node, 2, None)  # into a private talk
        a.say(*(b"in confidence %d" % n for n in range(30)))
        a.show(1, key=True)
        await until(lambda: node.status("k")["seats"]["a"]["received"]["audio"]["packets"] == before + 30)
        put(node, 3, record("a", "b"))
        a.say(b"together again")
        b.say(b"b agreed")
        await until(lambda: node.status("k")["seats"]["b"]["received"]["audio"]["packets"] == 2)
        await written(node)
        found = words(tmp_path)
        assert sorted(found) == sorted([b"recorded %d" % n for n in range(20)] + [b"together again", b"b agreed"])
        assert not any(b"confidence" in word for word in found)
        assert not any(one.stream.kind == "video" for reading in readings(tmp_path) for one in reading.packets)
        chain(tmp_path, told(node))

    run(story)


def chain(folder: Path, events: list[dict[str, Any]]) -> None:
    """Each file names the hash of the one before, and the node has told the same."""
    previous = FIRST
    for number, path in enumerate(files(folder)):
        data = path.read_bytes()
        head, _ = segments.head(data)
        assert (head.number, head.previous) == (number, previous)
        previous = hashlib.sha256(data).hexdigest()
    assert [event["sha256"] for event in events] == [
        hashlib.sha256(path.read_bytes()).hexdigest() for path in files(folder)
    ]


def test_it_waits_while_somebody_is_there_who_has_not_agreed(tmp_path):
    async def story(node: Node) -> None:
        recording(tmp_path, node)
        put(node, 1, record("a", unless=("b",)))
        a = await Caller().publish(node, "a")
        a.say(b"before b came")
        await until(lambda: node.status("k")["seats"]["a"]["received"]["audio"]["packets"] == 1)
        b = await Caller().watch(node, "b")
        a.say(b"while b was there")
        await until(lambda: b"while b was there" in b.heard())
        await b.hang_up()
        await until(lambda: not node.status("k")["seats"]["b"]["watching"])
        a.say(b"after b left")
        await until(lambda: node.status("k")["seats"]["a"]["received"]["audio"]["packets"] == 3)
        await written(node)
        assert words(tmp_path) == [b"before b came", b"after b left"]

    run(story)


def test_a_silenced_seat_is_not_heard_in_the_recording_either(tmp_path):
    async def story(node: Node) -> None:
        recording(tmp_path, node)
        put(node, 1, record("a"))
        a = await Caller().publish(node, "a")
        body = {"version": 2, "seats": {"a": {"slots": [], "silent": True}}, "record": record("a")}
        node.put("k", table.parse(body))
        a.say(b"silenced")
        a.show(1, key=True)
        await until(lambda: node.status("k")["seats"]["a"]["received"]["video"]["packets"] == 1)
        await written(node)
        [packet] = readings(tmp_path)[0].packets
        assert packet.stream.kind == "video"

    run(story)


def test_a_node_killed_in_the_middle_loses_a_quarter_of_a_second_and_goes_on_with_the_chain(tmp_path):
    taping, recorded = started(tmp_path)
    for number in range(10):
        recorded.tap(sound(number, payload=b"safe"), recorder.monotonic())
    taping.turn()
    recorded.tap(sound(11, payload=b"in memory"), recorder.monotonic())
    taping._open[0]._file.close()  # … and here the process is killed; the next one finds the folder
    again, fresh = started(tmp_path)
    fresh.tap(sound(12, payload=b"later"), recorder.monotonic())
    again.turn()
    again._open[0].end(recorder._unix(recorder.monotonic()))
    first, second = readings(tmp_path)
    assert (first.state, [packet.rtp[12:] for packet in first.packets]) == (State.CUT, [b"safe"] * 10)
    assert (second.state, [packet.rtp[12:] for packet in second.packets]) == (State.WHOLE, [b"later"])
    chain(tmp_path, [{"sha256": hashlib.sha256(path.read_bytes()).hexdigest()} for path in files(tmp_path)])


def started(folder: Path) -> tuple[Recorder, Any]:
    """A recorder whose thread is this test, and a track it records."""
    found = Recorder(folder, lambda facts: None)
    found._thread = type("Quiet", (), {"is_alive": lambda self: True, "join": lambda self, wait: None})()
    one, _ = track("a", "audio")
    loop = asyncio.new_event_loop()
    loop.run_until_complete(_follow(found, one))
    loop.close()
    found.turn()
    return found, one


async def _follow(found: Recorder, one: Any) -> None:
    Taping(found).follow(Record("r1", KEY, frozenset("a")), [one])


def test_what_the_queue_has_no_room_for_is_a_gap_and_costs_nobody_else(tmp_path, monkeypatch):
    monkeypatch.setattr(recorder, "MOST_WAITING", 5)
    found, one = started(tmp_path)
    for number in range(12):
        one.tap(sound(number, payload=b"%d" % number), recorder.monotonic())
    found.turn()
    facts = found._open[0].end(recorder._unix(recorder.monotonic()))
    [reading] = readings(tmp_path)
    assert [packet.rtp[12:] for packet in reading.packets] == [b"0", b"1", b"2", b"3", b"4"]
    assert [(gap["why"], gap["seat"], gap["packets"]) for gap in reading.gaps] == [("full", "a", 7)]
    assert facts["gaps"] == reading.gaps


def test_a_full_disk_ends_nothing_and_recording_goes_on_when_there_is_room(tmp_path):
    found, one = started(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400, hard))
    try:
        one.tap(sound(1, payload=bytes(1000)), recorder.monotonic())
        found.turn()
        assert found._open[0].failed
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    found.turn()
    one.tap(sound(2, payload=b"room again"), recorder.monotonic())
    found.turn()
    found._open[0].end(recorder._unix(recorder.monotonic()))
    states = [(one.state, [packet.rtp[12:] for packet in one.packets]) for one in readings(tmp_path)]
    assert states[0][0] is State.CUT and states[-1] == (State.WHOLE, [b"room again"])


def test_segments_follow_each_other_and_say_who_was_heard_when(tmp_path, monkeypatch):
    moment = [1000.0]
    monkeypatch.setattr(recorder, "monotonic", lambda: moment[0])
    found, one = started(tmp_path)
    for step in range(100):  # a packet each 100 ms, none in the fourth second
        moment[0] = 1000.0 + step / 10
        if not 30 <= step < 45:
            one.tap(sound(step, payload=b"."), moment[0])
        found.turn()
    facts = found._open[0].end(recorder._unix(moment[0]))
    first, second = readings(tmp_path)
    assert (first.state, second.state, facts["number"]) == (State.WHOLE, State.WHOLE, 1)
    [[began, ended]] = facts["seats"]["a"]["audio"]
    assert ended - began > 4000
    assert abs(first.ends - first.head.begins - recorder.LASTS) < 200
    assert second.head.begins == pytest.approx(first.ends, abs=1)
    assert len(first.packets) + len(second.packets) == 85


def test_a_table_that_cannot_be_recorded_from_is_refused():
    good = {"version": 1, "seats": {}}
    assert table.parse(good | {"record": record("a")}).record == Record("r1", KEY, frozenset("a"))
    assert repr(KEY) not in repr(table.parse(good | {"record": record("a")})), "the key is in no log"
    for wrong in ({"id": ""}, {"key": "x"}, {"key": ""}, {"key": 7}, {"seats": "a"}, {"unless": 1}, {"start": "1"}):
        with pytest.raises(TableError):
            table.parse(good | {"record": record("a") | wrong})
    with pytest.raises(TableError):
        table.parse(good | {"record": []})


def test_a_node_without_a_folder_records_nothing(tmp_path):
    async def story(node: Node) -> None:
        put(node, 1, record("a"))
        a = await Caller().publish(node, "a")
        a.say(b"hello")
        await until(lambda: node.status("k")["seats"]["a"]["received"]["audio"]["packets"] == 1)
        assert told(node) == []

    run(story)
