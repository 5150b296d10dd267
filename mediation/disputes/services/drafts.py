"""An application is written page by page, kept for a while, and sent once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from mediation.accounts import services as accounts
from mediation.core import clock, jobs
from mediation.core.db import begin_writing, db, writing
from mediation.core.machine import NOBODY, Standing
from mediation.core.sealed import fingerprint
from mediation.disputes.models import Dispute, Draft
from mediation.disputes.rules import DRAFT_LASTS
from mediation.disputes.services.applying import application_of, apply
from mediation.matters.services import Brought
from mediation.organisations import queries as organisations
from mediation.organisations.models import OrganisationKind

MOST_FILES = 20
MOST_OTHERS = 9
"""How many there may be on the other side besides the first."""


@writing
def begin_draft(key_name: str, language: str) -> Draft:
    """An empty draft. Its key was made before (`sealed.new_key`): it is file work."""
    draft = Draft(key_name=key_name, language=language, touched_at=clock.now())
    db.session.add(draft)
    db.session.flush()
    return draft


@writing
def save(draft: Draft, page: str, facts: dict[str, Any], *, language: str) -> None:
    """Keep the answers of one page in place of the earlier ones; an identity number left empty stays what it was."""
    if not facts.get("id_number"):
        facts = {**facts, **{name: value for name, value in draft.said.get(page, {}).items() if name == "id_number"}}
    draft.answers = json.dumps({**draft.said, page: facts}, ensure_ascii=False)
    draft.language = language
    draft.touched_at = clock.now()


@writing
def keep_files(draft: Draft, *, add: Iterable[Brought], drop: str | None = None) -> None:
    """Keep some files, each once and at most 20, and let one go by its SHA-256."""
    files = {file["sha256"]: file for file in (*draft.files, *map(asdict, add))}
    files.pop(drop or "", None)
    save(draft, "photos", {"files": list(files.values())[:MOST_FILES]}, language=draft.language)


@writing
def keep_other(draft: Draft, place: int, facts: dict[str, Any]) -> None:
    """Keep one more on the other side, or what is now said of one: `place` counts from 0 behind the first of them."""
    others = draft.others
    save(draft, "others", {"others": [*others[:place], facts, *others[place + 1 :]]}, language=draft.language)


@writing
def drop_other(draft: Draft, place: int) -> None:
    """Let one of them go again; the first of the other side stays."""
    others = draft.others
    save(draft, "others", {"others": others[:place] + others[place + 1 :]}, language=draft.language)


def purpose(draft: Draft, *, to: str) -> str:
    """A code is good for this draft, for one thing (`apply`, `draft`), and for the telephone it was sent to."""
    return f"{to}:{draft.public_id}:{fingerprint(draft.phone or '', 'phone')}"


@writing
def send_draft_code(draft: Draft, *, to: str) -> None:
    """Send a code to the telephone the draft names."""
    assert draft.phone
    accounts.send_code(purpose(draft, to=to), phone=draft.phone, language=draft.language, key_name=draft.key_name)


@writing
def send(draft: Draft) -> Dispute:
    """The draft becomes a dispute, once; its answers live on there only."""
    if draft.dispute is not None:
        return draft.dispute
    said = {name: value for answers in draft.said.values() for name, value in answers.items()}
    place = organisations.place(said["place"])
    assert place is not None
    organisation = organisations.responsible(OrganisationKind.INSTITUTION, place)
    assert organisation is not None
    application = application_of(said, language=draft.language)
    draft.dispute = apply(
        Standing(NOBODY), application, place=place, organisation=organisation, key_name=draft.key_name
    )
    draft.answers = None
    return draft.dispute


def forget_drafts() -> None:
    """Drafts nobody touched for 30 days go, and the keys of those that became no dispute are destroyed after them."""
    begin_writing()
    for draft in db.session.scalars(select(Draft).where(Draft.touched_at < clock.now() - DRAFT_LASTS)):
        if draft.dispute_id is None:
            jobs.enqueue("disputes.destroy_key", key=f"destroy_key:{draft.key_name}", key_name=draft.key_name)
        db.session.delete(draft)
