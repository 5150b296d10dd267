"""The words and the way of a matter's page: its steps, what each act is called, and which acts have a button."""

from __future__ import annotations

from dataclasses import dataclass

from mediation.core.machine import Role
from mediation.core.words import N_

STEPS = (
    N_("Accepted"),
    N_("Both sides agree"),
    N_("Mediator chosen"),
    N_("Sitting"),
    N_("Agreement"),
    N_("Kept"),
)
"""The way of a dispute as people are shown it; the sixth is done when everything promised was done."""


@dataclass(frozen=True)
class Button:
    """Where an act of a table is done, and what its button says. `kind` as in `ui.link_button`."""

    label: str
    endpoint: str
    kind: str = "quiet"
    confirm: str = ""


_ANSWER = Button(N_("Answer the invitation"), "disputes.answer", "primary")

BUTTONS = {
    "matter.hand_in": Button(N_("Hand in evidence"), "matters.hand_in"),
    "matter.protect": Button(N_("Who is protected from whom"), "matters.protect"),
    "dispute.accept": Button(N_("Accept or decline the application"), "disputes.decide", "primary"),
    "dispute.not_accept": Button(N_("Accept or decline the application"), "disputes.decide", "primary"),
    "dispute.agree": _ANSWER,
    "dispute.invite_again": Button(N_("Invite the other side again"), "disputes.invite_again"),
    "dispute.describe": Button(N_("Say who the parties are"), "disputes.people"),
    "dispute.ask_longer": Button(N_("Ask for more time"), "disputes.longer"),
    "dispute.agree_longer": Button(N_("Answer"), "disputes.agree_longer", "primary"),
    "dispute.withdraw": Button(N_("Withdraw the application"), "disputes.withdraw", "stop"),
    "dispute.stop": Button(N_("Stop the mediation"), "disputes.stop", "stop"),
    "dispute.terminate": Button(N_("End the mediation without an agreement"), "disputes.terminate", "stop"),
    "appointment.choose": Button(N_("Choose a mediator"), "appointments.choose", "primary"),
    "appointment.leave": Button(
        N_("Leave the choice to the institution"),
        "appointments.leave",
        confirm=N_("The institution then appoints one."),
    ),
    "appointment.propose": Button(N_("Appoint a mediator"), "appointments.designate", "primary"),
    "appointment.decline": Button(N_("Step down from this mediation"), "appointments.decline", "stop"),
    "appointment.challenge": Button(N_("Refuse this mediator"), "appointments.challenge", "stop"),
}
"""By "table.act". An act without a line here belongs to the clock, to the record, or to a page of its own feature."""

ASK_THE_COURT = Button(N_("Ask the court to confirm the agreement"), "confirmations.apply")
"""The beginning of a confirmation: there is no thing yet whose table could offer it."""

PLACES = {
    "appointments.show": N_("See the choice of the mediator"),
    "sittings.plan": N_("Plan the sitting"),
    "sittings.show": N_("Go to the sitting"),
    "talks.show": N_("Read and write"),
    "referrals.show": N_("See the letter and the answer"),
    "agreements.begin": N_("Write the agreement"),
    "agreements.show": N_("See the agreement"),
    "agreements.read": N_("Read and sign"),
    "agreements.countersign": N_("Sign"),
    "agreements.seal": N_("Seal"),
    "agreements.certify": N_("Certify"),
    "confirmations.show": N_("Go on with the confirmation"),
    "performance.promises": N_("See what was promised"),
}
"""Pages a card may lead to, by endpoint, and what its button says."""

