"""What a scenario supposes, in words: figures before and after where they are few, else how many; facts, levels, money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ntm_rules.definitions.models import CriteriaSet, Variable
from ntm_rules.definitions.scenarios import Scenario, ValueChange, VerdictChange
from ntm_rules.engine.statuses import Flags, Floats, status_words
from ntm_rules.i18n import current_language, figure, tr, words
from ntm_rules.reports.explanation import label_words
from ntm_rules.reports.what_if_figures import arrow, counts_words
from ntm_rules.scenarios.cell_values import as_verdict
from ntm_rules.scenarios.differences import Differences
from ntm_rules.scenarios.figures import variable_of
from ntm_rules.tables.communes import Communes
from ntm_rules.tables.table import Table
from ntm_rules.tables.vocabulary import identity_columns

# Of so many rows a figure is shown before and after; of more, their number.
SHOWN = 3


def supposed_words(
    found: Differences, steps: Sequence[tuple[Table, Table]], scenario: Scenario
) -> Iterator[str]:
    """Mergers, figures, facts and verdicts with their communes or the number of their rows, levels, money."""
    before, after = found.baseline.judged, found.scenario.judged
    days = {*after.table.judged_on.values} - {*before.table.judged_on.values}
    if days:
        yield tr("levels of {year}", year=", ".join(sorted({str(day.year) for day in days})))
    if not found.pairing.same:
        merged = found.pairing.merged
        n = len(np.unique(Communes(before.table).group[found.pairing.before[merged]]))
        m = len(np.unique(Communes(after.table).group[found.pairing.after[merged]]))
        yield tr("{n} communes become {m}", n=n, m=m)
    for was, now in steps:
        for name, rows in _figures_changed(was, now):
            label = label_words(words(before.loaded.variables[variable_of(name, before.loaded)].label), name)
            yield f"{label} ({_amounts(was, now, name, rows, before.loaded)})"
        yield from (f"{_fact(name)} ({n})" for name, n in _facts_changed(was, now))
    yield from _verdicts(scenario, before.loaded)
    for code, indicator in before.loaded.indicators.items():
        if after.loaded.indicators[code] is not indicator:
            yield tr("level of {code}", code=code)
    yield from _money(found)


def _amounts(was: Table, now: Table, name: str, rows: Flags, loaded: CriteriaSet) -> str:
    at = np.flatnonzero(rows).tolist()
    if len(at) > SHOWN:
        return figure(len(at))
    variable = loaded.variables[variable_of(name, loaded)]
    shown = []
    for row in at:
        moved = arrow(*(_amount(table, name, row, variable, loaded) for table in (was, now)))
        shown.append(f"{now.text(row, 'commune')}: {moved}")
    return "; ".join(shown)


def _amount(table: Table, name: str, row: int, variable: Variable, loaded: CriteriaSet) -> str:
    """A figure in its unit, behind the counts that it follows from."""
    column = table.values.get(name)
    value = float("nan") if column is None else float(column[row])
    if np.isnan(value):
        return tr("no figure given")
    if variable.kind == "flag":
        return tr("yes") if value else tr("no")
    unit = f" {words(loaded.units[variable.unit])}" if variable.unit else ""
    return f"{counts_words(table, name, row)}{figure(value, 2)}{unit}"


def _figures_changed(before: Table, after: Table) -> Iterator[tuple[str, Flags]]:
    for name, values in after.values.items():
        old = before.values.get(name)
        changed = np.zeros(len(after), dtype=np.bool_)
        if values is not old:
            changed = ~np.isnan(values) if old is None else ~_same(old, values)
        for was, now in _counts_of(before, after, name):
            changed = changed | ~_same(was, now)
        if changed.any():
            yield name, changed


def _counts_of(before: Table, after: Table, name: str) -> Iterator[tuple[Floats, Floats]]:
    was, now = before.counts.get(name), after.counts.get(name)
    if was is not None and now is not None and was is not now:
        yield from zip(was, now, strict=True)


def _same(before: Floats, after: Floats) -> Flags:
    found: Flags = (after == before) | (np.isnan(after) & np.isnan(before))
    return found


def _fact(name: str) -> str:
    """A fact of the identity as its column is headed."""
    kind = identity_columns().get(name)
    plain = name.replace("_", " ")
    return kind.aliases[0] if current_language() == "vi" and kind and kind.aliases else plain


def _facts_changed(before: Table, after: Table) -> Iterator[tuple[str, int]]:
    for name, given in after.identity.items():
        old = before.identity.get(name)
        if given is not old:
            cells = np.full(len(after), None) if old is None else old.cells
            yield name, int((given.cells != cells).sum())


def _verdicts(scenario: Scenario, loaded: CriteriaSet) -> Iterator[str]:
    for change in scenario.changes:
        given = as_verdict(change, loaded) if isinstance(change, ValueChange) else change
        if isinstance(given, VerdictChange) and given.set is not None:
            of = f" ({', '.join(given.communes)})" if given.communes else ""
            yield tr("verdict on {code}: {status}", code=given.verdict, status=status_words(given.set)) + of


def _money(found: Differences) -> Iterator[str]:
    if found.advice is None:
        return
    was, now = (side.money.programmes if side.money else None for side in found.advice)
    if was is None or now is None:
        return
    for title, before, after in (
        (tr("money planned"), was.planned, now.planned),
        (tr("money disbursed"), was.disbursed, now.disbursed),
    ):
        lines = int((~_same(before, after)).sum())
        if lines:
            yield f"{title} ({lines})"
