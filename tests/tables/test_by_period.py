"""Columns of several years side by side, and of plans: none is taken for the results of another year."""

from __future__ import annotations

import pytest

import ntm_rules as ntm

INCOME, POWER = "income_per_capita", "safe_electricity_household_pct"
ROW = ["Xã Mẫu 1", "95", "98", "38", "41,2"]


def read(csv_file, *rows, **how):
    table = ntm.read_table(csv_file(list(rows)), **how)
    periods = table.identity["period"].cells.tolist()
    return table, {
        name: dict(zip(periods, table.values[name].tolist(), strict=True)) for name in table.values
    }


@pytest.mark.parametrize(
    "header",
    [
        [["Tên xã", "4.2", "", "10", ""], ["", "2022", "2023", "2022", "2023"]],
        [["Tên xã", "4.2", "", "10", ""], ["", "Năm 2022", "Năm 2023", "Năm 2022", "Năm 2023"]],
        [["Tên xã", "4.2 năm 2022", "4.2 năm 2023", "10 (2022)", "10 (2023)"]],
        [["Tên xã", "Tỷ lệ hộ (4.2)", "", "Thu nhập bình quân đầu người", ""], ["", "", "", "2022", "2023"]],
    ],
)  # fmt: skip
def test_each_year_is_a_period_of_its_own(csv_file, header):
    _, values = read(csv_file, *header, ROW, year=2023)
    assert values[INCOME] == {"2022": 38, "2023": 41.2}


def test_years_over_groups_of_numbers(csv_file):
    header = [["Tên xã", "Năm 2022", "", "Năm 2023", ""], ["", "4.2", "10", "4.2", "10"]]
    table, values = read(csv_file, *header, ["Xã Mẫu 1", "95", "38", "98", "41,2"])
    assert values == {POWER: {"2022": 95, "2023": 98}, INCOME: {"2022": 38, "2023": 41.2}}
    assert table.cell(1, INCOME)["cell"] == "E3"


def test_what_names_no_year_is_of_the_year_of_the_titles(csv_file):
    rows = [["Tổng hợp năm 2023", "", ""], ["Tên xã", "10 năm 2022", "4.2"], ["Xã Mẫu 1", "38", "98"]]
    _, values = read(csv_file, *rows)
    assert values[POWER]["2023"] == 98
    assert values[INCOME]["2022"] == 38


def test_a_title_that_ends_with_years_names_no_period(csv_file):
    header = ["Tên xã", "Tỷ lệ nghèo đa chiều giai đoạn 2021-2025", "17.1 theo Quyết định 318/2022"]
    _, values = read(csv_file, header, ["Xã Mẫu 1", "12", "Đạt"], year=2023)
    assert values["multidimensional_poverty_pct"] == {"2023": 12}


def test_a_plan_over_a_group_is_left_out_and_told(csv_file):
    """A plan taken for a result would let a commune meet what it only hopes for."""
    rows = [
        ["Tên xã", "Kết quả", "", "Kế hoạch năm 2024", ""],
        ["", "4.2", "10", "4.2", "10"],
        ["Xã Mẫu 1", "94", "41", "98", "45"],
    ]
    table, values = read(csv_file, *rows, year=2023)
    assert values == {POWER: {"2023": 94}, INCOME: {"2023": 41}}
    assert [w.column for w in table.warnings if w.kind == "plan_column"] == [
        "4.2 Kế hoạch năm 2024", "10 Kế hoạch năm 2024",
    ]  # fmt: skip


def test_a_table_of_plans_alone_is_refused_and_says_so(csv_file):
    rows = [["Tên xã", "Kế hoạch năm 2024", ""], ["", "4.2", "10"], ["Xã Mẫu 1", "98", "45"]]
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file(rows), year=2023)
    assert [p.kind for p in caught.value.problems] == ["no_indicator_column", "plan_column", "plan_column"]


def test_estimates_of_a_year_are_no_results(csv_file):
    header = [["Tên xã", "Năm 2022", "Ước năm 2023"], ["", "10", "10"]]
    result = ntm.evaluate(csv_file([*header, ["Xã Mẫu 1", "38", "45"]]))
    assert result.communes["period"].tolist() == ["2022"]
    assert "not_actual" in {warning.kind for warning in result.warnings}


def test_a_figure_twice_in_one_year_is_refused(csv_file):
    with pytest.raises(ntm.InputError) as caught:
        read(
            csv_file, ["Tên xã", "10 năm 2023", "Thu nhập bình quân đầu người năm 2023"], ["Xã A", "38", "41"]
        )
    assert [p.kind for p in caught.value.problems] == ["two_columns"]


def test_the_unit_of_a_dated_column_is_converted(csv_file):
    header = ["Tên xã", "10 (nghìn đồng) năm 2022", "10 năm 2023"]
    _, values = read(csv_file, header, ["Xã Mẫu 1", "38000", "41,2"])
    assert values[INCOME] == {"2022": 38, "2023": 41.2}


def test_a_sheet_named_after_a_year_tells_it(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for year in (2022, 2023):
        sheet = book.create_sheet(f"Năm {year}")
        sheet.append(["Tên xã", "10"])
        sheet.append(["Xã Mẫu 1", year - 1980])
    book.save(tmp_path / "communes.xlsx")
    assert ntm.read_table(tmp_path / "communes.xlsx").years.tolist() == [2022, 2023]