HAPPENED = {
    "dispute.apply": N_("The application was handed in"),
    "matter.hand_in": N_("Evidence was handed in"),
    "referral.record": N_("A court or an office handed it over"),
    "referral.answer": N_("The court or office was answered"),
    "referral.note_outcome": N_("The court closed its case"),
    "dispute.accept": N_("The application was accepted, and the other side invited"),
    "dispute.not_accept": N_("The application was not accepted"),
    "dispute.agree": N_("Agreed to take part"),
    "dispute.consent": N_("Both sides agree to mediation"),
    "dispute.refuse": N_("Did not want mediation"),
    "dispute.postpone": N_("Asked for a week to decide"),
    "dispute.deny": N_("Said that this is about somebody else"),
    "dispute.ask_help": N_("Asked for help with the decision"),
    "dispute.invite_again": N_("The invitation went out again"),
    "dispute.lapse": N_("There was no answer in time"),
    "dispute.begin": N_("The mediation began"),
    "dispute.describe": N_("Said who somebody is, for the papers"),
    "dispute.ask_longer": N_("Asked for more time"),
    "dispute.agree_longer": N_("Agreed to more time"),
    "dispute.keep_time": N_("Did not want more time"),
    "dispute.extend": N_("The time for mediation was extended"),
    "dispute.withdraw": N_("The application was withdrawn"),
    "dispute.stop": N_("The mediation was stopped"),
    "dispute.terminate": N_("The mediation ended without an agreement"),
    "dispute.run_over": N_("The time for mediation ran out"),
    "dispute.settle": N_("The dispute is settled"),
    "matter.close": N_("The file was closed"),
    "appointment.open": N_("Mediators were suggested"),
    "appointment.choose": N_("Named a mediator"),
    "appointment.leave": N_("Left the choice to the institution"),
    "appointment.propose": N_("The mediator was asked"),
    "appointment.disclose": N_("Said whether they know a side"),
    "appointment.agree": N_("Agreed to the mediator"),
    "appointment.accept": N_("The mediator accepted"),
    "appointment.decline": N_("The mediator declined"),
    "appointment.lapse": N_("The mediator did not answer in time"),
    "appointment.challenge": N_("Refused the mediator"),
    "sitting.plan": N_("A sitting was planned"),
    "sitting.reschedule": N_("The sitting was moved"),
    "sitting.cancel": N_("The sitting was cancelled"),
    "sitting.read_notice": N_("Read the rights and duties"),
    "sitting.consent": N_("Agreed to take part online"),
    "sitting.start": N_("The sitting began"),
    "sitting.end": N_("The sitting ended"),
    "consultation.take": N_("A judge on duty came into the sitting"),
    "sitting.confirm": N_("Confirmed the minutes"),
    "longer.grant": N_("The time for writing was made longer"),
    "talk.close": N_("The time for writing ended"),
    "agreement.open": N_("The agreement was offered for signature"),
    "agreement.countersign": N_("The mediator signed"),
    "agreement.seal": N_("The institution sealed"),
    "agreement.refuse": N_("Did not want to sign"),
    "agreement.lapse": N_("Not everybody signed in time"),
    "agreement.register_oral": N_("The oral agreement was registered"),
    "agreement.effect": N_("The agreement took effect"),
    "confirmation.apply": N_("The court was asked to confirm"),
    "confirmation.sign": N_("Signed the application to the court"),
    "confirmation.seal_proof": N_("The institution sealed its proof of mediation"),
    "confirmation.submit": N_("The application went to the court"),
    "confirmation.ask_papers": N_("The court asked for papers"),
    "confirmation.supply": N_("Papers were sent to the court"),
    "confirmation.accept": N_("The court accepted the application"),
    "confirmation.enter_acceptance": N_("The court accepted the application"),
    "confirmation.not_accept": N_("The court did not accept the application"),
    "confirmation.withdraw": N_("The application to the court was withdrawn"),
    "confirmation.permit_withdrawal": N_("The application to the court was withdrawn"),
    "confirmation.lapse": N_("The time to ask the court ran out"),
    "confirmation.confirm": N_("The court confirmed the agreement"),
    "confirmation.dismiss": N_("The court did not confirm the agreement"),
    "confirmation.serve": N_("Received the ruling"),
    "confirmation.enter_service": N_("Received the ruling"),
    "objection.file": N_("Somebody objected to the ruling"),
    "objection.reject": N_("The court rejected the objection"),
    "objection.uphold": N_("The court upheld the objection"),
    "promise.report": N_("Said that something promised is done"),
    "promise.confirm": N_("Confirmed that it was done"),
    "promise.dispute": N_("Said that it was not done"),
    "promise.complain": N_("Said that a promise was not kept"),
    "promise.enforce": N_("Prepared the papers for the enforcing court"),
    "promise.take_notice": N_("Opened the notice that a promise was not kept"),
    "promise.claim": N_("Said that a condition has come true"),
    "promise.begin": N_("Agreed that a condition has come true"),
    "promise.deny": N_("Said that a condition has not come true"),
    "replan.ask": N_("Asked for other days"),
    "replan.offer": N_("Offered other days"),
    "replan.agree": N_("Agreed to other days"),
    "replan.decline": N_("Declined other days"),
    "payment.say": N_("Said that money was paid"),
    "payment.receive": N_("Confirmed that money came"),
    "payment.note": N_("Wrote down that money came"),
    "payment.contest": N_("Said that money did not come"),
    "return_visit.visit": N_("The return visit was made"),
}
"""What a row of the record is called on a timeline; an act without a line is not shown there."""

