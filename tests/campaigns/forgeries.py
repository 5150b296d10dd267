"""Forged papers of every published class are refused, each by a rule that is named, and genuine ones are accepted.

One in ten tries is a genuine paper: two to six signers, with and without a seal, with none, one and two timestamps. The
register is so careless that it knows the hash of every forgery, so the other rules must hold alone; only where nothing
but the register can tell is it asked.
"""

from __future__ import annotations

import random
from collections import Counter

from documents.verifying import Answer, Verdict
from tests.documents.forging.cases import Case, genuine, several
from tests.documents.forging.forgeries import FORGERIES, Forgery

N = 660


def main(n: int, seed: int) -> int:
    dice = random.Random(seed)
    accepted = max(n // 10, 1)
    classes = sorted(FORGERIES)
    dice.shuffle(classes)
    cases, decided = several(dice), Counter[str]()
    wrong = [problem for number in range(accepted) if (problem := kept_out(genuine(number, dice)))]
    for number in range(n - accepted):
        name, case = classes[number % len(classes)], dice.choice(cases)
        verdict = verdict_on(FORGERIES[name], case)
        decided.update(verdict.failed)
        if problem := let_in(name, FORGERIES[name], verdict):
            wrong.append(f"{problem} (of {len(case.people)} signers, {case.stamps} timestamps)")
    assert not wrong, wrong
    print(f"{n - accepted} forged of {min(n - accepted, len(classes))} classes refused, {accepted} genuine accepted")
    print("which rules refused: " + ", ".join(f"{rule} {count}" for rule, count in decided.most_common()))
    return n


def kept_out(case: Case) -> str:
    """Why a genuine paper was refused; "" when it was not."""
    verdict = case.judged(case.file)
    if verdict.answer is Answer.VALID:
        return ""
    return f"genuine, {len(case.people)} signers, {case.stamps} timestamps: {verdict.failed} {details(verdict)}"


def verdict_on(forgery: Forgery, case: Case) -> Verdict:
    file = forgery.make(case)
    assert file != case.file, "nothing was forged"
    return case.judged(file, case.file) if forgery.unknown else case.judged(file)


def let_in(name: str, forgery: Forgery, verdict: Verdict) -> str:
    """What is wrong with the verdict on a forgery; "" when one of its own rules refused it."""
    if verdict.answer is Answer.INVALID and forgery.rules & set(verdict.failed):
        return ""
    return f"{name}: {verdict.answer} {verdict.failed}, not {sorted(forgery.rules)} {details(verdict)}"


def details(verdict: Verdict) -> list[str]:
    return [finding.detail for finding in verdict.findings if finding.detail]
