"""Laws of mergers: what is exact equals the counts added up, and what is not never says more than is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ntm_rules as ntm
from ntm_rules.scenarios.mergers import Merged, merge
from ntm_rules.tables.mergers import parse_merge_option
from tests.support.strategies import LEVELS, SET

# Rates of one commune each, with the counts they come from; and flags and counts beside them.
RATES = sorted(name for name in LEVELS if SET.variables[name].kind == "rate")
FLAGS = sorted(name for name, variable in SET.variables.items() if variable.kind == "flag")
PLACE = {"province": "Lai Châu", "district": "Huyện Mẫu", "year": 2023}
NAMES = ("A", "B", "C")
OPEN = "merger_undetermined"
few = settings(max_examples=8, deadline=None)


@st.composite
def communes(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Three communes with the counts of every rate, around its levels, with flags and numbers of houses."""
    rows = []
    for name in NAMES:
        drawn = iter(draw(st.binary(min_size=3 * len(RATES) + len(FLAGS) + 4, max_size=400)))
        row: dict[str, Any] = {"commune": f"Xã {name}", **PLACE, "school_count": 1 + next(drawn) % 5}
        for rate in RATES:
            of_schools = SET.variables[rate].combines.over == "schools"
            whole = row["school_count"] if of_schools else 10 + next(drawn) % 90
            near = LEVELS[rate][next(drawn) % len(LEVELS[rate])]
            row[f"{rate}_num"] = max(0, min(whole, round(near * whole / 100) + next(drawn) % 5 - 2))
            row[f"{rate}_den"] = whole
        row |= {flag: bool(next(drawn) % 4) for flag in FLAGS}
        row["temporary_house_count"] = next(drawn) % 2
        row |= {"population": 1000 + next(drawn), "households": 200 + next(drawn)}
        rows.append(row)
    return rows


def without_counts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same communes, each rate as it stands in a report, its counts forgotten."""
    found = []
    for row in rows:
        rates = {rate: row[f"{rate}_num"] * 100 / row[f"{rate}_den"] for rate in RATES}
        counts = {f"{rate}_{end}" for rate in RATES for end in ("num", "den")}
        kept = {
            name: value for name, value in row.items() if name not in {*counts, "population", "households"}
        }
        found.append({**kept, **rates})
    return found


def added(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """One commune with the counts of several added up; its flags are those of the first."""
    sums = {name: sum(row[name] for row in rows) for name in rows[0] if name.endswith(("_num", "_den"))}
    return {**rows[0], "commune": "Xã Mới", **sums, "school_count": sum(row["school_count"] for row in rows)}


def read(rows: list[dict[str, Any]]) -> ntm.Table:
    return ntm.read_table(pd.DataFrame(rows), SET)


def merged(table: ntm.Table, text: str) -> Merged:
    return merge(table, parse_merge_option(text), SET)


def verdicts(table: ntm.Table) -> pd.DataFrame:
    """Status, reason and value of each part of each indicator, by what it asks."""
    frame = ntm.evaluate(table, SET).indicators
    return frame.set_index(["commune", "indicator", "variable"])[["value", "status", "reason"]]


def of(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    return frame[frame.index.get_level_values("variable").isin(names)]


def same(one: ntm.Table, other: ntm.Table) -> None:
    pd.testing.assert_frame_equal(verdicts(one), verdicts(other), check_exact=False, rtol=0, atol=1e-9)


@few
@given(communes())
def test_merging_then_judging_is_judging_the_counts_added_up(rows: list[dict[str, Any]]) -> None:
    one = verdicts(merged(read(rows), "Xã A+Xã B+Xã C=Xã Mới").table)
    pd.testing.assert_frame_equal(of(one, RATES), of(verdicts(read([added(rows)])), RATES))


@few
@given(communes())
@pytest.mark.slow
def test_a_merger_of_one_is_itself(rows: list[dict[str, Any]]) -> None:
    table = read(rows)
    alone = merged(table, "Xã B=Xã B")
    same(alone.table, table)
    assert (alone.notes, alone.bounds) == ((), ())
    assert ntm.evaluate(alone.table, SET).to_json() == ntm.evaluate(table, SET).to_json()


@few
@given(communes(), st.booleans())
def test_merging_is_associative(rows: list[dict[str, Any]], counted: bool) -> None:
    """Where counts are given, and where nothing is: bounds of bounds are the bounds of all."""
    table = read(rows if counted else without_counts(rows))
    twice = merged(merged(table, "Xã A+Xã B=Xã AB").table, "Xã AB+Xã C=Xã Mới").table
    same(twice, merged(table, "Xã A+Xã B+Xã C=Xã Mới").table)


@few
@given(communes(), st.permutations(range(3)), st.permutations(NAMES), st.booleans())
def test_the_order_of_parts_does_not_matter(
    rows: list[dict[str, Any]], order: list[int], named: list[str], counted: bool
) -> None:
    rows = rows if counted else without_counts(rows)
    text = "+".join(f"Xã {name}" for name in named) + "=Xã Mới"
    same(
        merged(read([rows[n] for n in order]), text).table, merged(read(rows), "Xã A+Xã B+Xã C=Xã Mới").table
    )


@few
@given(communes())
def test_without_weights_the_verdict_is_the_one_of_the_counts_or_unknown(rows: list[dict[str, Any]]) -> None:
    """Whatever the parts weigh, nothing is called met or unmet that is otherwise by the counts."""
    told = of(verdicts(merged(read(without_counts(rows)), "Xã A+Xã B+Xã C=Xã Mới").table), RATES)
    truth = of(verdicts(read([added(rows)])), RATES)
    known = told["status"] != "unknown"
    assert (told["status"] == truth["status"])[known].all()
    assert set(told["reason"].dropna()) <= {OPEN, "threshold_delegated", "threshold_unknown"}
    ends = ntm.evaluate(read(without_counts(rows)), SET).indicators
    weighed = [rate for rate in RATES if SET.variables[rate].combines.over != "schools"]
    parts = ends[ends["variable"].isin(weighed)].groupby(["indicator", "variable"])["status"]
    agreed = parts.agg(lambda found: found.nunique() == 1 and found.iloc[0] != "unknown")
    # And it is unknown only where the parts disagree or the level is not known.
    known = of(told, weighed)["status"].droplevel("commune") != "unknown"
    assert (known == agreed.reindex(known.index)).all()


@pytest.mark.parametrize(
    "name", sorted({"income_per_capita", "clean_water_household_pct", "public_green_area"})
)
@few
@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 9999)), min_size=2, max_size=3))
def test_a_weighted_figure_is_the_decimal_mean_and_lies_within_the_parts(
    name: str, parts: list[tuple[int, int]]
) -> None:
    """Tenths weighed by whole numbers come out as the float nearest to their mean, never beyond the parts."""
    weights = {"population": [w for _, w in parts], "households": [w for _, w in parts]}
    tenths = [figure + 10 if name == "income_per_capita" else figure for figure, _ in parts]
    rows = pd.DataFrame(
        {
            "commune": [f"Xã {n}" for n in NAMES[: len(parts)]],
            **PLACE,
            name: [t / 10 for t in tenths],
            **weights,
        }
    )
    text = "+".join(rows["commune"]) + "=Xã Mới"
    found = merged(ntm.read_table(rows, SET), text).table.values[name][0]
    exact = sum(t * w for t, (_, w) in zip(tenths, parts, strict=True)) / (10 * sum(w for _, w in parts))
    assert found == pytest.approx(exact, abs=1e-12)
    assert min(tenths) / 10 <= found <= max(tenths) / 10
    if float(np.round(exact, 1)) == exact:
        assert found == exact
