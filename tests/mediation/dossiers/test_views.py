from __future__ import annotations

from documents import queries as documents
from documents.rendering import render
from mediation.core.db import commit
from mediation.core.machine import Role
from mediation.organisations import services as organisations
from mediation.organisations.rules import NumberKind
from tests.sign_in import sign_in, speak


def test_who_keeps_the_dossier_sees_what_is_there_and_what_is_missing(world, client):
    dispute = world.agreed()
    address = f"/matters/{dispute.matter.public_id}/dossier"
    sign_in(client, world.mediator_of(dispute))
    speak(client, "en")
    page = client.get(address).text
    assert dispute.dossier_number in page and "Application for mediation" in page and "Mediation record" in page
    assert page.count("Missing") == 2, "the return visit and the closing report"
    sign_in(client, world._window(dispute))
    assert "The mediator has it" in client.get(address).text, "the record of what was said"
    sign_in(client, world.party(dispute, Role.APPLICANT))
    assert client.get(address).status_code == 404


def test_a_window_reads_every_number_its_institution_gave_and_which_are_void(world, client):
    dispute = world.accept(world.apply())
    street = dispute.matter.organisation
    lost = organisations.next_number(street, NumberKind.AGREEMENT)
    organisations.void_number(street, lost)
    other = organisations.next_number(world.city.organisations["北市场"], NumberKind.AGREEMENT)
    commit()
    sign_in(client, world._window(dispute))
    speak(client, "en")
    page = client.get("/numbers").text
    assert dispute.dossier_number in page and lost in page and page.count("Void") == 1
    assert other not in page
    sign_in(client, world.staff("park"))
    assert client.get("/numbers").status_code == 403


def test_a_signed_paper_is_made_again_from_its_facts_to_the_same_bytes(world):
    dispute = world.agreed()
    world.standing(world.mediator_of(dispute), dispute)
    agreement = documents.of_kind(dispute.matter_id, "agreement")[0]
    frozen = documents.fetch(agreement.frozen_kept, agreement.key_name)
    assert render(documents.paper(agreement)) == frozen
    signed = documents.fetch(agreement.complete_kept, agreement.key_name)
    assert signed.startswith(frozen) and len(signed) > len(frozen)
