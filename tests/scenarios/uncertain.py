"""Invented communes with uncertain figures, and a set in which an indicator is met by either of two rates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

import ntm_rules as ntm
from ntm_rules.definitions.conditions import AnyOf
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.scenarios.monte_carlo import Chances, Drawing, draw
from ntm_rules.scenarios.monte_carlo.columns import Level, levels
from ntm_rules.scenarios.monte_carlo.streams import Stream, identities
from tests.support.strategies import SET, frame


def commune(number: int = 1, **given: Any) -> dict[str, Any]:
    """A row with some figures and nothing else."""
    return {"commune": f"Xã Mẫu {number}", "province": "Lai Châu", "year": 2023, **given}


def complete(number: int = 1, **given: Any) -> dict[str, Any]:
    """A row in which each indicator has the verdict that it is met, save for what is given."""
    verdicts = dict.fromkeys((f"{code}_appraised" for code in SET.indicators), "Đạt")
    return {**commune(number), **verdicts, **given}


def judged(rows: Iterable[Mapping[str, Any]], loaded: CriteriaSet = SET, **how: Any) -> Judgement:
    return ntm.evaluate(frame([dict(row) for row in rows]), loaded, **how).judged


def drawn(*rows: Mapping[str, Any], loaded: CriteriaSet = SET, draws: int = 20_000, **how: Any) -> Chances:
    return draw(judged(rows, loaded), Drawing(draws, **{"seed": 7, **how}))


def probability(chances: Chances, code: str, row: int = 0, level: str = "indicator") -> float:
    """The probability of a verdict; NaN where it is undecided."""
    found = next(found for found in levels(chances) if found.name == level)
    return float(found.estimate.probability[found.codes.index(code), row])


def every(chances: Chances, row: int) -> dict[tuple[str, str], tuple[float, ...]]:
    """All that is said of a row, by level and code."""
    found: dict[tuple[str, str], tuple[float, ...]] = {}
    for level in levels(chances):
        for at, code in enumerate(level.codes):
            if level.touched[at, row]:
                found[level.name, code] = _figures(level, at, row)
    return found


def _figures(level: Level, at: int, row: int) -> tuple[float, ...]:
    of = level.estimate
    columns = (of.probability, of.standard_error, of.low, of.high, of.undecided)
    return tuple(-1.0 if np.isnan(column[at, row]) else float(column[at, row]) for column in columns)


def figures_of(chances: Chances) -> Iterator[list[dict[str, float]]]:
    """By draw, the figures of each row, drawn one stream at a time: what an oracle puts into the table itself."""
    count, told = chances.how.draws, identities(chances.judged.table)
    columns: dict[tuple[int, str], np.ndarray] = {}
    for spread in chances.spreads:
        for row in np.flatnonzero(spread.rows).tolist():
            stream, normal = Stream(), np.empty(count)
            stream.start(chances.how.seed, told[row], spread.column)
            stream.fill(normal)
            spread.shape(row, normal)
            columns[row, spread.column] = normal
    for at in range(count):
        found: list[dict[str, float]] = [{} for _ in told]
        for (row, column), drawn_ in columns.items():
            found[row][column] = float(drawn_[at])
        yield found


def either_water() -> CriteriaSet:
    """The set, but 17.1 is met by clean water or by a centralised supply."""
    criteria = list(SET.criteria)
    at = SET.criterion_number("17.1")
    first, *others = criteria[at].indicators
    rule = first.rules[0]
    parts = rule.require.all_of  # type: ignore[union-attr]
    rules = (rule.model_copy(update={"require": AnyOf(any_of=parts)}), *first.rules[1:])
    indicators = (first.model_copy(update={"rules": rules}), *others)
    criteria[at] = criteria[at].model_copy(update={"indicators": indicators})
    fields = {name: getattr(SET, name) for name in CriteriaSet.model_fields}
    return CriteriaSet(**{**fields, "criteria": tuple(criteria)})
