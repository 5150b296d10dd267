"""Real Chromium at both ends: four people with a tone and a colour each, a caucus among them, and everybody back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.video.link import Link
from tests.video.node.process import ROOT, NodeProcess

pytestmark = [pytest.mark.browser, pytest.mark.media]

SCRIPT = Path(__file__).with_name("room.js")
ARGUMENTS = [
    "--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required", "--disable-gpu", "--disable-background-networking",
]  # fmt: skip
PEOPLE = {"a": (400, "#c00000"), "b": (800, "#00c000"), "c": (1200, "#0000c0"), "d": (1600, "#c0c000")}
COLOURS = {"a": (1, 0, 0), "b": (0, 1, 0), "c": (0, 0, 1), "d": (1, 1, 0)}
ALL = {seat: [other for other in PEOPLE if other != seat] for seat in PEOPLE}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def node() -> Iterator[NodeProcess]:
    with NodeProcess() as process:
        yield process
        assert process.stop() == 0
        assert process.lines == []


class Room:
    """The page, whose requests are passed on to the node as the web process would."""

    def __init__(self, page: Page, node: NodeProcess) -> None:
        self.page, self.node = page, node
        self.answered: Callable[[str], str] = lambda sdp: sdp
        page.route("**/node/**", self._pass_on)
        page.route("http://localhost/", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
        page.goto("http://localhost/")
        page.add_script_tag(path=SCRIPT)

    def _pass_on(self, route: Route) -> None:
        path = route.request.url.split("/node", 1)[1]
        status, headers, body = self.node.request(route.request.method, path, route.request.post_data)
        text = self.answered(body.decode())
        route.fulfill(status=status, body=text, content_type=headers.get("content-type", "text/plain"))

    def publish(self, seat: str) -> None:
        self.page.evaluate("([seat, tone, colour]) => publish('k', seat, tone, colour)", [seat, *PEOPLE[seat]])

    def watch(self, seat: str, slots: int, query: str = "") -> None:
        self.page.evaluate("([seat, slots, query]) => watch('k', seat, slots, query)", [seat, slots, query])

    def perceived(self, seat: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.page.evaluate("seat => perceived(seat)", seat)
        return found

    def sent(self, seat: str) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate("seat => sent(seat)", seat)
        return found

    def forwarded(self, seat: str) -> dict[str, int]:
        heard = self.node.get("/conferences/k")["seats"][seat]["heard"]
        return {source: count["packets"] for source, count in heard.items()}

    def until(self, condition: Callable[[], bool], seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, [self.perceived(s) for s in self.page.evaluate("Object.keys(people)")]
            self.page.wait_for_timeout(150)

    def hears_and_sees(self, seat: str, expected: list[str | None]) -> bool:
        """Whether every slot has the tone and the colour of its person."""
        return all(
            _is_near(slot.get("tone"), PEOPLE[who][0]) and _looks(slot["colour"]) == COLOURS[who]
            for slot, who in zip(self.perceived(seat), expected, strict=True)
            if who is not None
        )

    def rises(self, seat: str, slots: list[int]) -> bool:
        """Whether frames are decoded and sound comes in these slots, within half a second."""
        before = self.perceived(seat)
        self.page.wait_for_timeout(500)
        after = self.perceived(seat)
        return all(after[i]["frames"] > before[i]["frames"] and after[i]["audio"] > before[i]["audio"] for i in slots)


@pytest.fixture
def room(browser: Browser, node: NodeProcess) -> Iterator[Room]:
    page = browser.new_page()
    yield Room(page, node)
    page.close()


def _is_near(tone: int | None, expected: int) -> bool:
    return tone is not None and abs(tone - expected) < 40


def _looks(colour: list[int]) -> tuple[int, ...]:
    return tuple(int(part > 90) for part in colour)


def arrived(slot: dict[str, Any]) -> tuple[int, int, int]:
    return slot["audio"], slot["video"], slot["frames"]


def test_four_people_a_caucus_and_everybody_back(room: Room) -> None:
    node = room.node
    assert node.put("k", 1, ALL) == 200
    for seat in PEOPLE:
        room.publish(seat)
        room.watch(seat, 3)
    for seat in PEOPLE:
        room.until(lambda seat=seat: room.hears_and_sees(seat, ALL[seat]))
        room.until(lambda seat=seat: room.rises(seat, [0, 1, 2]))

    caucus = {"a": ["b", None, None], "b": ["a", None, None], "c": [None, None, "d"], "d": [None, None, "c"]}
    before = {seat: room.forwarded(seat) for seat in "cd"}
    assert node.put("k", 2, caucus) == 200
    after = {seat: room.forwarded(seat) for seat in "cd"}  # what went out between reading and cutting is no leak
    room.page.wait_for_timeout(300)  # what was on its way has arrived
    frozen = {seat: [arrived(slot) for slot in room.perceived(seat)] for seat in "abcd"}
    for seat in "ab":
        room.until(lambda seat=seat: room.rises(seat, [0]) and room.hears_and_sees(seat, caucus[seat]))
    room.page.wait_for_timeout(1500)
    for seat in "cd":
        assert all(after[seat][source] - before[seat][source] < 60 for source in "ab")
        assert all(room.forwarded(seat)[source] == after[seat][source] for source in "ab")
        assert [arrived(slot) for slot in room.perceived(seat)[:2]] == frozen[seat][:2]
    for seat in "ab":
        assert [arrived(slot) for slot in room.perceived(seat)[1:]] == frozen[seat][1:]

    assert node.put("k", 3, ALL) == 200
    for seat in PEOPLE:
        room.until(lambda seat=seat: room.rises(seat, [0, 1, 2]) and room.hears_and_sees(seat, ALL[seat]))
        assert all(slot["lost"] == 0 for slot in room.perceived(seat))


def test_another_person_in_a_slot_needs_no_new_description(room: Room) -> None:
    node = room.node
    node.put("k", 1, {seat: [] for seat in PEOPLE})
    for seat in "bcd":
        room.publish(seat)
    room.watch("a", 1)
    for version, source in enumerate("bcdcb", 2):
        node.put("k", version, {seat: [] for seat in PEOPLE} | {"a": [source]})
        room.until(lambda source=source: room.hears_and_sees("a", [source]) and room.rises("a", [0]))
    (slot,) = room.perceived("a")
    assert slot["lost"] == 0


def test_a_new_connection_of_the_speaker_goes_on_in_the_same_slot(room: Room) -> None:
    room.node.put("k", 1, {"a": [], "b": ["a"], "c": ["a"]})
    room.publish("a")
    room.watch("b", 1)
    room.watch("c", 1, "?only=a")
    for seat in "bc":
        room.until(lambda seat=seat: room.rises(seat, [0]) and room.hears_and_sees(seat, ["a"]))
    room.publish("a")
    for seat in "bc":
        room.until(lambda seat=seat: room.rises(seat, [0]) and room.hears_and_sees(seat, ["a"]))
        assert room.perceived(seat)[0]["lost"] == 0
    what = [event["what"] for event in room.node.get("/events?after=0")["events"]]
    assert what.count("replaced") == 1


def test_one_picture_in_two_sizes_changes_without_a_new_description(room: Room) -> None:
    """With the encodings of the product's own page."""
    script = (ROOT / "static/js/video/sizes.js").read_text().replace("export function", "window.encodings = function")
    room.page.add_script_tag(content=script)
    room.node.put("k", 1, {"a": [], "b": ["a"]})
    room.page.evaluate("([tone, colour]) => publish('k', 'a', tone, colour, window.encodings)", [*PEOPLE["a"]])
    room.watch("b", 1)
    room.until(lambda: room.rises("b", [0]) and room.perceived("b")[0]["height"] == 180)
    room.node.put("k", 2, {"a": [], "b": [{"source": "a", "size": "small"}]})
    room.until(lambda: room.perceived("b")[0]["height"] == 120 and room.hears_and_sees("b", ["a"]))
    room.node.put("k", 3, {"a": [], "b": ["a"]})
    room.until(lambda: room.rises("b", [0]) and room.perceived("b")[0]["height"] == 180)
    assert room.perceived("b")[0]["lost"] == 0
    received = room.node.get("/conferences/k")["seats"]["a"]["received"]
    assert received["small"]["packets"] and received["video"]["packets"]


