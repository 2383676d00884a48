"""Headers below titles and over several rows; units, counts and signatures left out, and said."""

from __future__ import annotations

import openpyxl
import pytest

import ntm_rules as ntm

INCOME, POWER = "income_per_capita", "safe_electricity_household_pct"
DATA = [["1", "Xã A", "2023", "42,1", "98,5"], ["2", "Xã B", "2023", "43", "100"]]
HEADER = ["TT", "Tên xã", "Năm", "10", "4.2"]
TITLES = [["UBND HUYỆN MẪU", "", "", "", ""], ["BIỂU TỔNG HỢP KẾT QUẢ NĂM 2023", "", "", "", ""]]


def both(csv_file, tmp_path, rows):
    """The same rows as CSV and as a workbook."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([cell or None for cell in row])
    book.save(tmp_path / "communes.xlsx")
    return csv_file(rows), tmp_path / "communes.xlsx"


@pytest.fixture
def read(csv_file, tmp_path):
    def table(*rows):
        first, second = (ntm.read_table(path) for path in both(csv_file, tmp_path, list(rows)))
        assert first.rows.tolist() == second.rows.tolist()
        assert first.frame.equals(second.frame)
        return first

    return table


def said(table):
    return [w.facts["rows"] for w in table.warnings if w.kind == "skipped_row"]


def test_a_header_below_titles_is_found_and_rows_keep_their_numbers(read):
    table = read(*TITLES, HEADER, *DATA)
    assert table.values[INCOME].tolist() == [42.1, 43]
    assert table.rows.tolist() == [4, 5]
    assert said(table) == [[1, 2]]


def test_a_header_in_the_first_row_leaves_nothing_out(read):
    assert said(read(HEADER, *DATA)) == []


def test_a_merged_header_of_two_rows_is_joined(read):
    table = read(
        ["TT", "Tên xã", "Năm", "10. Thu nhập", "4. Điện", "", "17. Môi trường"],
        ["", "", "", "", "4.1", "4.2", "17.5"],
        ["1", "Xã A", "2023", "42,1", "Đạt", "98,5", "Đạt"],
    )
    assert table.values[POWER].tolist() == [98.5]
    assert table.cell(0, POWER)["column"] == "4.2"
    assert table.values[INCOME].tolist() == [42.1]


def test_what_the_lower_row_does_not_say_alone_is_joined_with_the_upper(read):
    table = read(
        ["TT", "Tên xã", "Năm", "10", "Tỷ lệ hộ"],
        ["", "", "", "", "được sử dụng nước sạch theo quy chuẩn"],
        ["1", "Xã A", "2023", "42,1", "Đạt"],
    )
    assert table.verdicts["17.1", "unstaged"].tolist() == [3]


def test_three_rows_of_header_are_joined(read):
    table = read(
        *TITLES,
        ["TT", "Tên xã", "Năm", "Kết quả", ""],
        ["", "", "", "Kinh tế", "Hạ tầng"],
        ["", "", "", "10", "4.2"],
        *DATA,
    )
    assert table.values[INCOME].tolist() == [42.1, 43]
    assert said(table) == [[1, 2]]


@pytest.mark.parametrize(
    "under",
    [
        [["", "", "", "triệu đồng", "%"]],
        [["", "ĐVT", "", "(triệu đồng/người/năm)", "%"]],
        [["(1)", "(2)", "(3)", "(4)", "(5)"]],
        [["A", "B", "1", "2", "3"]],
        [["", "", "", "triệu đồng", "%"], ["1", "2", "3", "4", "5"]],
    ],
)
def test_units_and_counts_under_the_header_are_left_out_and_said(read, under):
    table = read(HEADER, *under, *DATA)
    assert table.values[INCOME].tolist() == [42.1, 43]
    assert said(table) == [[n + 2 for n in range(len(under))]]


def test_another_unit_than_the_columns_own_is_converted(read):
    table = read(HEADER, ["", "", "", "nghìn đồng", "%"], ["1", "Xã A", "2023", "42500", "98,5"])
    assert table.values[INCOME].tolist() == [42.5]
    assert [w.column for w in table.warnings if w.kind == "unit_converted"] == ["10"]


def test_signatures_under_the_table_are_left_out_and_said(read):
    table = read(
        HEADER,
        *DATA,
        ["", "", "", "", ""],
        ["", "", "", "Ngày 15 tháng 12 năm 2023", ""],
        ["", "Người lập biểu", "", "TM. ỦY BAN NHÂN DÂN", ""],
        ["", "Nguyễn Văn A", "", "Trần Thị B", ""],
    )
    assert table.rows.tolist() == [2, 3]
    assert said(table) == [[5, 6, 7]]


def test_a_commune_without_figures_at_the_end_is_no_signature(read):
    table = read(HEADER, *DATA, ["3", "Xã C", "2023", "", ""])
    assert len(table) == 3


def test_a_commune_without_a_name_is_still_refused(csv_file):
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file([HEADER, *DATA, ["3", "", "2023", "44", "99"]]))
    assert [(p.kind, p.row) for p in caught.value.problems] == [("blank_commune", 4)]


def test_of_several_sheets_the_one_with_a_header_is_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Hướng dẫn"
    book.active.append(["Cách điền biểu"])
    sheet = book.create_sheet("Số liệu")
    for row in (HEADER, *DATA):
        sheet.append(row)
    book.save(tmp_path / "communes.xlsx")
    table = ntm.read_table(tmp_path / "communes.xlsx")
    assert table.place(0)["sheet"] == "Số liệu"
    assert [(w.kind, w.sheet) for w in table.warnings if w.sheet != "Số liệu"] == [
        ("skipped_sheet", "Hướng dẫn")
    ]
