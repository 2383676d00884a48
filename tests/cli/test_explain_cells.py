"""`explain` names the cell of a figure and of a verdict as the file counts it, however the sheet lies."""

from __future__ import annotations

import openpyxl


def test_a_form_of_one_commune(tmp_path, run):
    book = openpyxl.Workbook()
    for row in (
        ["KẾT QUẢ XÃ MẪU 1, TỈNH LAI CHÂU NĂM 2024"],
        [],
        ["TT", "Nội dung", "Kết quả", "Đánh giá"],
        ["10", "Thu nhập bình quân đầu người", 50, "Đạt"],
        ["11", "Tỷ lệ nghèo đa chiều", 5, "Đạt"],
        ["15.1", "BHYT", 95, "Đạt"],
    ):
        book.active.append(row)
    path = tmp_path / "form.xlsx"
    book.save(path)
    ran = run("explain", str(path), "--commune", "Xã Mẫu 1", "11")
    assert "row 5, column “Kết quả”, cell C5" in ran.out
    assert "row 5, column “Đánh giá”, cell D5" in ran.out


def test_a_long_table(tmp_path, run):
    book = openpyxl.Workbook()
    for row in (
        ["Xã", "Tỉnh", "Năm", "Chỉ tiêu", "Kết quả"],
        ["Xã Mẫu 1", "Lai Châu", 2024, "10", 50],
        ["Xã Mẫu 1", "Lai Châu", 2024, "17.6", "Đạt"],
    ):
        book.active.append(row)
    path = tmp_path / "long.xlsx"
    book.save(path)
    ran = run("explain", str(path), "--commune", "Xã Mẫu 1", "17.6")
    assert "row 3, column “Kết quả”, cell E3" in ran.out
