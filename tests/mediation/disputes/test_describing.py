"""Who the parties are, as the papers need it: told by themselves or by whoever works on the matter."""

from __future__ import annotations

import pytest

from mediation.core.machine import Role
from tests.sign_in import sign_in

FACTS = {
    "sex": "male", "ethnicity": "汉族", "born_on": "1970-02-03", "occupation": "司机", "address": "图们社区9号楼101",
}  # fmt: skip


@pytest.fixture
def dispute(world):
    return world.appointed()


def page_of(dispute, nth: int) -> str:
    return f"/disputes/{dispute.public_id}/people/{dispute.parties[nth].public_id}"


def test_a_party_is_led_to_themselves_and_says_who_they_are(client, world, dispute):
    sign_in(client, world.party(dispute, Role.RESPONDENT))
    led = client.get(f"/disputes/{dispute.public_id}/people")
    assert led.location.endswith(page_of(dispute, 1))
    assert client.post(page_of(dispute, 1), data=FACTS).status_code == 303
    other = dispute.parties[1]
    assert (other.sex, other.address, other.occupation) == ("男", FACTS["address"], "司机")


def test_a_party_does_not_find_the_other(client, world, dispute):
    sign_in(client, world.party(dispute, Role.RESPONDENT))
    assert client.get(page_of(dispute, 0)).status_code == 404
    assert client.post(page_of(dispute, 0), data=FACTS).status_code == 404


def test_the_mediator_completes_both(client, world, dispute):
    sign_in(client, world.mediator_of(dispute))
    listed = client.get(f"/disputes/{dispute.public_id}/people")
    assert listed.status_code == 200
    assert all(party.name in listed.text for party in dispute.parties)
    assert client.post(page_of(dispute, 0), data=FACTS).status_code == 303


def test_an_identity_number_left_out_keeps_the_one_there_is(client, world, dispute):
    sign_in(client, world.mediator_of(dispute))
    number = {**FACTS, "born_on": "1949-12-31", "id_number": "11010519491231002X"}
    assert client.post(page_of(dispute, 1), data=number).status_code == 303
    assert client.post(page_of(dispute, 1), data=FACTS).status_code == 303
    assert dispute.parties[1].id_number == "11010519491231002X"
    assert "11010519491231002X" not in client.get(page_of(dispute, 1)).text


def test_wrong_facts_keep_the_answers(client, world, dispute):
    sign_in(client, world.mediator_of(dispute))
    answer = client.post(page_of(dispute, 1), data={**FACTS, "born_on": "1970-02-31"})
    assert answer.status_code == 422
    assert FACTS["address"] in answer.text
    assert dispute.parties[1].occupation == "司机"


def test_a_stranger_sees_nothing(client, world, dispute):
    sign_in(client, world.staff("chen"))
    assert client.get(f"/disputes/{dispute.public_id}/people").status_code in (403, 404)
