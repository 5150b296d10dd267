"""A party behind a bad network; the campaign of the same name does each kind many times, and holds it to seconds."""

from __future__ import annotations

import pytest

from tests.campaigns import link
from tests.journeys.conftest import House
from tests.journeys.weak import pair

pytestmark = [pytest.mark.browser, pytest.mark.media]

LOOK_S = 2.0


def test_sound_survives_a_narrow_link_a_cut_a_new_address_and_losses(house: House, chromium):
    """That pictures come back in time is the campaign's: it takes a calm of many seconds."""
    with pair(house, chromium, seed=7) as two:
        two.link.be(rate=50_000.0)
        two.until_pictures_rest()
        two.link.be(rate=None)
        for trial in (link.cut(3, 0), link.MOVED, link.losing(0.2, LOOK_S)):
            two.hear_each_other()
            trial.does(two)
        two.hear_each_other()
        assert min(two.link.did[what] for what in ("passed", "lost", "cut", "full")) > 0
        assert [problem for one in two.people for problem in one.visitor.problems] == []
