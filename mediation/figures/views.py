from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from babel.dates import format_skeleton
from flask import Blueprint, Response, request

from mediation.core import clock
from mediation.core.door import Page, page, signed_in
from mediation.core.machine import Actor
from mediation.core.words import gettext, language
from mediation.figures import queries
from mediation.figures.queries import Figures
from mediation.figures.rules import FEW, FUNNEL, MEASURE, RATE, Measure, guarded, last_day_of, month_of, months
from mediation.rulebook.kinds import DISPUTE_TYPE

bp = Blueprint("figures", __name__)

COLUMNS = tuple(measure for measure in Measure if measure not in (Measure.CONSENTED, Measure.BEGUN))


@bp.get("/figures")
@signed_in("bureau", "window")
def overview(actor: Actor) -> Page:
    bodies = queries.scope(actor)
    first, last, choices = _period(bodies)
    folds = queries.of_period(bodies, first, min(last_day_of(last), clock.today()))
    return page(
        "figures/overview.html",
        all=Figures(folds),
        rows=queries.by_organisation(bodies, folds),
        types=queries.by_type(folds),
        type_words=DISPUTE_TYPE,
        months=[(one.strftime("%Y-%m"), _named(one)) for one in choices],
        first=first.strftime("%Y-%m"),
        last=last.strftime("%Y-%m"),
        period=_named(first) if first == last else f"{_named(first)} – {_named(last)}",
        as_of=queries.as_of(),
        funnel=FUNNEL,
        Measure=Measure,
        measures=MEASURE,
        rate_words=RATE,
        rate_names=[gettext(word) for word, _ in RATE.values()],
    )


@bp.get("/figures/definitions")
@signed_in("bureau", "window")
def definitions(actor: Actor) -> Page:
    return page("figures/definitions.html", measures=MEASURE, rate_words=RATE, few=FEW)


@bp.get("/figures.csv")
@signed_in("bureau", "window")
def download(actor: Actor) -> Response:
    """The same figures for a spreadsheet, by institution and type (RFC 4180; marked as UTF-8 for Excel)."""
    bodies = queries.scope(actor)
    first, last, _ = _period(bodies)
    folds = queries.of_period(bodies, first, min(last_day_of(last), clock.today()))
    text = io.StringIO()
    sheet = csv.writer(text)
    words = [gettext(MEASURE[measure][0]) for measure in COLUMNS]
    sheet.writerow([gettext("Institution"), gettext("Kind of dispute"), *words, gettext("Median days")])
    for body, figures in queries.by_organisation(bodies, folds):
        for kind, cell in queries.by_type(figures.folds):
            row: list[Any] = [body.name, gettext(DISPUTE_TYPE[kind]), *(cell.n(measure) for measure in COLUMNS)]
            days = "" if cell.median_days is None else f"{cell.median_days:g}"
            sheet.writerow([guarded(one) for one in (*row, days)])
    name = f"figures-{first:%Y-%m}-{last:%Y-%m}.csv"
    answer = Response("\ufeff" + text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _period(bodies: Any) -> tuple[date, date, list[date]]:
    """The months asked for in the address: this year's, unless told otherwise; and all there are to choose from."""
    now = month_of(clock.today())
    choices = months(min(month_of(queries.first_day(bodies) or now), now), now)
    first = _month(request.args.get("from")) or max(choices[0], now.replace(month=1))
    last = _month(request.args.get("to")) or now
    return (first, last, choices) if first <= last else (last, first, choices)


def _month(typed: str | None) -> date | None:
    try:
        return date.fromisoformat(f"{typed}-01")
    except ValueError:
        return None


def _named(first_day: date) -> str:
    return format_skeleton("yMMMM", first_day, locale=language().replace("-", "_"))
