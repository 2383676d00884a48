"""What the parts of a merged commune must still give so that its figures are known: the very figures, or their weights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from ntm_rules.definitions.merger_rules import merger_rules
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.i18n import tr, words
from ntm_rules.scenarios.merged_figures import Rule, asked_rows, is_given
from ntm_rules.scenarios.merged_rows import Union
from ntm_rules.tables.figures import SEXES
from ntm_rules.tables.table import Table


@dataclass(frozen=True, slots=True)
class Gap:
    """A figure of the whole that is not known.

    `without` names the parts that have no figure, `unweighed` those without what weighs it, and `weights` its column;
    None where only counts can weigh it.
    """

    column: str
    without: tuple[str, ...] = ()
    unweighed: tuple[str, ...] = ()
    weights: str | None = None


def gaps_of(table: Table, union: Union, columns: Iterable[str], loaded: CriteriaSet) -> list[Gap]:
    """What is not there for some figures of a union; `table` is the one before the merger."""
    return [_gap(table, union, column, loaded) for column in columns]


def partly_given(table: Table, merged: Table, union: Union, loaded: CriteriaSet) -> Iterator[str]:
    """The figures that levels ask for, which some parts have and others have not, and the whole has not for that."""
    for column in table.values:
        if _stem(column) not in _levelled(loaded) or not np.isnan(merged.values[column][union.at]):
            continue
        rows = asked_rows(table, Rule.of(column, loaded), union)
        known = [is_given(table, column, row) for row in rows]
        if any(known) and not all(known):
            yield column


def remedy_of(gaps: Iterable[Gap], loaded: CriteriaSet) -> str | None:
    """What to give, for which part; None where more figures would settle nothing."""
    figures: dict[tuple[str, ...], list[str]] = {}
    weights: dict[tuple[str, tuple[str, ...]], None] = {}
    counted: dict[str, str] = {}
    for gap in gaps:
        over = _over(gap.column, loaded)
        if gap.without:
            figures.setdefault(gap.without, []).append(label_of(gap.column, loaded))
        if gap.unweighed:
            weights[str(gap.weights), gap.unweighed] = None
        elif over is not None and not gap.without:
            counted[gap.column] = words(merger_rules().denominators[over])
    asked = [
        tr("give the figure of {parts}: {figures}", parts=", ".join(parts), figures="; ".join(labels))
        for parts, labels in figures.items()
    ]
    asked += [
        tr("give the {weight} of {parts} in the column “{column}”", weight=words(loaded.variables[column].label).lower(), parts=", ".join(parts), column=column)
        for column, parts in weights
    ]  # fmt: skip
    asked += [
        tr("give {over} for each part: columns {column}_num and {column}_den", over=over, column=column)
        for column, over in counted.items()
    ]
    return "; ".join(asked) or None


def _gap(table: Table, union: Union, column: str, loaded: CriteriaSet) -> Gap:
    rule = Rule.of(column, loaded)
    names = {row: table.text(row, "commune") or "" for row in union.rows.tolist()}
    asked = asked_rows(table, rule, union)
    without = tuple(dict.fromkeys(names[row] for row in asked if not is_given(table, column, row)))
    if rule is None or rule.combines.by != "weighted" or rule.weights is None:
        return Gap(column, without)
    given = table.values.get(rule.weights)
    unweighed = [names[row] for row in union.rows.tolist() if given is None or not given[row] > 0]
    return Gap(column, without, tuple(dict.fromkeys(unweighed)), rule.weights)


def _levelled(loaded: CriteriaSet) -> set[str]:
    rules = [(indicator, rule) for indicator in loaded.indicators.values() for rule in indicator.rules]
    return {name for indicator, rule in rules for name in indicator.variables_on(rule.valid_from)}


def _stem(column: str) -> str:
    stem, _, sex = column.rpartition("_")
    return stem if sex in SEXES else column


def _over(column: str, loaded: CriteriaSet) -> str | None:
    variable = loaded.variables.get(column) or loaded.variables.get(_stem(column))
    return variable.combines.over if variable and variable.combines else None


def label_of(column: str, loaded: CriteriaSet) -> str:
    """A figure of the whole or of one sex, by its title."""
    sex = {"female": tr("women"), "male": tr("men")}.get(column.rpartition("_")[2])
    label = words(loaded.variables[_stem(column) if sex else column].label)
    return f"{label}, {sex}" if sex else label
