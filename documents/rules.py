from __future__ import annotations

import enum
from typing import Any

from mediation.core.machine import ANY, NEW, Role, Row, Table
from mediation.core.words import N_


class DocumentState(enum.StrEnum):
    """One paper's life. Drafted: its facts stand; frozen: its bytes stand; awaiting: all have signed, but its keys or
    its timestamp cannot be had yet; complete: signed, sealed and released."""

    DRAFT = "draft"
    FROZEN = "frozen"
    SIGNING = "signing"
    AWAITING = "awaiting"
    COMPLETE = "complete"
    VOID = "void"
    SUPERSEDED = "superseded"


DOCUMENT_STATE = {
    DocumentState.DRAFT: N_("The paper is being made"),
    DocumentState.FROZEN: N_("The paper is ready"),
    DocumentState.SIGNING: N_("Waiting for signatures"),
    DocumentState.AWAITING: N_("Everybody has signed; waiting for the timestamp"),
    DocumentState.COMPLETE: N_("Complete"),
    DocumentState.VOID: N_("No longer good"),
    DocumentState.SUPERSEDED: N_("Replaced by a newer version"),
}


GONE = frozenset({DocumentState.VOID, DocumentState.SUPERSEDED})
"""Papers that are not good and never will be again."""


class Hindrance(enum.StrEnum):
    """What a paper still waits for when everybody has signed."""

    KEYS = "keys"
    SILENT = "silent"
    WRONG = "wrong"
    FOREIGN = "foreign"
    REVOCATION = "revocation"


HINDRANCE = {
    Hindrance.KEYS: N_("The keys that sign do not answer."),
    Hindrance.SILENT: N_("The timestamp service does not answer."),
    Hindrance.WRONG: N_("The timestamp service gave a wrong answer. It was refused."),
    Hindrance.FOREIGN: N_("The timestamp comes from an authority that is not trusted here. It was refused."),
    Hindrance.REVOCATION: N_("Nobody says whether the certificate of the timestamp service is still good."),
}
"""For staff."""


class Way(enum.StrEnum):
    """How a paper is signed."""

    ELECTRONIC = "electronic"
    PAPER = "paper"


WAY = {Way.ELECTRONIC: N_("Signed on the screen"), Way.PAPER: N_("Signed by hand on paper")}


class Proof(enum.StrEnum):
    """How it was made sure, at the moment of signing, that it is this person."""

    ONE_TIME_CODE = "one_time_code"
    SECOND_FACTOR = "second_factor"
    SEEN = "seen"  # a named member of staff looked at the person and at their paper
    COMPARED = "compared"  # put by hand on paper; a named member of staff compared the scan with it


class Evidence(enum.StrEnum):
    """What somebody showed to the member of staff who saw them."""

    ID_CARD = "id_card"
    INTERIM_CARD = "interim_card"
    HOUSEHOLD = "household"
    PASSPORT = "passport"
    RESIDENCE = "residence"


EVIDENCE = {
    Evidence.ID_CARD: N_("Identity card"),
    Evidence.INTERIM_CARD: N_("Temporary identity card"),
    Evidence.HOUSEHOLD: N_("Household register with photo"),
    Evidence.PASSPORT: N_("Passport"),
    Evidence.RESIDENCE: N_("Residence permit (Hong Kong, Macau, Taiwan, abroad)"),
}


class Mark(enum.StrEnum):
    """What somebody put on paper by hand (人民调解法 29: 签名、盖章或者按指印)."""

    SIGNATURE = "signature"
    STAMP = "stamp"
    FINGERPRINT = "fingerprint"


MARK = {
    Mark.SIGNATURE: N_("A signature"),
    Mark.STAMP: N_("A seal"),
    Mark.FINGERPRINT: N_("A fingerprint"),
}

# Printed under a signature, or in its place; papers are Chinese.
NOTE = {Proof.ONE_TIME_CODE: "经验证码确认", Proof.SECOND_FACTOR: "经动态口令确认"}
NOTE_TYPED = "以输入姓名代替手写"
NOTE_SEEN = "经{witness}当面核验{evidence}"
NOTE_COMPARED = "{day}签于纸质文本，由{witness}与原件核对"
SHOWN = {
    Evidence.ID_CARD: "居民身份证", Evidence.INTERIM_CARD: "临时居民身份证", Evidence.HOUSEHOLD: "户口簿",
    Evidence.PASSPORT: "护照", Evidence.RESIDENCE: "居留证件",
}  # fmt: skip
IN_PLACE = {Mark.SIGNATURE: "纸质签名已核对", Mark.STAMP: "纸质印章已核对", Mark.FINGERPRINT: "纸质指印已核对"}

