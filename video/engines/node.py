"""The client of our own media node's control port. The node never calls back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import requests

from mediation.core.failpoints import failpoint
from video.engines.seam import PATIENCE, Answer, EngineDown, Refused


class Node:
    """A media node at `http://:token@host:port`."""

    def __init__(self, address: str) -> None:
        url = urlsplit(address)
        host = f"[{url.hostname}]" if url.hostname and ":" in url.hostname else url.hostname
        self.url = f"{url.scheme}://{host}:{url.port or 80}"
        self.token = unquote(url.password or "")

    def put(self, conference: str, table: Mapping[str, Any]) -> None:
        failpoint("node.before")
        try:
            self.ask("PUT", f"/conferences/{conference}", json=table)
        except Refused as refused:
            if refused.status != 409:
                raise
        failpoint("node.after")

    def delete(self, conference: str) -> None:
        try:
            self.ask("DELETE", f"/conferences/{conference}")
        except Refused as refused:
            if refused.status != 404:
                raise

    def offer(self, conference: str, seat: str, leg: str, sdp: bytes, *, only: str | None = None) -> Answer:
        answer = self.ask(
            "POST", f"/conferences/{conference}/seats/{seat}/{leg}", data=sdp, params={"only": only} if only else None,
            headers={"Content-Type": "application/sdp"},
        )  # fmt: skip
        location = parse_qs(urlsplit(answer.headers["Location"]).query)
        return Answer(answer.text, location["connection"][0])

    def leave(self, conference: str, seat: str, leg: str, connection: str | None) -> None:
        self.ask(
            "DELETE", f"/conferences/{conference}/seats/{seat}/{leg}",
            params={"connection": connection} if connection else None,
        )  # fmt: skip

    def status(self, conference: str) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("GET", f"/conferences/{conference}").json()
        return found

    def events(self, after: int, wait: float) -> dict[str, Any]:
        found: dict[str, Any] = self.ask(
            "GET", "/events", params={"after": after, "wait": wait}, patience=wait + PATIENCE
        ).json()
        return found

    def ask(self, method: str, path: str, *, patience: float = PATIENCE, **what: Any) -> requests.Response:
        """One request to the control port.

        Raises:
            EngineDown; Refused.
        """
        headers = {"Authorization": f"Bearer {self.token}", **what.pop("headers", {})}
        try:
            with requests.Session() as session:
                session.trust_env = False  # the node is on this machine or beside it: no proxy stands in between
                answer = session.request(method, self.url + path, headers=headers, timeout=(PATIENCE, patience), **what)
        except requests.RequestException as lost:
            raise EngineDown() from lost
        if answer.status_code in (401, 503):
            raise EngineDown()
        if not answer.ok:
            raise Refused(answer.status_code, answer.text[:200])
        return answer
