"""Rows between communes: districts, zones, sums, levels and plans are no communes; headings give their district."""

from __future__ import annotations

import openpyxl
import pytest

import ntm_rules as ntm

TITLE = ["TỔNG HỢP NĂM 2023 TỈNH NGHỆ AN"]
HEADER = ["STT", "Tên xã", "10", "11", "15.1"]
FIGURES = [44, 5, 95]


def table_of(csv_file, rows, header=HEADER, **how):
    return ntm.read_table(csv_file([TITLE, header, *rows]), **how)


def communes(table):
    return [(table.text(row, "commune"), table.text(row, "district")) for row in range(len(table))]


def left_out(table):
    """The numbers of all rows told as left out, the titles aside."""
    return sorted(r for w in table.warnings if w.kind == "skipped_row" for r in w.facts["rows"] if r > 2)


def commune(number, name):
    return [number, name, *FIGURES]


@pytest.mark.parametrize(
    "name",
    [
        "Huyện Mẫu", "THỊ XÃ MẪU", "H. Mẫu", "VÙNG MIỀN NÚI", "Cụm số 2", "Khu vực III", "Chênh lệch", "Tăng/giảm", "Tăng (+), giảm (-)", "So với năm 2022",
        "Mức chuẩn", "Mức đạt chuẩn theo quy định", "QĐ 318/QĐ-TTg", "Chỉ tiêu tỉnh giao", "Kế hoạch", "KH năm 2024", "Mục tiêu 2025", "BQ toàn huyện",
        "Bình quân các xã", "TB chung", "Trung bình cả tỉnh", "Cả huyện", "Số xã đạt chuẩn", "% xã đạt", "Xã đạt chuẩn", "Kết quả năm trước", "Năm 2022",
        "Thực hiện năm 2022", "TH 2022", "31/12/2022", "Cùng kỳ năm trước", "Cộng (12 xã)", "Tổng số", "Ước cả năm",
    ],
)  # fmt: skip
def test_a_row_with_figures_that_is_no_commune_is_left_out_and_reported(csv_file, name):
    table = table_of(csv_file, [commune(1, "Mẫu 1"), commune("", name), commune(2, "Mẫu 2")])
    assert [name for name, _ in communes(table)] == ["Mẫu 1", "Mẫu 2"]
    assert left_out(table) == [4]


@pytest.mark.parametrize(
    "name",
    ["Tổng Cọt", "Xã Tổng Mẫu", "Xã Vùng Mẫu", "Xã Kế Hoạch", "Cộng Hòa", "Huyền Tụng", "Tĩnh Húc", "Miền Đồi", "Kỳ Sơn", "Thị trấn Kế Sách"],
)  # fmt: skip
@pytest.mark.parametrize("figures", [FIGURES, ["", "", ""]])
def test_a_commune_whose_name_begins_alike_stays(csv_file, name, figures):
    table = table_of(csv_file, [commune(1, "Mẫu 1"), [2, name, *figures]])
    assert [name for name, _ in communes(table)] == ["Mẫu 1", name]


@pytest.mark.parametrize(
    "headings",
    [
        (["I", "Huyện Anh Mẫu", "", "", ""], ["II", "Huyện Tân Kỳ", "", "", ""]),
        (["I", "Huyện Anh Mẫu", *FIGURES], ["II", "Huyện Tân Kỳ", *FIGURES]),
        (["", "I. HUYỆN ANH MẪU", "", "", ""], ["", "II. HUYỆN TÂN KỲ", "", "", ""]),
        (["HUYỆN ANH MẪU (12 xã)", "", "", "", ""], ["HUYỆN TÂN KỲ: 3 xã", "", "", "", ""]),
        (["A", "H. Anh Mẫu", *FIGURES], ["B", "H. Tân Kỳ", *FIGURES]),
    ],
)
def test_headings_give_the_district_so_that_names_may_stand_in_two(csv_file, headings):
    rows = [headings[0], commune(1, "Mẫu 1"), commune(2, "Mẫu 2"), headings[1], commune(1, "Mẫu 1")]
    table = table_of(csv_file, rows)
    assert communes(table) == [
        ("Mẫu 1", "Huyện Anh Mẫu"), ("Mẫu 2", "Huyện Anh Mẫu"), ("Mẫu 1", "Huyện Tân Kỳ"),
    ]  # fmt: skip
    assert left_out(table) == [3, 6]
    assert [3, 6] in [w.facts.get("rows") for w in table.warnings if w.kind == "told_by_titles"]


