"""The papers there are, and for each the facts it needs: the contract between a feature's `papers.py` and a template.

Every fact is a string, a whole number, a yes or no, or a list or record of these. An empty string prints as an empty
underlined field to be filled by hand. Dates are "2026-11-22", times "2026-11-22T14:30", both as read on the wall
(Asia/Shanghai). Every key must be there and no other: a misspelt fact must fail, not vanish from a paper.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin, get_type_hints

from documents.kinds import court, dossier, mediation, package


class FactsRefused(ValueError):
    """A fact is missing, unknown or of the wrong type; the words name its path, as in `people[1].name`."""


KINDS: Mapping[str, type] = {
    # a mediation
    "application": mediation.Application,
    "acceptance_register": mediation.AcceptanceRegister,
    "not_accepted": mediation.NotAccepted,
    "notice": mediation.Notice,
    "identity_proof": mediation.IdentityProof,
    "power_of_attorney": mediation.PowerOfAttorney,
    "service_address": mediation.ServiceAddress,
    "investigation": mediation.Investigation,
    "evidence_list": mediation.EvidenceList,
    "minutes": mediation.Minutes,
    "undisputed_facts": mediation.UndisputedFacts,
    "extension": mediation.Extension,
    "replacement": mediation.Replacement,
    "agreement": mediation.Agreement,
    "oral_agreement": mediation.OralAgreement,
    "termination": mediation.Termination,
    # institution and court
    "referral": court.Referral,
    "return_letter": court.ReturnLetter,
    "report_to_court": court.ReportToCourt,
    "confirmation_application": court.ConfirmationApplication,
    "proof_of_mediation": court.ProofOfMediation,
    # the court
    "court_accepted": court.CourtAccepted,
    "court_not_accepted": court.CourtNotAccepted,
    "correction": court.Correction,
    "inquiry": court.Inquiry,
    "ruling": court.Ruling,
    "withdrawal_allowed": court.WithdrawalAllowed,
    "treated_as_withdrawn": court.TreatedAsWithdrawn,
    "changed_on_objection": court.ChangedOnObjection,
    "service_receipt": court.ServiceReceipt,
    "court_mediation_paper": court.CourtMediationPaper,
    # what goes to the court beside the application
    "particulars": package.Particulars,
    "minutes_extract": package.MinutesExtract,
    "fair_process": package.FairProcess,
    # after it, and the dossier
    "breach_notice": dossier.BreachNotice,
    "enforcement_application": dossier.EnforcementApplication,
    "performance_receipt": dossier.PerformanceReceipt,
    "return_visit": dossier.ReturnVisit,
    "closing_report": dossier.ClosingReport,
    "cover": dossier.Cover,
    "contents": dossier.Contents,
    "dossier_note": dossier.DossierNote,
    "back_cover": dossier.BackCover,
}

_UID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def check(kind: str, facts: Mapping[str, Any]) -> None:
    """Compare facts with their contract; raises FactsRefused with the path of the first that does not agree."""
    if kind not in KINDS:
        raise FactsRefused(f"no paper of kind {kind!r}")
    _check(KINDS[kind], facts, "")
    found = places(facts)
    if len(set(found)) != len(found) or not all(_UID.fullmatch(place) for place in found):
        raise FactsRefused("signers and seal: every uid is 1–64 letters, digits, - or _, and there once")


def is_signed(kind: str) -> bool:
    """Whether people sign papers of a kind: such papers carry `signers` and `seal`, were it to say that nobody does."""
    return "signers" in get_type_hints(KINDS[kind])


def places(facts: Mapping[str, Any]) -> list[str]:
    """The uids of everybody who signs a paper with these facts, in the order of signing, the seal last."""
    return [signer["uid"] for signer in facts.get("signers", ())] + [uid for uid in (facts.get("seal"),) if uid]


def _check(expected: Any, value: Any, path: str) -> None:
    if expected is str or expected is int or expected is bool:
        if type(value) is not expected:
            raise FactsRefused(f"{path} is not a {expected.__name__}")
    elif get_origin(expected) is Literal:
        if value not in get_args(expected):
            raise FactsRefused(f"{path} is none of {', '.join(get_args(expected))}")
    elif get_origin(expected) is not None:
        if not isinstance(value, (list, tuple)):
            raise FactsRefused(f"{path} is not a list")
        for index, item in enumerate(value):
            _check(get_args(expected)[0], item, f"{path}[{index}]")
    else:
        _check_record(expected, value, path)


def _check_record(expected: type, value: Any, path: str) -> None:
    if not isinstance(value, Mapping):
        raise FactsRefused(f"{path or 'facts'} is not a record")
    hints = get_type_hints(expected)
    prefix = f"{path}." if path else ""
    for name in [*hints, *value]:
        if name not in value:
            raise FactsRefused(f"{prefix}{name} is missing")
        if name not in hints:
            raise FactsRefused(f"{prefix}{name} is not known to this paper")
        _check(hints[name], value[name], f"{prefix}{name}")
