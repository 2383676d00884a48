"""0.95 in a column of shares may be 95 % that lost its format: it is judged as it says, with a warning."""

from __future__ import annotations

import pytest

import ntm_rules as ntm
from tests.support.books import xlsx

POWER = "safe_electricity_household_pct"


def told(table):
    return [warning for warning in table.warnings if warning.kind == "shares_below_one"]


def column_of(csv_file, header, cells):
    rows = [[f"Xã Mẫu {n}", "Lai Châu", "2023", cell] for n, cell in enumerate(cells)]
    return ntm.read_table(csv_file([["Xã", "Tỉnh", "Năm", header], *rows]))


def test_a_column_of_fractions_is_read_as_it_stands_and_told_once(csv_file):
    table = column_of(csv_file, "4.2", ["1", "0,95", "0,9"])
    assert table.values[POWER].tolist() == [1, 0.95, 0.9]
    (warning,) = told(table)
    assert (warning.row, warning.column, warning.value) == (3, "4.2", "0,95")
    assert "0.95 is 0.95 %" in warning.message
    assert "write 95 or 95%" in warning.remedy
    assert warning.as_dict()["columns"] == ["4.2"]


def test_so_is_a_row_of_fractions_among_others_in_per_cent(csv_file):
    rows = [["Xã", "Năm", "4.2", "9.2", "15.1"], ["Xã A", "2023", "98", "87", "95"], ["Xã B", "2023", "0,95", "0,8", "1"]]  # fmt: skip
    (warning,) = told(ntm.read_table(csv_file(rows)))
    assert (warning.row, warning.facts["columns"]) == (3, ["4.2", "9.2"])


def test_so_is_a_form_of_one_commune(csv_file):
    rows = [["Tiêu chí", "Xã Mẫu 1"], ["4.2", "0,95"], ["9.2", "0,8"], ["10", "42"]]
    (warning,) = told(ntm.read_table(csv_file(rows), year=2023))
    assert (warning.row, warning.value) == (2, "0,95")


def test_a_number_cell_of_a_workbook_is_told_unless_it_is_shown_as_per_cent(tmp_path):
    path = tmp_path / "communes.xlsx"
    rows = [["Xã", "Năm", "4.2"], ["Xã A", 2023, 0.95], ["Xã B", 2023, 0.9]]
    path.write_bytes(xlsx(rows))
    assert [warning.row for warning in told(ntm.read_table(path))] == [2]
    path.write_bytes(xlsx(rows, lambda book: book.worksheets()[0].write_column(1, 2, [0.95, 0.9], book.add_format({"num_format": "0%"}))))  # fmt: skip
    assert not told(ntm.read_table(path))


@pytest.mark.parametrize(
    "cells",
    [("0,5", "80"), ("0,5%", "0,7%"), ("0", "0"), ("1", "1"), ("", "0,5"), ("0", "0,5"), ("0,5", "1,2"), ("3/4", "0,5")],
)  # fmt: skip
def test_small_shares_beside_others_alone_or_with_their_sign_are_not(csv_file, cells):
    assert not told(column_of(csv_file, "4.2", cells))


@pytest.mark.parametrize("header", ["11", "15.3", "10"])
def test_neither_are_figures_of_which_less_is_better_or_that_are_no_shares(csv_file, header):
    cells = ["1,5", "1,7"] if header == "10" else ["0,001", "0,7"]
    assert not told(column_of(csv_file, header, cells))


@pytest.mark.parametrize(
    "cells", [("0,65", "55", "30"), ("55", "30", "0,65"), ("98", "", "0,9", "0", "97,5")]
)
def test_a_lone_fraction_among_percentages_is_told(csv_file, cells):
    """0.65 beside 55 and 30 is 65 % that lost its format, or a commune's very bad result."""
    table = column_of(csv_file, "4.2", cells)
    (warning,) = told(table)
    assert warning.value in ("0,65", "0,9")
    assert "stands alone among percentages" in warning.message
    hundred = "65" if warning.value == "0,65" else "90"
    assert f"if {hundred}% is meant, write {hundred} or {hundred}%" in warning.remedy


@pytest.mark.parametrize(
    "cells",
    [("0,65", "55"), ("0,65", "3", "55"), ("0,65%", "55", "30"), ("0", "55", "30"), ("1", "55", "30")],
)
def test_small_shares_among_small_ones_or_few_are_not(csv_file, cells):
    assert not told(column_of(csv_file, "4.2", cells))


def test_no_verdict_is_another_for_it(csv_file):
    indicators = ntm.evaluate(column_of(csv_file, "4.2", ["0,95", "0,9"])).indicators
    assert set(indicators.loc[indicators["variable"] == POWER, "status"]) == {"unmet"}
