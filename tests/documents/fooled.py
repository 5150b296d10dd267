"""For the jail: a renderer that prints any HTML, as if a template had been fooled, and tasks that eat and spin."""

from __future__ import annotations

from typing import Any

from documents import layout


def draw(facts: dict[str, Any], _: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    return {}, [layout.draw(facts["html"], [], identifier="x").content]


def eat(facts: dict[str, Any], _: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    return {"eaten": len(bytearray(facts["bytes"]))}, []


def spin(facts: dict[str, Any], _: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    while True:
        facts["turns"] = facts.get("turns", 0) + 1


TASKS = {"draw": draw, "eat": eat, "spin": spin}
