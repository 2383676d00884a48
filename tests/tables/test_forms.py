"""Forms with indicators in rows, long tables, and what titles tell of a table."""

from __future__ import annotations

import openpyxl
import pytest

import ntm_rules as ntm

INCOME, POWER, HOUSES = "income_per_capita", "safe_electricity_household_pct", "solid_house_pct"
TITLES = [
    ["UBND XÃ MẪU 1"],
    ["KẾT QUẢ THỰC HIỆN BỘ TIÊU CHÍ XÃ NÔNG THÔN MỚI NĂM 2023"],
    ["(Huyện Mẫu, tỉnh Lai Châu)"],
]
BODY = [
    ["4", "Điện", "", "", ""],
    ["4.1", "Hệ thống điện đạt chuẩn", "", "Đạt", "Đạt"],
    ["4.2", "Tỷ lệ hộ có đăng ký trực tiếp và được sử dụng điện sinh hoạt, sản xuất đảm bảo an toàn, tin cậy và ổn định", "%", "98,5", "Đạt"],
    ["9.1", "Nhà tạm, dột nát", "nhà", "Không", "Đạt"],
    ["10", "Thu nhập bình quân đầu người", "triệu đồng", "42,1", "Chưa đạt"],
]  # fmt: skip
HEADER = ["TT", "Tiêu chí", "Đơn vị tính", "Kết quả", "Đánh giá"]


def saved(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def kinds(table):
    return [warning.kind for warning in table.warnings]


class TestOneCommune:
    """A form filled in by one commune."""

    @pytest.fixture
    def table(self, csv_file):
        return ntm.read_table(csv_file([*TITLES, HEADER, *BODY, ["", "Người lập biểu", "", "", ""]]))

    def test_its_figures_are_read(self, table):
        assert len(table) == 1
        assert table.values[POWER].tolist() == [98.5]
        assert table.values[INCOME].tolist() == [42.1]
        assert table.values["temporary_house_count"].tolist() == [0]
        assert table.values["power_grid_standard"].tolist() == [1]

    def test_its_verdicts_stand_beside(self, table):
        assert table.verdicts["10", "unstaged"].tolist() == [0]
        assert table.verdicts["4.2", "unstaged"].tolist() == [3]

    def test_titles_say_which_commune_where_and_when(self, table):
        found = {name: table.text(0, name) for name in ("commune", "district", "province")}
        assert found == {"commune": "Xã Mẫu 1", "district": "Huyện Mẫu", "province": "Lai Châu"}
        assert table.years.tolist() == [2023]
        (told,) = [w for w in table.warnings if w.kind == "told_by_titles"]
        assert told.facts == {**found, "year": "2023"}

    def test_each_figure_knows_its_cell(self, table):
        place = table.cell(0, POWER)
        assert (place["row"], place["column"], place["cell"]) == (7, "Kết quả", "D7")
        assert table.cell(0, INCOME)["cell"] == "D9"

    def test_what_is_left_out_is_said(self, table):
        (skipped,) = [w for w in table.warnings if w.kind == "skipped_row"]
        assert skipped.facts["rows"] == [1, 2, 3, 10]

    def test_the_figures_contradict_the_verdict_with_both(self, table):
        assert "verdict_conflict" in {w.kind for w in ntm.evaluate(table).warnings}


def test_a_wrong_cell_is_named_where_it_stands(csv_file):
    body = [row[:] for row in BODY]
    body[2][3] = "108"
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file([*TITLES, HEADER, *body]))
    (problem,) = caught.value.problems
    assert (problem.kind, problem.row, problem.column, problem.value) == ("out_of_range", 7, "Kết quả", "108")


