"""The control port, as the web process talks to it; in this process, without a server."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from tests.video.node.caller import run, seats
from tests.video.node.offers import offer
from video.node.control import MOST_SDP, application
from video.node.node import Node

TOKEN = "token-of-the-node"


class Client:
    """Sends requests straight into the application."""

    def __init__(self, node: Node) -> None:
        self._app = application(node, TOKEN)

    async def __call__(
        self, method: str, path: str, body: Any = None, token: str = TOKEN, kind: str = "application/sdp"
    ) -> tuple[int, dict[str, str], Any]:
        """Status, headers and body (read, where it is JSON)."""
        path, _, query = path.partition("?")
        data = body.encode() if isinstance(body, str) else b"" if body is None else json.dumps(body).encode()
        headers = [(b"authorization", f"Bearer {token}".encode()), (b"content-type", kind.encode())]
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
            "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "headers": headers,
            "scheme": "http", "server": ("127.0.0.1", 1), "client": ("127.0.0.1", 2),
        }  # fmt: skip
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": data, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(dict(message))

        await self._app(scope, receive, send)
        found = {key.decode(): value.decode() for key, value in sent[0]["headers"]}
        answer = b"".join(message.get("body", b"") for message in sent[1:])
        if "json" in found.get("content-type", ""):
            return sent[0]["status"], found, json.loads(answer)
        return sent[0]["status"], found, answer.decode()


def table(version: int, **slots: list[str | None]) -> dict[str, Any]:
    return {"version": version, "seats": seats(**slots)}


def test_without_the_token_nothing_is_answered():
    async def story(node: Node) -> None:
        client = Client(node)
        for path in ("/health", "/events", "/conferences/k", "/nowhere"):
            status, headers, body = await client("GET", path, token="wrong")
            assert (status, body["status"], headers["www-authenticate"]) == (401, 401, "Bearer")
            assert headers["content-type"] == "application/problem+json"

    run(story)


def test_a_table_is_put_read_and_ended():
    async def story(node: Node) -> None:
        client = Client(node)
        status, _, body = await client("PUT", "/conferences/k", table(7, a=["b"], b=[None]))
        assert (status, body) == (200, {"boot": node.boot, "version": 7})
        status, _, body = await client("GET", "/conferences/k")
        assert (status, body["version"], list(body["seats"])) == (200, 7, ["a", "b"])
        nobody = {"publishing": False, "watching": False, "received": {}, "slots": [], "heard": {}, "link": {}}
        assert body["seats"]["a"] == nobody
        assert (await client("PUT", "/conferences/k", table(7, a=["b"], b=[None])))[0] == 200
        assert (await client("PUT", "/conferences/k", table(6, a=[])))[0] == 409
        assert (await client("PUT", "/conferences/k", table(7, a=[])))[0] == 409
        assert (await client("DELETE", "/conferences/k"))[0] == 204
        assert (await client("DELETE", "/conferences/k"))[0] == 404
        assert (await client("GET", "/conferences/k"))[0] == 404
        assert (await client("PUT", "/conferences/k", table(1, a=[])))[0] == 200

    run(story)


@pytest.mark.parametrize("body", ["", "{", "[]", "[" * 100_000, '{"version": 1, "seats": {"a": {}}}'])
def test_a_body_that_is_no_table_is_refused(body):
    async def story(node: Node) -> None:
        status, headers, problem = await Client(node)("PUT", "/conferences/k", body)
        assert (status, headers["content-type"]) == (400, "application/problem+json")
        assert problem["title"] == "Bad Request" and problem["detail"]

    run(story)


def test_an_offer_is_answered_and_the_connection_has_an_address():
    async def story(node: Node) -> None:
        client = Client(node)
        await client("PUT", "/conferences/k", table(1, a=["b"], b=[]))
        for leg, direction in (("publish", "sendonly"), ("watch", "recvonly")):
            path = f"/conferences/k/seats/a/{leg}"
            status, headers, answer = await client("POST", path, offer(direction))
            assert (status, headers["content-type"]) == (201, "application/sdp")
            assert answer.startswith("v=0\r\n") and "a=candidate:" in answer
            assert headers["location"].startswith(path + "?connection=")
            assert (await client("DELETE", headers["location"]))[0] == 204
            assert (await client("DELETE", headers["location"]))[0] == 404
            await client("POST", path, offer(direction))
            assert (await client("DELETE", headers["location"]))[
                0
            ] == 404  # an older page cannot end a newer connection
            assert (await client("DELETE", path))[0] == 204
            assert (await client("PATCH", path))[0] == 405

    run(story)


def test_one_stream_for_each_slot_is_declared_in_the_order_of_the_m_lines():
    async def story(node: Node) -> None:
        client = Client(node)
        await client("PUT", "/conferences/k", table(1, a=["b", "b"], b=[]))
        _, _, answer = await client("POST", "/conferences/k/seats/a/watch", offer("recvonly", 3))
        streams = [line.split()[0] for line in answer.split("\r\n") if line.startswith("a=msid:")]
        assert streams == [
            "a=msid:slot-0",
            "a=msid:slot-0",
            "a=msid:slot-1",
            "a=msid:slot-1",
            "a=msid:slot-2",
            "a=msid:slot-2",
        ]
        ssrcs = [line for line in answer.split("\r\n") if line.startswith("a=ssrc:")]
        assert len(set(ssrcs)) == 9, "one for each sound, one for each picture, one for its repetitions"
        assert answer.count("a=ssrc-group:FID ") == answer.count("a=rtpmap:97 rtx/90000") == 3

    run(story)


def test_a_named_participant_is_one_slot_however_many_are_offered():
    async def story(node: Node) -> None:
        client = Client(node)
        await client("PUT", "/conferences/k", table(1, a=["b"], b=[]))
        _, _, answer = await client("POST", "/conferences/k/seats/a/watch?only=b", offer("recvonly", 2))
        assert answer.count("a=ssrc:") == 3 and answer.count("a=inactive") == 2

    run(story)


@pytest.mark.parametrize(
    ("path", "body", "kind", "expected"),
    [
        ("/conferences/k/seats/stranger/publish", offer("sendonly"), "application/sdp", 404),
        ("/conferences/other/seats/a/watch", offer("recvonly"), "application/sdp", 404),
        ("/conferences/k/seats/a/listen", offer("recvonly"), "application/sdp", 404),
        ("/conferences/k/seats/a/publish", "v=0 nonsense", "application/sdp", 400),
        ("/conferences/k/seats/a/publish", offer("recvonly"), "application/sdp", 400),
        ("/conferences/k/seats/a/watch", offer("sendonly"), "application/sdp", 400),
        ("/conferences/k/seats/a/publish", offer("sendonly"), "text/plain", 415),
        ("/conferences/k/seats/a/publish", "v" * (MOST_SDP + 1), "application/sdp", 413),
    ],
)
def test_an_offer_in_the_wrong_place_or_form_is_refused(path, body, kind, expected):
    async def story(node: Node) -> None:
        client = Client(node)
        await client("PUT", "/conferences/k", table(1, a=[]))
        status, headers, problem = await client("POST", path, body, kind=kind)
        assert (status, problem["status"], headers["content-type"]) == (expected, expected, "application/problem+json")

    run(story)


def test_events_are_waited_for():
    async def story(node: Node) -> None:
        client = Client(node)
        assert (await client("GET", "/events"))[2] == {"boot": node.boot, "events": []}
        reader = asyncio.create_task(client("GET", "/events?after=0&wait=20"))
        await asyncio.sleep(0.02)
        node.events.add("k", "a", "publishing", "publish")
        _, _, body = await reader
        assert [event["what"] for event in body["events"]] == ["publishing"]
        assert (await client("GET", "/events?after=7&wait=20"))[2]["lost"] is True
        for query in ("after=x", "after=-1", "wait=nan", "after=1e99"):
            assert (await client("GET", f"/events?{query}"))[0] == 400

    run(story)


def test_health_counts():
    async def story(node: Node) -> None:
        client = Client(node)
        await client("PUT", "/conferences/k", table(1, a=[], b=[]))
        expected = {"boot": node.boot, "conferences": 1, "seats": 2, "connections": 0, "forwarded": 0}
        assert (await client("GET", "/health"))[2] == expected

    run(story)
