"""A Janus with its VideoRoom plugin as an engine: for comparison, and for installations that have one.

Nothing is kept here: a room's description holds its table, and each leg is a Janus session whose number follows from
conference, seat and leg. So web process and worker see the same. What Janus cannot do is in `docs/decisions/janus.md`.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from video.engines.seam import PATIENCE, Answer, EngineDown, Refused
from video.node import sdp

NO_SESSION, NO_ROOM = 458, 426
KEEP_ALIVE = 20.0
LOOK_EVERY = 0.3
FEEDBACK = frozenset({"nack", "nack pli", "ccm fir", "goog-remb"})


def number(*words: str) -> int:
    """The number Janus knows something by: 52 bits of a hash, for it reads numbers as JSON does."""
    return int.from_bytes(hashlib.sha256("\0".join(words).encode()).digest()[:8], "big") >> 12 or 1


class Janus:
    """A Janus at `http://host:port/janus?admin=http://…/admin&secret=…&admin_secret=…&key=…`."""

    def __init__(self, address: str) -> None:
        url = urlsplit(address)
        given = {name: values[0] for name, values in parse_qs(url.query).items()}
        self._url, self._admin = url._replace(query="").geturl(), given.get("admin", "")
        self._secret, self._admin_secret = given.get("secret", ""), given.get("admin_secret", "")
        self._key = given.get("key", "")
        self._boot, self._numbered, self._last = secrets.token_hex(8), 0, dict[tuple[str, str, str], bool]()
        self._happened: list[dict[str, Any]] = []
        self._kept_alive = 0.0

    def put(self, conference: str, table: Mapping[str, Any]) -> None:
        before = self._tables().get(conference)
        kept = json.dumps({"conference": conference, **table}, separators=(",", ":"))
        if before is None:
            room = {"description": kept, "is_private": True, "publishers": 100, "videocodec": "vp8"}
            self._room({"request": "create", "room": number(conference), "admin_key": self._key, **room})
            return
        if before["version"] >= table["version"]:
            return
        self._room({"request": "edit", "room": number(conference), "new_description": kept})
        for seat in before["seats"].keys() - table["seats"].keys():
            for leg in ("publish", "watch"):
                self._destroy(number(conference, seat, leg))
        for seat in table["seats"]:
            self._route(conference, table, seat)

    def delete(self, conference: str) -> None:
        table = self._tables().get(conference)
        if table is None:
            return
        for seat in table["seats"]:
            for leg in ("publish", "watch"):
                self._destroy(number(conference, seat, leg))
        self._room({"request": "destroy", "room": number(conference)})

    def offer(self, conference: str, seat: str, leg: str, sdp: bytes, *, only: str | None = None) -> Answer:
        table = self._table(conference)
        if seat not in table["seats"]:
            raise Refused(404, f"no seat {seat}")
        offered = _parsed(sdp)
        session = number(conference, seat, leg)
        self._destroy(session)
        self._ask("", {"janus": "create", "id": session})
        connection = secrets.token_hex(8)
        attach = {"janus": "attach", "plugin": "janus.plugin.videoroom", "opaque_id": f"{connection} {only or ''}"}
        handle = self._ask(f"/{session}", attach)["data"]["id"]
        try:
            if leg == "publish":
                return Answer(self._publish(conference, seat, session, handle, sdp.decode()), connection)
            return Answer(self._watch(conference, table, seat, session, handle, offered, only), connection)
        except Exception:
            self._destroy(session)
            raise

    def leave(self, conference: str, seat: str, leg: str, connection: str | None) -> None:
        session = number(conference, seat, leg)
        info = self._info(session)
        if info is None or connection not in (None, info["opaque_id"].split(" ")[0]):
            raise Refused(404, "no such connection")
        self._destroy(session)

    def status(self, conference: str) -> dict[str, Any]:
        table = self._table(conference)
        seats = {
            seat: {"publishing": self._up(conference, seat, "publish"), "watching": self._up(conference, seat, "watch")}
            for seat in table["seats"]
        }
        return {"version": table["version"], "seats": seats}

    def events(self, after: int, wait: float) -> dict[str, Any]:
        """Janus tells of a connection only the session that made it, so this looks, and numbers what has changed."""
        until = time.monotonic() + wait
        while True:
            self._look()
            found = [event for event in self._happened if event["n"] > after]
            if found or time.monotonic() >= until or after > self._numbered:
                return {"boot": self._boot, "events": found}
            time.sleep(LOOK_EVERY)

    def _look(self) -> None:
        now: dict[tuple[str, str, str], bool] = {}
        for conference, table in self._tables().items():
            for seat in table["seats"]:
                for leg in ("publish", "watch"):
                    now[conference, seat, leg] = self._up(conference, seat, leg)
        self._keep_alive(now)
        for (conference, seat, leg), up in (now | dict.fromkeys(self._last.keys() - now.keys(), False)).items():
            if up != self._last.get((conference, seat, leg), False):
                began, ended = ("publishing", "published_ended") if leg == "publish" else ("watching", "watching_ended")
                self._numbered += 1
                told = {"conference": conference, "seat": seat, "leg": leg, "at": int(time.time() * 1000)}
                self._happened.append({"n": self._numbered, "what": began if up else ended, **told})
        self._happened, self._last = self._happened[-1000:], now

    def _keep_alive(self, legs: Mapping[tuple[str, str, str], bool]) -> None:
        if time.monotonic() - self._kept_alive > KEEP_ALIVE:
            self._kept_alive = time.monotonic()
            for leg in (one for one, up in legs.items() if up):
                self._ask(f"/{number(*leg)}", {"janus": "keepalive"})

    # --- rooms -----------------------------------------------------------------------------------------------------

    def _tables(self) -> dict[str, dict[str, Any]]:
        found = {}
        for room in self._room({"request": "list", "admin_key": self._key})["list"]:
            try:
                table = json.loads(room["description"])
                found[table["conference"]] = table
            except (ValueError, KeyError, TypeError):
                continue  # a room of somebody else's
        return found

    def _table(self, conference: str) -> dict[str, Any]:
        table = self._tables().get(conference)
        if table is None:
            raise Refused(404, f"no conference {conference}")
        return table

    def _room(self, request: dict[str, Any]) -> dict[str, Any]:
        """One question to the plugin, from a session that lives no longer."""
        session = self._ask("", {"janus": "create"})["data"]["id"]
        try:
            handle = self._ask(f"/{session}", {"janus": "attach", "plugin": "janus.plugin.videoroom"})["data"]["id"]
            return self._message(session, handle, request)
        finally:
            self._destroy(session)

    # --- legs ------------------------------------------------------------------------------------------------------

    def _publish(self, conference: str, seat: str, session: int, handle: int, offer: str) -> str:
        join = {"request": "joinandconfigure", "ptype": "publisher", "room": number(conference), "display": seat}
        request = {**join, "id": number(conference, seat)}
        known = "\r\n".join(line for line in offer.splitlines() if not line.startswith("a=candidate:")) + "\r\n"
        answer = self._later(session, handle, request, {"type": "offer", "sdp": known})
        return str(answer["jsep"]["sdp"])

    def _watch(
        self, conference: str, table: Mapping[str, Any], seat: str, session: int, handle: int, offered: sdp.Offer,
        only: str | None,
    ) -> str:  # fmt: skip
        """Janus makes the offer to a viewer: it becomes an answer to the viewer's, and the viewer's an answer to it."""
        sources = _sources(table, seat, only)
        here = [one for one in sources if one and self._up(conference, one, "publish")]
        if not here:
            raise EngineDown()  # nobody to watch yet, and Janus has no empty slots: pages try again by themselves
        streams = [{"feed": number(conference, one)} for one in here]
        join = {"request": "join", "ptype": "subscriber", "room": number(conference), "streams": streams}
        text = str(self._later(session, handle, join)["jsep"]["sdp"])
        theirs = sdp.parse(text)
        candidates = [line[12:].strip() for line in text.splitlines() if line.startswith("a=candidate:")]
        replies, taken = _matched(offered, theirs)
        accepted = sdp.answer(theirs, taken, _own(offered.peer, "passive", []), secrets.randbits(62))
        start = {"request": "start", "room": number(conference)}
        self._later(session, handle, start, {"type": "answer", "sdp": accepted})
        return sdp.answer(offered, replies, _own(theirs.peer, "active", candidates), secrets.randbits(62))

    def _route(self, conference: str, table: Mapping[str, Any], seat: str) -> None:
        """Each stream of a viewer shows whom the table gives it now: switched, or silent where that is nobody."""
        session = number(conference, seat, "watch")
        info = self._info(session)
        if info is None:
            return
        wanted = _sources(table, seat, info["opaque_id"].partition(" ")[2] or None)
        places = {"audio": 0, "video": 0}
        for stream in info["plugin_specific"].get("streams", ()):
            kind = stream["type"]
            source = wanted[places[kind]] if kind in places and places[kind] < len(wanted) else None
            places[kind] = places.get(kind, 0) + 1
            self._feed(session, info["handle_id"], conference, stream["mid"], kind, source)

    def _feed(self, session: int, handle: int, conference: str, mid: str, kind: str, source: str | None) -> None:
        theirs = self._info(number(conference, source, "publish")) if source else None
        mids = [one["mid"] for one in theirs["plugin_specific"]["streams"] if one["type"] == kind] if theirs else []
        if source and mids:
            streams = [{"feed": number(conference, source), "mid": mids[0], "sub_mid": mid}]
            self._later(session, handle, {"request": "switch", "streams": streams})
        self._later(session, handle, {"request": "configure", "streams": [{"mid": mid, "send": bool(mids)}]})

    def _up(self, conference: str, seat: str, leg: str) -> bool:
        info = self._info(number(conference, seat, leg))
        return bool(info and info.get("webrtc", {}).get("dtls", {}).get("dtls-state") == "connected")

    def _info(self, session: int) -> dict[str, Any] | None:
        for handle in self._handles(session):
            found: dict[str, Any] = self._ask_admin(f"/{session}/{handle}", {"janus": "handle_info"})["info"]
            return found
        return None

    def _handles(self, session: int) -> Iterator[int]:
        try:
            yield from self._ask_admin(f"/{session}", {"janus": "list_handles"})["handles"]
        except Refused:
            return

    def _destroy(self, session: int) -> None:
        try:
            self._ask(f"/{session}", {"janus": "destroy"})
        except Refused as refused:
            if refused.status != 404:
                raise

    # --- the wire --------------------------------------------------------------------------------------------------

    def _message(self, session: int, handle: int, request: dict[str, Any]) -> dict[str, Any]:
        answer = self._ask(f"/{session}/{handle}", {"janus": "message", "body": request})
        return _right(answer["plugindata"]["data"])

    def _later(self, session: int, handle: int, request: dict[str, Any], jsep: Any = None) -> dict[str, Any]:
        """A message whose answer comes by the session's long poll."""
        more = {"jsep": jsep} if jsep else {}
        self._ask(f"/{session}/{handle}", {"janus": "message", "body": request, **more})
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = self._get(f"/{session}")
            if found.get("janus") == "event" and found.get("sender") == handle:
                _right(found["plugindata"]["data"])
                return found
        raise EngineDown()

    def _ask(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._post(self._url + path, {**body, "apisecret": self._secret})

    def _ask_admin(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._post(self._admin + path, {**body, "admin_secret": self._admin_secret})

    def _get(self, path: str) -> dict[str, Any]:
        return self._answer("GET", self._url + path, params={"apisecret": self._secret, "maxev": "1"})

    def _post(self, url: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._answer("POST", url, json={**body, "transaction": secrets.token_hex(8)})

    def _answer(self, method: str, url: str, **what: Any) -> dict[str, Any]:
        try:
            with requests.Session() as session:
                session.trust_env = False
                answer: dict[str, Any] = session.request(method, url, timeout=PATIENCE, **what).json()
        except (requests.RequestException, ValueError) as lost:
            raise EngineDown() from lost
        if answer.get("janus") == "error":
            error = answer["error"]
            raise Refused(404 if error["code"] in (NO_SESSION, 459) else 400, error["reason"])
        return answer


def _right(data: dict[str, Any]) -> dict[str, Any]:
    if "error_code" in data:
        raise Refused(404 if data["error_code"] == NO_ROOM else 400, data["error"])
    return data


def _parsed(text: bytes) -> sdp.Offer:
    try:
        return sdp.parse(text.decode())
    except (sdp.SdpError, UnicodeDecodeError) as error:
        raise Refused(400, str(error)) from error


def _sources(table: Mapping[str, Any], seat: str, only: str | None) -> list[str | None]:
    """Who stands in each slot of a viewer; who asked for one person alone sees them while the table shows them."""
    slots: list[str | None] = table["seats"].get(seat, {"slots": []})["slots"]
    if only is None:
        return slots
    return [only if only in slots else None]


def _matched(offered: sdp.Offer, theirs: sdp.Offer) -> tuple[list[sdp.Reply], list[sdp.Reply]]:
    """The viewer's lines and Janus's, the first of a kind with the first of that kind, and so on.

    Raises:
        Refused: where the two number a codec differently, for Janus sends as its publishers number it.
    """
    left = {kind: [one for one in theirs.media if one.kind == kind] for kind in ("audio", "video")}
    replies, taken = [], set()
    for place, media in enumerate(offered.media):
        mine = left[media.kind].pop(0) if media.receives() and left.get(media.kind) else None
        if mine is None:
            replies.append(sdp.Reply())
            continue
        if mine.payload_type != media.payload_type:
            raise Refused(400, f"Janus sends {media.kind} as {mine.payload_type}, not as {media.payload_type}")
        taken.add(mine.mid)
        replies.append(sdp.Reply("sendonly", FEEDBACK, ssrc=mine.ssrc, stream=f"slot-{place // 2}"))
    return replies, [sdp.Reply("recvonly", FEEDBACK) if one.mid in taken else sdp.Reply() for one in theirs.media]


def _own(peer: sdp.Peer, setup: str, candidates: list[str]) -> sdp.Own:
    algorithm, digest = peer.fingerprints[0]
    return sdp.Own(peer.ufrag, peer.password, f"{algorithm} {digest}", setup, candidates)
