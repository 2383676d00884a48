"""The slope of a figure over a commune's periods, against a loop over them, and the days at which its line arrives."""

from __future__ import annotations

import statistics
from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_rules.risks.trends import day_after, theil_sen, years_between

# Of each row: its commune, the month in which its period ends, its figure or none.
ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 60), st.none() | st.integers(0, 200).map(lambda n: n / 2)),
    max_size=25,
    unique_by=lambda row: row[:2],
)


def by_loop(points: list[tuple[int, float]]) -> float:
    """The median of the slopes a year between every two points."""
    slopes = [
        12 * (b - a) / (later - earlier) for (earlier, a), (later, b) in combinations(sorted(points), 2)
    ]
    return round(statistics.median(slopes), 6)


@settings(max_examples=200, deadline=None)
@given(ROWS)
def test_slopes_are_those_of_a_loop_over_communes(rows: list[tuple[int, int, float | None]]) -> None:
    """In whatever order the rows stand, however many points a commune has, and whatever is missing between."""
    commune, months = (np.array([row[n] for row in rows], dtype=np.intp) for n in (0, 1))
    values = np.array([np.nan if row[2] is None else row[2] for row in rows], dtype=float)
    found = theil_sen(np.lexsort((months, commune)), commune, months, values)
    expected = {}
    for number in set(commune.tolist()):
        points = [(month, value) for one, month, value in rows if one == number and value is not None]
        if len(points) > 1:
            expected[rows.index((number, *max(points)))] = (by_loop(points), len(points))
    assert np.flatnonzero(found.points).tolist() == sorted(expected)
    for row, (slope, count) in expected.items():
        assert found.points[row] == count
        assert found.slopes[row] == pytest.approx(slope, abs=2e-6)
    assert np.isnan(np.delete(found.slopes, list(expected))).all()


def test_of_two_periods_that_end_together_the_later_in_order_speaks() -> None:
    """A year and its second half end on one day: no slope lies between them."""
    rows, months = np.arange(3), np.array([12, 24, 24])
    found = theil_sen(rows, np.zeros(3, dtype=np.intp), months, np.array([1.0, 9.0, 3.0]))
    assert (found.slopes[2], found.points[2]) == (2, 2)


@pytest.mark.parametrize(
    ("years", "arrives"),
    [
        (0, date(2023, 12, 31)),
        (1, date(2024, 12, 31)),
        (0.25, date(2024, 3, 31)),
        (2 / 12, date(2024, 2, 29)),
        (0.5 / 12, date(2024, 1, 15)),
        (1 / 3, date(2024, 4, 30)),
    ],
)
def test_whole_months_end_on_their_last_day(years: float, arrives: date) -> None:
    """So that a planner finds the same day by hand."""
    start = np.array(["2023-12-31"], dtype="datetime64[D]")
    assert day_after(start, np.array([years])).item() == arrives


def test_a_day_beyond_a_lifetime_is_not_named() -> None:
    start = np.array(["2023-12-31"] * 3, dtype="datetime64[D]")
    assert np.isnat(day_after(start, np.array([101, np.inf, 1e12]))).all()


@given(st.integers(0, 5000), st.sampled_from([date(2022, 6, 30), date(2023, 12, 31), date(2024, 2, 29)]))
def test_years_to_a_day_lead_back_to_it(days: int, start: date) -> None:
    """Within the day that an uneven month may cost."""
    first = np.array([start], dtype="datetime64[D]")
    end = first + np.timedelta64(days, "D")
    arrives = day_after(first, years_between(first, end)).item()
    assert abs(arrives - (start + timedelta(days=days))) <= timedelta(days=1)
