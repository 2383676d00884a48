"""Rows and columns of a workbook that are hidden are read, and named with their numbers and letters."""

from __future__ import annotations

import openpyxl
import pytest
import xlwt

import ntm_rules as ntm
from tests.support.books import ods, ods_row, saved

ROWS = [
    ["Tên xã", "Năm", "10", "11"],
    ["Mẫu 1", 2023, 42, 9],
    ["Mẫu 2", 2023, 43, 8],
    ["Mẫu 3", 2023, 44, 7],
]


def as_xlsx(path):
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["D"].hidden = True
    # Hidden and blank: nothing to say of them.
    book.active.row_dimensions[40].hidden = True
    book.active.column_dimensions["H"].hidden = True
    book.save(path)


def as_xls(path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Biểu")
    for n, row in enumerate(ROWS):
        for at, value in enumerate(row):
            sheet.write(n, at, value)
    sheet.row(2).hidden = True
    sheet.col(3).hidden = True
    path.write_bytes(saved(book))


def as_ods(path):
    columns = '<table:table-column table:number-columns-repeated="3"/><table:table-column table:visibility="collapse"/>'
    lines = "".join(
        ods_row(row, ' table:visibility="filter"' if n == 2 else "") for n, row in enumerate(ROWS)
    )
    path.write_bytes(ods(body=f'<table:table table:name="Biểu">{columns}{lines}</table:table>'))


@pytest.mark.parametrize(("suffix", "write"), [("xlsx", as_xlsx), ("xls", as_xls), ("ods", as_ods)])
def test_what_is_hidden_is_named_and_read(tmp_path, suffix, write):
    path = tmp_path / f"b.{suffix}"
    write(path)
    table = ntm.read_table(path)
    assert len(table) == 3
    (note,) = [w for w in table.warnings if w.kind == "hidden_cells"]
    assert note.facts == {"rows": [3], "columns": ["D"]}


def test_it_is_told_in_vietnamese_on_the_command_line(tmp_path, run):
    as_xlsx(tmp_path / "b.xlsx")
    assert "các dòng 3 và các cột D đang ẩn" in run("evaluate", tmp_path / "b.xlsx", "--lang", "vi").err


def test_nothing_is_told_of_a_sheet_that_is_left_out(tmp_path):
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    other = book.create_sheet("Cán bộ")
    for row in (["STT", "Họ và tên", "Chức vụ"], [1, "Lò Mẫu", "Chủ tịch"]):
        other.append(row)
    other.row_dimensions[2].hidden = True
    book.save(tmp_path / "b.xlsx")
    assert "hidden_cells" not in {w.kind for w in ntm.read_table(tmp_path / "b.xlsx").warnings}