BETWEEN_THEM_AND_US = frozenset({"dispute.ask_help", "dispute.deny", "appointment.choose", "sitting.read_notice"})
"""Acts of one side that the other side's timeline leaves out."""

OF_NOBODY = frozenset({"dispute.consent", "dispute.extend", "appointment.propose", "dispute.begin"})
"""Acts that the last of several brings about, and that are nobody's own."""

WHO = {
    Role.APPLICANT: N_("Applicant"),
    Role.RESPONDENT: N_("The other side"),
    Role.MEDIATOR: N_("Mediator"),
    Role.CANDIDATE: N_("Mediator"),
    Role.JUDGE: N_("Judge"),
    Role.GUEST_JUDGE: N_("Judge"),
    Role.DUTY_JUDGE: N_("Judge"),
    Role.CLERK: N_("Court"),
    Role.WINDOW: N_("Mediation institution"),
    Role.DEBTOR: N_("Party"),
    Role.CREDITOR: N_("Party"),
    Role.ANYONE: N_("Applicant"),
}
"""Who somebody is to others on the page, the most telling role first."""

SEAT = {
    Role.APPLICANT: N_("Applicant"),
    Role.RESPONDENT: N_("Respondent"),
    Role.MEDIATOR: N_("Mediator"),
    Role.GUEST_JUDGE: N_("Invited judge"),
    Role.JUDGE: N_("Judge"),
    Role.CLERK: N_("Clerk"),
}

LIMIT = {
    "window_answers": N_("The institution answers"),
    "other_side_answers": N_("The other side answers"),
    "parties_choose": N_("The sides choose a mediator"),
    "institution_appoints": N_("The institution appoints a mediator"),
    "mediator_answers": N_("The mediator answers"),
    "mediation_period": N_("Time for mediation"),
    "writing_closes": N_("Time for writing"),
    "everybody_signs": N_("Everybody signs"),
    "apply_for_confirmation": N_("Ask the court to confirm"),
    "court_accepts": N_("The court accepts"),
    "papers_supplied": N_("Missing papers are supplied"),
    "court_rules": N_("The court rules"),
    "party_objects": N_("Time to object"),
    "other_side_confirms_performance": N_("The other side answers: was it done?"),
    "promise_due": N_("A promise falls due"),
    "return_visit": N_("Return visit"),
    "papers_returned": N_("The papers go back to the court or office"),
    "referral_answered": N_("The court or office is answered"),
}
"""What a limit of the rulebook waits for; one without a line only reminds somebody."""

OTHERS_SEE = (
    N_("your name, and what is written under “what happened” and “what is asked”"),
    N_("the photos and papers you handed in as evidence"),
    N_("whether you agreed, and when"),
)
OTHERS_NEVER_SEE = (
    N_("your telephone number, your address and your identity number"),
    N_("what you say to the mediator in a private talk"),
    N_("your notes, and the help you asked us for"),
)


NAV = (
    (N_("Today"), "desk.today", frozenset({"window", "mediator", "judge", "grid"})),
    (N_("Sittings"), "sittings.live", frozenset({"window", "mediator"})),
    (N_("Confirmations"), "confirmations.worklist", frozenset({"judge", "clerk"})),
    (N_("On duty"), "consultations.queue", frozenset({"judge", "clerk"})),
    (N_("Figures"), "figures.overview", frozenset({"bureau", "window"})),
    (N_("Danger"), "alarms.index", frozenset({"window"})),
    (N_("Messages"), "desk.outbox", frozenset({"window"})),
    (N_("Roster"), "roster.institutions", frozenset({"window", "mediator", "bureau", "judge", "clerk"})),
)
"""The pages in the bar of people at work, by the offices they are for."""
