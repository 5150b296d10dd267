"""The figures are folds of the record: whatever happened, in whatever order it was counted, they equal a recount."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from mediation.core import clock, record
from mediation.core.db import begin_writing, commit, db
from mediation.core.machine import of_system
from mediation.disputes.models import Dispute
from mediation.disputes.rules import DisputeState
from mediation.figures import queries, rules, services
from mediation.figures.models import Fold
from mediation.figures.queries import Figures
from mediation.figures.rules import Measure, Rate
from mediation.rulebook.kinds import DisputeType, Ground
from tests.sign_in import sign_in, speak

WAYS = {
    # what happens to a dispute, one act after another, each some days after the last
    "waits": (),
    "declined": ("not_accept",),
    "withdrawn early": ("withdraw",),
    "asked": ("accept",),
    "refused": ("accept", "refuse"),
    "lapsed": ("accept", "lapse"),
    "agreed": ("accept", "consent"),
    "stopped": ("accept", "consent", "stop"),
    "mediated": ("accept", "consent", "begin"),
    "settled": ("accept", "consent", "begin", "settle"),
    "failed": ("accept", "consent", "begin", "terminate"),
    "ran over": ("accept", "consent", "begin", "run_over"),
}
KINDS = (DisputeType.NEIGHBOURS, DisputeType.WAGES, DisputeType.LOAN)


def history(world, chance, templates):
    """A dispute with a random story, written into the record at its own moments."""
    dispute = chance.choice(templates)
    at = clock.at("2026-01-05 10:00") + timedelta(hours=chance.randrange(24 * 200))
    clone = Dispute(
        matter_id=dispute.matter_id, organisation_id=dispute.organisation_id, type=chance.choice(KINDS),
        state=DisputeState.APPLIED, state_since=at,
    )  # fmt: skip
    db.session.add(clone)
    db.session.flush()
    for action in ("apply", *WAYS[chance.choice(list(WAYS))]):
        with clock.set_to(at):
            record.write(of_system(), f"dispute.{action}", clone, stream=f"matter:{10_000 + clone.id}")
        at += timedelta(hours=chance.randrange(24 * 30))
    return clone


def test_300_random_histories_counted_one_by_one_in_any_order_equal_a_recount(world):
    seed = random.randrange(1 << 30)
    chance = random.Random(seed)
    templates = [world.apply(), world.apply(community="和平社区")]
    begin_writing()
    for _ in range(300):
        history(world, chance, templates)
    waiting = [entry for entry in db.session.query(record.Entry) if entry.act in rules.ACTS]
    chance.shuffle(waiting)
    for entry in waiting:
        services.fold(queries.counted(entry))
    commit()
    assert queries.folded() == queries.recount(), seed
    assert sum(n for key, n in queries.folded().items() if key[3] is key[4] is Measure.RECEIVED) == 302, seed


def brought(world, n, way, kind=DisputeType.NEIGHBOURS):
    from mediation.operations.world.disputing import LEAK

    return [way(world.apply(replace(LEAK, type=kind))) for _ in range(n)]


def test_what_people_did_is_counted_by_the_worker(world, worker, at):
    with at("2026-09-07 10:00"):
        brought(world, 2, world.accept)
        brought(world, 1, world.not_accept)
        brought(world, 3, lambda dispute: world.answer(world.accept(dispute)))
    worker.run(at="2026-09-07 11:00")
    assert queries.folded() == queries.recount()
    figures = Figures(db.session.query(Fold).all())
    counted = {measure: figures.n(measure) for measure in Measure}
    found = {measure: n for measure, n in counted.items() if n}
    assert found == {"received": 6, "accepted": 5, "not_accepted": 1, "consented": 3}
    worker.run(at="2026-09-12 00:00")  # nobody answered in time
    figures = Figures(db.session.query(Fold).all())
    ended = [dispute for dispute in db.session.query(Dispute) if dispute.ground is Ground.NO_ANSWER]
    assert figures.n(Measure.CONCLUDED) == len(ended) == 2
    assert queries.folded() == queries.recount()


def test_an_act_followed_twice_counts_once(world, worker):
    world.accept(world.apply())
    worker.run()
    before = queries.folded()
    worker.run()
    assert queries.folded() == before == queries.recount()


def test_a_withdrawal_before_acceptance_is_no_conclusion(world, worker):
    from mediation.disputes import services as disputes

    for dispute in (world.apply(), world.accept(world.apply())):
        disputes.end(world.standing(world.party(dispute), dispute), dispute, "withdraw", Ground.WITHDRAWN)
        commit()
    worker.run()
    assert Figures(db.session.query(Fold).all()).n(Measure.CONCLUDED) == 1


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [(0, 0, None), (4, 4, None), (0, 5, "0.0%"), (5, 5, "100.0%"), (2, 3, None), (852, 1387, "61.4%"),
     (9996, 10000, "99.9%"), (21111, 21352, "98.8%")],
)  # fmt: skip
def test_a_rate_is_cut_and_hidden_over_too_few(numerator, denominator, shown):
    assert Rate(numerator, denominator).shown == shown


def test_the_interval_is_wilson_s():
    assert Rate(852, 1387).interval == (58.8, 64.0)
    assert Rate(0, 10).interval[0] == 0.0 and Rate(10, 10).interval[1] == 100.0


@pytest.mark.parametrize(
    ("days", "median"),
    [
        ({}, None),
        ({3: 4}, None),
        ({3: 5}, 3),
        ({1: 2, 2: 2, 9: 1}, 2),
        ({1: 3, 4: 3}, 2.5),
        ({0: 1, 5: 2, 30: 3}, 17.5),
    ],
)
def test_the_median_of_a_histogram(days, median):
    assert rules.median(days) == median


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("=1+1", "'=1+1"), ("+86", "'+86"), ("-2", "'-2"), ("@x", "'@x"), ("\tx", "'\tx"), ("西塔", "西塔"), (5, "5")],
)
def test_no_cell_is_taken_for_a_formula(cell, kept):
    assert rules.guarded(cell) == kept


def test_months_run_over_the_year():
    assert rules.months(date(2025, 11, 1), date(2026, 2, 1)) == [
        date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1),
    ]  # fmt: skip


@pytest.fixture
def some(world, worker, at):
    def autumn(world):
        with at("2026-09-07 10:00"):
            brought(world, 6, world.accept)
            brought(world, 2, world.accept, DisputeType.WAGES)
            world.accept(world.apply(community="和平社区"))
        worker.run(at="2026-09-12 00:00")

    world.once(autumn)
    return world


@pytest.mark.parametrize("language", ("zh-Hans", "en", "ko"))
def test_a_bureau_sees_figures_and_definitions_and_no_matter(some, client, at, language):
    sign_in(client, some.staff("bureau"))
    speak(client, language)
    for path in (
        "/figures",
        "/figures?from=2026-09&to=2026-09",
        "/figures?from=nonsense&to=2026-13",
        "/figures/definitions",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "金顺姬" not in answer.text and "/matters/" not in answer.text
    dispute = db.session.query(Dispute).first()
    assert client.get(f"/matters/{dispute.matter.public_id}").status_code == 404


def test_the_period_and_small_cells(some, client):
    sign_in(client, some.staff("bureau"))
    speak(client, "en")
    september = client.get("/figures?from=2026-09&to=2026-09").text
    assert "0 / 9" in september and "too few" in september
    assert "0 / 9" not in client.get("/figures?from=2026-08&to=2026-08").text


def test_a_window_sees_its_own_institution_only(some, client):
    sign_in(client, some.staff("window"))
    text = client.get("/figures?from=2026-09&to=2026-09").text
    assert "西塔街道人民调解委员会" in text and "北市场街道人民调解委员会" not in text
    for login in ("park", "judge.han", "grid"):
        sign_in(client, some.staff(login))
        assert client.get("/figures").status_code == client.get("/figures.csv").status_code == 403


def test_the_file_says_the_same_as_the_page(some, client):
    sign_in(client, some.staff("bureau"))
    speak(client, "en")
    answer = client.get("/figures.csv?from=2026-09&to=2026-09")
    assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][2:7] == ["Received", "Accepted", "Not accepted", "Concluded", "Settled"]
    assert rows[0][7:] == ["Asked the court", "Confirmed", "Promises due", "Promises kept", "Median days"]
    assert [row[2:7] + row[11:] for row in rows[1:]] == [
        ["6", "6", "0", "6", "0", "5"], ["2", "2", "0", "2", "0", ""], ["1", "1", "0", "1", "0", ""],
    ]  # fmt: skip


def test_promises_count_when_they_are_due_and_confirmations_when_they_were_asked_for(world, worker, at):
    from mediation.core import wall

    with at("2026-09-07 10:00"):
        kept, going_on = world.agreed(), world.agreed()
        world.performed(kept)
        worker.run(at="2026-09-07 11:00")
        world.promises(going_on)
        wall.name_reader(*(of_system(dispute.matter_id, 2) for dispute in (kept, going_on)))
        assert queries.folded() == queries.recount()
        figures = Figures(db.session.query(Fold).all())
        promises = [*world.promises(kept), *world.promises(going_on)]
        dated = [promise for promise in promises if promise.due_on]
        assert figures.n(Measure.DUE) == len(dated) > 0
        assert figures.n(Measure.KEPT) == len(promises) // 2
        assert figures.n(Measure.KEPT, Measure.DUE) == len(dated) // 2
        assert figures.n(Measure.SETTLED) == 2
        folds = queries.of_period([kept.matter.organisation], date(2026, 9, 1), date(2026, 9, 7))
        assert Figures(folds).n(Measure.DUE) == len([one for one in dated if one.due_on <= date(2026, 9, 7)])
