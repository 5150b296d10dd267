"""Papers on their way through a matter: drafted, out for signature, signed by one after another."""

from __future__ import annotations

from sqlalchemy import select

from documents import services
from documents.models import Document, Release
from documents.rules import Proof, Way
from documents.services import Act, Hand, Wording
from mediation.core import wall
from mediation.core.db import commit, db
from mediation.core.machine import Actor, Role, Standing, of_system
from tests.documents import samples

ANNA, BORA, HOUSE = "a" * 26, "b" * 26, "organisation:" + "c" * 26
HANDS = (
    Hand(ANNA, "party", "申请人", "金顺姬", 1), Hand(BORA, "party", "被申请人", "李国强", 1),
    Hand(HOUSE, "seal", "印章", "西塔街道人民调解委员会", 2),
)  # fmt: skip


def standing(matter, role=Role.MEDIATOR) -> Standing:
    return Standing(Actor("account:1"), frozenset({role}), matter.id, 1 if role is Role.PARTY else None, 2)


def drafted(matter, *, hands=HANDS, way=Way.ELECTRONIC, kind="agreement") -> Document:
    known = samples.paper(kind).facts
    facts = {name: fact for name, fact in known.items() if name not in ("signers", "seal", "check", "number")}
    wording = Wording(kind, "（2026）西塔调9号", facts, (("terms.json", '{"terms": []}', "application/json"),))
    document = services.draft(
        standing(matter), wording, matter_id=matter.id, key_name=matter.key_name, label="shared", hands=hands, way=way
    )
    commit()
    return document


def signing(matter, worker, **how) -> Document:
    document = drafted(matter, **how)
    worker.run()
    read_as_system(matter)
    services.open_signing(of_system(matter.id), document)
    commit()
    return document


def read_as_system(matter) -> None:
    wall.name_reader(of_system(matter.id, 2))


def sign(matter, document, key, *, shown=None, **how) -> None:
    act = Act(shown or document.frozen_sha256, **({"proof": Proof.ONE_TIME_CODE} | how))
    services.sign(standing(matter), document, key=key, act=act)
    commit()


def releases(document) -> list[Release]:
    """What the ledger has of a paper, the first version first."""
    return list(db.session.scalars(select(Release).where(Release.document_id == document.id).order_by(Release.id)))


def signed_by_all(matter, worker, **how) -> Document:
    """Everybody has signed; the worker has not heard of it yet."""
    document = signing(matter, worker, **how)
    for key in (ANNA, BORA, HOUSE):
        sign(matter, document, key)
    return document
