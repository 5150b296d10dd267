"""Everybody is a tone and a colour: what reaches whom after a move, to the packet, the sound and the picture."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from playwright.sync_api import Page, expect

from mediation.core.machine import Actor
from mediation.sittings.models import Sitting
from tests.journeys.conftest import House, Visitor, until
from tests.video.link import Link

SCRIPT = (Path(__file__).parent / "tones.js").read_text()
BUFFERED = """async () => {
  let most = 0;
  for (const pc of window.connections) (await pc.getStats()).forEach(s => {
    if (s.type !== 'inbound-rtp' || s.kind !== 'audio' || !s.jitterBufferEmittedCount) return;
    most = Math.max(most, 1000 * s.jitterBufferDelay / s.jitterBufferEmittedCount);
  });
  return most;
}"""
COLOURS = [(220, 30, 30), (30, 200, 40), (40, 60, 230), (230, 210, 30), (210, 40, 210), (30, 210, 210), (250, 130, 20),
           (250, 250, 250)]  # fmt: skip
PACKETS_MS, SOUND_MS = 250, 600
LAST_PACKET = """async () => {
  const videos = [...document.querySelectorAll('[data-tiles] video')];
  const shown = new Set(videos.flatMap(v => v.srcObject?.getTracks().map(t => t.id) ?? []));
  let last = 0;
  for (const pc of window.connections) {
    if (pc.connectionState !== 'connected') continue;
    (await pc.getStats()).forEach(s => {
      if (s.type !== 'inbound-rtp' || shown.has(s.trackIdentifier)) return;
      last = Math.max(last, s.lastPacketReceivedTimestamp ?? 0);
    });
  }
  return last;
}"""


@dataclass
class Person:
    name: str
    seat: str
    actor: Actor
    visitor: Visitor
    page: Page

    def tail(self, what: str, names: Iterable[str]) -> float:
        """When anything of these people was last noticed here, in ms since the epoch."""
        given = [what, list(names)]
        found = self.page.evaluate(
            "([what, names]) => Math.max(0, ...heard[what].filter(([, n]) => names.includes(n)).map(([t]) => t))", given
        )
        return float(found)

    def first(self, what: str, name: str, since: float) -> float:
        """When something of this person was first noticed here from `since` on; 0 for not yet."""
        given = [what, name, since]
        seek = "([what, name, since]) => heard[what].find(([t, n]) => n === name && t >= since)?.[0] ?? 0"
        return float(self.page.evaluate(seek, given))


@dataclass
class Choir:
    """The people of a sitting, the mediator first, each in a browser of their own."""

    house: House
    sitting: Sitting
    people: list[Person]
    pictures: int = 0
    worst: dict[str, float] = field(default_factory=lambda: {"packet_ms": 0.0, "sound_ms": 0.0, "tile_ms": 0.0})

    @classmethod
    def of(
        cls,
        browser: Any,
        house: House,
        sitting: Sitting,
        actors: dict[str, Actor],
        *,
        width: int = 320,
        rate: int = 10,
        behind: Mapping[str, Link] = MappingProxyType({}),
    ) -> Choir:
        """`actors` by seat; the first is the mediator. `behind`: who comes by a bad network."""
        tones = {seat: {"hertz": 420 + 190 * n, "colour": COLOURS[n]} for n, seat in enumerate(actors)}
        people = []
        for seat, actor in actors.items():
            through = {"proxy": behind[seat].proxy} if seat in behind else {}
            visitor = Visitor.of(browser, house, actor, phone=True, **through)
            own = tones[seat] | {"width": width, "rate": rate, "everybody": tones}
            visitor.context.add_init_script(f"{SCRIPT.strip().removesuffix(';')}({json.dumps(own)})")
            people.append(Person(actor.name, seat, actor, visitor, visitor.context.new_page()))
        return cls(house, sitting, people)

    def enter(self) -> None:
        for person in self.people:
            person.page.goto(f"{self.house.url}/sittings/{self.sitting.public_id}/room")
            person.page.locator('[data-go="picture"]').click()
            expect(person.page.locator("[data-net].ok")).to_be_visible()

    def press(self, action: str, key: str | None = None) -> None:
        page = self.people[0].page
        if key:
            summary = page.locator(f'[data-pane] details[data-key="{key}"]')
            if summary.get_attribute("open") is None:
                summary.locator("> summary").click()
        page.locator(f'[data-pane] details[data-key="{key}"] form[action$="/{action}"] button' if key
                     else f'[data-pane] form[action$="/{action}"] button').first.click()  # fmt: skip

    def answered(self, before: int) -> float:
        """When the house had answered the newest act."""
        count = "() => heard.answers.length"
        until(lambda: self.people[0].page.evaluate(count) > before)
        return float(self.people[0].page.evaluate("() => heard.answers.at(-1)"))

    def together(self, seats: set[str]) -> None:
        """These hear each other and nobody else; whose picture is shown is one of them (a weak link shows fewer)."""
        for person in self.people:
            others = seats - {person.seat} if person.seat in seats else set()
            until(lambda person=person, others=others: self._noticed(person, "tones") == others)
            until(lambda person=person, others=others: self._noticed(person, "frames") <= others)
            self.pictures += len(self._noticed(person, "frames"))

    def _noticed(self, person: Person, what: str) -> set[str]:
        since = person.page.evaluate("() => Date.now()") - 400
        return {one.seat for one in self.people if person.tail(what, [one.seat]) > since}

    def private_talk(self, side: int, inside: set[str]) -> None:
        """A private talk and back; fails on any packet, sound or picture of it outside."""
        before = self.people[0].page.evaluate("() => heard.answers.length")
        for person in self.people:
            person.page.evaluate("() => { heard.stall = 0; }")
        self.press("caucus", f"caucus-{side}")
        answer = self.answered(before)
        self.together(inside)
        time.sleep(0.3)
        everybody = {one.seat for one in self.people}
        for person in self.people:
            strangers = everybody - (inside if person.seat in inside else {person.seat})
            self._least("packet_ms", person.page.evaluate(LAST_PACKET) - answer, PACKETS_MS, person)
            # what a starved machine plays late was sent before: it was idle so long, and kept so much in store
            stall = person.page.evaluate("() => heard.stall") + 2 * person.page.evaluate(BUFFERED)
            self._least("sound_ms", person.tail("leaks", everybody) - answer - stall, SOUND_MS, person)
            for what in ("frames", "tiles"):
                self._least("tile_ms", person.tail(what, strangers) - answer - stall, SOUND_MS, person)
        before += 1
        self.press("rejoin")
        self.answered(before)
        self.together({one.seat for one in self.people})

    def _least(self, what: str, late: float, most: float, person: Person) -> None:
        self.worst[what] = max(self.worst[what], late)
        assert late <= most, f"{what}: {person.name} still got something {late:.0f} ms after the act was answered"

    def close(self) -> None:
        for person in self.people:
            person.visitor.context.close()
