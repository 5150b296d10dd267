"""Two at the same moment; the campaign of the same name does hundreds."""

from __future__ import annotations

import pytest

from tests.campaigns import races, signatures


@pytest.mark.serial
def test_of_two_at_the_same_moment_one_wins_and_the_other_is_told():
    assert races.main(races.N // 20, seed=2026) == races.N // 20


@pytest.mark.serial
def test_nothing_half_signed_is_ever_there():
    assert signatures.main(signatures.N // 20, seed=2026) == signatures.N // 20