TITLE = {
    "application": N_("Application for mediation"),
    "acceptance_register": N_("Register of acceptance"),
    "not_accepted": N_("Notice of non-acceptance"),
    "notice": N_("Notice of rights and duties"),
    "identity_proof": N_("Proof of identity"),
    "power_of_attorney": N_("Power of attorney"),
    "service_address": N_("Confirmation of the address for service"),
    "investigation": N_("Record of the investigation"),
    "evidence_list": N_("List of evidence"),
    "minutes": N_("Mediation record"),
    "undisputed_facts": N_("Record of undisputed facts"),
    "extension": N_("Consent to more time"),
    "replacement": N_("Notice that the mediator is replaced"),
    "agreement": N_("Settlement agreement"),
    "oral_agreement": N_("Register of an oral agreement"),
    "termination": N_("Notice that mediation has ended"),
    "referral": N_("The court's letter of referral"),
    "return_letter": N_("Letter of return to the court"),
    "report_to_court": N_("Report to the court"),
    "confirmation_application": N_("Application for judicial confirmation"),
    "proof_of_mediation": N_("Proof of mediation"),
    "particulars": N_("Identities and addresses for service"),
    "minutes_extract": N_("Extract of the mediation record"),
    "fair_process": N_("Certificate of fair process"),
    "court_accepted": N_("The court's notice of acceptance"),
    "court_not_accepted": N_("Ruling: not accepted"),
    "correction": N_("The court's notice of missing papers"),
    "inquiry": N_("Record of the court's inquiry"),
    "ruling": N_("Civil ruling"),
    "withdrawal_allowed": N_("Ruling: withdrawal allowed"),
    "treated_as_withdrawn": N_("Ruling: treated as withdrawn"),
    "changed_on_objection": N_("Ruling changed after an objection"),
    "service_receipt": N_("Receipt of service"),
    "court_mediation_paper": N_("Court mediation paper"),
    "breach_notice": N_("Notice that a promise was not kept"),
    "enforcement_application": N_("Application for enforcement"),
    "performance_receipt": N_("Receipt of performance"),
    "return_visit": N_("Record of the return visit"),
    "closing_report": N_("Closing report"),
    "cover": N_("Dossier cover"),
    "contents": N_("Dossier contents"),
    "dossier_note": N_("Note on the dossier"),
    "back_cover": N_("Dossier back cover"),
}


def everybody_signed(document: Any) -> str | None:
    return None if document.given == document.due else N_("Not everybody has signed yet.")


def somebody_missing(document: Any) -> str | None:
    """What everybody has signed and sealed can no longer be taken back."""
    if document.due and document.given == document.due:
        return N_("Everybody has signed this already.")
    return None


def sealed_here(document: Any) -> str | None:
    """A scan of a paper signed by hand carries no signature that a timestamp could keep good."""
    return None if document.way == Way.ELECTRONIC and document.due else N_("This paper is signed by hand.")


def on_screen(document: Any) -> str | None:
    return None if document.way == Way.ELECTRONIC else N_("This paper is signed by hand.")


def on_paper(document: Any) -> str | None:
    return None if document.way == Way.PAPER else N_("This paper is signed on the screen.")


DRAFT, FROZEN, SIGNING, AWAITING, COMPLETE = (
    DocumentState.DRAFT, DocumentState.FROZEN, DocumentState.SIGNING, DocumentState.AWAITING, DocumentState.COMPLETE,
)  # fmt: skip
UNDER_WAY = (DRAFT, FROZEN, SIGNING, AWAITING)
"""Not complete yet, and still to become so."""
READERS = (Role.PARTY, Role.REPRESENTATIVE, Role.MEDIATOR, Role.WINDOW, Role.GUEST_JUDGE, Role.JUDGE, Role.CLERK)
SIGNERS = (Role.PARTY, Role.REPRESENTATIVE, Role.MEDIATOR, Role.WINDOW, Role.JUDGE, Role.CLERK)
WHOEVER = (*SIGNERS, Role.SYSTEM, Role.CLOCK)

TABLE = Table(
    "document",
    DocumentState,
    Row("see", ANY, by=READERS),
    Row("draft", NEW, by=WHOEVER, to=DRAFT),
    Row("freeze", (DRAFT,), by=(Role.SYSTEM,), to=FROZEN, basis="电子签名法 5"),
    Row("open", (FROZEN,), by=(Role.SYSTEM,), to=SIGNING),
    Row("read", (FROZEN, SIGNING, AWAITING), by=READERS),
    Row("sign", (SIGNING,), by=SIGNERS, when=on_screen, basis="电子签名法 13"),
    Row("compare", (SIGNING,), by=(Role.WINDOW, Role.CLERK), when=on_screen, basis="人民调解法 29, OM 19, OL 13"),
    Row("withdraw", (SIGNING,), by=SIGNERS, when=somebody_missing),
    Row("wait", (SIGNING,), by=(Role.SYSTEM,), to=AWAITING, when=everybody_signed),
    Row("wait", (AWAITING,), by=(Role.SYSTEM,)),
    Row(
        "complete",
        (FROZEN, SIGNING, AWAITING),
        by=(Role.SYSTEM,),
        to=COMPLETE,
        when=everybody_signed,
        basis="电子签名法 13",
    ),
    Row("certify", (SIGNING,), by=(Role.WINDOW, Role.CLERK), to=COMPLETE, when=on_paper, basis="OM 19, OL 13"),
    Row("renew", (COMPLETE,), by=(Role.SYSTEM,), when=sealed_here, basis="电子签名法 6"),
    Row("take_in", NEW, by=(Role.WINDOW, Role.CLERK), to=COMPLETE, basis="OM 19, OL 13"),
    Row("replace", (COMPLETE,), by=(Role.SYSTEM,), to=DocumentState.SUPERSEDED, basis="民诉法解释 372"),
    Row("fetch", (COMPLETE,), by=READERS),
    Row("void", (DRAFT, FROZEN, SIGNING), by=WHOEVER, to=DocumentState.VOID, when=somebody_missing),
    Row("supersede", (DRAFT, FROZEN, SIGNING), by=WHOEVER, to=DocumentState.SUPERSEDED, when=somebody_missing),
)
