"""Rates from counts."""

from __future__ import annotations

import math

import pytest

import ntm_rules as ntm

POVERTY = "multidimensional_poverty_pct"
HEALTH = "health_insurance_pct"


@pytest.fixture
def file(csv_file):
    def write(**columns):
        rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
        body = [[f"Xã {n}", "Hà Tĩnh", 2023, *row.values()] for n, row in enumerate(rows)]
        return csv_file([["commune", "province", "year", *columns], *body])

    return write


def status(result, code, row=0):
    found = result.indicators
    found = found[(found["indicator"] == code) & (found["commune"] == f"Xã {row}")]
    return found["status"].tolist()


@pytest.mark.parametrize(
    ("num", "den"), [(part, 100) for part in (29, 57, 58, 7, 14, 28, 55, 56)] + [(7, 9), (1, 3)]
)
def test_a_rate_is_the_counts_compared(file, num, den):
    """29 of 100 is 29 %, not a hair less."""
    table = ntm.read_table(file(certified_labour_pct_num=[num], certified_labour_pct_den=[den]))
    assert table.values["certified_labour_pct"][0] == num * 100 / den


@pytest.mark.parametrize(("num", "status_"), [(30, "met"), (29, "unmet")])
def test_counts_meet_a_level_exactly(csv_file, num, status_):
    """Certified labour asks 30 % in the Red River delta: 30 of 100 meets it."""
    path = csv_file(
        [["commune", "region", "year", "certified_labour_pct_num", "certified_labour_pct_den",
          "certified_labour_pct_female", "certified_labour_pct_male"], ["A", "DBSH", 2023, num, 100, num, num]]
    )  # fmt: skip
    found = ntm.evaluate(path).indicators.query("indicator == '12.2'")
    assert set(found["threshold"]) == {30}
    assert set(found["status"]) == {status_}


def test_poverty_is_the_poor_and_the_near_poor_of_all_households(file):
    table = ntm.read_table(file(poor_households=[40], near_poor_households=[25], households=[1000]))
    assert table.values[POVERTY][0] == 6.5


@pytest.mark.parametrize("blank", ["poor_households", "near_poor_households", "households"])
def test_a_missing_count_leaves_the_rate_missing(file, blank):
    counts = {"poor_households": [40], "near_poor_households": [25], "households": [1000], blank: [""]}
    table = ntm.read_table(file(**counts))
    assert math.isnan(table.values[POVERTY][0])


def test_a_missing_count_leaves_the_stated_rate(file):
    table = ntm.read_table(
        file(
            poor_households=["", 40],
            near_poor_households=[25, 25],
            households=[1000, 1000],
            **{POVERTY: [9, ""]},
        )
    )
    assert table.values[POVERTY].tolist() == [9, 6.5]


def test_counts_decide_over_the_stated_rate_with_a_warning(file):
    path = file(**{HEALTH: [95, 90.0], f"{HEALTH}_num": [80, 900], f"{HEALTH}_den": [100, 1000]})
    table = ntm.read_table(path)
    assert table.values[HEALTH].tolist() == [80, 90]
    (warning,) = table.warnings
    assert (warning.kind, warning.facts["rows"]) == ("counts_disagree", [2])
    assert HEALTH in warning.message


def test_a_stated_rate_rounded_to_one_place_agrees(file):
    table = ntm.read_table(file(**{HEALTH: [77.8], f"{HEALTH}_num": [7], f"{HEALTH}_den": [9]}))
    assert table.warnings == ()
    assert table.values[HEALTH][0] == pytest.approx(77.7777778)


@pytest.mark.parametrize(("num", "den"), [(9, 7), (1, 0), (-1, 10), (1, -10)])
def test_impossible_counts_are_refused(file, num, den):
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(file(**{f"{HEALTH}_num": [num], f"{HEALTH}_den": [den]}))
    assert {p.kind for p in caught.value.problems} == {"out_of_range"}
    assert {p.row for p in caught.value.problems} == {2}
    assert all(p.value and p.expected and p.remedy for p in caught.value.problems)


def test_more_poor_households_than_households_are_refused(file):
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(file(poor_households=[600], near_poor_households=[500], households=[1000]))
    assert [p.kind for p in caught.value.problems] == ["out_of_range"]


@pytest.mark.parametrize("form", ["columns", "cell"])
def test_kilometres_are_counts_that_need_not_be_whole(file, form):
    """The share of roads is km that meet the standard of km in total."""
    name = "village_road_hardened_pct"
    path = file(
        **({f"{name}_num": ["12,5"], f"{name}_den": [20]} if form == "columns" else {name: ["12,5/20 km"]})
    )
    assert ntm.read_table(path).values[name][0] == 62.5


def test_half_a_household_is_no_count(file):
    with pytest.raises(ntm.InputError):
        ntm.read_table(file(poor_households=["12,5"], near_poor_households=[1], households=[100]))


LENIENT = [
    ({f"{HEALTH}_num": [150, 90], f"{HEALTH}_den": [100, 100]}, "15.1"),
    ({f"{HEALTH}_num": ["abc", 90], f"{HEALTH}_den": [100, 100]}, "15.1"),
    ({HEALTH: ["150/100", "90/100"]}, "15.1"),
    ({"poor_households": ["abc", 1], "near_poor_households": [1, 1], "households": [100, 100]}, "11"),
    ({"poor_households": [600, 1], "near_poor_households": [500, 1], "households": [1000, 100]}, "11"),
]


@pytest.mark.parametrize(("columns", "code"), LENIENT)
def test_lenient_makes_bad_counts_unknown_and_says_how_many(file, columns, code):
    result = ntm.evaluate(file(**columns), lenient=True)
    (warning,) = [w for w in result.warnings if w.kind == "invalid_values"]
    assert warning.facts["count"] == 1
    found = result.indicators.query(f"indicator == '{code}' and commune == 'Xã 0'")
    assert set(found["status"]) == {"unknown"}
    assert "invalid_value" in set(found["reason"])


@pytest.mark.parametrize(
    ("header", "cell", "code"),
    [
        ("10", "abc", "10"),
        ("10", "CĐ", "10"),
        ("10", "-5", "10"),
        ("postal_point", "x", "8.1"),
        ("10_verdict", "CĐ", "10"),
        ("17.1", "45", "17.1"),
        ("10", "Phấn đấu đạt", "10"),
        ("10", "1.234", "10"),
    ],
)
def test_lenient_makes_a_bad_cell_an_invalid_value(file, header, cell, code):
    """Given and unreadable is another reason than not given."""
    result = ntm.evaluate(file(**{header: [cell, "Đạt"]}), lenient=True)
    assert [w.facts["count"] for w in result.warnings if w.kind == "invalid_values"] == [1]
    found = result.indicators.query(f"indicator == '{code}' and commune == 'Xã 0'")
    assert set(found["status"]) == {"unknown"}
    assert set(found["reason"]) == {"invalid_value"}


def test_lenient_reads_the_good_cells_as_ever(file):
    result = ntm.evaluate(file(**{"10": ["abc", "Đạt", "Chưa đạt"]}), lenient=True)
    assert [status(result, "10", row) for row in range(3)] == [["unknown"], ["met"], ["unmet"]]