def test_a_page_that_closes_its_connections_is_gone_at_once(room: Room) -> None:
    room.node.put("k", 1, {"a": [], "b": ["a"]})
    room.publish("a")
    room.watch("b", 1)
    room.until(lambda: room.rises("b", [0]))
    last = room.node.get("/events?after=0")["events"][-1]["n"]
    room.page.evaluate("() => { people.a.publishing.close(); people.b.watching.close(); }")
    room.until(lambda: len(room.node.get(f"/events?after={last}")["events"]) == 2, 2)
    what = {event["what"] for event in room.node.get(f"/events?after={last}")["events"]}
    assert what == {"published_ended", "watching_ended"}


def test_a_network_that_loses_a_twentieth_of_all_packets_costs_no_picture(room: Room) -> None:
    """Each loss is made good: on the way in by the node's request, on the way out from the node's kept packets."""
    room.node.put("k", 1, {"a": [], "b": ["a"]})
    with Link(loss=0.05) as link:
        room.answered = link.through
        room.publish("a")
        room.watch("b", 1)
        room.until(lambda: room.rises("b", [0]))
        room.until(lambda: link.did["lost"] > 30)
        sent, (before,) = room.sent("a")["video"], room.perceived("b")
        room.page.wait_for_timeout(4000)
        more, (after,) = room.sent("a")["video"], room.perceived("b")
        assert after["frames"] - before["frames"] > 0.8 * (more["frames"] - sent["frames"])
        assert after["nacks"] > 0
        assert more["nacks"] > 0
        room.page.evaluate("() => { people.a.publishing.close(); people.b.watching.close(); }")
