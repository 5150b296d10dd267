from __future__ import annotations

import asyncio

from mediation.asgi import Board
from mediation.core import live
from mediation.core.db import begin_writing, commit


def test_of_hints_that_say_the_same_a_page_gets_the_newest_alone(app):
    before = live.newest()
    begin_writing()
    for topic, pane in [("one", "room"), ("one", "room"), ("other", "room"), ("one", "talk"), ("one", "room")]:
        live.hint(topic, pane)
    commit()
    board, page = Board(app), asyncio.Queue()
    board.streams[page] = frozenset({"one"})
    newest = asyncio.run(board._pass_on(before))
    assert newest == live.newest()
    got = [page.get_nowait() for _ in range(page.qsize())]
    assert got == [(newest - 1, "one", "talk"), (newest, "one", "room")]
    assert asyncio.run(board._pass_on(newest)) == newest
