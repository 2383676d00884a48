"""Which verdicts on communes stand for the commune they are merged into.

A council judged its own commune, not the whole. A verdict stands only where all parts bear the same one and none
of them has a figure of what it is on; else it is set aside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.engine.statuses import Codes, Flags
from ntm_rules.engine.verdicts import latest
from ntm_rules.scenarios.merged_rows import Merging, Union
from ntm_rules.tables.figures import SEXES
from ntm_rules.tables.table import Table, bounds_of
from ntm_rules.tables.vocabulary import NO_VERDICT


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Verdicts of the result; `dropped` names those set aside, by place of the union.

    `disputed` holds, by place, the variables of which nothing but verdicts that differ was given.
    """

    codes: dict[tuple[str, str], Codes]
    dropped: dict[int, list[str]]
    disputed: dict[int, set[str]]


def merge_verdicts(table: Table, merging: Merging, loaded: CriteriaSet) -> Verdicts:
    """Merge the verdicts of every stage; those on figures first, then on indicators, then on criteria."""
    found = {key: codes[merging.kept] for key, codes in table.verdicts.items()}
    order = {name: n for n, name in enumerate((*loaded.variables, *loaded.indicators, *(c.code for c in loaded.criteria)))}  # fmt: skip
    given_on = {name for name, _ in table.verdicts}
    names = sorted(given_on, key=lambda name: (_rank(name, loaded), order.get(name, -1)))
    beneath = {name: _beneath(name, loaded) for name in names}
    last = {name: codes for name in names if (codes := latest(table.verdicts, name)) is not None}
    dropped: dict[int, list[str]] = {}
    disputed: dict[int, set[str]] = {}
    for union in merging.unions:
        if union.alone:
            continue
        for name in names:
            given = last[name][union.rows]
            below = beneath[name]
            measured = any(_measured(table, variable, union) for variable in below.variables)
            stands = (
                not union.absent
                and bool((given == given[0]).all())
                and not measured
                and below.names.isdisjoint(dropped.get(union.at, ()))
            )
            for (one, stage), codes in table.verdicts.items():
                if one == name:
                    mine = codes[union.rows]
                    same = stands and bool((mine == mine[0]).all())
                    found[one, stage][union.at] = mine[0] if same else NO_VERDICT
            if not stands and (given != NO_VERDICT).any():
                dropped.setdefault(union.at, []).append(name)
                if not measured and not union.absent and (given != NO_VERDICT).all():
                    disputed.setdefault(union.at, set()).update(below.variables)
    return Verdicts(found, dropped, disputed)


@dataclass(frozen=True, slots=True)
class _Beneath:
    """What a verdict is on: the variables behind it, and the names beneath its own."""

    variables: frozenset[str]
    names: frozenset[str]


def _rank(name: str, loaded: CriteriaSet) -> int:
    return 1 if name in loaded.indicators else 2 if any(c.code == name for c in loaded.criteria) else 0


def _beneath(name: str, loaded: CriteriaSet) -> _Beneath:
    if name in loaded.indicators:
        indicators = [loaded.indicators[name]]
    else:
        indicators = [i for c in loaded.criteria if c.code == name for i in c.indicators]
    variables = {v for i in indicators for rule in i.rules for v in i.variables_on(rule.valid_from)}
    if not indicators:
        return _Beneath(frozenset({name}), frozenset())
    return _Beneath(frozenset(variables), frozenset({*variables, *(i.code for i in indicators)} - {name}))


def _measured(table: Table, variable: str, union: Union) -> bool:
    """Whether a part has, or was to have, a figure of a variable or of one sex."""
    columns = (variable, *(f"{variable}_{sex}" for sex in SEXES))
    values = (table.values.get(name) for one in columns for name in (one, bounds_of(one)[0]))
    given = any(column is not None and not np.isnan(column[union.rows]).all() for column in values)
    return given or any(_marked(table.invalid, one, union) for one in columns)


def _marked(marks: Mapping[str, Flags], name: str, union: Union) -> bool:
    return name in marks and bool(marks[name][union.rows].any())