def test_communes_stand_side_by_side(csv_file):
    rows = [
        ["TỔNG HỢP NĂM 2023 HUYỆN MẪU - TỈNH LAI CHÂU", "", "", "", ""],
        ["TT", "Nội dung", "Xã Mẫu 1", "", "Xã Mẫu 2"],
        ["", "", "Kết quả", "Tự đánh giá", "Kết quả"],
        ["4.2", "", "98,5", "Đạt", "80"],
        ["9.2", "", "88", "Đạt", ""],
        ["10", "", "42,1", "Chưa đạt", "39"],
    ]
    table = ntm.read_table(csv_file(rows))
    assert table.identity["commune"].cells.tolist() == ["Xã Mẫu 1", "Xã Mẫu 2"]
    assert table.values[POWER].tolist() == [98.5, 80]
    assert table.verdicts["10", "self"].tolist() == [0, -1]
    assert table.cell(1, INCOME)["cell"] == "E6"
    assert table.text(0, "province") == "Lai Châu"


def test_bare_names_over_results_are_communes(csv_file):
    rows = [
        ["STT", "Tiêu chí", "Mường Mẫu", "Pắc Mẫu"],
        ["4.2", "", "98,5", "80"],
        ["9.2", "", "88", "70"],
        ["10", "", "42,1", "39"],
    ]
    table = ntm.read_table(csv_file(rows), year=2023)
    assert table.identity["commune"].cells.tolist() == ["Mường Mẫu", "Pắc Mẫu"]
    assert [w.facts["communes"] for w in table.warnings if w.kind == "told_by_titles"] == [
        ["Mường Mẫu", "Pắc Mẫu"]
    ]


def test_a_list_of_levels_is_no_form(csv_file):
    rows = [
        ["STT", "Tiêu chí", "Mức chuẩn năm 2023", "Văn bản"],
        ["4.2", "", "≥ 95", "x"],
        ["9.2", "", "≥ 75", "y"],
        ["10", "", "≥ 42", "z"],
    ]
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file(rows), year=2023)
    assert [p.kind for p in caught.value.problems] == ["no_results"]


def test_a_wide_table_of_one_row_is_of_the_commune_it_is_named_after(tmp_path):
    rows = [["4.2", "9.2", "10", "Năm"], [98, 80, 42.1, 2023]]
    table = ntm.read_table(saved(tmp_path / "communes.xlsx", {"Xã Mẫu 1": rows, "Xã Mẫu 2": rows}))
    assert table.identity["commune"].cells.tolist() == ["Xã Mẫu 1", "Xã Mẫu 2"]
    assert table.values[INCOME].tolist() == [42.1, 42.1]


REPORT = [
    ["BÁO CÁO KẾT QUẢ NĂM 2025 - XÃ MẪU 1, TỈNH LAI CHÂU", *[""] * 9],
    ["TT", "Nội dung", "ĐVT", "Kết quả đến 31/12 năm trước", "", "6 tháng đầu năm", "", "Kế hoạch 6 tháng cuối năm", "", "Ghi chú"],
    ["", "", "", "Kết quả", "Đánh giá", "Kết quả", "Đánh giá", "Kết quả", "Đánh giá", ""],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)", "(10)"],
    ["4.2", "", "%", "97", "Đạt", "98", "Đạt", "99", "Đạt", "điện lực xác nhận"],
    ["9.2", "", "%", "80", "Đạt", "85", "Đạt", "90", "Đạt", ""],
    ["10", "", "triệu đồng", "44", "Chưa đạt", "46", "Chưa đạt", "50", "Đạt", ""],
]  # fmt: skip


def test_the_reporting_form_gives_a_row_for_each_period(csv_file):
    table = ntm.read_table(csv_file(REPORT))
    assert table.identity["period"].cells.tolist() == ["2024", "2025-H1", "2025-H2"]
    assert table.years.tolist() == [2024, 2025, 2025]
    assert table.identity["value_kind"].cells.tolist() == [None, None, "plan"]
    assert table.values[INCOME].tolist() == [44, 46, 50]
    assert table.text(0, "commune") == "Xã Mẫu 1"


