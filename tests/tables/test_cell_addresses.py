"""Errors in workbooks name the cell as the workbook shows it."""

from __future__ import annotations

import pytest

import ntm_rules as ntm
from tests.support.books import xlsx

HEADER = ["STT", "Tên xã", "Tỉnh", "Năm", "Khu vực", "10", "4.2"]


def saved(path, rows):
    path.write_bytes(xlsx(rows))
    return path


def problems_of(path):
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(path)
    return {(p.kind, p.row, p.cell) for p in caught.value.problems}


def test_of_figures_and_of_facts(tmp_path):
    rows = [["BIỂU TỔNG HỢP NĂM 2024"], HEADER, [1, "Xã Mẫu 1", "Gia Lai", 2024, "IV", "bốn mươi", 98], [2, "Xã Mẫu 2", "Gia Lai", 2024, "I", 46, 120]]  # fmt: skip
    found = problems_of(saved(tmp_path / "communes.xlsx", rows))
    assert found == {("not_a_choice", 3, "E3"), ("not_a_number", 3, "F3"), ("out_of_range", 4, "G4")}


def test_of_headers(tmp_path):
    rows = [[*HEADER[:6], "Tỷ lệ hộ sử dụng điện"], [1, "Xã Mẫu 1", "Gia Lai", 2024, "I", 46, 98]]
    found = problems_of(saved(tmp_path / "communes.xlsx", rows))
    assert found == {("lookalike_header", 1, "G1")}


def test_where_indicators_stand_in_rows(tmp_path):
    rows = [
        ["TT", "Chỉ tiêu", "Xã Mẫu 1", "Xã Mẫu 2"], ["4.2", "", "98", "97"], ["9.2", "", "80", "bảy"], ["10", "", "46", "45"],
    ]  # fmt: skip
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(saved(tmp_path / "communes.xlsx", rows), year=2024)
    assert [(p.kind, p.row, p.cell) for p in caught.value.problems] == [("not_a_number", 3, "D3")]


def test_text_files_have_rows_and_columns_alone(csv_file):
    (found,) = problems_of(csv_file([["Tên xã", "Năm", "10"], ["Xã Mẫu 1", 2024, "bốn"]]))
    assert found == ("not_a_number", 2, None)
