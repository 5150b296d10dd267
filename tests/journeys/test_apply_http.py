"""From a resident's phone to both sides agreeing, over HTTP, each in their own language and with slips on the way."""

from __future__ import annotations

from io import BytesIO

from mediation.core.db import db
from mediation.disputes.models import Dispute
from mediation.disputes.rules import DisputeState
from tests.codes import another
from tests.journeys.person import Person, code, link, messages
from tests.mediation.disputes.applying import community, picture

APPLICANT, RESPONDENT = "13800000001", "13800000002"


def test_from_a_phone_to_both_sides_agreeing(app, world, worker):
    dispute = apply(Person(app, "ko"))
    worker.run()
    assert messages(RESPONDENT) == []

    window = Person(app).sign_in("window").sees(dispute.matter.receipt_number)
    window.open(f"/disputes/{dispute.public_id}/accept").sees("天花板").send()
    worker.run()
    assert dispute.state is DisputeState.INVITING

    other = Person(app, "en").open(link(RESPONDENT, "/i/"))
    assert "天花板" not in other.text
    other.send()
    other.send(code=another(code(RESPONDENT)), status=422)
    other.send(code=code(RESPONDENT)).follow("/answer").sees("天花板", "Do you want to take part in mediation?")
    other.send(answer="no").sees("Yes, I am sure")  # asked once more, in place, and thought better of it
    assert dispute.state is DisputeState.INVITING
    other.send(answer="yes")
    assert dispute.state is DisputeState.CONSENTED

    again = Person(app, "ko").open(f"/return?number={dispute.matter.receipt_number}").send(phone=APPLICANT)
    worker.run()
    again.send(code=code(APPLICANT)).sees(dispute.matter.receipt_number)
    assert again.address.endswith(f"/matters/{dispute.matter.public_id}")


def test_an_application_is_put_down_and_taken_up_on_another_device(app, world, worker):
    person = Person(app, "en").open("/apply").send(type="loan").send(place=community())
    person.send(other_kind="person", other_name="Kim").send(story="Lent, never returned.").send(request="Pay it back.")
    person.send().send(name="Lee", phone=APPLICANT)
    note = next(words for words in person.page.text_content().split() if "/apply/back/" in words)
    elsewhere = Person(app, "en").open(note)
    assert "Lee" not in elsewhere.text
    elsewhere.send().send(code=code(APPLICANT))
    elsewhere.send(occupation="Cook").sees("Lent, never returned.", "Cook", "Lee").send()
    elsewhere.send(code=code(APPLICANT))
    number = db.session.query(Dispute).one().matter.receipt_number
    elsewhere.sees(number)
    assert person.send(address="Somewhere").address == f"/return?number={number}"
    assert db.session.query(Dispute).count() == 1


def apply(person: Person) -> Dispute:
    person.open("/apply").send(status=422).send(type="neighbours").send(status=422).send(place=community())
    person.send(other_kind="person", other_name="李国强", other_phone=RESPONDENT)
    person.send(story="楼上阳台漏水，天花板泡坏了。")
    person.send(request="修好。", amount="4200.555", status=422).send(amount="4200.50")
    person.send(files=[(BytesIO(b"no picture"), "notes.txt", "text/plain")], status=422).sees("notes.txt")
    person.send(files=[(BytesIO(picture()), "漏水.png", "image/png")])
    person.send(name="金顺姬", phone="12345", status=422).send(phone="138 0000 0001").send()
    person.sees("漏水.png", "李国强", "金顺姬").send()
    person.send(code=another(code(APPLICANT)), status=422).send(code=code(APPLICANT))
    dispute = db.session.query(Dispute).one()
    person.sees(dispute.matter.receipt_number)
    return dispute
