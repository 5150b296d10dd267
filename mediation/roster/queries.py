from __future__ import annotations

from datetime import date
from itertools import groupby

from sqlalchemy import select

from mediation.accounts.models import Account
from mediation.core import clock
from mediation.core.db import db
from mediation.core.machine import NotVisible
from mediation.organisations.models import Organisation
from mediation.roster.models import Entry


def entries(on: date | None = None) -> list[Entry]:
    """Who may be chosen on a day, by institution and name."""
    day = on or clock.today()
    return list(
        db.session.scalars(
            select(Entry)
            .join(Entry.account)
            .where(Entry.since <= day, Entry.until >= day, Account.disabled_at.is_(None))
            .order_by(Entry.organisation_id, Account.name, Entry.id)
        )
    )


def by_institution(on: date | None = None) -> list[tuple[Organisation, list[Entry]]]:
    """The roster as it is published: each institution with its mediators."""
    return [(organisation, list(those)) for organisation, those in groupby(entries(on), lambda one: one.organisation)]


def entry(public_id: str) -> Entry:
    """One mediator on the roster.

    Raises:
        NotVisible: there is none, or the term is over.
    """
    found = next((one for one in entries() if one.public_id == public_id), None)
    if found is None:
        raise NotVisible()
    return found


def of_account(account_id: int) -> Entry | None:
    """Somebody's own entry today."""
    return next((one for one in entries() if one.account_id == account_id), None)
