"""Which rows are one commune's, when their periods end, and which is its last."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

import ntm_rules as ntm
from ntm_rules.risks.assess import assess
from ntm_rules.risks.subject import Subject

LAI_CHAU = {"commune": "Xã Mẫu 1", "district": "Huyện Mẫu", "province": "Lai Châu", "postal_point": "Đạt"}


def subject(*rows: dict[str, Any]) -> Subject:
    """The rows of a table, each over the commune of this module."""
    frame = pd.DataFrame([{**LAI_CHAU, **row} for row in rows], dtype=object)
    return Subject(ntm.evaluate(frame).judged)


def lost(found: Subject) -> set[tuple[int, str]]:
    """The rows that have lost a criterion."""
    codes = [criterion.code for criterion in found.judged.loaded.criteria]
    risks = assess(found.judged)
    return {(row, codes[b.criterion]) for b in risks.blocks if b.kind == "lost" for row in b.rows.tolist()}


@pytest.mark.parametrize(
    ("period", "ends"),
    [
        ("2024", date(2024, 12, 31)),
        ("2024-H1", date(2024, 6, 30)),
        ("2024-H2", date(2024, 12, 31)),
        ("2024-Q1", date(2024, 3, 31)),
        ("2024-Q2", date(2024, 6, 30)),
        ("2024-Q3", date(2024, 9, 30)),
        ("2024-Q4", date(2024, 12, 31)),
    ],
)
def test_a_period_ends_on_its_last_day(period: str, ends: date) -> None:
    assert subject({"period": period}).ends.item() == ends


def test_years_halves_and_quarters_of_one_commune_are_put_in_order() -> None:
    found = subject({"period": "2024-Q3"}, {"year": 2023}, {"period": "2024-H1"}, {"year": 2022})
    assert found.last.tolist() == [True, False, False, False]
    assert found.before.tolist() == [2, 3, 1, -1]


@pytest.mark.parametrize("periods", [("2024", "2024-H2"), ("2024-H2", "2024"), ("2024-Q4", "2024")])
def test_a_year_comes_after_the_part_of_it_that_ends_with_it(periods: tuple[str, str]) -> None:
    found = subject(*({"period": period} for period in periods))
    assert found.last.tolist() == [period == "2024" for period in periods]


def test_a_slope_over_halves_and_years_is_that_of_a_year() -> None:
    values = {"2022": 90, "2023-H1": 91, "2023": 92, "2024-H1": 93}
    found = subject(*({"period": p, "health_insurance_pct": v} for p, v in values.items()))
    trend = found.trend("health_insurance_pct")
    assert (trend.slopes[3], trend.points[3]) == (2, 4)


def test_communes_of_one_name_in_two_districts_have_each_its_own_history() -> None:
    held, short = {"income_per_capita": 50}, {"income_per_capita": 20}
    found = subject(
        {"year": 2022, "district": "Huyện Mẫu A", **held},
        {"year": 2023, "district": "Huyện Mẫu A", **held},
        {"year": 2022, "district": "Huyện Mẫu B", **short},
        {"year": 2023, "district": "Huyện Mẫu B", **short},
    )
    assert found.before.tolist() == [-1, 0, -1, 2]
    assert lost(found) == set()


def test_a_row_without_a_code_is_of_the_commune_whose_other_rows_have_one() -> None:
    found = subject(
        {"year": 2022, "income_per_capita": 50},
        {"year": 2023, "income_per_capita": 20, "commune_code": "03601"},
    )
    assert lost(found) == {(1, "10")}


def test_a_code_is_one_commune_though_its_district_is_gone_and_its_name_changed() -> None:
    """Since July 2025 a commune has no district; a workbook drops the zero of a code."""
    found = subject(
        {"year": 2024, "income_per_capita": 50, "commune_code": "03601"},
        {"year": 2025, "income_per_capita": 20, "commune_code": "3601", "district": None, "commune": "Xã Mẫu Mới"},
    )  # fmt: skip
    assert lost(found) == {(1, "10")}


def test_two_codes_are_two_communes_though_their_names_are_one() -> None:
    """A row without a code is then of neither."""
    found = subject(
        {"year": 2023, "income_per_capita": 20, "commune_code": "03601"},
        {"year": 2023, "income_per_capita": 20, "commune_code": "03602"},
        {"year": 2022, "income_per_capita": 50},
    )
    assert len(set(found.commune.tolist())) == 3
    assert lost(found) == set()


def test_spellings_of_one_name_are_one_commune() -> None:
    found = subject({"year": 2022, "commune": "xã mẫu 1"}, {"year": 2023, "commune": "Mẫu 1"})
    assert found.before.tolist() == [-1, 0]


def test_rows_of_years_after_the_set_are_neither_last_nor_points() -> None:
    """What was found at the last year that the set judges is told still."""
    values = {2024: 95, 2025: 93, 2026: 10}
    found = subject(*({"year": year, "health_insurance_pct": v} for year, v in values.items()))
    trend = found.trend("health_insurance_pct")
    assert found.last.tolist() == [False, True, False]
    assert (trend.slopes[1], trend.points[1]) == (-2, 2)


def test_only_the_last_row_of_a_commune_is_at_risk() -> None:
    """Each of them would be, were it the last."""
    figures = {"income_per_capita": 50, "health_insurance_pct": 90.5}
    rows = [{"year": year, **figures} for year in (2022, 2023, 2024)]
    for count in (1, 2, 3):
        found = assess(subject(*rows[:count]).judged)
        assert {row for block in found.blocks for row in block.rows.tolist()} == {count - 1}


def test_the_latest_row_that_held_is_of_the_same_commune() -> None:
    found = subject(*({"year": year, "commune": name} for name in ("Xã Mẫu 1", "Xã Mẫu 2") for year in (2022, 2023, 2024)))  # fmt: skip
    wanted = np.array([True, False, False, False, True, False])
    assert found.latest_before(wanted).tolist() == [-1, 0, 0, -1, -1, 4]