def test_its_plans_are_not_judged(csv_file):
    result = ntm.evaluate(csv_file(REPORT))
    assert result.communes["period"].tolist() == ["2024", "2025-H1"]
    assert "not_actual" in {warning.kind for warning in result.warnings}


def test_numbers_that_only_count_the_rows_are_no_codes(csv_file):
    names = ["Trường học", "Thu nhập", "Y tế", "Điện", "Giao thông"]
    codes = ["5", "10", "15", "4", "2"]
    rows = [["STT", "Tiêu chí", "Kết quả"], *([str(n), name, "Đạt"] for n, name in enumerate(names, start=1))]
    table = ntm.read_table(csv_file([["Xã: Mẫu 1 năm 2023", "", ""], *rows]))
    assert {code for code, _ in table.verdicts} | {"10"} >= set(codes)


def test_an_indicator_given_twice_is_refused_naming_both_rows(csv_file):
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file([*TITLES, HEADER, *BODY, BODY[-1]]))
    (first, *_) = caught.value.problems
    assert (first.kind, first.row) == ("duplicate_row", 10)
    assert "row 9" in first.message


def test_a_row_that_nobody_knows_is_left_out_and_said(csv_file):
    rows = [*TITLES, HEADER, *BODY[:3], ["", "Số đàn trâu bò", "con", "1200", ""], *BODY[3:]]
    table = ntm.read_table(csv_file(rows))
    assert [(w.kind, w.row, w.value) for w in table.warnings if w.kind == "unknown_column"] == [
        ("unknown_column", 8, "Số đàn trâu bò")
    ]


def test_a_look_alike_in_a_row_is_refused(csv_file):
    rows = [*TITLES, HEADER, *BODY[:2], ["", "Tỷ lệ hộ sử dụng điện", "%", "99", ""], *BODY[3:]]
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file(rows))
    assert [(p.kind, p.row) for p in caught.value.problems] == [("lookalike_header", 7)]


def test_a_sheet_for_each_commune(tmp_path):
    form = [HEADER, *BODY]
    path = saved(tmp_path / "communes.xlsx", {"Xã Mẫu 1": form, "Mẫu 2": form, "Hướng dẫn": [["Cách điền"]]})
    table = ntm.read_table(path, year=2023)
    assert table.identity["commune"].cells.tolist() == ["Xã Mẫu 1", "Mẫu 2"]
    assert table.cell(1, POWER)["sheet"] == "Mẫu 2"
    assert kinds(table).count("told_by_titles") == 2


def test_a_form_that_names_no_commune_says_so(csv_file):
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file([HEADER, *BODY]), year=2023)
    assert {p.kind for p in caught.value.problems} == {"no_commune_column"}


def test_titles_that_disagree_tell_nothing(csv_file):
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file([["UBND XÃ MẪU 1"], ["Xã Mẫu 2 năm 2023"], HEADER, *BODY]))
    assert {p.kind for p in caught.value.problems} == {"no_commune_column"}


