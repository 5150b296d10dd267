"""Four people in one room, each in a browser of their own, through the real web, worker and media processes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from mediation.core import clock
from mediation.core.machine import Role
from mediation.sittings import queries, services
from mediation.sittings.models import Sitting
from mediation.sittings.rules import Mode
from tests.journeys.conftest import House, Visitor, until
from video import rooms

pytestmark = [pytest.mark.browser, pytest.mark.media]

KEEP_CONNECTIONS = """
const Real = RTCPeerConnection;
window.connections = [];
window.RTCPeerConnection = class extends Real { constructor(...a) { super(...a); window.connections.push(this); } };
"""
NO_OFFER_AT_FIRST = """
const offer = RTCPeerConnection.prototype.createOffer;
let refused = 0;
RTCPeerConnection.prototype.createOffer = function (...a) {
  return ++refused > 2 ? offer.apply(this, a) : Promise.reject(new Error('not now'));
};
"""
RECEIVED = """async () => {
  const slots = {};
  for (const pc of window.connections) {
    if (pc.connectionState !== 'connected') continue;
    const order = pc.getTransceivers().filter(t => t.direction === 'recvonly').map(t => t.mid);
    (await pc.getStats()).forEach(s => {
      if (s.type !== 'inbound-rtp') return;
      const slot = Math.floor(order.indexOf(s.mid) / 2);
      const found = slots[slot] ??= {audio: 0, video: 0, frames: 0, energy: 0};
      found[s.kind] += s.packetsReceived;
      found.frames += s.framesDecoded ?? 0;
      found.energy += s.totalAudioEnergy ?? 0;
    });
  }
  return slots;
}"""
TILES = """() => [...document.querySelectorAll('[data-tiles] > .tile')].filter(t => !t.querySelector('[data-self]'))
  .map(t => ({seat: t.dataset.seat, name: t.querySelector('[data-name]').textContent, state: t.dataset.state,
    mic: t.dataset.mic, muted: t.querySelector('video').muted, playing: t.querySelector('video').videoWidth > 0}))"""

TRACK = """([kind, event]) => {
  const track = document.querySelector('video[data-self]').srcObject.getTracks().find(t => t.kind === kind);
  if (event === 'ended') track.stop();
  track.dispatchEvent(new Event(event));
}"""


@dataclass
class Person:
    """Somebody in the room: their page, and what their browser received."""

    role: Role
    seat: str
    visitor: Visitor
    page: Page

    def received(self) -> dict[str, dict[str, float]]:
        return self.page.evaluate(RECEIVED)

    def tiles(self) -> list[dict]:
        return self.page.evaluate(TILES)

    def sees(self) -> set[str]:
        return {tile["seat"] for tile in self.tiles()}


@dataclass
class Room:
    house: House
    sitting: Sitting
    people: dict[Role, Person]

    @property
    def conference(self) -> str:
        return self.sitting.conference.public_id

    def heard(self, role: Role) -> dict[str, int]:
        """Packets the node has forwarded to somebody, by their source."""
        seats = self.house.ask_node(f"/conferences/{self.conference}")["seats"]
        return {source: sent["packets"] for source, sent in seats[self.people[role].seat]["heard"].items()}

    def flows(self, *roles: Role) -> None:
        """Between all of these, and nobody else of them: pictures are decoded and sound comes in."""
        seats = {role: self.people[role].seat for role in roles}
        for role in roles:
            until(lambda role=role: self.people[role].sees() == set(seats.values()) - {seats[role]})
            until(lambda role=role: all(tile["playing"] for tile in self.people[role].tiles()))
            self.rises(role, len(roles) - 1)

    def rises(self, role: Role, others: int) -> None:
        """So many others are heard and seen by somebody at this moment."""
        person = self.people[role]
        before = person.received()

        def risen() -> bool:
            now = person.received()
            more = [
                slot for slot, counts in now.items()
                if counts["frames"] > before.get(slot, {}).get("frames", 0) + 3
                and counts["audio"] > before.get(slot, {}).get("audio", 0) + 10
                and counts["energy"] > before.get(slot, {}).get("energy", 0)
            ]  # fmt: skip
            return len(more) == others

        until(risen)


@pytest.fixture
def room(house: House, chromium) -> Iterator[Room]:
    """A sitting with its doors open: everybody is told, agreed and identified, a judge is asked in."""
    world = house.world
    dispute = world.appointed()
    sitting = world.waiting(dispute, world.planned(dispute, mode=Mode.VIDEO))
    mediator = world.mediator_of(dispute)
    judge = queries.judges_on_call(sitting)[0]
    login = judge.login
    world.act(services.invite_judge, mediator, dispute, sitting, judge=judge)
    actors = {
        Role.APPLICANT: world.party(dispute), Role.RESPONDENT: world.party(dispute, Role.RESPONDENT),
        Role.MEDIATOR: mediator, Role.GUEST_JUDGE: world.staff(login),
    }  # fmt: skip
    seats = {one.role: one.key for one in sitting.participants}
    people = {}
    for role, actor in actors.items():
        visitor = Visitor.of(chromium, house, actor, phone=role in (Role.APPLICANT, Role.RESPONDENT))
        visitor.context.add_init_script(KEEP_CONNECTIONS)
        people[role] = Person(role, seats[role], visitor, visitor.context.new_page())
    yield Room(house, sitting, people)
    for person in people.values():
        person.visitor.context.close()


def enter(room: Room, role: Role) -> None:
    """Two taps: into the room, then in with picture and sound."""
    page = room.people[role].page
    page.goto(f"{room.house.url}/sittings/{room.sitting.public_id}")
    page.locator(f'a[href$="/sittings/{room.sitting.public_id}/room"]').click()
    page.locator('[data-go="picture"]').click()
    expect(page.locator("[data-check]")).to_be_hidden()
    expect(page.locator("[data-net].ok")).to_be_visible()


def act(room: Room, action: str, confirm: str | None = None) -> None:
    """The mediator presses a button beside the pictures; first what leads to it, where there is such a step."""
    page = room.people[Role.MEDIATOR].page
    if confirm:
        page.locator(f'[data-pane] details[data-key="{confirm}"] > summary').click()
    page.locator(f'[data-pane] form[action$="/{action}"] button').first.click()


def open_joint_room(room: Room) -> None:
    for role in room.people:
        enter(room, role)
    act(room, "start")


def test_joint_room_private_talk_and_back(room: Room) -> None:
    applicant, respondent, mediator, judge = Role.APPLICANT, Role.RESPONDENT, Role.MEDIATOR, Role.GUEST_JUDGE
    asked: list[str] = []  # the offers go along with the wish to come in: each came by one request
    for person in room.people.values():
        person.page.on("request", lambda one: asked.append(one.url) if one.method == "POST" else None)
    room.people[judge].page.add_init_script(NO_OFFER_AT_FIRST)
    for role in room.people:
        enter(room, role)
        if role is not judge:
            assert [url for url in asked if "/whip/" in url or "/whep/" in url] == []
    assert all(person.sees() == set() for person in room.people.values()), "nobody sees anybody in the waiting room"
    assert all(not room.heard(role) for role in room.people)

    act(room, "start")
    room.flows(*room.people)

    pane = room.people[mediator].page
    pane.locator('[data-pane] details[data-key="caucus-1"] > summary').click()
    names = {one.role: one.name for one in room.sitting.participants}
    hears = pane.locator('[data-pane] details[data-key="caucus-1"] .hears')
    expect(hears.locator(".ok dd")).to_contain_text(names[applicant])
    expect(hears.locator(".stop dd")).to_contain_text(names[respondent])
    expect(hears.locator(".stop dd")).to_contain_text(names[judge])
    pane.locator('[data-pane] details[data-key="caucus-1"] form[action$="/caucus"] button').click()

    until(lambda: room.people[respondent].sees() == set() == room.people[judge].sees())
    time.sleep(0.5)  # what was on its way has arrived
    at_node = {role: room.heard(role) for role in (respondent, judge)}
    in_browser = {role: room.people[role].received() for role in (respondent, judge)}
    room.flows(applicant, mediator)
    time.sleep(2)
    for role in (respondent, judge):
        assert room.heard(role) == at_node[role], "not one packet of the private talk was forwarded"
        after = room.people[role].received()
        assert packets(after) == packets(in_browser[role]), "and none arrived"
        expect(room.people[role].page.locator("body")).to_have_class("room waiting")

    act(room, "rejoin")
    room.flows(*room.people)
    assert problems(room) == []


def problems(room: Room) -> list[str]:
    """What the browsers complained of."""
    return [problem for person in room.people.values() for problem in person.visitor.problems]


def packets(received: dict[str, dict[str, float]]) -> dict[str, tuple[float, float]]:
    return {slot: (counts["audio"], counts["video"]) for slot, counts in received.items()}


def test_who_leaves_comes_back_to_the_same_place(room: Room) -> None:
    open_joint_room(room)
    room.flows(*room.people)
    respondent = room.people[Role.RESPONDENT]
    applicant = room.people[Role.APPLICANT]
    places = [tile["seat"] for tile in applicant.tiles()]
    respondent.page.locator('[data-control="leave"]').click()
    respondent.page.wait_for_url(f"**/sittings/{room.sitting.public_id}")
    until(lambda: [tile["state"] for tile in applicant.tiles() if tile["seat"] == respondent.seat] == ["away"])
    enter(room, Role.RESPONDENT)
    microphone = respondent.page.locator('[data-control="microphone"]')
    expect(microphone).to_have_attribute("aria-pressed", "false")  # who comes back is not heard before they want to be
    expect(respondent.page.locator("[data-word]")).to_be_visible()
    until(lambda: [tile["mic"] for tile in applicant.tiles() if tile["seat"] == respondent.seat] == ["off"])
    microphone.click()
    room.flows(*room.people)
    assert [tile["seat"] for tile in applicant.tiles()] == places
    room.house.look()
    mine = [one for one in queries.attendance(room.sitting) if one.role is Role.RESPONDENT]
    assert [one.room for one in mine][-2:] == [rooms.JOINT, rooms.JOINT] and mine[-2].to_at and mine[-1].to_at is None
    assert mine[-1].from_at <= clock.now()


def test_the_newest_device_of_a_person_wins(room: Room, chromium) -> None:
    open_joint_room(room)
    room.flows(*room.people)
    first = room.people[Role.APPLICANT]
    actor = room.house.world.party(room.sitting.dispute)
    visitor = Visitor.of(chromium, room.house, actor)
    visitor.context.add_init_script(KEEP_CONNECTIONS)
    room.people[Role.APPLICANT] = Person(Role.APPLICANT, first.seat, visitor, visitor.context.new_page())
    enter(room, Role.APPLICANT)
    visitor_page = room.people[Role.APPLICANT].page
    visitor_page.locator('[data-control="microphone"]').click()
    room.flows(*room.people)
    expect(first.page.locator("[data-retry]")).to_be_visible()
    assert first.sees() == set()
    time.sleep(3)
    room.flows(*room.people)  # the first device does not take the place back by itself
    visitor.context.close()


def test_who_is_silenced_raises_a_hand_and_gets_the_word(room: Room) -> None:
    """By keyboard alone on the side of the person; what is locked says so."""
    open_joint_room(room)
    room.flows(*room.people)
    respondent, applicant, mediator = (room.people[one] for one in (Role.RESPONDENT, Role.APPLICANT, Role.MEDIATOR))
    one = next(one for one in room.sitting.participants if one.role is Role.RESPONDENT)
    guest = mediator.page.locator(f'[data-pane] details[data-key="guest-{one.public_id}"]')
    guest.locator("> summary").click()
    guest.locator('form[action$="/silence"] button').click()
    expect(respondent.page.locator("[data-word]")).to_be_visible()
    expect(respondent.page.locator('[data-control="microphone"]')).to_have_attribute("aria-disabled", "true")
    until(lambda: "silenced" in applicant.page.evaluate(TILE, respondent.seat))
    before = room.heard(Role.APPLICANT)[respondent.seat]
    frames = applicant.page.evaluate(FRAMES, respondent.seat)
    until(lambda: applicant.page.evaluate(FRAMES, respondent.seat) > frames + 5)  # the picture goes on
    assert room.heard(Role.APPLICANT)[respondent.seat] > before
    respondent.page.locator('[data-control="microphone"]').press("Enter")
    expect(respondent.page.locator('[data-control="microphone"]')).to_have_attribute("aria-pressed", "false")
    respondent.page.locator('[data-control="hand"]').press("Enter")
    expect(mediator.page.locator("[data-pane] .hands")).to_contain_text(one.name)
    until(lambda: "hand" in applicant.page.evaluate(TILE, respondent.seat))
    mediator.page.locator('[data-pane] .hands form[action$="/silence"] button').click()
    expect(respondent.page.locator('[data-control="microphone"]')).to_have_attribute("aria-disabled", "false")
    until(lambda: applicant.page.evaluate(TILE, respondent.seat) == [])
    respondent.page.locator('[data-control="microphone"]').press("Enter")
    room.flows(*room.people)
    assert problems(room) == []


TILE = "seat => ['hand', 'silenced'].filter(name => name in document.querySelector(`[data-seat='${seat}']`).dataset)"
FRAMES = "seat => document.querySelector(`[data-seat='${seat}'] video`).getVideoPlaybackQuality().totalVideoFrames"


def test_a_private_talk_is_asked_for_and_what_changed_meanwhile_is_shown_first(room: Room) -> None:
    open_joint_room(room)
    applicant, mediator = room.people[Role.APPLICANT], room.people[Role.MEDIATOR]
    ask = mediator.page.locator('[data-pane] details[data-key="caucus-1"]')
    ask.locator("> summary").click()
    ask.locator('form[action$="/ask"] button').click()
    asked = applicant.page.locator('[data-part="talk"]')
    expect(asked).to_be_visible()
    expect(applicant.page.locator("[data-live]")).not_to_be_empty()
    asked.locator('button:has-text("好")').click()
    begin = mediator.page.locator('[data-talk] form[action$="/caucus"]')
    expect(begin).to_be_visible()
    stale = "form => { form.elements.shown.value = 'somethingelse'; form.requestSubmit(); }"
    begin.evaluate(stale)  # as if somebody had moved since it was drawn
    expect(mediator.page.locator("[data-trouble]")).to_be_visible()
    assert applicant.sees() != {mediator.seat}
    until(lambda: begin.locator('[name="shown"]').input_value() != "somethingelse")
    begin.locator("button").click()
    room.flows(Role.APPLICANT, Role.MEDIATOR)


def test_a_killed_node_is_survived(room: Room) -> None:
    open_joint_room(room)
    room.flows(*room.people)
    room.house.kill("node")
    expect(room.people[Role.APPLICANT].page.locator("[data-trouble]")).to_be_visible()
    room.house.start("node")
    room.flows(*room.people)


def test_what_a_phone_does_to_a_call_is_survived(room: Room) -> None:
    """A call comes in, the camera is taken away, the screen locks, the network is another: the same seat goes on."""
    applicant, mediator = Role.APPLICANT, Role.MEDIATOR
    for role in (applicant, mediator):
        enter(room, role)
    act(room, "start")
    phone = room.people[applicant]

    def told() -> dict:
        return next(tile for tile in room.people[mediator].tiles() if tile["seat"] == phone.seat)

    def both_flow() -> None:
        for role in (applicant, mediator):
            room.rises(role, 1)

    both_flow()
    phone.page.evaluate(TRACK, ["audio", "mute"])
    until(lambda: told()["mic"] == "off")
    phone.page.evaluate(TRACK, ["audio", "unmute"])
    until(lambda: told()["mic"] == "on")
    phone.page.evaluate(TRACK, ["video", "ended"])
    expect(phone.page.locator("[data-word]")).to_be_visible()
    both_flow()

    lock = phone.page.context.new_cdp_session(phone.page)
    lock.send("Page.setWebLifecycleState", {"state": "frozen"})
    time.sleep(1)
    lock.send("Page.setWebLifecycleState", {"state": "active"})
    both_flow()

    before = phone.page.evaluate("window.connections.length")
    phone.page.context.set_offline(True)
    phone.page.context.set_offline(False)
    until(lambda: phone.page.evaluate("window.connections.length") > before)
    both_flow()
    assert told()["seat"] == phone.seat

    room.house.world.drafted(room.sitting.dispute)
    terms = phone.page.locator("[data-together] .terms li")
    expect(terms).to_have_count(len(room.house.world.terms(room.sitting.dispute)))


def test_the_minutes_are_written_in_step_and_confirmed_on_each_screen(room: Room) -> None:
    open_joint_room(room)
    mediator = room.people[Role.MEDIATOR].page
    mediator.locator('[data-pane] textarea[name="statements"]').fill("申请人：漏水。被申请人：愿意修。")
    for role in (Role.APPLICANT, Role.RESPONDENT):
        page = room.people[role].page
        expect(page.locator('[data-part="minutes"]')).to_contain_text("愿意修")
        page.locator('[data-pane] form[action$="/minutes/confirm"] button').click()
    expect(mediator.locator('[data-part="confirmations"] .tag.ok')).to_have_count(2)
    until(lambda: confirmed(room))
    assert problems(room) == []


def confirmed(room: Room) -> bool:
    room.house.look()
    return queries.minutes_confirmed(room.sitting)
