from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mediation.core.db import Base, Word, one_of, to
from mediation.figures.rules import Measure
from mediation.rulebook.kinds import DisputeType


class Fold(Base):
    """How many of an institution and a type count as `measure`, under the day on which they counted as `under`.

    `value` tells apart what is not merely counted: for what was concluded, the days since acceptance.
    """

    __table_args__ = (
        UniqueConstraint("organisation_id", "type", "day", "under", "measure", "value"),
        CheckConstraint(one_of("type", DisputeType), name="type_is_a_word"),
        CheckConstraint(one_of("under", Measure), name="under_is_a_word"),
        CheckConstraint(one_of("measure", Measure), name="measure_is_a_word"),
    )

    organisation_id: Mapped[int] = to("organisation")
    type: Mapped[DisputeType] = mapped_column(Word(DisputeType))
    day: Mapped[date]
    under: Mapped[Measure] = mapped_column(Word(Measure))
    measure: Mapped[Measure] = mapped_column(Word(Measure))
    value: Mapped[int] = mapped_column(default=0)
    n: Mapped[int] = mapped_column(default=0)
