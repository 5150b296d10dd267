from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from mediation.accounts.models import Account
from mediation.core import clock, record
from mediation.core.db import db, writing
from mediation.core.machine import Standing
from mediation.organisations.models import Organisation
from mediation.roster.models import Entry
from mediation.roster.rules import TERM_YEARS, Employment
from mediation.rulebook.kinds import DisputeType


@writing
def enrol(
    standing: Standing,
    account: Account,
    organisation: Organisation,
    *,
    fields: Iterable[DisputeType],
    languages: Iterable[str],
    employment: Employment = Employment.FULL_TIME,
    about: Mapping[str, str] | None = None,
    until: date | None = None,
) -> Entry:
    """An institution puts a mediator on its public roster, from today for a term (人民调解法 10, 13)."""
    today = clock.today()
    entry = Entry(
        account=account, organisation=organisation, employment=employment,
        fields=sorted(fields), languages=list(languages), about=dict(about or {}),
        since=today, until=until or date(today.year + TERM_YEARS, 12, 31),
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    stream = record.of_organisation(organisation.id)
    record.write(standing, "roster.enrol", entry, stream=stream, codes={"account": account.id})
    return entry
