"""Is this the paper that was signed? One answer, and which rule decided.

Cryptography alone is not enough: a library's verdict accepts bytes after the end, a paper whose last revision was cut
off, and some changes of form fields. So the rules also ask for coverage, order, and what the register knows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from documents.jail import READER, JailFailed, JailTimeout
from mediation.core.words import N_


class Answer(StrEnum):
    """INDETERMINATE: nothing contradicts the paper, but something could not be compared."""

    VALID = "VALID"
    INVALID = "INVALID"
    INDETERMINATE = "INDETERMINATE"


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


RULES: Mapping[str, str] = {
    "readable": N_("The file is a complete PDF that can be read without repair."),
    "inert": N_("The paper has no scripts, actions, links, layers, notes or fields other than signatures."),
    "intact": N_("Every signature matches the bytes it covers."),
    "chain": N_("Every signature comes from this installation's authority, every timestamp from one it trusts."),
    "whole": N_("The last signature or timestamp covers the entire file."),
    "revisions": N_("Since the first signature nothing was added but signatures and timestamps."),
    "signers": N_("Exactly the expected people signed, in the expected order, each with a certificate of their own."),
    "attachments": N_("The embedded terms are there once and equal the terms that were agreed."),
    "shown": N_("What was signed is what the people were shown."),
    "known": N_("The register knows this file."),
}


BROKEN: Mapping[str, str] = {
    "readable": N_("The file is damaged or locked, or another program saved it anew."),
    "inert": N_(
        "Something was put into the file that no paper from here contains: a note, a link, a field or a program."
    ),
    "intact": N_("A signature does not fit the content: the content was changed after it was signed."),
    "chain": N_("A signature or timestamp does not come from where it should, whatever name it shows."),
    "whole": N_("Something was added after the last signature."),
    "revisions": N_("Something was changed between the signatures."),
    "signers": N_("A signature is missing or cut off, or others signed than should have, or in another order."),
    "attachments": N_("The terms carried inside the file are not the terms that were agreed."),
    "shown": N_("This is not the paper that the people saw before they signed."),
    "known": N_("Our register has no paper with exactly this content."),
}
"""What is wrong where a rule failed, in words for anybody."""


@dataclass(frozen=True)
class Signatory:
    """Who must have signed: the uid and name given to `signing` (an Intent's or a Seal's)."""

    uid: str
    name: str


@dataclass(frozen=True)
class Expectation:
    """What the register knows about a paper."""

    sha256: frozenset[str]  # hex, of every version released; an archive timestamp added later is one more
    signers: tuple[Signatory, ...]  # in order, the seal last
    attachments: Mapping[str, bytes] = field(default_factory=dict)  # embedded files by name: the terms
    shown: str | None = None  # SHA-256 (hex) of the rendered paper that people saw before signing


@dataclass(frozen=True)
class Finding:
    """One rule, what came of it, its words (a msgid), and for staff a technical detail in English."""

    rule: str
    outcome: Outcome
    words: str
    detail: str = ""


@dataclass(frozen=True)
class Signature:
    """A signature as the file itself tells it; true only where the verdict is VALID."""

    uid: str
    name: str
    role: str
    reason: str


@dataclass(frozen=True)
class Verdict:
    answer: Answer
    sha256: str
    findings: tuple[Finding, ...]
    signatures: tuple[Signature, ...]

    @property
    def failed(self) -> tuple[str, ...]:
        """The rules that failed, by name."""
        return tuple(finding.rule for finding in self.findings if finding.outcome is Outcome.FAILED)


def verify(pdf: bytes, *, roots: Sequence[x509.Certificate], stampers: Sequence[x509.Certificate] = (),
           expected: Expectation | None) -> Verdict:
    """Examine a file under all rules; never raises for what a file contains: what cannot be read is INVALID.

    People's signatures lead to one of `roots`, timestamps to one of `stampers`: neither may do the other's work.

    Raises JailFailed or JailTimeout only when the reading child cannot be started at all.

    Without `expected` the best answer is INDETERMINATE: only the register can tell a cut-off or an older signed file.
    """
    digest = hashlib.sha256(pdf).hexdigest()
    READER.warm()  # a child that cannot start says nothing about the file: that error is the caller's to see
    try:
        trust = {"roots": _pem(roots), "stampers": _pem(stampers)}
        seen, _ = READER.call("examine", {**trust, **_request(expected)}, [pdf, *_contents(expected)])
    except (JailFailed, JailTimeout) as error:
        seen = {"outcomes": {"readable": ["failed", str(error)]}, "signatures": []}
    outcomes: dict[str, list[str]] = seen["outcomes"]
    if expected is not None:
        known = digest in expected.sha256
        outcomes["known"] = ["passed", ""] if known else ["failed", f"no version has SHA-256 {digest}"]
    findings = tuple(Finding(rule, Outcome(outcomes.get(rule, ["unknown"])[0]), words, outcomes.get(rule, ["", ""])[1])
                     for rule, words in RULES.items())
    signatures = tuple(Signature(one["uid"], one["name"], one["role"], one["reason"]) for one in seen["signatures"])
    return Verdict(_answer(findings), digest, findings, signatures)


def _answer(findings: tuple[Finding, ...]) -> Answer:
    outcomes = {finding.outcome for finding in findings}
    if Outcome.FAILED in outcomes:
        return Answer.INVALID
    return Answer.INDETERMINATE if Outcome.UNKNOWN in outcomes else Answer.VALID


def _pem(roots: Sequence[x509.Certificate]) -> list[str]:
    return [root.public_bytes(Encoding.PEM).decode() for root in roots]


def _request(expected: Expectation | None) -> dict[str, Any]:
    if expected is None:
        return {"expected": None}
    return {"expected": {"signers": [[one.uid, one.name] for one in expected.signers], "shown": expected.shown,
                         "attachments": list(expected.attachments)}}


def _contents(expected: Expectation | None) -> list[bytes]:
    return list(expected.attachments.values()) if expected else []
