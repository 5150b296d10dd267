"""A text planted under every label: which of them the court ever sees, on a page or on a paper."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile

from documents import queries as documents
from mediation.agreements import services as agreements
from mediation.confirmations import queries, services
from mediation.core import clock, wall
from mediation.core.db import begin_writing, commit, db
from mediation.core.machine import Role
from mediation.disputes.models import Statement, StatementKind
from mediation.matters.models import Exhibit
from mediation.operations.world.sitting import MINUTES
from mediation.sittings import queries as sittings
from mediation.sittings import services as sitting_services
from tests.sign_in import sign_in

HIDDEN = {
    wall.JOINT: "共同谈话甲甲甲",
    wall.MEDIATOR: "调解员乙乙乙",
    wall.side(1): "一方丙丙丙",
    wall.side(2): "二方丁丁丁",
}
COURT_ONLY = "法院戊戊戊"
PAGES = ("", "/accept", "/not-accept", "/ask-papers", "/note", "/inquire", "/rule", "/sign-ruling")


def plant(dispute) -> None:
    """The same words as a statement and as an exhibit's title, under each label; and talk beside the way."""
    begin_writing()
    for label, words in {**HIDDEN, wall.COURT: COURT_ONLY}.items():
        statement = Statement(
            matter_id=dispute.matter_id, key_name=dispute.matter.key_name, label=label, dispute_id=dispute.id,
            kind=StatementKind.STORY, language="zh-Hans", said_at=clock.now(),
        )  # fmt: skip
        statement.text = words
        exhibit = Exhibit(
            matter_id=dispute.matter_id, key_name=dispute.matter.key_name, label=label, title=words,
            media_type="image/png", size=1, sha256="0" * 64, shown_at="0" * 64, original_at="0" * 64,
            handed_in_at=clock.now(),
        )  # fmt: skip
        db.session.add_all([statement, exhibit])
    commit()


def test_no_page_and_no_paper_of_the_court_holds_talk_notes_or_caucus(world, client, worker):
    dispute = world.sat()
    [sitting] = sittings.held(dispute)
    mediator = world.mediator_of(dispute)
    world.act(sitting_services.note, mediator, dispute, sitting, text="笔记" + HIDDEN[wall.MEDIATOR])
    world.act(sitting_services.note, mediator, dispute, sitting, text="单谈" + HIDDEN[wall.side(1)], about_side=1)
    agreement = world.drafted(dispute)
    party = world.party(dispute)
    world.act(agreements.ask, party, dispute, agreement, text="提问" + HIDDEN[wall.side(1)])
    world.sign_all(world.offered(agreement))
    plant(dispute)
    confirmation = world.submitted(dispute)
    seen = _walk(world, client, confirmation)
    for label, words in HIDDEN.items():
        assert words not in seen, label
    for heading in ("statements", "outcome", "evidence", "risks"):
        assert MINUTES[heading] not in seen, heading
    assert COURT_ONLY in seen and "内部己己己" in seen
    _the_parties_never_see_the_courts_own(world, client, confirmation)


def _walk(world, client, confirmation) -> str:
    """Every page of the court, in every state of the way, as clerk and as judge; then every paper, as text."""
    seen, clerk = [], world.staff("clerk")

    def look(*actors) -> None:
        for actor in actors:
            sign_in(client, actor)
            for page in PAGES:
                seen.append(client.get(f"/confirmations/{confirmation.public_id}{page}").get_data(as_text=True))
            seen.append(client.get("/confirmations").get_data(as_text=True))

    look(clerk)
    world.at_court(services.note, clerk, confirmation, words="内部己己己")
    world.at_court(services.accept, clerk, confirmation, judge=queries.judge(confirmation, "judge.han"))
    judge = world.judge_of(confirmation)
    look(clerk, judge)
    world.heard(confirmation)
    world.at_court(services.grant, judge, confirmation)
    world.work()
    look(judge)
    world.take_part(judge, confirmation)
    world.at_court(services.sign_ruling, judge, confirmation, shown=confirmation.ruling.frozen_sha256)
    world.work()
    look(clerk, judge)
    world.take_part(judge, confirmation)
    papers = queries.papers(confirmation)
    assert [one.kind for one in papers] == [
        "agreement", "confirmation_application", "proof_of_mediation", "minutes_extract", "fair_process", "particulars",
        "ruling",
    ]  # fmt: skip
    return "".join([*seen, *(_text(one) for one in papers), _carried(world, client, confirmation)])


def _carried(world, client, confirmation) -> str:
    """The package as a file: every name in it, every byte of it, and every PDF as text."""
    said = []
    for actor in (world.staff("clerk"), world.judge_of(confirmation), world._window(confirmation.dispute)):
        sign_in(client, actor)
        answer = client.get(f"/confirmations/{confirmation.public_id}/package.zip")
        assert answer.status_code == 200
        with zipfile.ZipFile(io.BytesIO(answer.data)) as box:
            for name in box.namelist():
                content = box.read(name)
                said += [name, content.decode(errors="ignore"), content.decode("utf-16-be", errors="ignore")]
                said += [_read(content)] if name.endswith(".pdf") else []
    assert COURT_ONLY not in "".join(said) and "内部己己己" not in "".join(said)
    return "".join(said)


def _text(document) -> str:
    return _read(documents.fetch(document.complete_kept, document.key_name))


def _read(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s", "", done.stdout.decode())


def _the_parties_never_see_the_courts_own(world, client, confirmation) -> None:
    dispute = confirmation.dispute
    actors = [world.party(dispute, Role.APPLICANT), world.party(dispute, Role.RESPONDENT), world._window(dispute)]
    for actor in (*actors, world.mediator_of(dispute)):
        sign_in(client, actor)
        page = client.get(f"/confirmations/{confirmation.public_id}")
        assert page.status_code == 200
        assert "内部己己己" not in page.text and COURT_ONLY not in page.text and "清楚协议内容" not in page.text
