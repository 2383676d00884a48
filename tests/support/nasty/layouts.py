"""Workbooks whose table does not begin in the first cell: titles, merged headers, totals, signatures."""

from __future__ import annotations

from typing import Any

from tests.support.books import add_sheet, xlsx
from tests.support.nasty import read, refused

HEADER = ["Xã", "Năm", "10", "4.2", "illustrative"]
BODY = [["Xã Mẫu 1", 2023, 42.1, 98.5, "có"], ["Xã Mẫu 2", 2023, 43, 100, "có"]]
COLUMNS = {
    "commune": ["Xã Mẫu 1", "Xã Mẫu 2"],
    "income_per_capita": [42.1, 43],
    "safe_electricity_household_pct": [98.5, 100],
}


@read("titles-above.xlsx", warns=("skipped_row", "told_by_titles"), district=["Huyện Mẫu"] * 2, **COLUMNS)
def titles_above() -> bytes:
    titles = [["ỦY BAN NHÂN DÂN HUYỆN MẪU"], ["BIỂU TỔNG HỢP (SỐ LIỆU MINH HỌA)"], []]
    return xlsx([*titles, HEADER, *BODY])


@read("merged-headers.xlsx", **COLUMNS)
def merged_headers() -> bytes:
    def merge(book: Any) -> None:
        sheet = book.worksheets()[0]
        for column, text in enumerate(("Xã", "Năm", "10. Thu nhập")):
            sheet.merge_range(0, column, 1, column, text)
        sheet.merge_range(0, 3, 0, 4, "4. Điện")
        sheet.write_row(1, 3, ["4.2. Tỷ lệ hộ sử dụng điện an toàn", "illustrative"])

    return xlsx([[], [], *BODY], merge)


@read("totals-row.xlsx", warns=("skipped_row",), **COLUMNS)
def totals_row() -> bytes:
    return xlsx([HEADER, *BODY, ["Tổng cộng", "", 85.1, 198.5, ""]])


@read("footer.xlsx", warns=("skipped_row",), **COLUMNS)
def footer() -> bytes:
    signed = [[], ["NGƯỜI LẬP BIỂU", "", "", "TM. ỦY BAN NHÂN DÂN"], ["", "", "", "Chủ tịch"]]
    return xlsx([HEADER, *BODY, *signed])


@read("column-numbers-under-header.xlsx", warns=("skipped_row",), **COLUMNS)
def column_numbers_under_header() -> bytes:
    return xlsx([HEADER, [f"({n})" for n in range(1, 6)], *BODY])


@refused("17.10-typed-as-a-number.xlsx", "two headers read 17.1", "a workbook drops the last zero of 17.10")
def lost_zero() -> bytes:
    return xlsx([["Xã", "Năm", 17.1, 17.10, "illustrative"], ["Xã Mẫu 1", 2023, 50, 90, "có"]])


@refused("two-tables.xlsx", "stands already in sheet “Biểu”, row 2", "--sheet")
def two_tables() -> bytes:
    return xlsx([HEADER, *BODY], lambda book: add_sheet(book, "Hai", [HEADER, *BODY]))


@read("hidden-sheet.xlsx", warns=("skipped_sheet",), **COLUMNS)
def hidden_sheet() -> bytes:
    return xlsx([HEADER, *BODY], lambda book: add_sheet(book, "Cũ", [HEADER, *BODY]).hide())


@read("very-hidden-sheet.xlsx", warns=("skipped_sheet",), **COLUMNS)
def very_hidden_sheet() -> bytes:
    return xlsx([HEADER, *BODY], lambda book: add_sheet(book, "Cũ", [HEADER, *BODY]).very_hidden())


@read("formatted-rows.xlsx", **COLUMNS)
def formatted_rows() -> bytes:
    """50,000 rows that hold a colour and nothing else."""

    def colour(book: Any) -> None:
        form = book.add_format({"bg_color": "#FFFF00"})
        for row in range(3, 50_003):
            book.worksheets()[0].write_blank(row, 0, None, form)

    return xlsx([HEADER, *BODY], colour)


@refused("empty.xlsx", "the file has no rows")
def empty() -> bytes:
    return xlsx()


@refused("charts-only.xlsx", "it has no sheet of cells, only charts or macros")
def charts_only() -> bytes:
    from tests.support.books import archive, edited, parts_of

    def chart(book: Any) -> None:
        drawn = book.add_chart({"type": "column"})
        drawn.add_series({"values": "=Biểu!$A$1:$A$2"})
        book.add_chartsheet("Đồ thị").set_chart(drawn)

    def without_cells(xml: str) -> str:
        return xml.replace('<sheet name="Biểu" sheetId="1" r:id="rId1"/>', "")

    data = edited(xlsx([[1], [2]], chart), "xl/workbook.xml", without_cells)
    return archive({k: v for k, v in parts_of(data).items() if k != "xl/worksheets/sheet1.xml"})
