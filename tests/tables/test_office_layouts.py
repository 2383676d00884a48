"""Layouts of district offices: numbers under titles, small tables under the first one, sums in the district's column."""

from __future__ import annotations

import pytest

import ntm_rules as ntm

TITLE = ["TỔNG HỢP NĂM 2023 TỈNH NGHỆ AN"]
HEADER = ["TT", "Tên xã", "10", "11"]
ROWS = [[1, "Mẫu 1", 44, 5], [2, "Mẫu 2", 45, 6]]


@pytest.fixture
def table_of(csv_file):
    def read(*rows, title=TITLE):
        return ntm.read_table(csv_file([title, *rows]))

    return read


def communes(table):
    return [table.text(row, "commune") for row in range(len(table))]


def test_numbers_under_the_titles_of_criteria_are_theirs(table_of):
    """Titles that nobody knows have the number below them; it is no count of columns."""
    titles = ["Quy hoạch", "Giao thông", "Thủy lợi và PCTT", "Điện", "Trường học", "Văn hóa (CSVC)"]
    rows = [["TT", "Xã", *titles], ["", "", 1, 2, 3, 4, 5, 6], [1, "Mẫu 1", *["Đạt"] * 5, "Chưa đạt"]]
    table = table_of(*rows)
    assert {code: int(cells[0]) for (code, _), cells in table.verdicts.items()} == {
        "1": 3, "2": 3, "3": 3, "4": 3, "5": 3, "6": 0,
    }  # fmt: skip


def test_numbers_of_columns_stay_those_of_columns(table_of):
    titles = ["Thu nhập", "Nghèo đa chiều", "Quy hoạch", "Giao thông"]
    table = table_of(["TT", "Xã", *titles], ["", "", 1, 2, 3, 4], [1, "Mẫu 1", 44, 5, "Đạt", "Chưa đạt"])
    assert table.values["income_per_capita"].tolist() == [44]
    assert {code: int(cells[0]) for (code, _), cells in table.verdicts.items()} == {"1": 3, "2": 0}


@pytest.mark.parametrize(
    "under",
    [
        [["TT", "Mức độ", "Số xã", ""], [1, "19 tiêu chí", 1, ""], [2, "Dưới 15 tiêu chí", 0, ""]],
        [["THEO MỨC ĐỘ", "", "", ""], ["STT", "Nội dung", "Số xã", "Tỷ lệ"], [1, "Đạt chuẩn", 1, 50]],
    ],
)
def test_a_table_of_other_things_below_is_left_out_and_told(table_of, under):
    table = table_of(HEADER, *ROWS, ["", "", "", ""], *under)
    assert communes(table) == ["Mẫu 1", "Mẫu 2"]
    assert "another table begins" in " ".join(str(w) for w in table.warnings)


def test_a_sum_that_stands_in_the_column_of_districts_is_left_out(table_of):
    rows = [
        [1, "Mẫu A", "Mẫu 1", 44],
        [2, "Mẫu A", "Mẫu 2", 45],
        ["", "Tổng", "", 44],
        ["", "Bình quân", "", 44],
    ]
    assert communes(table_of(["TT", "Huyện", "Tên xã", "10"], *rows)) == ["Mẫu 1", "Mẫu 2"]


@pytest.mark.parametrize("name", ["Đạt", "Chưa đạt", "Cơ bản đạt"])
def test_a_row_of_how_many_meet_is_left_out(table_of, name):
    assert communes(table_of(HEADER, *ROWS, ["", name, 2, 1])) == ["Mẫu 1", "Mẫu 2"]


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("1. Xã Mẫu", "Xã Mẫu"), ("2) Mẫu", "Mẫu"), ("- Xã Mẫu", "Xã Mẫu"), ("+ Thị trấn Mẫu", "Thị trấn Mẫu"), ("3.Mẫu", "Mẫu"),
        ("Mẫu (*)", "Mẫu"), ("Mẫu*", "Mẫu"), ("Xã 12", "Xã 12"), ("Phường 3", "Phường 3"), ("Mẫu - Nam", "Mẫu - Nam"),
    ],
)  # fmt: skip
def test_a_number_bullet_or_footnote_is_no_part_of_the_name(table_of, cell, name):
    assert communes(table_of(HEADER, ["", cell, 44, 5])) == [name]


def test_a_number_before_the_name_does_not_hide_its_history(table_of):
    table = table_of(["Tên xã", "Năm", "10"], ["1. Mẫu", 2023, 44], ["Mẫu", 2022, 44], title=["TỈNH NGHỆ AN"])
    assert communes(table) == ["Mẫu", "Mẫu"]


@pytest.mark.parametrize(
    ("title", "district"),
    [
        ("KẾT QUẢ HUYỆN TÂN KỲ TỈNH NGHỆ AN NĂM 2023", "Huyện Tân Kỳ"),
        ("KẾT QUẢ HUYỆN TÂN KỲ NĂM 2023, TỈNH NGHỆ AN", "Huyện Tân Kỳ"),
        ("KẾT QUẢ HUYỆN MẪU KỲ TỈNH NGHỆ AN NĂM 2023", "Huyện Mẫu Kỳ"),
        ("SỐ LIỆU HUYỆN MẪU KỲ NĂM 2023, TỈNH NGHỆ AN", "Huyện Mẫu"),
    ],
)
def test_a_district_whose_name_ends_like_a_word_of_time(table_of, title, district):
    assert table_of(HEADER, *ROWS, title=[title]).text(0, "district") == district


def test_the_number_of_a_criterion_behind_its_title(table_of):
    head = ["TT", "Tên xã", "Thu nhập (TC10)", "Nghèo đa chiều (Tiêu chí số 11)", "Thu nhập (TC10) Đánh giá"]
    table = table_of(head, [1, "Mẫu 1", 44, 5, "Đạt"])
    assert table.values["income_per_capita"].tolist() == [44]
    assert table.values["multidimensional_poverty_pct"].tolist() == [5]


def test_a_row_that_names_the_communes_is_the_header_though_no_figure_is_known(table_of):
    with pytest.raises(ntm.InputError) as caught:
        table_of(["TT", "Tên xã", "Cột lạ", "Cột khác"], [1, "Mẫu 1", 40, 4], [2, "Mẫu 2", 41, 5])
    assert {problem.kind for problem in caught.value.problems} >= {"no_indicator_column"}
    assert "no_commune_column" not in {problem.kind for problem in caught.value.problems}
