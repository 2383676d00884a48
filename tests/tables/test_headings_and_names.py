"""Names that communes share with rows that are none, headings of districts without the word, units that look like heads."""

from __future__ import annotations

import openpyxl
import pytest

import ntm_rules as ntm

TITLE = ["TỔNG HỢP NĂM 2023 TỈNH NGHỆ AN"]
HEADER = ["STT", "Tên xã", "10", "11", "15.1"]
FIGURES = [44, 5, 95]


def communes(csv_file, *rows, header=HEADER):
    table = ntm.read_table(csv_file([TITLE, header, *rows]))
    return [(table.text(row, "commune"), table.text(row, "district")) for row in range(len(table))]


def names(csv_file, *rows):
    return [name for name, _ in communes(csv_file, *rows)]


def counted(number, name):
    return [number, name, *FIGURES]


@pytest.mark.parametrize("name", ["Cấp huyện", "Cấp tỉnh", "Cấp xã", "CẤP HUYỆN"])
def test_a_level_of_government_is_no_commune(csv_file, name):
    assert names(csv_file, counted(1, "Mẫu 1"), counted("", name)) == ["Mẫu 1"]


@pytest.mark.parametrize("name", ["Trung Bình", "Khu Vực", "Bình Quân", "TRUNG BÌNH"])
@pytest.mark.parametrize("below", [[], [counted(3, "Mẫu 3")]])
def test_a_number_that_counts_on_makes_a_commune_of_a_name_like_that_of_a_sum(csv_file, name, below):
    rows = [counted(1, "Mẫu 1"), counted(2, name), *below]
    assert names(csv_file, *rows) == [row[1] for row in rows]


@pytest.mark.parametrize(
    "row",
    [
        counted("", "Trung Bình"),
        counted(7, "Trung Bình"),
        counted(2, "Trung bình"),
        counted(2, "Tổng cộng"),
        [2, "Bình Quân", "", "", ""],
        counted(2, "Bình quân toàn huyện"),
    ],
)
def test_without_such_a_number_or_figures_it_is_left_out(csv_file, row):
    assert names(csv_file, counted(1, "Mẫu 1"), row) == ["Mẫu 1"]


@pytest.mark.parametrize("figures", [["", "", ""], FIGURES])
@pytest.mark.parametrize("numbers", [("I", "II"), ("A", "B"), ("I.", "II.")])
@pytest.mark.parametrize("districts", [("Anh Mẫu", "Tân Mẫu"), ("ANH MẪU", "TÂN MẪU")])
def test_a_numbered_heading_gives_the_district_without_the_word(csv_file, figures, numbers, districts):
    first, second = numbers
    rows = [
        [first, districts[0], *figures], counted(1, "Mẫu 1"), counted(2, "Mẫu 2"),
        [second, districts[1], *figures], counted(1, "Mẫu 1"),
    ]  # fmt: skip
    assert communes(csv_file, *rows) == [("Mẫu 1", "Anh Mẫu"), ("Mẫu 2", "Anh Mẫu"), ("Mẫu 1", "Tân Mẫu")]


def test_headings_with_and_without_the_word(csv_file):
    rows = [["I", "TP. Mẫu"], counted(1, "Mẫu 1"), ["II", "H. Anh Mẫu"], counted(1, "Mẫu 1"), ["III", "Tân Mẫu"], counted(1, "Mẫu 1")]  # fmt: skip
    districts = [district for _, district in communes(csv_file, *rows)]
    assert districts == ["Thành phố Mẫu", "Huyện Anh Mẫu", "Tân Mẫu"]


@pytest.mark.parametrize("heading", ["Phía bắc", "PHÍA BẮC", "Đã đạt chuẩn", "Miền Tây", "Nhóm A", "Xã đạt"])
def test_a_heading_that_names_no_district_gives_none(csv_file, heading):
    rows = [["I", heading, "", "", ""], counted(1, "Mẫu 1"), ["II", "Tân Mẫu", "", "", ""], counted(1, "Mẫu 2")]  # fmt: skip
    assert communes(csv_file, *rows) == [("Mẫu 1", None), ("Mẫu 2", None)]


def test_a_district_in_the_title_stands_before_bare_headings(csv_file):
    title = ["TỔNG HỢP HUYỆN MẪU NĂM 2023 TỈNH NGHỆ AN"]
    table = ntm.read_table(
        csv_file([title, HEADER, ["I", "Anh Mẫu", "", "", ""], counted(1, "Mẫu 1"), ["II", "Tân Mẫu"]])
    )
    assert table.text(0, "district") == "Huyện Mẫu"


@pytest.mark.parametrize(
    "heading", ["XÃ NÔNG THÔN MỚI KIỂU MẪU", "XÃ NTM NÂNG CAO", "XÃ ĐÃ ĐẠT CHUẨN", "XÃ CHƯA ĐẠT CHUẨN", "Xã phấn đấu đạt chuẩn"]
)  # fmt: skip
@pytest.mark.parametrize("figures", [["", "", ""], FIGURES])
def test_a_group_of_communes_is_none_of_them(csv_file, heading, figures):
    rows = [["I", heading, *figures], counted(1, "Mẫu 1"), counted(2, "Mẫu 2")]
    assert communes(csv_file, *rows) == [("Mẫu 1", None), ("Mẫu 2", None)]


@pytest.mark.parametrize(
    "row", [["Tổng", "2 xã", *FIGURES], ["", "02 xã", *FIGURES], ["Cộng", "3 thị trấn", *FIGURES]]
)
def test_how_many_communes_is_none_of_them(csv_file, row):
    assert names(csv_file, counted(1, "Mẫu 1"), row) == ["Mẫu 1"]


@pytest.mark.parametrize(
    "header",
    ["Xã/TT", "Xã, TT", "Xã-TT", "Tên xã/TT", "Tên xã, TT", "Xã, phường, TT", "XÃ/ TT", "Xã (TT)", "X/P/TT"],
)
def test_communes_under_short_headers(csv_file, header):
    rows = [counted(1, "Mẫu 1"), counted(2, "Mẫu 2")]
    assert communes(csv_file, *rows, header=["STT", header, *HEADER[2:]]) == [
        ("Mẫu 1", None),
        ("Mẫu 2", None),
    ]


def test_a_unit_of_a_form_is_not_the_head_of_communes(tmp_path):
    book = openpyxl.Workbook()
    for row in [
        ["KẾT QUẢ XÃ MẪU 1 HUYỆN MẪU TỈNH NGHỆ AN NĂM 2023"],
        ["STT", "Chỉ tiêu", "ĐVT", "Kết quả"],
        [1, "Quy hoạch", "Xã", "Đạt"],
        ["15.1", "Tỷ lệ người dân tham gia BHYT", "%", 95],
        [10, "Thu nhập bình quân đầu người", "tr.đ", 45],
    ]:
        book.active.append(row)
    book.save(tmp_path / "form.xlsx")
    table = ntm.read_table(tmp_path / "form.xlsx")
    assert [table.text(row, "commune") for row in range(len(table))] == ["Xã Mẫu 1"]
    assert table.values["health_insurance_pct"].tolist() == [95]


def test_a_row_of_units_names_the_unit_of_communes_too(csv_file):
    header = ["STT", "Tên xã", "Thu nhập bình quân đầu người", "Tỷ lệ người dân tham gia BHYT"]
    rows = [["", "Xã", "triệu đồng", "%"], [1, "Mẫu 1", 44, 95]]
    assert communes(csv_file, *rows, header=header) == [("Mẫu 1", None)]