class TestLong:
    """One row for each commune and indicator."""

    ROWS = (
        ["commune", "province", "year", "indicator", "value"],
        ["Xã Mẫu 1", "Lai Châu", "2023", "4.2", "98,5"],
        ["Xã Mẫu 1", "Lai Châu", "2023", "Thu nhập bình quân đầu người", "42,1"],
        ["Xã Mẫu 2", "Lai Châu", "2023", "income_per_capita", "39"],
        ["Xã Mẫu 2", "Lai Châu", "2023", "17.1", "Đạt"],
    )

    def test_rows_of_a_commune_are_gathered(self, csv_file):
        table = ntm.read_table(csv_file(list(self.ROWS)))
        assert table.identity["commune"].cells.tolist() == ["Xã Mẫu 1", "Xã Mẫu 2"]
        assert table.values[INCOME].tolist() == [42.1, 39]
        assert table.verdicts["17.1", "unstaged"].tolist() == [-1, 3]
        assert table.cell(1, INCOME)["cell"] == "E4"

    def test_it_gives_what_the_wide_table_gives(self, csv_file):
        wide = [
            ["commune", "province", "year", "4.2", "10", "17.1"],
            ["Xã Mẫu 1", "Lai Châu", "2023", "98,5", "42,1", ""],
            ["Xã Mẫu 2", "Lai Châu", "2023", "", "39", "Đạt"],
        ]
        long = ntm.evaluate(csv_file(list(self.ROWS), name="long.csv"))
        assert long.indicators.equals(ntm.evaluate(csv_file(wide, name="wide.csv")).indicators)

    def test_verdicts_of_stages_have_columns(self, csv_file):
        header = ["Xã", "Năm", "Chỉ tiêu", "Kết quả", "Tự đánh giá", "Thẩm định"]
        table = ntm.read_table(csv_file([header, ["Xã Mẫu 1", "2023", "10", "42,1", "Đạt", "Chưa đạt"]]))
        assert table.verdicts["10", "self"].tolist() == [3]
        assert table.verdicts["10", "appraised"].tolist() == [0]

    def test_names_merged_down_hold_for_the_rows_below(self, csv_file):
        rows = [list(row) for row in self.ROWS]
        rows[2][:3] = rows[4][:3] = ["", "", ""]
        table = ntm.read_table(csv_file(rows))
        assert table.values[INCOME].tolist() == [42.1, 39]

    def test_an_indicator_twice_is_refused(self, csv_file):
        with pytest.raises(ntm.InputError) as caught:
            ntm.read_table(csv_file([*self.ROWS, self.ROWS[1]]))
        assert [(p.kind, p.row) for p in caught.value.problems] == [("duplicate_row", 6)]

    def test_an_indicator_nobody_knows_is_said(self, csv_file):
        table = ntm.read_table(csv_file([*self.ROWS, ["Xã Mẫu 1", "Lai Châu", "2023", "99", "1"]]))
        assert [w.row for w in table.warnings if w.kind == "unknown_column"] == [6]


def test_titles_over_a_wide_table_tell_year_and_province(csv_file):
    rows = [
        ["UBND HUYỆN MẪU, TỈNH LAI CHÂU", "", ""],
        ["Biểu tổng hợp năm 2023 theo Quyết định 318/QĐ-TTg giai đoạn 2021-2025", "", ""],
        ["Tên xã", "10", "4.2"],
        ["Xã Mẫu 1", "42,1", "98"],
    ]
    table = ntm.read_table(csv_file(rows))
    assert table.years.tolist() == [2023]
    assert (table.text(0, "province"), table.text(0, "district")) == ("Lai Châu", "Huyện Mẫu")
    assert "told_by_titles" in kinds(table)


def test_a_year_asked_for_stands_before_that_of_a_title(csv_file):
    rows = [["Biểu tổng hợp năm 2023", ""], ["Tên xã", "10"], ["Xã Mẫu 1", "42,1"]]
    assert ntm.read_table(csv_file(rows), year=2024).years.tolist() == [2024]


def test_a_column_of_verdicts_may_name_its_year(csv_file):
    """“Đánh giá năm 2023” is the verdict on the figure of 2023, not a second figure."""
    rows = [
        ["TT", "Tiêu chí", "Năm 2022", "Năm 2023", "Đánh giá năm 2023"],
        ["4.1", "", "Chưa đạt", "Đạt", "Đạt"],
        ["9.2", "", "70", "80", "Đạt"],
        ["10", "", "38", "41", "Chưa đạt"],
    ]
    table = ntm.read_table(csv_file([["UBND XÃ MẪU 1"], *rows]))
    assert table.identity["period"].cells.tolist() == ["2022", "2023"]
    assert table.values[INCOME].tolist() == [38, 41]
    assert table.verdicts["4.1", "unstaged"].tolist() == [-1, 3]


