"""Edits of figures: what they reach, what they leave, and what hangs on them."""

from __future__ import annotations

import numpy as np
import pytest

import ntm_rules as ntm
from ntm_rules.scenarios.edits import FactEdit, ValueEdit, VerdictEdit, edited

NAN = float("nan")


@pytest.fixture
def table(csv_file, national):
    """Three communes with a rate by counts, a rate by sex, poor households, and a figure missing."""
    head = ["commune", "province", "year", "area", "income_per_capita", "village_culture_place_pct",
            "trained_labour_pct", "trained_labour_pct_female", "trained_labour_pct_male", "poor_households",
            "near_poor_households", "households", "temporary_house_count", "10_self"]  # fmt: skip
    rows = [
        ["Xã Mẫu 1", "Lai Châu", 2023, "III", 40, "7/9", 60, 55, 65, 100, 50, 1000, 3, "Đạt"],
        ["Xã Mẫu 2", "Lai Châu", 2023, "I", "", "8/8", "", 50, 58, 10, 20, 500, 0, ""],
        ["Xã Mẫu 3", "Lai Châu", 2023, "", 50, 90, 70, "", "", "", "", "", "", ""],
    ]
    return ntm.read_table(csv_file([head, *rows]), national)


def column(table, name):
    return [None if np.isnan(value) else round(float(value), 6) for value in table.values[name]]


def after(table, national, *edits):
    return edited(table, edits, national)


def told(before, found):
    return [note.kind for note in found.warnings[len(before.warnings) :]]


def test_the_table_it_is_made_to_stays_as_it_was_and_untouched_columns_are_shared(table, national):
    before = {name: values.copy() for name, values in table.values.items()}
    found = after(
        table,
        national,
        ValueEdit("income_per_capita", "add", 2.0),
        FactEdit("area", "I"),
        VerdictEdit("10", 0),
    )
    for name, values in before.items():
        np.testing.assert_array_equal(table.values[name], values)
        assert (found.values[name] is table.values[name]) == (name != "income_per_capita")
    assert table.identity["area"].cells.tolist() == ["III", "I", None]
    assert found.identity["area"].cells.tolist() == ["I", "I", "I"]
    assert table.verdicts["10", "self"].tolist() == [3, -1, -1]
    assert found.identity["commune"] is table.identity["commune"]


def test_an_edit_that_changes_nothing_gives_the_very_table(table, national):
    assert after(table, national) is table
    assert (
        after(table, national, ValueEdit("trained_labour_pct_male", "add", 0.0, np.zeros(3, bool))) is table
    )
    one = np.array([True, False, False])
    same = after(table, national, FactEdit("area", "III", one))
    assert same.identity["area"] is table.identity["area"]


def test_what_is_missing_stays_missing_where_something_is_added_and_is_filled_where_it_is_set(table, national):  # fmt: skip
    added = after(table, national, ValueEdit("income_per_capita", "add", 2.0))
    assert column(added, "income_per_capita") == [42, None, 52]
    assert told(table, added) == ["without_effect"]
    assert added.warnings[-1].facts["rows"] == [3]
    filled = after(table, national, ValueEdit("income_per_capita", "set", 45.0))
    assert column(filled, "income_per_capita") == [45, 45, 45]
    assert told(table, filled) == []


def test_one_amount_a_row_leaves_rows_without_one(table, national):
    found = after(table, national, ValueEdit("income_per_capita", "set", np.array([NAN, 33.0, NAN])))
    assert column(found, "income_per_capita") == [40, 33, 50]


def test_a_rate_is_cut_at_100_and_told_and_a_figure_set_outside_is_refused(table, national):
    found = after(table, national, ValueEdit("village_culture_place_pct", "scale", 1.2))
    assert column(found, "village_culture_place_pct") == [93.333333, 100, 100]
    assert "cut_at_range" in told(table, found)
    with pytest.raises(ntm.InputError, match=r"outside what it can be.*0–100"):
        after(table, national, ValueEdit("village_culture_place_pct", "set", 101.0))
    with pytest.raises(ntm.InputError, match="1–1,000"):
        after(table, national, ValueEdit("income_per_capita", "set", 42_000_000.0))
    with pytest.raises(ntm.InputError):
        after(table, national, ValueEdit("temporary_house_count", "set", 1.5))


def test_a_count_that_is_scaled_stays_whole(table, national):
    found = after(table, national, ValueEdit("temporary_house_count", "scale", 0.5))
    assert column(found, "temporary_house_count") == [2, 0, None]


@pytest.mark.parametrize("op", ["set", "add"])
def test_a_rate_that_changes_is_no_longer_that_of_its_counts(table, national, op):
    found = after(table, national, ValueEdit("village_culture_place_pct", op, 5.0))
    num, den = found.counts["village_culture_place_pct"]
    assert np.isnan(num[0])
    assert np.isnan(den[0])
    # Cut at 100 the second is as it was, and keeps its counts where something was added.
    assert np.isnan(num[1]) == (op == "set")
    assert table.counts["village_culture_place_pct"][0][0] == 7
    assert "changed_along" in told(table, found)


def test_a_rate_is_worked_out_anew_from_a_count_that_changes(table, national):
    found = after(table, national, ValueEdit("poor_households", "scale", 0.5))
    assert column(found, "multidimensional_poverty_pct") == [10, 5, None]
    assert found.counts["multidimensional_poverty_pct"][0].tolist()[:2] == [100, 25]
    assert column(table, "multidimensional_poverty_pct")[0] == 15


def test_what_is_added_to_the_whole_is_added_to_both_sexes(table, national):
    found = after(table, national, ValueEdit("trained_labour_pct", "add", 5.0))
    assert column(found, "trained_labour_pct") == [65, None, 75]
    assert column(found, "trained_labour_pct_female") == [60, 55, None]
    assert column(found, "trained_labour_pct_male") == [70, 63, None]


def test_a_whole_that_is_set_stands_alone_and_a_sex_that_changes_takes_the_whole_away(table, national):
    whole = after(table, national, ValueEdit("trained_labour_pct", "set", 70.0))
    assert column(whole, "trained_labour_pct") == [70, 70, 70]
    assert column(whole, "trained_labour_pct_female") == [None, None, None]
    sex = after(table, national, ValueEdit("trained_labour_pct_female", "add", 5.0))
    assert column(sex, "trained_labour_pct_female") == [60, 55, None]
    assert column(sex, "trained_labour_pct") == [None, None, 70]


def test_a_cell_that_could_not_be_read_is_readable_once_it_is_set(csv_file, national):
    path = csv_file([["commune", "province", "year", "10"], ["Xã Mẫu 1", "Lai Châu", 2023, "bốn mươi"]])
    lenient = ntm.read_table(path, national, lenient=True)
    found = edited(lenient, [ValueEdit("income_per_capita", "set", 40.0)], national)
    assert lenient.invalid["income_per_capita"].tolist() == [True]
    assert found.invalid["income_per_capita"].tolist() == [False]
    assert found.unread["income_per_capita"] == {}
