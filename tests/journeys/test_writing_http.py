"""A dispute is settled in writing over some days, over HTTP and without scripts, each in their own language."""

from __future__ import annotations

from datetime import datetime, timedelta

from mediation.core import clock
from mediation.core.db import db
from mediation.rulebook.days import working_days_after
from mediation.sittings.models import Sitting
from mediation.sittings.rules import Result, SittingState
from tests.journeys.person import Person, code, link, messages

APPLICANT, RESPONDENT = "13800000001", "13800000002"


def local(moment: datetime) -> str:
    return moment.astimezone(clock.CHINA).strftime("%Y-%m-%dT%H:%M")


def comes_in(app, phone: str, language: str) -> Person:
    person = Person(app, language).open(link(phone, "/i/")).send()
    return person.send(code=code(phone))


def writes(person: Person, here: str, to: str, words: str) -> None:
    person.open(f"{here}/writing")
    person.send("/writing", **{"say-to": person.option("say-to", to), "say-text": words}).sees(words)


def test_settled_in_writing_over_some_days(app, world, worker):
    dispute = world.appointed()
    begins = clock.at(f"{working_days_after(clock.today(), 1)} 09:00")
    closes = begins + timedelta(days=2)
    park = Person(app).sign_in("park").open(f"/disputes/{dispute.public_id}/sittings/new")
    park.send(kind="text", starts_at=local(begins), status=422)
    park.send(kind="text", starts_at=local(begins), closes_at=local(closes))
    sitting = db.session.query(Sitting).one()
    here = f"/sittings/{sitting.public_id}"
    worker.run()

    with clock.set_to(begins + timedelta(hours=1)):
        park = Person(app).sign_in("park").open(here).send("/open")
        worker.run()
        kim, lee = comes_in(app, APPLICANT, "ko"), comes_in(app, RESPONDENT, "zh-Hans")
        for one in (kim, lee):
            one.open(here).send("/notice").send("/consent").send("/answer", yes="yes")
        park.open(here)
        for one in sitting.parties:
            park.send(f"/{one.public_id}/identity", result="matches")
        park.send("/start")
        worker.run()

        writes(lee, here, "金顺姬", "我愿意修防水，赔三千元。")
        told = [one for one in messages(APPLICANT) if "修防水" in one]
        assert told == [], "nothing of it stands in a message"
        worker.run()
        assert "새 글" in messages(APPLICANT)[0]
        park.open(f"{here}/writing")
        park.send("/translate", **{"translate-text": "방수를 고치고 3000위안을 배상하겠습니다."})
        kim.open(here).follow("/writing").sees("我愿意修防水", "방수를 고치고", "기계가 아니라 사람")

    with clock.set_to(begins + timedelta(hours=6)):
        kim = comes_in(app, APPLICANT, "ko")
        private = kim.open(f"{here}/writing").option("say-to", "李国强 님은 읽지 못합니다")
        kim.send("/writing", **{"say-to": private, "say-text": "3400위안까지는 가능합니다."})
        lee = comes_in(app, RESPONDENT, "zh-Hans").open(f"{here}/writing")
        assert "3400" not in lee.text
        park = Person(app).sign_in("park").open(f"{here}/writing").sees("3400위안")
        park.send("/longer", **{"longer-until": local(closes + timedelta(days=1))})
        for one in (kim, lee):
            one.open(f"{here}/writing").send("/agree")
        park.open(f"{here}/writing")
        park.sees("모든 당사자가 동의함")

    with clock.set_to(closes + timedelta(hours=3)):
        lee = comes_in(app, RESPONDENT, "zh-Hans")
        writes(lee, here, "金顺姬", "三千六百元可以。")

    over = closes + timedelta(days=1, minutes=1)
    worker.run(at=over)
    with clock.set_to(over):
        lee = comes_in(app, RESPONDENT, "zh-Hans").open(f"{here}/writing").sees("书面调解的时间已到", "三千六百元")
        assert lee.forms("/writing") == []
        park = Person(app).sign_in("park").open(f"{here}/writing").sees("글 2개를 썼습니다", "글 1개를 썼습니다")
        park.open(here).send("/minutes", outcome="双方书面同意三千六百元。").send("/end", result="settled")
    db.session.refresh(sitting)
    assert (sitting.state, sitting.result) == (SittingState.ENDED, Result.SETTLED)
