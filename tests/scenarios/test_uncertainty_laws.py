"""Laws of drawing: nothing but seed, commune and variable decides a number; the engine decides what it means."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_rules.engine.evaluate import judge_table
from ntm_rules.engine.statuses import MET, UNKNOWN
from ntm_rules.scenarios.monte_carlo import Chances, Drawing, StatedError, draw
from ntm_rules.scenarios.monte_carlo.sides import tell_sides
from ntm_rules.scenarios.monte_carlo.streams import stream_key
from tests.scenarios.uncertain import commune, every, figures_of, judged
from tests.support.strategies import BY_SEX, SET, VARIABLES, tables

UNCERTAIN = [name for name, variable in VARIABLES.items() if variable.kind != "flag"]
SEXED = [f"{name}_{sex}" for name in BY_SEX for sex in ("female", "male")]
ERRORS = tuple(StatedError(name, 2.0) for name in (*UNCERTAIN, *SEXED))
FEW = tuple(StatedError(name, 2.0) for name in ("income_per_capita", "health_insurance_pct", "school_count"))
STATED = ("10_appraised", "17.1_appraised", "5_self", "17_appraised", "13.4_verified")
VERDICTS = (None, "Đạt", "Chưa đạt", "Cơ bản đạt", "Không xét")


def drawn_from(
    rows: list[dict[str, Any]],
    errors: tuple[StatedError, ...] = ERRORS,
    *,
    strict_evidence: bool = False,
    **how: Any,
) -> Chances | None:
    """The chances of some rows; None where none has an uncertain figure."""
    found = judged(rows, strict_evidence=strict_evidence)
    if not any(row.get(error.variable) is not None for row in rows for error in errors):
        return None
    return draw(found, Drawing(**{"draws": 40, "seed": 3, "errors": errors, **how}))


def naive(chances: Chances) -> Counter[tuple[str, str, int, str]]:
    """Counts by a loop over draws: the figures put into the whole table, the whole table judged."""
    table, counts = chances.judged.table, Counter[tuple[str, str, int, str]]()
    for found in figures_of(chances):
        values = {name: column.copy() for name, column in table.values.items()}
        for row, figures in enumerate(found):
            for column, figure in figures.items():
                values[column][row] = figure
        again = judge_table(replace(table, values=values), chances.judged.loaded, chances.judged.options)
        for level, codes, statuses in (
            ("indicator", list(SET.indicators), again.statuses.indicators),
            ("criterion", [c.code for c in SET.criteria], again.statuses.criteria),
        ):
            for at, row in np.argwhere(statuses >= MET).tolist():
                counts[level, codes[at], row, "met"] += 1
            for at, row in np.argwhere(statuses == UNKNOWN).tolist():
                counts[level, codes[at], row, "undecided"] += 1
        for row, qualifies in enumerate(again.qualifies.tolist()):
            counts["commune", "qualifies", row, {1: "met", 0: "not", -1: "undecided"}[qualifies]] += 1
    return counts


@settings(max_examples=12, deadline=None)
@given(tables(max_rows=3), st.sampled_from([1, 7, 40]), st.binary(min_size=15, max_size=15), st.booleans())
@pytest.mark.slow
def test_a_loop_over_draws_through_the_whole_engine_counts_the_same(
    rows: list[dict[str, Any]], at_once: int, stated: bytes, strict: bool
) -> None:
    """With verdicts on indicators and criteria beside the figures, and levels set aside."""
    kinds = iter(stated)
    verdicts = [{name: VERDICTS[next(kinds) % len(VERDICTS)] for name in STATED} for _ in rows]
    rows = [{**row, **said} for row, said in zip(rows, verdicts, strict=True)]
    chances = drawn_from(rows, at_once=at_once, strict_evidence=strict)
    if chances is None:
        return
    expected, draws = naive(chances), chances.how.draws
    for row in chances.rows.tolist():
        for (level, code), (share, *_, undecided) in every(chances, row).items():
            if code == "known_criteria":
                continue
            assert round(undecided * draws) == expected[level, code, row, "undecided"]
            if undecided == 0:
                assert round(share * draws) == expected[level, code, row, "met"]


@settings(max_examples=8, deadline=None)
@given(tables(max_rows=3), st.sampled_from([1, 13, 39, 41]))
def test_how_many_are_drawn_at_a_time_changes_nothing(rows: list[dict[str, Any]], at_once: int) -> None:
    one, other = drawn_from(rows), drawn_from(rows, at_once=at_once)
    if one is not None and other is not None:
        for name in ("indicators", "criteria", "communes"):
            np.testing.assert_array_equal(getattr(one, name).met, getattr(other, name).met)
            np.testing.assert_array_equal(getattr(one, name).undecided, getattr(other, name).undecided)


@settings(max_examples=8, deadline=None)
@given(tables(max_rows=4), st.randoms(use_true_random=False))
def test_other_communes_other_columns_and_the_order_of_rows_change_nothing(
    rows: list[dict[str, Any]], chance: Any
) -> None:
    order = list(range(len(rows)))
    chance.shuffle(order)
    names = list(rows[0])
    chance.shuffle(names)
    more = [{name: rows[row][name] for name in names} for row in order]
    more.insert(1, {**commune(99, income_per_capita=43)})
    alone, among = drawn_from(rows, FEW), drawn_from([{**row, "forest_pct": 3} for row in more], FEW)
    if alone is None or among is None:
        return
    named = among.judged.table.identity["commune"].cells.tolist()
    for row in alone.rows.tolist():
        assert every(alone, row) == every(among, named.index(rows[row]["commune"]))


@pytest.mark.parametrize(
    ("variable", "code", "values"),
    [
        ("income_per_capita", "10", [38, 41, 41.9, 42, 42.1, 45]),
        ("multidimensional_poverty_pct", "11", [17, 14, 13, 12.9, 9, 1]),
        ("food_safety_compliance_pct", "17.10", [90, 97, 98, 99, 99.9, 100]),
    ],
)
def test_a_better_value_never_lowers_a_chance(variable: str, code: str, values: list[float]) -> None:
    errors = (StatedError(variable, 2),)
    found = [drawn_from([commune(**{variable: value})], errors, draws=500) for value in values]
    shares = [every(chances, 0)["indicator", code][0] for chances in found if chances]
    assert shares == sorted(shares)
    assert len(set(shares)) > 2


def test_seeds_communes_periods_and_variables_have_streams_of_their_own() -> None:
    keys = {
        tuple(stream_key(seed, identity, column).tolist())
        for seed in (1, 2)
        for identity in (
            ("a", "b", "c", "2023"),
            ("a", "b", "c", "2024"),
            ("a", None, "c", "2023"),
            ("ab", "c", "2023"),
        )
        for column in ("income_per_capita", "health_insurance_pct")
    }
    assert len(keys) == 16


def test_a_stream_is_the_same_on_every_machine() -> None:
    """A changed key would change every published figure."""
    assert stream_key(1, ("lai chau", None, "mẫu 1", "2023"), "income_per_capita").tolist() == [
        6893765702503184251, 18177139527139515322,
    ]  # fmt: skip


def test_draws_are_told_apart_by_their_sides_however_many_there_are() -> None:
    """Seventy levels split 3,000 draws into nearly as many kinds."""
    figures = np.random.default_rng(5).standard_normal((70, 3000))
    sides = tell_sides(figures, [[(True, 0.0)] if n % 2 else [(False, 0.1)] for n in range(70)])
    met = np.where(np.arange(70)[:, None] % 2, figures >= 0, figures <= 0.1)
    _, counts = np.unique(met, axis=1, return_counts=True)
    kinds = met[:, sides.draws]
    assert len(np.unique(kinds, axis=1).T) == len(counts) == len(sides.draws)
    assert sorted(sides.weights) == sorted(counts)
