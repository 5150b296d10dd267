"""Two people in the joint room, one of them behind a bad network: what it costs them, and how soon it is over."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser

from mediation.core.machine import Role
from mediation.sittings.rules import Mode
from tests.journeys.conftest import House, until
from tests.journeys.tones import Choir, Person
from tests.video.link import Link

DELAY = 0.01
"""Seconds each way, as in any access network."""
WATCH = """() => {
  const known = new Map();
  window.sound = { last: 0, gaps: [] };
  setInterval(async () => {
    for (const pc of window.connections) {
      if (pc.connectionState === 'closed') continue;
      (await pc.getStats()).forEach((one) => {
        const at = one.lastPacketReceivedTimestamp;
        if (one.type !== 'inbound-rtp' || one.kind !== 'audio' || !at || at <= window.sound.last) return;
        if (window.sound.last) window.sound.gaps.push([window.sound.last, at]);
        window.sound.last = at;
      });
    }
    window.sound.gaps.splice(0, window.sound.gaps.length - 2000);
  }, 50);
}"""
SAMPLES = """async () => {
  let all = 0, concealed = 0;
  for (const pc of window.connections) {
    if (pc.connectionState !== 'connected') continue;
    (await pc.getStats()).forEach((one) => {
      if (one.type !== 'inbound-rtp' || one.kind !== 'audio' || !one.packetsReceived) return;
      all += one.totalSamplesReceived; concealed += one.concealedSamples;
    });
  }
  return [all, concealed];
}"""
HEIGHTS = """() => [...document.querySelectorAll('[data-tiles] > .tile[data-state="live"] video')]
  .filter((video) => !('self' in video.dataset)).map((video) => video.videoHeight)"""


@dataclass
class Pair:
    """The mediator, and a party behind a link."""

    choir: Choir
    link: Link

    @property
    def people(self) -> list[Person]:
        return self.choir.people

    def ways(self) -> list[tuple[Person, Person]]:
        """Who hears whom: the way down the link, and the way up."""
        mediator, party = self.people
        return [(party, mediator), (mediator, party)]

    def hear_each_other(self) -> None:
        """And nobody else."""
        self.choir.together({one.seat for one in self.people})

    def cut(self, seconds: float) -> float:
        """Seconds from the return of the link until each hears the other."""
        self.link.cut()
        time.sleep(seconds)
        self.link.mend()
        back = time.time() * 1000
        found = [until(lambda ways=ways: ways[0].first("tones", ways[1].seat, back)) for ways in self.ways()]
        return (max(found) - back) / 1000

    def move(self) -> float:
        """Seconds without sound, after the address has changed: the longer of both ways."""
        before = time.time() * 1000
        self.link.move()
        sent = self.link.down.did["passed"]
        until(lambda: self.link.down.did["passed"] > sent + 150)  # by the new address
        gaps = [end - begun for one in self.people for begun, end in one.page.evaluate("sound.gaps") if end > before]
        return max(gaps) / 1000

    def concealed(self, loss: float, seconds: float) -> float:
        """The share of sound that the browsers made up: the greater of both ways."""
        self.link.be(loss=loss)
        time.sleep(3)  # until the browsers have seen how late things come
        before, lost = self._samples(), self.link.did["lost"]
        time.sleep(seconds)
        shares = [(y - b) / (x - a) for (a, b), (x, y) in zip(before, self._samples(), strict=True)]
        assert self.link.did["lost"] > lost, "a link that loses nothing proves nothing"
        self.link.be(loss=0.0)
        return max(shares)

    def narrow(self, rate: float, seconds: float) -> float:
        """The share of sound made up on a link of so many bits per second, once what is too much has been shed."""
        self.link.be(rate=rate)
        until(lambda: not self.full(), 60)
        before = self._samples()
        time.sleep(seconds)
        return max((y - b) / (x - a) for (a, b), (x, y) in zip(before, self._samples(), strict=True))

    def full(self) -> bool:
        """Whether more comes in two seconds than the link takes."""
        dropped = self.link.did["full"]
        time.sleep(2)
        return self.link.did["full"] > dropped + 5

    def until_pictures_rest(self) -> None:
        """Neither sees the other any more, and no frozen picture stands there."""
        until(lambda: not any(one.page.evaluate(HEIGHTS) for one in self.people))

    def widen(self) -> float:
        """Seconds until both see the other again, after the limit has gone."""
        self.link.be(rate=None)
        begun = time.monotonic()
        until(lambda: all(one.page.evaluate(HEIGHTS) for one in self.people))
        return time.monotonic() - begun

    def _samples(self) -> list[tuple[float, float]]:
        found: list[tuple[float, float]] = [tuple(one.page.evaluate(SAMPLES)) for one in self.people]
        return found


@contextmanager
def pair(house: House, chromium: Browser, seed: int) -> Iterator[Pair]:
    """Both are in the joint room, hear and see each other."""
    world = house.world
    dispute = world.appointed()
    sitting = world.waiting(dispute, world.planned(dispute, mode=Mode.VIDEO))
    actors = {Role.MEDIATOR: world.mediator_of(dispute), Role.APPLICANT: world.party(dispute)}
    seats = {one.role: one.key for one in sitting.participants}
    with Link(seed, web=int(house.url.rpartition(":")[2]), delay=DELAY) as link:
        behind = {seats[Role.APPLICANT]: link}
        choir = Choir.of(
            chromium, house, sitting, {seats[role]: actor for role, actor in actors.items()}, behind=behind
        )
        choir.enter()
        choir.press("start")
        found = Pair(choir, link)
        found.hear_each_other()
        for one in choir.people:
            one.page.evaluate(f"({WATCH})()")
        until(lambda: all(one.page.evaluate(HEIGHTS) for one in found.people))
        yield found
        choir.close()
