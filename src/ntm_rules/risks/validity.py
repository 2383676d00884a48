"""Risks of time: what lapses before the horizon, and what must be recognised anew each year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ntm_rules.definitions.risk_policies import RenewalDue, Stale
from ntm_rules.engine.listing import asked_at_all
from ntm_rules.engine.papers import STATES, whose_lines
from ntm_rules.engine.statuses import NOT_APPLICABLE, UNKNOWN, Flags, Floats, Index
from ntm_rules.risks.findings import Block
from ntm_rules.risks.subject import Figure, Subject

Days = NDArray[np.datetime64]
_NEVER = np.datetime64("NaT", "D")


class _Ends(NamedTuple):
    """Until when the values of a variable hold, and the date that is worked out from; NaT where not known."""

    until: Days
    dated: Days
    months: int | None


def stale(subject: Subject, policy: Stale) -> Iterator[Block]:
    """Held by a value that lapses before the horizon.

    Facts: `value`, `until` its last day, `as_of` and `months` where that follows from its date, `horizon`, `lapsed`.
    """
    told: set[tuple[int, str]] = set()
    horizon = np.datetime64(subject.horizon)
    for figure in subject.figures:
        key = figure.indicator, figure.part.comparison.variable
        if key in told or not policy.watches(*subject.code(figure)):
            continue
        ends = _ends(subject, policy, figure)
        lapsed = ends.until < subject.judged_on
        kept = subject.kept(figure)
        for rows, severity, gone in (
            (kept & lapsed, policy.severity_lapsed, True),
            (kept & ~lapsed & (ends.until < horizon), policy.severity, False),
        ):
            at = np.flatnonzero(rows)
            if len(at):
                told.add(key)
                facts = {
                    "value": figure.values[at],
                    "until": ends.until[at],
                    "as_of": ends.dated[at],
                    "months": np.where(np.isnat(ends.dated[at]), np.nan, ends.months or np.nan),
                    "horizon": subject.horizon,
                    "lapsed": gone,
                }
                changed = policy.model_copy(update={"severity": severity})
                yield Block(changed, policy.kind, figure.criterion, at, figure.indicator, figure.part, facts)


def _ends(subject: Subject, policy: Stale, figure: Figure) -> _Ends:
    """By the column of its end; else by its date and how long the policy lets it last."""
    table, variable = subject.judged.table, figure.part.comparison.variable
    until, dated = np.full((2, len(table)), _NEVER)
    stated = table.beside.get((variable, "expires"))
    if stated is not None:
        until = np.array(stated.tolist(), dtype="datetime64[D]")
    criterion, indicator = subject.code(figure)
    found = (policy.lasts[name] for name in (variable, indicator, criterion) if name in policy.lasts)
    months = next(found, None)
    if months is not None:
        dated = np.where(np.isnat(until), _dates(subject, variable), _NEVER)
        until = np.where(np.isnat(until), _later(dated, months), until)
    return _Ends(until, dated, months)


def _dates(subject: Subject, variable: str) -> Days:
    """The date of each value: the last day of the year it is of, else that of its row's data."""
    table = subject.judged.table
    found = np.full(len(table), _NEVER)
    as_of, years = table.identity.get("as_of"), table.beside.get((variable, "year"))
    if as_of is not None:
        found = np.array(as_of.values.tolist(), dtype="datetime64[D]")[as_of.codes]
    if years is not None:
        ends = [None if year is None else f"{year}-12-31" for year in years.tolist()]
        of_year = np.array(ends, dtype="datetime64[D]")
        found = np.where(np.isnat(of_year), found, of_year)
    return found


def _later(days: Days, months: int) -> Days:
    """So many months later, on the same day or the last one of its month."""
    first = days.astype("datetime64[M]")
    after = first + np.timedelta64(months, "M")
    longest = (after + np.timedelta64(1, "M")).astype("datetime64[D]") - after.astype("datetime64[D]")
    within = np.minimum(days - first.astype("datetime64[D]"), longest - np.timedelta64(1, "D"))
    found: Days = after.astype("datetime64[D]") + within
    return found


def renewal_due(subject: Subject, policy: RenewalDue) -> Iterator[Block]:
    """What is recognised anew each year, and not proven for this one; facts `year`, `cause`, `of`.

    `cause` is no_value, old_value (`of`: its year), or paper_missing, paper_lapsed, paper_undated.
    """
    judged = subject.judged
    whose, lines = whose_lines(judged)
    there = asked_at_all(judged) & subject.last & (judged.statuses.indicators != NOT_APPLICABLE)
    for number, compiled in enumerate(judged.plan.indicators):
        code, criterion = compiled.indicator.code, judged.loaded.criteria[compiled.criterion].code
        yearly = np.array([subject.owners.renewed_yearly(code, line) for line in lines], dtype=np.bool_)[
            whose
        ]
        if not policy.watches(criterion, code) or not yearly.any():
            continue
        due = there[number] & yearly
        for cause, rows, of in _causes(subject, policy, number, due):
            if len(rows):
                facts = {"year": judged.table.years[rows], "cause": cause, "of": of}
                yield Block(policy, policy.kind, compiled.criterion, rows, number, facts=facts)


def _causes(
    subject: Subject, policy: RenewalDue, number: int, due: Flags
) -> Iterator[tuple[str, Index, Floats | None]]:
    """Why rows are due: each row for the first cause only."""
    judged = subject.judged
    figures = [figure for figure in subject.figures if figure.indicator == number]
    given, of = _given(subject, figures)
    decided = judged.statuses.indicators[number] != UNKNOWN
    criterion = judged.plan.indicators[number].criterion
    whole = judged.verdicts.whole.get(judged.loaded.criteria[criterion].code)
    if whole is not None:
        decided = decided | whole
    yield "no_value", np.flatnonzero(due & ~given & ~decided), None
    old = due & given & (of < judged.table.years)
    yield "old_value", np.flatnonzero(old), of[old]
    if subject.papers is not None:
        for state in policy.papers:
            rows = subject.papers.states[number] == STATES.index(state)
            yield f"paper_{state}", np.flatnonzero(due & rows & ~old), None


def _given(subject: Subject, figures: list[Figure]) -> tuple[Flags, Floats]:
    """Rows with a figure, and the year it is said to be of; NaN where that is not said."""
    table = subject.judged.table
    given, of = np.zeros(len(table), dtype=np.bool_), np.full(len(table), np.nan)
    for figure in figures:
        given |= figure.rows & ~np.isnan(figure.values)
        years = table.beside.get((figure.part.comparison.variable, "year"))
        if years is not None:
            said = np.array([np.nan if year is None else year for year in years.tolist()], dtype=np.float64)
            np.copyto(of, said, where=figure.rows & np.isnan(of))
    return given, of
