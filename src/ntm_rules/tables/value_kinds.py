"""Results, estimates and plans: which rows of a table are judged, and what says so beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from ntm_rules.errors import InputError, Problem, UsageError
from ntm_rules.i18n import fold, tr
from ntm_rules.tables.coded import Coded
from ntm_rules.tables.communes import Communes
from ntm_rules.tables.table import Table
from ntm_rules.tables.vocabulary import identity_columns

ACTUAL = "actual"
# Of two rows of one commune and period the one of the kind that comes first is judged.
_ORDER = (ACTUAL, "estimate", "plan")


def kinds_named(given: str | Iterable[str]) -> tuple[str, ...]:
    """Kinds as a person names them, several between commas: estimate, ước thực hiện. UsageError for what is none."""
    texts = [given] if isinstance(given, str) else list(given)
    found = []
    for text in (part.strip() for whole in texts for part in whole.split(",")):
        kind = _kind(text)
        if kind is None:
            message = tr("“{text}” is no kind of figures.", text=text)
            expected = tr("one of {ids}", ids=", ".join(_ORDER))
            raise UsageError(Problem("wrong_call", message, column="--value-kind", expected=expected))
        found.append(kind)
    return tuple(dict.fromkeys(found)) or (ACTUAL,)


def _kind(text: str) -> str | None:
    for kind, words in identity_columns()["value_kind"].choices.items():
        if fold(text) in map(fold, (kind, *words)):
            return kind
    return None


def of_kinds(table: Table, kinds: Sequence[str]) -> tuple[Table, list[Problem]]:
    """The rows of some kinds, and what is told of the others. Raises InputError where no row is of these kinds."""
    given = kinds_of(table)
    kept = given.where(kinds)
    if kept.all() and len(kinds) == 1:
        return table, []
    if not kept.any():
        raise InputError(_none_of(table, given, kinds))
    notes = []
    if not kept.all():
        notes.append(_set_aside(table, given, kept))
    doubled = kept & ~_first_of_period(table, given, kept)
    if doubled.any():
        message = tr(
            "{n} row(s) stand beside a result or estimate of the same commune and period, which is judged in their place.",
            n=int(doubled.sum()),
        )
        notes.append(Problem("not_actual", message, file=table.name, facts=table.listed(doubled)))
    return table.select(kept & ~doubled), notes


def kinds_of(table: Table) -> Coded:
    """The kind of each row's figures; a row that names none is of results."""
    given = table.identity.get("value_kind")
    if given is None:
        return Coded.constant(ACTUAL, len(table))
    return Coded(given.codes, np.array([kind or ACTUAL for kind in given.values], dtype=object))


def other_kinds(table: Table) -> list[str]:
    """The kinds beside results that a table has rows of."""
    kinds = kinds_of(table)
    return [kind for kind in _ORDER[1:] if kinds.where([kind]).any()]


def kind_words(kind: str) -> str:
    """What stands beside figures that are no results; empty for results."""
    return {
        "estimate": tr("ESTIMATES, NOT RESULTS"),
        "plan": tr("PLANNED FIGURES, NOT RESULTS"),
    }.get(kind, "")


def _none_of(table: Table, given: Coded, kinds: Sequence[str]) -> Problem:
    there = [kind for kind in _ORDER if given.where([kind]).any()]
    message = tr(
        "no row is of the kind {kinds}; the table has {there} only.",
        kinds=", ".join(kinds),
        there=", ".join(there),
    )
    if tuple(kinds) == (ACTUAL,):
        message = tr("every row is an estimate or a plan; only results are judged.")
    return Problem(
        "not_actual",
        message,
        file=table.name,
        column=table.cell(0, "value_kind").get("column"),
        remedy=tr("give rows of results, or judge these by --value-kind {kinds}", kinds=",".join(there)),
    )


def _set_aside(table: Table, given: Coded, kept: NDArray[np.bool_]) -> Problem:
    left = [kind for kind in _ORDER if (given.where([kind]) & ~kept).any()]
    n = int((~kept).sum())
    if ACTUAL in left:
        message = tr("{n} row(s) are of {kinds}, and are not judged.", n=n, kinds=", ".join(left))
    else:
        message = tr("{n} row(s) are estimates or plans, not results, and are not judged.", n=n)
    judged = [kind for kind in _ORDER if kind in left or (given.where([kind]) & kept).any()]
    remedy = tr("judge them too by --value-kind {kinds}", kinds=",".join(judged))
    return Problem("not_actual", message, file=table.name, remedy=remedy, facts=table.listed(~kept))


def _first_of_period(table: Table, given: Coded, kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows of which no row of a kind before theirs is of the same commune and period."""
    periods = table.identity.get("period") or Coded.of(table.years.tolist())
    ranks = np.array([_ORDER.index(kind) for kind in given.values], dtype=np.intp)[given.codes]
    place = Communes(table).group * len(periods.values) + periods.codes
    least = np.full(int(place.max()) + 1, len(_ORDER), dtype=np.intp)
    np.minimum.at(least, place[kept], ranks[kept])
    first: NDArray[np.bool_] = ranks == least[place]
    return first
