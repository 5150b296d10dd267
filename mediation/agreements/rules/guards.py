"""What an act on an agreement waits for."""

from __future__ import annotations

from typing import Any

from documents.rules import UNDER_WAY, DocumentState, Way
from mediation.core.words import N_
from mediation.disputes.rules import DisputeState
from mediation.rulebook.routes import EFFECT, FOLLOWS, NOT_CONFIRMED, Follows, Route


def going_on(agreement: Any) -> str | None:
    return N_("This matter is paused for now.") if agreement.dispute.state is DisputeState.SUSPENDED else None


def signing(agreement: Any) -> str | None:
    """The paper is out for signature, and the matter does not stand still."""
    paused = going_on(agreement)
    if paused:
        return paused
    document = agreement.document
    if document is None or document.state is not DocumentState.SIGNING:
        return N_("This is not offered for signature now.")
    return None


def on_screen(agreement: Any) -> str | None:
    if agreement.document is not None and agreement.document.way is Way.PAPER:
        return N_("This agreement is signed by hand on paper.")
    return signing(agreement)


def on_paper(agreement: Any) -> str | None:
    if agreement.document is not None and agreement.document.way is not Way.PAPER:
        return N_("This agreement is signed on the screen.")
    return signing(agreement)


_LATER = {"mediator", "seal"}
IN_ORDER = N_("First the parties sign, then the mediator, then the seal is put.")


def parties_signed(agreement: Any) -> str | None:
    """Everybody who signs before the mediator has."""
    return on_screen(agreement) or _signed_but(agreement, _LATER)


def mediator_signed(agreement: Any) -> str | None:
    """Everybody has signed, and only the seal is missing."""
    return on_screen(agreement) or _signed_but(agreement, {"seal"})


def _signed_but(agreement: Any, later: set[str]) -> str | None:
    signed = all(one.signed_at for one in agreement.document.signers if one.part not in later)
    return None if signed else IN_ORDER


def sealable(agreement: Any) -> str | None:
    """The electronic seal may be put, by an institution that has one (OM 19)."""
    if not agreement.dispute.matter.organisation.electronic_seal:
        return N_("This institution has no electronic seal. Print the paper, stamp it, and upload the scan.")
    return mediator_signed(agreement)


def not_binding(agreement: Any) -> str | None:
    """Somebody whose signature counts on this route has not signed yet: what all have signed binds at that moment,
    though the worker may not have written it down yet.
    """
    document = agreement.document
    if document is None or document.state not in (DocumentState.SIGNING, DocumentState.AWAITING):
        return None
    counting = [one for one in document.signers if one.part in EFFECT[agreement.route].needs]
    if all(one.signed_at for one in counting):
        return N_("Everybody has signed this already.")
    return None


def still_open(agreement: Any) -> str | None:
    """Out for signature, and not binding yet."""
    return signing(agreement) or not_binding(agreement)


def not_offered(agreement: Any) -> str | None:
    paused = going_on(agreement)
    if paused:
        return paused
    document = agreement.document
    if document is not None and document.state in UNDER_WAY:
        return N_("This is offered for signature already.")
    return None


def agreed_orally(agreement: Any) -> str | None:
    """A court reads what it is sent: what it handed over is agreed in writing (SI 19, 24)."""
    return not_offered(agreement) or (
        None if agreement.route is Route.OWN else N_("A court handed this over: the agreement has to be in writing.")
    )


def a_court_may_confirm(agreement: Any) -> str | None:
    return None if FOLLOWS[agreement.route] is Follows.CONFIRMATION else NOT_CONFIRMED


def a_judge_has_the_case(agreement: Any) -> str | None:
    return None if FOLLOWS[agreement.route] is Follows.COURT_PAPER else N_("No court has this case.")
