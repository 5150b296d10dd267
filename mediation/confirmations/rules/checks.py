"""What is looked at before an agreement goes to the court, and again there. Each answer says what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mediation.agreements.rules import Clause, Form, TermKind
from mediation.agreements.rules.confirming import NEVER, Finding, Snag, snags
from mediation.confirmations.rules.courts import WHERE, Candidate
from mediation.core.words import N_, Said, say
from mediation.rulebook.kinds import DisputeType
from mediation.rulebook.routes import FOLLOWS, NOT_CONFIRMED, Follows, Route


@dataclass(frozen=True)
class Settled:
    """What was settled, as far as a court asks before it looks closer. `others`: known from the file, and no party."""

    type: DisputeType
    form: Form
    clauses: Sequence[Clause]
    closed: bool = False
    route: Route = Route.OWN
    others: Sequence[str] = ()

    @property
    def findings(self) -> list[Finding]:
        return snags(self.type, self.clauses, others=self.others)


def obstacles(settled: Settled) -> list[Said]:
    """Why an agreement can never be confirmed, in plain words; nothing when it can."""
    if FOLLOWS[settled.route] is not Follows.CONFIRMATION:
        return [say(NOT_CONFIRMED)]
    found: list[Said] = []
    if settled.form is Form.ORAL:
        found.append(say(N_("The court confirms agreements in writing. Yours was made by word of mouth.")))
    found += [one.words for one in settled.findings if one.snag in NEVER]
    if settled.closed or all(one.on_the_spot and one.kind is not TermKind.REFRAIN for one in settled.clauses):
        found.append(say(N_("Everything that was promised has been done. There is nothing left to enforce.")))
    return found


@dataclass(frozen=True)
class Check:
    """One thing a court looks at. `passed` is None while it is not known yet."""

    code: str
    passed: bool | None
    words: Said


@dataclass(frozen=True)
class Package:
    """What the checks ask of an application. Names are of parties: whose identity, authority or notice is missing."""

    settled: Settled
    unidentified: Sequence[str]
    unauthorised: Sequence[str]
    untold: Sequence[str]
    property_shown: bool
    applied_on: date | None
    last_day: date
    signed: int
    signers: int
    verdicts: Mapping[str, str]
    proof_sealed: bool
    court: str
    courts: Sequence[Candidate]


PAPERS = ("agreement", "confirmation_application", "proof_of_mediation")


def checks(package: Package) -> list[Check]:
    """Every check with its answer in plain words, in the order of the page (民诉法解释 354, 355, 358)."""
    return [
        _identities(package), _authority(package), *_terms(package), *_property(package), _told(package),
        _in_time(package), _signed(package), _verified(package), _proof(package), _allowed(package),
        _responsible(package),
    ]  # fmt: skip


def _names(names: Sequence[str]) -> str:
    return "、".join(names)


def _identities(package: Package) -> Check:
    if package.unidentified:
        return Check("identities", False, say(
            N_("Identity, address or telephone is missing: %(names)s. Fill it in under “Who the parties are”."),
            names=_names(package.unidentified),
        ))  # fmt: skip
    return Check("identities", True, say(N_("The identity and address of every party are complete.")))


def _authority(package: Package) -> Check:
    if package.unauthorised:
        return Check("authority", False, say(
            N_("Somebody acts for %(names)s: hand in the signed power of attorney with special authority, or the paper "
               "that shows who represents the body."), names=_names(package.unauthorised),
        ))  # fmt: skip
    return Check("authority", True, say(N_("Whoever acts for somebody else has shown that they may.")))


TERMS = (
    (Snag.INCOMPLETE, "terms", N_("Every term says who, to whom, what, how much, when and where.")),
    (Snag.VAGUE, "clear", N_("No term can be read in two ways.")),
    (Snag.STRANGER, "others", N_("No term binds anybody who is no party.")),
)


def _terms(package: Package) -> list[Check]:
    """One answer for each term that is not in order; one for all of them when they are."""
    return [one for snag, code, good in TERMS for one in _answers(package, snag, code, good)]


def _answers(package: Package, snag: Snag, code: str, good: str) -> list[Check]:
    found = [one.words for one in package.settled.findings if one.snag is snag]
    return [Check(code, False, words) for words in found] or [Check(code, True, say(good))]


def _property(package: Package) -> list[Check]:
    good = N_("No term disposes of property without a paper that shows whose it is.")
    if package.property_shown:
        return [Check("property", True, say(good))]
    return _answers(package, Snag.PROPERTY, "property", good)


def _told(package: Package) -> Check:
    if package.untold:
        return Check("told", False, say(
            N_("Nothing shows that %(names)s agreed to the mediation and was told the rights and duties. Have the "
               "notice signed, and hand it in."), names=_names(package.untold),
        ))  # fmt: skip
    return Check("told", True, say(N_("Everybody agreed to the mediation and was told their rights and duties.")))


def _in_time(package: Package) -> Check:
    if package.applied_on is None:
        return Check("in_time", None, say(
            N_("Everybody has to sign the application by %(day)s, the last day."), day=package.last_day
        ))  # fmt: skip
    if package.applied_on > package.last_day:
        return Check("in_time", False, say(N_("Not applied for by %(day)s, the last day."), day=package.last_day))
    return Check("in_time", True, say(
        N_("Applied for on %(day)s; the last day is %(last)s."), day=package.applied_on, last=package.last_day
    ))  # fmt: skip


def _signed(package: Package) -> Check:
    passed = package.signers > 0 and package.signed == package.signers
    return Check("signed", passed, say(
        N_("%(signed)s of %(all)s parties have signed the application."), signed=package.signed, all=package.signers
    ))  # fmt: skip


def _verified(package: Package) -> Check:
    if not all(kind in package.verdicts for kind in PAPERS if kind != "proof_of_mediation" or package.proof_sealed):
        return Check("verified", None, say(N_("The signatures on the papers are being checked.")))
    if set(package.verdicts.values()) == {"VALID"}:
        return Check("verified", True, say(N_("Signatures and seals are valid; nothing was changed since.")))
    return Check("verified", False, say(N_("The signatures on a paper do not hold. Look at it before you accept.")))


def _proof(package: Package) -> Check:
    if package.proof_sealed:
        return Check("proof", True, say(N_("The institution has sealed its proof that it led the mediation.")))
    return Check("proof", False, say(N_("The institution has not sealed its proof of the mediation.")))


def _allowed(package: Package) -> Check:
    against = obstacles(package.settled)
    if against:
        return Check("allowed", False, against[0])
    return Check("allowed", True, say(N_("No term about status or ownership, and something is left to perform.")))


def _responsible(package: Package) -> Check:
    mine = next((one for one in package.courts if one.key == package.court), None)
    if mine is None:
        return Check("court", False, say(N_("By the places in the file, another court is responsible.")))
    return Check("court", True, say(WHERE[mine.because[0]]))
