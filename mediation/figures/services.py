from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from mediation.core.db import db, writing
from mediation.figures.models import Fold
from mediation.figures.queries import Key


@writing
def fold(counted: Counter[Key]) -> None:
    """Add what one act makes count."""
    for key, n in counted.items():
        organisation_id, kind, day, under, measure, value = key
        same = (
            Fold.organisation_id == organisation_id, Fold.type == kind, Fold.day == day,
            Fold.under == under, Fold.measure == measure, Fold.value == value,
        )  # fmt: skip
        row = db.session.scalar(select(Fold).where(*same).with_for_update())
        if row is None:
            row = Fold(organisation_id=organisation_id, type=kind, day=day, under=under, measure=measure,
                       value=value, n=0)  # fmt: skip
            db.session.add(row)
        row.n += n
