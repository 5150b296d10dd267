from __future__ import annotations

import random

import pytest
from sqlalchemy import text

from mediation.core import record
from mediation.core.db import begin_writing, commit, db

pytestmark = pytest.mark.database


def matter_with_history(world) -> str:
    dispute = world.consented()
    return record.of_matter(dispute.matter_id)


TAMPERINGS = {
    "cell": "update record set to_state = 'settled' where stream = :s and position = :p",
    "who": "update record set actor = 'account:99' where stream = :s and position = :p",
    "when": "update record set at = '2020-01-01 00:00:00.000000' where stream = :s and position = :p",
    "codes": """update record set codes = '{"ground": "withdrawn"}' where stream = :s and position = :p""",
    "hash": "update record set hash = replace(hash, substr(hash, 1, 1), 'x') where stream = :s and position = :p",
    "delete": "delete from record where stream = :s and position = :p",
    "move": "update record set position = position + 1000 where stream = :s and position = :p",
    "other stream": "update record set stream = 'system' where stream = :s and position = :p",
}


@pytest.mark.parametrize("way", TAMPERINGS)
def test_a_changed_row_is_found_at_its_place(world, way):
    stream = matter_with_history(world)
    rows = list(record.entries(stream))
    assert record.verify(stream) is None
    at = random.Random(way).randrange(1, len(rows))  # not the last: a cut tail needs a witness outside
    begin_writing()
    db.session.execute(text(TAMPERINGS[way]), {"s": stream, "p": at})
    commit()
    db.session.expire_all()
    assert record.verify(stream) == record.Broken(stream, at)


def test_a_row_holds_no_name_and_no_word_of_anybody(world):
    dispute = world.consented()
    everything = " ".join(str(vars(entry)) for entry in record.entries(record.of_matter(dispute.matter_id)))
    for private in ("金顺姬", "李国强", "漏水", "13800000001"):
        assert private not in everything


def test_each_matter_has_a_chain_of_its_own(world):
    first, second = world.apply(), world.apply()
    for dispute in (first, second):
        positions = [entry.position for entry in record.entries(record.of_matter(dispute.matter_id))]
        assert positions == list(range(1, len(positions) + 1))