def test_headings_over_two_periods_side_by_side(csv_file):
    header = ["STT", "Tên xã", "10 năm 2022", "10 năm 2023"]
    rows = [
        ["I", "Huyện Mẫu A", "", ""],
        [1, "Mẫu 1", 40, 44],
        ["II", "Thị xã Mẫu B", 40, 41],
        [1, "Mẫu 1", 40, 45],
    ]
    table = table_of(csv_file, rows, header)
    assert communes(table) == [("Mẫu 1", "Huyện Mẫu A")] * 2 + [("Mẫu 1", "Thị xã Mẫu B")] * 2
    assert table.values["income_per_capita"].tolist() == [40, 44, 40, 45]


def test_sums_below_their_communes_give_the_district_above(csv_file):
    rows = [commune(1, "Mẫu 1"), commune("", "Huyện A"), commune(1, "Mẫu 1"), commune("", "Huyện B")]
    assert communes(table_of(csv_file, rows)) == [("Mẫu 1", "Huyện A"), ("Mẫu 1", "Huyện B")]


def test_a_zone_over_districts_ends_the_last_of_them(csv_file):
    rows = [
        commune("A", "VÙNG MIỀN NÚI"), commune("I", "Huyện A"), commune(1, "Mẫu 1"), commune("B", "VÙNG ĐỒNG BẰNG"), commune(1, "Mẫu 2"),
    ]  # fmt: skip
    assert communes(table_of(csv_file, rows)) == [("Mẫu 1", "Huyện A"), ("Mẫu 2", None)]


@pytest.mark.parametrize("numbers", [("I", 1, 2, "II", 1), ("1", "1.1", "1.2", "2", "2.1")])
def test_a_number_over_those_of_others_is_no_commune_s(csv_file, numbers):
    names = ("Anh Mẫu", "Mẫu 1", "Mẫu 2", "Tân Mẫu", "Mẫu 3")
    table = table_of(csv_file, [commune(n, name) for n, name in zip(numbers, names, strict=True)])
    assert [name for name, _ in communes(table)] == ["Mẫu 1", "Mẫu 2", "Mẫu 3"]
    assert left_out(table) == [3, 6]


def test_headings_of_provinces_decide_the_region(csv_file):
    header = ["STT", "Tên xã", "Năm", "10"]
    rows = [["A", "Tỉnh Lai Châu", "", ""], [1, "Mẫu 1", 2023, 40], ["B", "Tỉnh Nam Định", "", ""], [1, "Mẫu 1", 2023, 40]]  # fmt: skip
    table = ntm.read_table(csv_file([header, *rows]))
    assert [table.regions[row] for row in range(2)] == ["TDMNPB", "DBSH"]


@pytest.mark.parametrize(
    "under",
    [
        [["", "", "", "", "CHÁNH VĂN PHÒNG"]],
        [["", "", "GIÁM ĐỐC", "", ""], ["", "", "(Đã ký)", "", ""], ["", "", "Lò Văn Mẫu", "", ""]],
        [["", "NGƯỜI LẬP BIỂU", "", "KT. CHỦ TỊCH", ""], ["", "", "", "PHÓ CHỦ TỊCH", ""], ["", "Lò Mẫu", "", "Vàng Mẫu", ""]],
        [["", "TRƯỞNG PHÒNG", "", "", ""], ["", "Lò Văn Mẫu", "", "", ""]],
        [["Nơi nhận:", "", "", "", ""], ["- Như trên;", "", "", "", ""], ["- Lưu: VT.", "", "", "", ""]],
        [["", "", "", "", "Mẫu, ngày 5 tháng 1 năm 2024"], ["", "", "", "", "TL. CHỦ TỊCH"]],
        [["", "", "", "", "Nguyễn Văn Mẫu"]],
        [["", "Kế toán", "", "", ""], ["", "ĐT: 0900000000", "", "", ""]],
    ],
)  # fmt: skip
def test_signatures_in_any_column_are_no_communes(csv_file, under):
    table = table_of(csv_file, [commune(1, "Mẫu 1"), ["", "", "", "", ""], *under])
    assert communes(table) == [("Mẫu 1", None)]
    assert left_out(table) == list(range(5, 5 + len(under)))


