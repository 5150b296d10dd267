from __future__ import annotations

from sqlalchemy import select

from documents.models import Document
from mediation.core import clock, record
from mediation.core.db import db
from mediation.core.door import Opened
from mediation.core.machine import Actor, NotVisible, Role
from mediation.disputes.models import Dispute
from mediation.disputes.papers import matter_of
from mediation.disputes.rules import Answer
from mediation.matters import queries as matters
from mediation.matters.models import Seat
from mediation.organisations.models import Organisation
from mediation.referrals.models import Referral
from mediation.referrals.papers import NOT_TAKEN, REASON, ReportPaper, ReturnPaper
from mediation.referrals.rules import ROUTE, Kind, Owed
from mediation.rulebook.routes import Route


def opened(actor: Actor, public_id: str) -> Opened:
    """A referral, with what the actor is at its matter.

    Raises:
        NotVisible: there is none.
    """
    referral = db.session.scalar(select(Referral).where(Referral.public_id == public_id))
    if referral is None:
        raise NotVisible()
    return Opened(referral, matters.standing(actor, referral.matter))


def of_dispute(dispute: Dispute) -> Referral | None:
    """How a dispute was handed over; None when somebody came with it themselves."""
    return db.session.scalar(select(Referral).where(Referral.dispute_id == dispute.id))


def route(dispute: Dispute) -> Route:
    """The route of a dispute: it follows from how it was received."""
    referral = of_dispute(dispute)
    return ROUTE[referral.kind] if referral else Route.OWN


def inviting_court(dispute: Dispute) -> Organisation | None:
    """The court that handed a dispute over, if it is one this house knows."""
    referral = of_dispute(dispute)
    return referral.court if referral and referral.kind is not Kind.HANDED_OVER else None


def consents(referral: Referral) -> list[tuple[Seat, bool | None]]:
    """Each party, and whether they agreed to mediation: with the letter or by their answer; None: nothing yet."""
    answers = {one.seat_id: one.answer for one in referral.dispute.invitations}
    seats = [party.seat for party in referral.dispute.parties]
    return [(seat, _agreed(referral, seat, answers.get(seat.id))) for seat in seats]


def _agreed(referral: Referral, seat: Seat, answer: Answer | None) -> bool | None:
    if answer in (Answer.YES, Answer.NO):
        return answer is Answer.YES
    return True if referral.agreed(seat) else None


def papers(referral: Referral) -> list[Document]:
    """The letters made for the answer, as far as the reader may see them."""
    wanted = select(Document).where(
        Document.matter_id == referral.matter_id, Document.kind.in_(("return_letter", "report_to_court"))
    )
    return list(db.session.scalars(wanted.order_by(Document.id)))


def return_paper(referral: Referral) -> ReturnPaper:
    dispute = referral.dispute
    return ReturnPaper(
        institution=dispute.matter.organisation.name, court=referral.sender, way=_way(referral),
        referral_number=referral.letter_number, referred_on=referral.letter_on.isoformat(), parties=_parties(dispute),
        matter=matter_of(dispute.type), reason=_reason(dispute), enclosures=_enclosures(referral),
        signed_on=clock.today().isoformat(),
    )  # fmt: skip


def report_paper(referral: Referral) -> ReportPaper:
    dispute, today = referral.dispute, clock.today()
    mediators = [one.name for one in dispute.matter.seats if one.role is Role.MEDIATOR]
    return ReportPaper(
        institution=dispute.matter.organisation.name, court=referral.sender, way=_way(referral),
        referral_number=referral.letter_number, parties=_parties(dispute), matter=matter_of(dispute.type),
        mediators=mediators, accepted_on=(dispute.accepted_on or referral.received_on).isoformat(),
        ended_on=(dispute.ended_on or today).isoformat(), sittings=_held(referral), course="", reason=_reason(dispute),
        cost="", notable="", enclosures=_enclosures(referral), signed_on=today.isoformat(),
    )  # fmt: skip


def _held(referral: Referral) -> int:
    """How many sittings were held, as the record of the matter has it: sittings stand to the right."""
    return sum(entry.act == "sitting.end" for entry in record.entries(record.of_matter(referral.matter_id)))


def _way(referral: Referral) -> str:
    return "entrusted" if referral.kind is Kind.ENTRUSTED else "delegated"


def _parties(dispute: Dispute) -> list[str]:
    return [party.name for party in dispute.parties]


def _reason(dispute: Dispute) -> str:
    if dispute.reason is not None:
        return NOT_TAKEN[dispute.reason]
    return REASON[dispute.ground] if dispute.ground else ""


def _enclosures(referral: Referral) -> list[str]:
    """What came with the letter goes back with the answer."""
    return ["随函移送的全部材料"] if referral.owed is Owed.RETURN else ["调解记录中关于当事人到场情况的摘录"]
