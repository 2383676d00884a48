"""`what-if --merge` where a part of a commune goes, columns say more, or a part of the whole has no figure."""

from __future__ import annotations

import json

import pytest

HEADERS = ["Tên xã", "Huyện", "Tỉnh", "Năm", "Dân số", "Tổng số hộ", "Thu nhập bình quân đầu người"]
MAP = ["Xã cũ", "Xã mới"]


@pytest.fixture
def three(csv_file):
    """Three communes of a district."""
    rows = [[f"Xã Mẫu {n}", "Huyện Mẫu", "Lạng Sơn", 2024, 1000 * n, 250 * n, 50 - n] for n in (1, 2, 3)]
    return csv_file([HEADERS, *rows])


def test_the_word_for_a_part_may_stand_in_any_column(run, three, csv_file):
    for header, word in (
        ("Ghi chú", "một phần"),
        ("Phạm vi", "Phần còn lại"),
        ("Nội dung", "Một phần diện tích tự nhiên, dân số"),
        ("Số thôn", "3/7 thôn"),
        ("Gồm", "thôn Nà Mẫu, thôn Nà Pe"),
        ("Tỷ lệ (%)", "40"),
        ("share", "0.4"),
        ("Note", "part of it"),
    ):
        rows = [["Xã Mẫu 1", "Xã Mới", ""], ["Xã Mẫu 2", "Xã Mới", word]]
        ran = run("what-if", three, "--merge", csv_file([[*MAP, header], *rows], "map.csv"))
        assert ran.code != 0, word
        assert not ran.out
        assert "NTM259 " in ran.err, word
        assert "row 3" in ran.err
        assert "Xã Mẫu 2 (một phần)" in ran.err
        assert f"write “whole” in the column “{header}”" in ran.err


@pytest.mark.parametrize(
    "name", ["Xã Mẫu 2 (một phần)", "một phần xã Mẫu 2", "Xã Mẫu 2 (40%)", "phần còn lại xã Mẫu 2"]
)
def test_a_name_may_say_that_it_is_a_part(run, three, csv_file, name):
    typed = run("what-if", three, "--merge", f"Xã Mẫu 1+{name}=Xã Mới")
    mapped = run(
        "what-if", three, "--merge", csv_file([MAP, ["Xã Mẫu 1", "Xã Mới"], [name, "Xã Mới"]], "map.csv")
    )
    for ran in (typed, mapped):
        assert ran.code != 0
        assert "NTM259" in ran.err
        assert "write “Xã Mẫu 2” if that is meant" not in ran.err


def test_a_row_of_the_part_is_merged_and_the_whole_stays(run, csv_file):
    """1,000 people at 49 and 500 at 40 have 46 a head; the commune that the part left stays in the table."""
    part = ["Xã Mẫu 2 (một phần)", "Huyện Mẫu", "Lạng Sơn", 2024, 500, 100, 40]
    whole = [
        ["Xã Mẫu 1", "Huyện Mẫu", "Lạng Sơn", 2024, 1000, 250, 49],
        ["Xã Mẫu 2", "Huyện Mẫu", "Lạng Sơn", 2024, 2000, 500, 48],
    ]
    table = csv_file([HEADERS, *whole, part])
    rows = [["Xã Mẫu 1", "Xã Mới", "toàn bộ"], ["Xã Mẫu 2 (một phần)", "Xã Mới", "một phần"]]
    ran = run(
        "what-if", table, "--merge", csv_file([[*MAP, "Ghi chú"], *rows], "map.csv"), "--format", "json"
    )
    assert ran.code == 0, ran.err
    (scenario,) = json.loads(ran.out)["scenarios"]
    communes = {one["commune"]: one for one in scenario["evaluation"]["communes"]}
    assert communes.keys() == {"Xã Mới", "Xã Mẫu 2"}
    income = next(c for c in communes["Xã Mới"]["criteria"] if c["code"] == "10")["indicators"][0]
    assert income["parts"][0]["value"] == 46


def test_whole_communes_are_merged_and_columns_of_no_use_are_named(run, three, csv_file):
    rows = [
        ["Xã Mẫu 1", "Xã Mới", "Toàn bộ diện tích, dân số", "100%", "Xã Mẫu 1"],
        ["Xã Mẫu 2", "Xã Mới", "nguyên trạng", "100", ""],
    ]
    path = csv_file([[*MAP, "Ghi chú", "Tỷ lệ", "Trụ sở"], *rows], "map.csv")
    ran = run("what-if", three, "--merge", path)
    assert ran.code == 0, ran.err
    out = " ".join(ran.out.split())
    assert "column “Trụ sở”: nobody knows this column; it is left out." in out
    assert "Ghi chú" not in out
    assert "Tỷ lệ" not in out


def test_two_sheets_of_mergers_are_both_read(run, three, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for name, olds in (("Một", ("Xã Mẫu 1", "Xã Mẫu 2")), ("Hai", ("Xã Mẫu 3",))):
        sheet = book.create_sheet(name)
        for row in (MAP, *([old, f"Xã Mới {name}"] for old in olds)):
            sheet.append(row)
    del book["Sheet"]
    book.save(tmp_path / "map.xlsx")
    ran = run("what-if", three, "--merge", tmp_path / "map.xlsx")
    assert ran.code == 0, ran.err
    assert "Xã Mới Một, Huyện Mẫu, 2024 (= Xã Mẫu 1 + Xã Mẫu 2)" in " ".join(ran.out.split())


def test_the_figure_that_is_missing_is_the_one_asked_for(run, csv_file):
    """Population is given, the township's income is not; elsewhere one population is not."""
    columns = ["Tên xã", "Tỉnh", "Năm", "Dân số", "Thu nhập bình quân đầu người", "2.1", "17.6"]
    rows = [
        ["Xã Mẫu 1", "Lạng Sơn", 2024, 1000, 49, 100, 80],
        ["Thị trấn Mẫu", "Lạng Sơn", 2024, 2000, "", 50, ""],
    ]
    merge = ("--merge", "Xã Mẫu 1+Thị trấn Mẫu=Xã Mới")
    out = " ".join(run("what-if", csv_file([columns, *rows]), *merge).out.split())
    assert "give the figure of Thị trấn Mẫu: Income per head" in out
    assert "in the column “population”" not in out
    # A rate of road lengths hangs on no column: its counts are asked for.
    assert "columns commune_road_paved_pct_num and commune_road_paved_pct_den" in out
    rows[1][3:5] = "", 45
    out = " ".join(run("what-if", csv_file([columns, *rows]), *merge).out.split())
    assert "give the population of Thị trấn Mẫu in the column “population”" in out
    assert "1 figure(s) that only some of the parts give stay missing for the whole" in out