class TestWrittenOnce:
    """A district or province in the first of its rows."""

    HEADER = ("Huyện", "Tên xã", "Năm", "10")

    def read(self, csv_file, rows, header=HEADER):
        return ntm.read_table(csv_file([list(header), *rows]))

    def test_is_that_of_the_blank_rows_below(self, csv_file):
        rows = [["Anh Mẫu", "Mẫu 1", 2023, 40], ["", "Mẫu 2", 2023, 41], ["Tân Mẫu", "Mẫu 1", 2023, 42], ["", "Mẫu 3", 2023, 43]]  # fmt: skip
        table = self.read(csv_file, rows)
        assert communes(table) == [("Mẫu 1", "Anh Mẫu"), ("Mẫu 2", "Anh Mẫu"), ("Mẫu 1", "Tân Mẫu"), ("Mẫu 3", "Tân Mẫu")]  # fmt: skip
        (note,) = [w for w in table.warnings if w.kind == "filled_down"]
        assert (note.column, note.facts["rows"]) == ("Huyện", [3, 5])

    def test_decides_the_region_where_it_is_a_province(self, csv_file):
        rows = [["Lai Châu", "Mẫu 1", 2023, 40], ["", "Mẫu 2", 2023, 41], ["", "Mẫu 3", 2023, 41]]
        table = self.read(csv_file, rows, ("Tỉnh", *self.HEADER[1:]))
        assert [table.regions[row] for row in range(3)] == ["TDMNPB"] * 3

    def test_also_in_a_row_of_its_own_with_the_sum(self, csv_file):
        rows = [["Anh Mẫu", "", 2023, 40], ["", "Mẫu 1", 2023, 41], ["Tân Mẫu", "", 2023, 42], ["", "Mẫu 1", 2023, 43]]  # fmt: skip
        assert communes(self.read(csv_file, rows)) == [("Mẫu 1", "Anh Mẫu"), ("Mẫu 1", "Tân Mẫu")]

    def test_a_gap_in_a_full_column_stays_one(self, csv_file):
        rows = [["Anh Mẫu", "Mẫu 1", 2023, 40], ["", "Mẫu 2", 2023, 41], ["Tân Mẫu", "Mẫu 3", 2023, 42], ["Bắc Mẫu", "Mẫu 4", 2023, 43]]  # fmt: skip
        assert communes(self.read(csv_file, rows))[1] == ("Mẫu 2", None)

    def test_rows_of_another_year_have_none_of_it(self, csv_file):
        """Since July 2025 there are no districts."""
        rows = [["Anh Mẫu", "Mẫu 1", 2023, 40], ["", "Mẫu 1", 2025, 41]]
        assert communes(self.read(csv_file, rows)) == [("Mẫu 1", "Anh Mẫu"), ("Mẫu 1", None)]

    def test_in_a_merged_cell_it_is_told_too(self, tmp_path):
        book = openpyxl.Workbook()
        for row in [self.HEADER, ["Anh Mẫu", "Mẫu 1", 2023, 40], [None, "Mẫu 2", 2023, 41], ["Tân Mẫu", "Mẫu 3", 2023, 41]]:  # fmt: skip
            book.active.append(list(row))
        book.active.merge_cells("A2:A3")
        book.save(tmp_path / "b.xlsx")
        table = ntm.read_table(tmp_path / "b.xlsx")
        assert communes(table)[1] == ("Mẫu 2", "Anh Mẫu")
        assert [w.facts["rows"] for w in table.warnings if w.kind == "filled_down"] == [[3]]


@pytest.mark.parametrize(
    ("title", "district"),
    [("HUYỆN TÂN KỲ, TỈNH NGHỆ AN, NĂM 2023", "Huyện Tân Kỳ"), ("Năm 2023, huyện Tân Kỳ", "Huyện Tân Kỳ")],
)
def test_a_title_ends_no_name_before_its_last_word(csv_file, title, district):
    table = ntm.read_table(csv_file([[title], HEADER, commune(1, "Mẫu 1")]))
    assert communes(table) == [("Mẫu 1", district)]
