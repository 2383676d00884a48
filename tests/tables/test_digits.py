"""Figures are taken at the 15 digits that a spreadsheet shows: noise of arithmetic decides nothing."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ntm_rules as ntm
from ntm_rules.scenarios.mergers import merge
from ntm_rules.tables.digits import shown_digits, shown_number
from ntm_rules.tables.mergers import parse_merge_option
from tests.support.books import xlsx

HEADER = ["Tên xã", "Tỉnh", "Năm", "10", "11"]
# The mean of 36.3, 36.9 and 52.8, and the sum of 0.3, 8.3 and 4.4.
MEAN, SUM = 41.99999999999999, 13.000000000000002


def both(evaluation):
    found = evaluation.criteria.set_index("criterion")["status"]
    return found["10"], found["11"]


@pytest.mark.parametrize("form", ["xlsx", "csv", "json", "parquet", "frame", "long"])
def test_a_figure_computed_to_its_level_is_at_its_level(tmp_path, form):
    """What is shown as 42 and 13 is judged as 42 and 13, in whichever file it stands."""
    row = ["Xã Mẫu 1", "Lai Châu", 2023, MEAN, SUM]
    frame = pd.DataFrame([row], columns=HEADER)
    path = tmp_path / f"figures.{form}"
    match form:
        case "xlsx":
            path.write_bytes(xlsx([HEADER, row]))
        case "csv":
            path.write_text("\n".join(",".join(map(str, line)) for line in (HEADER, row)))
        case "json":
            path.write_text(json.dumps([dict(zip(HEADER, row, strict=True))]))
        case "parquet":
            frame.to_parquet(path)
        case "long":
            path = tmp_path / "long.csv"
            lines = [["commune", "province", "year", "indicator", "value"]]
            lines += [[*row[:3], code, value] for code, value in (("10", MEAN), ("11", SUM))]
            path.write_text("\n".join(",".join(map(str, line)) for line in lines))
    assert both(ntm.evaluate(frame if form == "frame" else path)) == ("met", "met")


def test_explain_shows_the_figure_that_was_compared(tmp_path, run):
    path = tmp_path / "figures.xlsx"
    path.write_bytes(xlsx([HEADER, ["Xã Mẫu 1", "Lai Châu", 2023, MEAN, SUM]]))
    table = ntm.read_table(path)
    assert table.values["income_per_capita"].tolist() == [42]
    said = run("explain", path, "--commune", "Xã Mẫu 1", "10")
    assert "exactly at the level" in said.out


def test_what_a_file_writes_below_its_level_stays_below(tmp_path, run):
    """89.96 is not 90, nor is 41.9999999; the page does not say that such a figure is at its level."""
    path = tmp_path / "figures.csv"
    path.write_text("commune,province,year,10,15.1\nXã Mẫu 1,Lai Châu,2023,41.9999999,89.96\n")
    evaluation = ntm.evaluate(path)
    found = evaluation.criteria.set_index("criterion")["status"]
    assert (found["10"], found["15"]) == ("unmet", "unmet")
    assert "off the level by less than a millionth" in run("explain", path, "--commune", "Xã Mẫu 1", "10").out


def test_a_computed_share_in_thousands_is_converted_to_what_it_shows(read_column):
    table = read_column("Thu nhập bình quân đầu người (nghìn đồng)", "41999.99999999999")
    assert table.values["income_per_capita"].tolist() == [42]


def test_computed_counts_are_whole_where_they_are_shown_whole(csv_file):
    rows = [["commune", "year", "village_culture_place_pct_num", "village_culture_place_pct_den"]]
    rows.append(["Xã Mẫu 1", 2023, "6.999999999999999", "7.000000000000001"])
    table = ntm.read_table(csv_file(rows))
    assert table.values["village_culture_place_pct"].tolist() == [100]


@pytest.mark.parametrize(
    ("part", "whole", "rate"), [(29, 100, 29), (7, 25, 28), (57, 60, 95), (899, 1000, 89.9)]
)
def test_a_rate_of_counts_is_exact_at_a_decimal(read_column, part, whole, rate):
    assert read_column("15.1", f"{part}/{whole}").values["health_insurance_pct"].tolist() == [rate]


def test_noise_of_a_sum_of_merged_communes_decides_nothing(csv_file, national):
    """What three communes' figures add up to is shown at 15 digits too: 0.1 + 0.2 of 3 ha is 10%."""
    header = ["commune", "province", "year", "irrigated_land_pct_num", "irrigated_land_pct_den"]
    rows = [["Xã Mẫu 1", "Lai Châu", 2023, 0.1, 1], ["Xã Mẫu 2", "Lai Châu", 2023, 0.2, 2]]
    table = ntm.read_table(csv_file([header, *rows]))
    merged = merge(table, parse_merge_option("Xã Mẫu 1+Xã Mẫu 2=Xã Mới"), national).table
    assert merged.counts["irrigated_land_pct"][0].tolist() == [0.3]
    assert merged.values["irrigated_land_pct"].tolist() == [10]


@pytest.mark.parametrize(
    ("change", "income"), [("=+0.1", 42), ("=*1.05", 43.995), ("=41.99999999999999", 42)]
)
def test_noise_of_a_scenario_decides_nothing(csv_file, run, tmp_path, change, income):
    path = csv_file([["commune", "province", "year", "10"], ["Xã Mẫu 1", "Lai Châu", 2023, "41.9"]])
    out = tmp_path / "out.json"
    assert run("what-if", path, "--set-value", f"Xã Mẫu 1:10{change}", "-o", out).code == 0
    (scenario,) = json.loads(out.read_text())["scenarios"]
    (criterion,) = (c for c in scenario["evaluation"]["communes"][0]["criteria"] if c["code"] == "10")
    assert criterion["indicators"][0]["parts"][0]["value"] == income
    assert criterion["status"] == "met"


@given(st.floats(1e-8, 1e15, exclude_max=True))
def test_rounding_keeps_what_has_15_digits_and_is_its_own_end(value):
    shown = shown_number(value)
    assert shown_digits(np.array([shown])).tolist() == [shown]
    (rounded,) = shown_digits(np.array([value])).tolist()
    assert rounded == pytest.approx(value, rel=1e-14)
    assert shown_digits(np.array([rounded])).tolist() == [rounded]


def test_rounding_leaves_what_is_missing_and_the_caller_s_array_alone():
    given = np.array([np.nan, np.inf, 0.0, -MEAN, MEAN])
    np.testing.assert_array_equal(shown_digits(given), [np.nan, np.inf, 0, -42, 42])
    assert given[4] == MEAN
