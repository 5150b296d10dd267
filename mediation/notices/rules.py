"""One line for each event that somebody is told of. Nothing confidential stands in a message: no name, no story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mediation.core.machine import Role
from mediation.core.words import N_
from mediation.rulebook.routes import Route
from mediation.sittings.rules.people import GUESTS

APPLICANT, RESPONDENT = Role.APPLICANT, Role.RESPONDENT
MEDIATOR, CANDIDATE, GUEST_JUDGE = Role.MEDIATOR, Role.CANDIDATE, Role.GUEST_JUDGE
DEBTOR, CREDITOR = Role.DEBTOR, Role.CREDITOR
PARTIES = (APPLICANT, RESPONDENT)


@dataclass(frozen=True)
class Notice:
    """After `act` those in the roles `to` are told `text`.

    Its values: institution, phone, link, number (of receipt), until (the last day of the limit named here), when (a
    sitting begins, or the day of a promise). A notice that names a limit is left out when nobody waits for that any
    more. `only` names the code of the act by which one seat is meant; `unless_code` a code and the value with which
    nobody is told, `if_code` those with which alone they are. `paper`: the kind of paper an act on papers must be
    about. `calendar`: the sitting goes along as a calendar entry.
    """

    act: str
    to: tuple[Role, ...]
    text: str
    until: str | None = None
    only: str | None = None
    unless_code: tuple[str, str] | None = None
    if_code: tuple[str, str] | None = None
    paper: str | None = None
    calendar: bool = False

    def applies(self, codes: Mapping[str, object]) -> bool:
        if self.if_code is not None and codes.get(self.if_code[0]) != self.if_code[1]:
            return False
        return self.unless_code is None or codes.get(self.unless_code[0]) != self.unless_code[1]


_ENDED = N_(
    "Courtyard: the mediation at %(institution)s has ended. The court, arbitration or the office responsible stay open "
    "to you; free advice: 12348. Details: %(link)s Questions: %(phone)s"
)
_INVITED = N_(
    "Courtyard: somebody has asked %(institution)s to help settle a matter with you. You decide whether to take part; "
    "it is free of charge. See what it is and answer by %(until)s: %(link)s Is this real? Call %(phone)s"
)

_NOT_SIGNED = N_(
    "Courtyard: not everybody signed the agreement, so it does not bind anybody. The mediator will get in touch. "
    "%(link)s Questions: %(phone)s"
)
_IN_EFFECT = N_(
    "Courtyard: your agreement %(number)s is in effect. Your copy and the days to keep: %(link)s Within 30 days both "
    "sides may ask the court together to confirm it. Questions: %(phone)s"
)
_ACCEPTED = N_("Courtyard: the court has accepted your application and rules within 15 days. How it stands: %(link)s")
_TO_THE_JUDGE = N_(
    "Courtyard: your agreement %(number)s is in effect. Your copy and the days to keep: %(link)s The judge who has "
    "your case makes a court mediation paper of it, or lets the case be withdrawn. Questions: %(phone)s"
)
_RULED = N_("Courtyard: the court has ruled on your application. The ruling is here: %(link)s Questions: %(phone)s")
_NOT_DONE = N_(
    "Courtyard: the other side says that something you promised was not done. Please look, and answer: %(link)s "
    "Questions: %(phone)s"
)

_CAME = N_("Courtyard: the other side has confirmed a payment of yours. What is still owed, if anything: %(link)s")

_OTHER_DAYS = N_(
    "Courtyard: the other side proposes other days for what was promised. They count only if you agree: %(link)s "
    "Questions: %(phone)s"
)
_ANSWERED = N_("Courtyard: the other side has answered your proposal of other days: %(link)s Questions: %(phone)s")

_CONDITION = N_(
    "Courtyard: the other side has answered whether the condition of a promise came true: %(link)s Questions: %(phone)s"
)

NOTICES = (
    Notice("dispute.accept", (RESPONDENT,), _INVITED, until="other_side_answers"),
    Notice(
        "dispute.accept", (APPLICANT,),
        N_("Courtyard: %(institution)s has accepted your application %(number)s and is asking the other side, who have "
           "until %(until)s. How it stands: %(link)s Questions: %(phone)s"),
        until="other_side_answers",
    ),
    Notice("dispute.invite_again", (RESPONDENT,), _INVITED, until="other_side_answers", only="seat"),
    Notice(
        "dispute.not_accept", (APPLICANT,),
        N_("Courtyard: %(institution)s could not accept your application %(number)s. The reason and the other ways "
           "open to you: %(link)s Questions: %(phone)s"),
    ),
    Notice("dispute.refuse", (APPLICANT,), _ENDED),
    Notice("dispute.lapse", (APPLICANT,), _ENDED),
    Notice("dispute.withdraw", PARTIES, _ENDED),
    Notice("dispute.stop", PARTIES, _ENDED),
    Notice("dispute.terminate", PARTIES, _ENDED),
    Notice("dispute.run_over", PARTIES, _ENDED),
    Notice(
        "dispute.ask_longer", PARTIES,
        N_("Courtyard: the mediator asks for more time. It is longer only if all of you agree. Please answer: %(link)s "
           "Questions: %(phone)s"),
    ),
    Notice(
        "appointment.open", PARTIES,
        N_("Courtyard: both sides agree to mediation. Choose a mediator together by %(until)s: %(link)s If you do not, "
           "%(institution)s appoints one. Questions: %(phone)s"),
        until="parties_choose",
    ),
    Notice(
        "appointment.propose", (CANDIDATE,),
        N_("Courtyard: %(institution)s asks whether you take a matter. Please answer by %(until)s: %(link)s"),
        until="mediator_answers",
    ),
    Notice(
        "appointment.disclose", PARTIES,
        N_("Courtyard: the mediator has told you something that you should know before it goes on. Please read it and "
           "say whether you agree: %(link)s Questions: %(phone)s"),
        unless_code=("relation", "none"),
    ),
    Notice(
        "appointment.accept", PARTIES,
        N_("Courtyard: the mediator for your matter %(number)s is settled, and will propose a time. Who it is: "
           "%(link)s Questions: %(phone)s"),
    ),
    Notice(
        "sitting.plan", (*PARTIES, MEDIATOR),
        N_("Courtyard: a mediation sitting is planned for %(when)s. How to take part and what to prepare: %(link)s If "
           "you cannot come, call %(phone)s"),
        calendar=True,
    ),
    Notice(
        "sitting.invite", tuple(GUESTS),
        N_("Courtyard: you are invited to a mediation sitting at %(institution)s on %(when)s. As what, and how you "
           "come in: %(link)s Is this real? Call %(phone)s"),
        only="seat", calendar=True,
    ),
    Notice(
        "sitting.reschedule", (*PARTIES, MEDIATOR, *GUESTS),
        N_("Courtyard: the mediation sitting has been moved. It is now on %(when)s: %(link)s Questions: %(phone)s"),
        calendar=True,
    ),
    Notice(
        "sitting.cancel", tuple(GUESTS),
        N_("Courtyard: the mediation sitting on %(when)s, to which you were invited, does not take place. Questions: "
           "%(phone)s"),
        calendar=True,
    ),
    Notice(
        "sitting.cancel", (*PARTIES, MEDIATOR),
        N_("Courtyard: the mediation sitting on %(when)s does not take place. Details: %(link)s Questions: %(phone)s"),
        calendar=True,
    ),
    Notice(
        "sitting.remind", (*PARTIES, MEDIATOR, *GUESTS),
        N_("Courtyard: a reminder of the mediation sitting on %(when)s. Try your camera beforehand: %(link)s If you "
           "cannot come, call %(phone)s"),
    ),
    Notice(
        "talk.tell", (*PARTIES, MEDIATOR, *GUESTS),
        N_("Courtyard: somebody has written to you in your mediation. Read it and answer whenever it suits you: "
           "%(link)s Questions: %(phone)s"),
        only="seat",
    ),
    Notice(
        "longer.ask", PARTIES,
        N_("Courtyard: the mediator asks whether you agree to a longer time for writing. Please answer: %(link)s "
           "Questions: %(phone)s"),
    ),
    Notice(
        "talk.close", (*PARTIES, MEDIATOR),
        N_("Courtyard: the time for writing in your mediation is over. What was written can still be read, and the "
           "mediator gets in touch: %(link)s Questions: %(phone)s"),
    ),
    Notice(
        "agreement.open", PARTIES,
        N_("Courtyard: the agreement is ready. Read it at your ease and, if it is right, sign it by %(until)s: "
           "%(link)s Questions: %(phone)s"),
        until="everybody_signs",
    ),
    Notice(
        "document.supersede", PARTIES,
        N_("Courtyard: the agreement was changed. Signatures given before no longer count, and you will be asked anew: "
           "%(link)s Questions: %(phone)s"),
        paper="agreement",
    ),
    Notice("agreement.refuse", (*PARTIES, MEDIATOR), _NOT_SIGNED),
    Notice("agreement.lapse", (*PARTIES, MEDIATOR), _NOT_SIGNED),
    Notice("agreement.effect", PARTIES, _IN_EFFECT, unless_code=("route", Route.ENTRUSTED)),
    Notice("agreement.effect", PARTIES, _TO_THE_JUDGE, if_code=("route", Route.ENTRUSTED)),
    Notice("agreement.register_oral", PARTIES, _IN_EFFECT),
    Notice(
        "confirmation.apply", PARTIES,
        N_("Courtyard: the other side asks you to apply to the court together, so that it confirms your agreement. "
           "Read what that means and decide: %(link)s Questions: %(phone)s"),
    ),
    Notice(
        "confirmation.ask_papers", PARTIES,
        N_("Courtyard: the court asks for papers by %(until)s. Which ones: %(link)s Questions: %(phone)s"),
        until="papers_supplied",
    ),
    Notice("confirmation.accept", PARTIES, _ACCEPTED),
    Notice("confirmation.enter_acceptance", PARTIES, _ACCEPTED),
    Notice(
        "confirmation.not_accept", PARTIES,
        N_("Courtyard: the court did not accept your application. The reason, and what you can do: %(link)s Questions: "
           "%(phone)s"),
    ),
    Notice("confirmation.confirm", PARTIES, _RULED),
    Notice("confirmation.dismiss", PARTIES, _RULED),
    Notice(
        "promise.remind", (DEBTOR,),
        N_("Courtyard: a reminder of what you promised by %(when)s. When it is done, say so here: %(link)s Questions: "
           "%(phone)s"),
    ),
    Notice(
        "promise.report", (CREDITOR,),
        N_("Courtyard: the other side says that what was promised to you is done. Please answer yes or no by "
           "%(until)s: %(link)s Questions: %(phone)s"),
        until="other_side_confirms_performance",
    ),
    Notice(
        "promise.confirm", (DEBTOR,),
        N_("Courtyard: the other side has confirmed that you did what you promised. Thank you. %(link)s"),
    ),
    Notice(
        "payment.say", (CREDITOR,),
        N_("Courtyard: the other side says that it has paid you. Please say by %(until)s whether it came: %(link)s "
           "Questions: %(phone)s"),
        until="other_side_confirms_performance",
    ),
    Notice(
        "promise.claim", (DEBTOR,),
        N_("Courtyard: the other side says that the condition of a promise of yours has come true. Please say whether "
           "that is so: %(link)s Questions: %(phone)s"),
    ),
    Notice("promise.begin", (CREDITOR,), _CONDITION),
    Notice("promise.deny", (CREDITOR, MEDIATOR), _CONDITION),
    Notice("replan.ask", (CREDITOR,), _OTHER_DAYS),
    Notice("replan.offer", (DEBTOR,), _OTHER_DAYS),
    Notice("replan.agree", (DEBTOR, CREDITOR), _ANSWERED),
    Notice("replan.decline", (DEBTOR, CREDITOR), _ANSWERED),
    Notice("payment.receive", (DEBTOR,), _CAME),
    Notice("payment.note", (DEBTOR,), _CAME),
    Notice("payment.contest", (DEBTOR,), _NOT_DONE),
    Notice("promise.dispute", (DEBTOR,), _NOT_DONE),
    Notice("promise.complain", (DEBTOR,), _NOT_DONE),
    Notice(
        "consultation.ring", (Role.DUTY_JUDGE,),
        N_("Courtyard: you are called as the judge on duty. Please take the call or pass it on now, under “On duty”: "
           "%(link)s"),
    ),
    Notice(
        "sitting.invite_judge", (GUEST_JUDGE,),
        N_("Courtyard: a mediator asks you into a sitting that is going on: %(link)s"),
    ),
)  # fmt: skip

ACTS = tuple(dict.fromkeys(notice.act for notice in NOTICES))
