"""A district's nine files, as communes send them, become one table and one workbook, each number traceable."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import openpyxl
import pytest

import ntm_rules as ntm
from tests.support import nine_files

pytestmark = pytest.mark.slow

DOCUMENTS = Path(__file__).parents[1] / "fixtures" / "example-documents-2023.csv"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("xã")
    nine_files.write(where)
    return where


@pytest.fixture(scope="module")
def result(folder):
    with ntm.language("vi"):
        return ntm.evaluate(folder, documents=DOCUMENTS)


@pytest.fixture(scope="module")
def book(result, tmp_path_factory):
    path = tmp_path_factory.mktemp("kết quả") / "huyện.xlsx"
    with ntm.language("vi"):
        result.write(path)
    return path


def rows_of(path, sheet):
    """The rows of a sheet as dictionaries, from its header on."""
    rows = list(openpyxl.load_workbook(path)[sheet].values)
    at = next(n for n, row in enumerate(rows) if "Xã" in row)
    return [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :]]


def test_they_judge_as_the_one_table_they_came_from(result):
    whole = ntm.evaluate(nine_files.DISTRICT).criteria.query("commune != 'Thị trấn Mẫu'")
    ours = result.criteria
    assert (
        ours[["commune", "criterion", "status", "reason"]]
        .astype(str)
        .equals(whole[["commune", "criterion", "status", "reason"]].astype(str).reset_index(drop=True))
    )


@pytest.mark.parametrize(
    ("commune", "variable", "sheet", "cell"),
    [
        (0, "income_per_capita", None, "AK3"),
        (1, "income_per_capita", "Biểu 01", "C42"),
        (5, "health_insurance_pct", "Sheet1", "AX3"),
        (6, "income_per_capita", "Biểu 01", "F37"),
    ],
)
def test_each_figure_is_found_again_where_the_table_says_it_was_read(result, commune, variable, sheet, cell):
    table = result.judged.table
    place = table.cell(commune, variable)
    name = nine_files.SENT[commune][0]
    assert Path(place["file"]).name == name
    assert place.get("sheet") == sheet
    given = nine_files.communes()[commune][variable]
    row, column = place["row"], place["cell"].rstrip("0123456789")
    rows = nine_files.SENT[commune][1](nine_files.communes()[commune])
    at = 0
    for letter in column:
        at = at * 26 + ord(letter) - 64
    assert rows[row - 1][at - 1] == given


def test_the_workbook_holds_conflicts_with_value_level_and_cell(book):
    rows = rows_of(book, "Mâu thuẫn")
    found = next(row for row in rows if row["Xã"] == "Xã Mẫu 3" and row["Chỉ tiêu, tiêu chí"] == "10")
    assert found["Ai kết luận"] == "xã tự đánh giá"
    assert found["Số liệu"].startswith("10: 41,2 triệu đồng/người/năm (≥ 42")
    assert found["Đọc từ tệp"] == "Xã Mẫu 3 - bieu 01.xlsx"
    assert found["Ô"].startswith("C")


def test_the_workbook_lists_papers_that_are_missing_or_lapsed_by_office(book):
    rows = rows_of(book, "Hồ sơ")
    assert {row["Hồ sơ"] for row in rows} >= {"có, còn giá trị", "chưa có", "hết hạn"}
    assert all(row["Cơ quan phụ trách"] for row in rows)


def test_every_figure_of_the_workbook_names_its_file(book):
    rows = [row for row in rows_of(book, "Chỉ tiêu") if row["Giá trị"] is not None]
    assert {row["Đọc từ tệp"] for row in rows} == {name for name, *_ in nine_files.SENT}
    assert all(row["Ô"] for row in rows)


def test_the_command_does_it_in_one_go(run, folder, tmp_path):
    out = tmp_path / "result.json"
    ran = run("evaluate", folder, "--documents", DOCUMENTS, "-o", out)
    assert ran.code == 0
    document = json.loads(out.read_text(encoding="utf-8"))
    assert len(document["communes"]) == 9
    assert document["papers"]


@pytest.mark.slow
def test_the_workbook_opens_in_libreoffice_and_its_pages_print(book, tmp_path):
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path), str(book)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    said = subprocess.run(
        ["pdfinfo", str(tmp_path / "huyện.pdf")], check=True, capture_output=True, text=True
    ).stdout
    pages = int(next(line for line in said.splitlines() if line.startswith("Pages")).split()[1])
    assert 10 <= pages <= 60
