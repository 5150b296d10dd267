"""The automatic checks: asked afresh of the rows, before it goes to the court and there."""

from __future__ import annotations

from mediation.agreements import queries as agreements
from mediation.agreements.rules.deputies import Capacity
from mediation.confirmations import queries
from mediation.confirmations.models import JudicialConfirmation
from mediation.confirmations.rules.checks import Check, Package, checks
from mediation.core.machine import Role
from mediation.disputes.models import Dispute, Party, PartyKind
from mediation.matters import queries as matters
from mediation.rulebook.courts import PackagePaper
from mediation.sittings import queries as sittings


def package(confirmation: JudicialConfirmation) -> list[Check]:
    """Every check on an application as it stands now."""
    agreement, application, dispute = confirmation.agreement, confirmation.application, confirmation.dispute
    assert application is not None
    return checks(Package(
        settled=queries.settled(agreement),
        unidentified=[one.name for one in dispute.parties if not identified(dispute, one)],
        unauthorised=[one.name for one in dispute.parties if not authorised(confirmation, one)],
        untold=[one.name for one in dispute.parties if not told(dispute, one)],
        property_shown=enclosed(confirmation, PackagePaper.PROPERTY),
        applied_on=confirmation.applied_on, last_day=queries.last_day(agreement), signed=application.given,
        signers=application.due, verdicts=queries.verdicts(confirmation),
        proof_sealed=queries.proof_sealed(confirmation), court=confirmation.court.public_id,
        courts=queries.courts(agreement, confirmation.property_place),
    ))  # fmt: skip


def identified(dispute: Dispute, party: Party) -> bool:
    """Whether a court knows who a party is and where to reach them: number or comparison, address, telephone."""
    compared = any(
        one.seat_id == party.seat_id and one.identified for sitting in sittings.held(dispute) for one in sitting.parties
    )
    return bool((party.id_number or compared) and party.address and party.seat.phone)


def authorised(confirmation: JudicialConfirmation, party: Party) -> bool:
    """Whether whoever acts for a party has shown that they may: for a body always, for a person if somebody does."""
    speaks = any(one.side == party.seat.side for one in matters.seats(confirmation.matter, Role.REPRESENTATIVE))
    signed = (one.capacity for one in agreements.deputies(confirmation.dispute) if one.party_id == party.id)
    stands_in = speaks or any(capacity is not Capacity.INTERPRETER for capacity in signed)
    if party.kind is not PartyKind.ORGANISATION and not stands_in:
        return True
    return enclosed(confirmation, PackagePaper.AUTHORITY, party)


def enclosed(confirmation: JudicialConfirmation, kind: PackagePaper, party: Party | None = None) -> bool:
    """Whether a paper of a kind was handed in for the court, about a party if one is named."""
    mine = (one for one in confirmation.enclosures if one.kind is kind)
    return any(party is None or one.party_id == party.id for one in mine)


def told(dispute: Dispute, party: Party) -> bool:
    """Whether it is on record that a party was told the rights and duties and agreed: in a sitting, or by signing."""
    in_sitting = (one for sitting in sittings.held(dispute) for one in sitting.parties if one.seat_id == party.seat_id)
    return any(one.told for one in in_sitting) or signed_notice(dispute, party)


def signed_notice(dispute: Dispute, party: Party) -> bool:
    papers = queries.complete(dispute.matter, "notice")
    return any(one.key == party.seat.public_id for paper in papers for one in paper.signers)