def test_bare_names_may_stand_over_results_and_verdicts(csv_file):
    rows = [
        ["TT", "Tiêu chí", "Mẫu 1", "", "Mẫu 2", ""],
        ["", "", "Kết quả", "Đánh giá", "Kết quả", "Đánh giá"],
        ["4.1", "", "Đạt", "Đạt", "Đạt", "Chưa đạt"],
        ["9.2", "", "80", "Đạt", "60", "Chưa đạt"],
        ["10", "", "43", "Đạt", "41", "Chưa đạt"],
    ]
    table = ntm.read_table(csv_file(rows), year=2023)
    assert table.identity["commune"].cells.tolist() == ["Mẫu 1", "Mẫu 2"]
    assert table.verdicts["10", "unstaged"].tolist() == [3, 0]


def test_a_column_that_sums_up_is_no_commune(csv_file):
    rows = [["TT", "Tiêu chí", "Mẫu 1", "Mẫu 2", "Toàn huyện"], *([code, "", "50", "60", "55"] for code in ("9.2", "10", "11"))]  # fmt: skip
    table = ntm.read_table(csv_file(rows), year=2023)
    assert table.identity["commune"].cells.tolist() == ["Mẫu 1", "Mẫu 2"]
    assert [w.column for w in table.warnings if w.kind == "unknown_column"] == ["Toàn huyện"]


def test_a_figure_under_the_last_known_row_is_told_and_no_signature(csv_file):
    rows = [
        *TITLES,
        HEADER,
        *BODY,
        ["", "Số đàn trâu bò", "con", "1200", ""],
        ["", "Người lập biểu", "", "", ""],
    ]
    table = ntm.read_table(csv_file(rows))
    assert [(w.row, w.value) for w in table.warnings if w.kind == "unknown_column"] == [
        (10, "Số đàn trâu bò")
    ]


def test_a_number_beside_the_title_of_its_criterion_decides(csv_file):
    """“4.2 | Điện” is 4.2, though Điện is the title of criterion 4."""
    rows = [*TITLES, HEADER, ["4.2", "Điện", "", "Đạt", ""], *BODY[3:]]
    table = ntm.read_table(csv_file(rows))
    assert table.verdicts["4.2", "unstaged"].tolist() == [3]
    assert ("4", "unstaged") not in table.verdicts


def test_a_row_in_another_unit_than_its_figure_is_refused(csv_file):
    """57 households are not 57 %, nor is a quarter's income a year's."""
    rows = [
        *TITLES, HEADER, *BODY[:2],
        ["11", "Nghèo đa chiều", "hộ", "57", ""],
        ["10", "Thu nhập", "triệu đồng/quý", "11,4", ""],
        ["9.2", "", "%", "80", ""],
    ]  # fmt: skip
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file(rows))
    assert [(p.kind, p.value) for p in caught.value.problems] == [
        ("not_a_number", "57 hộ"),
        ("not_a_number", "11,4 triệu đồng/quý"),
    ]


def test_a_refused_row_is_named_though_few_others_are_known(csv_file):
    rows = [
        ["TT", "Tiêu chí", "Xã Mẫu 1"],
        ["4.2", "Tỷ lệ hộ sử dụng điện", "98"],
        ["10", "Thu nhập", "41"],
        ["11", "Nghèo đa chiều", "12"],
    ]
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file(rows), year=2023)
    (problem,) = caught.value.problems
    assert (problem.kind, problem.row) == ("lookalike_header", 2)
    assert '--map "4.2 Tỷ lệ hộ sử dụng điện=safe_electricity_household_pct"' in problem.remedy
    mapping = {"4.2 Tỷ lệ hộ sử dụng điện": POWER}
    assert ntm.read_table(csv_file(rows), year=2023, mapping=mapping).values[POWER].tolist() == [98]
