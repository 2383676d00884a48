"""What the figures of communes make together: exact by counts or weights, else bounds.

Figures are added as decimals, as they are written, so that no sum is better than its parts by rounding.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from typing import NamedTuple

import numpy as np

from ntm_rules.definitions.merger_rules import merger_rules
from ntm_rules.definitions.models import RANGES, Combines, CriteriaSet, Kind
from ntm_rules.scenarios.merged_rows import Index, Merging, Union
from ntm_rules.tables.digits import rate_of, shown_number
from ntm_rules.tables.figures import SEXES
from ntm_rules.tables.table import Flags, Floats, Table, bounds_of

# Enough for whole weights and figures of a nation; a mean is kept to the places that a float holds.
_EXACT = Context(prec=60)
_PLACES = Decimal("1e-12")


class Span(NamedTuple):
    """The least and the greatest that a figure can be; both the same where it is known."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of the result, with its counts and what a merger leaves open."""

    values: dict[str, Floats]
    counts: dict[str, tuple[Floats, Floats]]
    undetermined: dict[str, Flags]


def merge_figures(table: Table, merging: Merging, loaded: CriteriaSet) -> Figures:
    """Merge every figure of a table by what its variable declares; a column of no variable is blank in a union.

    Counts are summed where every part gives them. A part without a figure leaves it between what it could be;
    a union of which a part has no row has no figures.
    """
    unions = [union for union in merging.unions if not union.alone]
    values = {name: column[merging.kept] for name, column in table.values.items()}
    undetermined = {name: marks[merging.kept] for name, marks in table.undetermined.items()}
    counts = {name: _sums(pair, merging.kept, unions) for name, pair in table.counts.items()}
    blank = np.full(len(merging.kept), np.nan)
    besides = {bound for name in table.values for bound in bounds_of(name)}
    for name in (name for name in table.values if name not in besides):
        rule = Rule.of(name, loaded)
        ends = bounds_of(name)
        for union in unions:
            found = None if union.absent or rule is None else _merged(table, name, rule, union)
            exact = found is not None and found.least == found.most
            values[name][union.at] = found.least if found and exact else np.nan
            open_ = found is not None and not exact
            if open_ or ends[0] in values:
                for end, bound in zip(ends, found if found and open_ else (np.nan, np.nan), strict=True):
                    values.setdefault(end, blank.copy())[union.at] = bound
            if open_ or name in undetermined:
                marks = undetermined.setdefault(name, np.zeros(len(blank), dtype=np.bool_))
                marks[union.at] = open_ and all(
                    is_given(table, name, row) for row in asked_rows(table, rule, union)
                )
    for union in unions:
        _standard_errors(table, union, values, loaded)
    return Figures(values, counts, undetermined)


@dataclass(frozen=True, slots=True)
class Rule:
    """How a column combines, the kind of its figures, and the column that weighs them."""

    combines: Combines
    kind: Kind
    weights: str | None

    @classmethod
    def of(cls, name: str, loaded: CriteriaSet) -> Rule | None:
        """That of a column; None where it is of no variable."""
        stem, _, sex = name.rpartition("_")
        variable = loaded.variables.get(name)
        if variable is None and sex in SEXES:
            # What all are counted over does not weigh women or men.
            variable, by_sex = loaded.variables.get(stem), True
        else:
            by_sex = False
        if variable is None:
            return None
        how = variable.combines or Combines(by="ask")
        weights = merger_rules().denominators[how.over].column if how.over and not by_sex else None
        return cls(how, variable.kind, weights)


def _merged(table: Table, name: str, rule: Rule, union: Union) -> Span | None:
    spans = [_span(table, name, row) for row in asked_rows(table, rule, union)]
    if name in table.counts:
        part, whole = (column[union.rows].sum() for column in table.counts[name])
        if whole > 0 and not np.isnan(part):
            rate = float(rate_of(shown_number(float(part)), shown_number(float(whole))))
            return Span(rate, rate)
    return combine(rule.combines, rule.kind, spans, _weights(table, name, rule, union))


def asked_rows(table: Table, rule: Rule | None, union: Union) -> list[int]:
    """The rows of the parts in which a figure is asked: not those where the fact that it hangs on is not so."""
    rows: list[int] = union.rows.tolist()
    fact = table.values.get(rule.combines.where) if rule and rule.combines.where else None
    return rows if fact is None else [row for row in rows if fact[row] != 0]


def _span(table: Table, name: str, row: int) -> Span | None:
    value = float(table.values[name][row])
    if not math.isnan(value):
        return Span(value, value)
    ends = bounds_of(name)
    if ends[0] not in table.values or math.isnan(table.values[ends[0]][row]):
        return None
    return Span(*(float(table.values[end][row]) for end in ends))


def is_given(table: Table, name: str, row: int) -> bool:
    """Whether a row has a figure, or one that only a merger leaves open."""
    marks = table.undetermined.get(name)
    return not math.isnan(table.values[name][row]) or (marks is not None and bool(marks[row]))


def _weights(table: Table, name: str, rule: Rule, union: Union) -> list[float] | None:
    """What each part weighs: its own denominator, else the column declared; None where one is not known."""
    own = table.counts[name][1] if name in table.counts else None
    for column in (own, table.values.get(rule.weights) if rule.weights else None):
        if column is not None and not np.isnan(column[union.rows]).any() and column[union.rows].sum() > 0:
            return [float(weight) for weight in column[union.rows]]
    return None


def combine(
    how: Combines, kind: Kind, spans: Sequence[Span | None], weights: Sequence[float] | None = None
) -> Span | None:
    """What the figures of the parts make together; None where no part has one.

    A part without a figure may be anything its kind can be. What is asked for, and a weighted figure without
    weights, lies between the parts.
    """
    if all(span is None for span in spans):
        return None
    widest = Span(*RANGES[kind])
    known = [span or widest for span in spans]
    least, most = zip(*known, strict=True)
    match how.by:
        case "add":
            return Span(shown_number(math.fsum(least)), shown_number(math.fsum(most)))
        case "all":
            return Span(min(least), min(most))
        case "any":
            return Span(max(least), max(most))
        case "weighted" if weights:
            return Span(_mean(least, weights), _mean(most, weights))
        case _:
            return Span(min(least), max(most))


def _mean(figures: Sequence[float], weights: Sequence[float]) -> float:
    """The weighted mean, exact as decimals are written, to the places of `_PLACES`."""
    weighed = [(f, w) for f, w in zip(figures, weights, strict=True) if w]
    if any(math.isinf(figure) for figure, _ in weighed):
        return math.inf
    with localcontext(_EXACT):
        pairs = [(Decimal(repr(figure)), Decimal(repr(weight))) for figure, weight in weighed]
        total = sum((weight for _, weight in pairs), Decimal(0))
        mean = sum((figure * weight for figure, weight in pairs), Decimal(0)) / total
        return shown_number(float(mean.quantize(_PLACES)))


def _sums(pair: tuple[Floats, Floats], kept: Index, unions: Sequence[Union]) -> tuple[Floats, Floats]:
    """Numerators and denominators added up, missing where a part does not give them."""

    def added(column: Floats) -> Floats:
        found = column[kept]
        for union in unions:
            found[union.at] = np.nan if union.absent else shown_number(float(column[union.rows].sum()))
        return found

    return added(pair[0]), added(pair[1])


def _standard_errors(table: Table, union: Union, values: dict[str, Floats], loaded: CriteriaSet) -> None:
    """The standard error of a weighted figure from independent samples, where every part gives one."""
    for name in _sampled(table):
        rule = Rule.of(name, loaded)
        weights = None if union.absent or rule is None else _weights(table, name, rule, union)
        found = math.nan
        if weights and not math.isnan(values[name][union.at]):
            errors = table.values[f"{name}_se"][union.rows]
            found = float(np.sqrt(np.sum((np.array(weights) * errors) ** 2)) / sum(weights))
        values[f"{name}_se"][union.at] = found


def _sampled(table: Table) -> Iterator[str]:
    yield from (name.removesuffix("_se") for name in table.values if name.endswith("_se"))
