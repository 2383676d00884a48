"""The nine files of an invented district as its communes send them, each in a form and program of its own.

Run `python -m tests.support.nine_files FOLDER` to write them. The figures are those of the example district, so
that the whole must judge as that one file does.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import openpyxl
import xlwt

import ntm_rules as ntm
from ntm_rules.tables.vocabulary import identity_columns
from tests.support.old_encodings import tcvn3

DISTRICT = Path(__file__).parents[2] / "fixtures" / "example-district-2023.csv"
PLACE = ("commune", "unit_type", "district", "province", "year")
Commune = dict[str, str]
Rows = list[list[str]]


def communes() -> list[Commune]:
    """The nine communes of the example, by the columns that hold something for any of them."""
    with DISTRICT.open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file, delimiter=";") if row["unit_type"] == "xã"]


def label(column: str) -> str:
    """A column as planners call it: the number and title of its indicator, or the Vietnamese name of the figure."""
    loaded = ntm.load_set()
    for indicator in loaded.indicators.values():
        names = {name for rule in indicator.rules for name in indicator.variables_on(rule.valid_from)}
        if names == {column}:
            return f"{indicator.code} {indicator.titles[0].vi}"
    if column in loaded.variables:
        return loaded.variables[column].label.vi
    return identity_columns()[column].aliases[0] if column in identity_columns() else column


def figures(commune: Commune) -> Iterator[tuple[str, str]]:
    """What a commune reports beside its place, as label and cell."""
    for column, cell in commune.items():
        if column not in PLACE and cell:
            yield label(column), cell


def own_verdict(cell: str) -> str:
    """What a commune that claims all of its indicators writes beside a figure."""
    return "Đạt" if cell[:1].isdigit() and "/" not in cell else ""


def titles(commune: Commune) -> Rows:
    """The lines above a form."""
    place = f"{commune['district']}, tỉnh {commune['province']}"
    return [
        [f"UBND {commune['commune'].upper()}"],
        [f"({place})"],
        ["KẾT QUẢ THỰC HIỆN BỘ TIÊU CHÍ XÃ NÔNG THÔN MỚI NĂM 2023"],
        ["SỐ LIỆU MINH HỌA"],
    ]


def form(commune: Commune) -> Rows:
    """Indicators in rows, results and the commune's own verdicts in columns, with a place to sign."""
    head = ["TT", "Nội dung tiêu chí", "Kết quả", "Xã tự đánh giá", "Ghi chú"]
    body = [
        [str(n), text, cell, own_verdict(cell), ""]
        for n, (text, cell) in enumerate(figures(commune), start=1)
    ]
    return [*titles(commune), head, *body, ["", "Người lập biểu", "", "TM. ỦY BAN NHÂN DÂN", ""]]


def long(commune: Commune) -> Rows:
    """One row for each indicator."""
    head = ["Xã", "Huyện", "Tỉnh", "Năm", "Chỉ tiêu", "Kết quả", "Tự đánh giá"]
    place = [commune[name] for name in ("commune", "district", "province", "year")]
    return [head, *([*place, text, cell, own_verdict(cell)] for text, cell in figures(commune))]


def wide(commune: Commune) -> Rows:
    """One row for the commune, under two rows of header: the criterion over its indicators."""
    texts, cells = zip(*figures(commune), strict=True)
    names = {c.code: f"{c.code}. {c.titles[0].vi}" for c in ntm.load_set().criteria}
    upper = [names.get(text.split(" ")[0].split(".")[0], "") for text in texts]
    merged = [name if name != before else "" for name, before in zip(upper, ["", *upper], strict=False)]
    place = ["Tên xã", "Huyện", "Tỉnh", "Năm"]
    return [
        [*place, *merged],
        [*[""] * len(place), *texts],
        [*(commune[name] for name in ("commune", "district", "province", "year")), *cells],
    ]


def as_csv(path: Path, rows: Rows) -> None:
    """CSV with semicolons, as Excel saves it here."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def as_old_csv(path: Path, rows: Rows) -> None:
    """CSV typed in .VnTime."""
    with path.open("w", encoding="latin-1", newline="") as file:
        csv.writer(file, delimiter=";").writerows([[tcvn3(cell) for cell in row] for row in rows])


def as_xlsx(path: Path, rows: Rows) -> None:
    """A workbook of today."""
    book = openpyxl.Workbook()
    book.active.title = "Biểu 01"
    for row in rows:
        book.active.append([cell or None for cell in row])
    book.save(path)


def as_xls(path: Path, rows: Rows) -> None:
    """A workbook of before 2007."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    for n, row in enumerate(rows):
        for at, cell in enumerate(row):
            if cell:
                sheet.write(n, at, cell)
    book.save(str(path))


def as_docx(path: Path, rows: Rows) -> None:
    """A report in Word, its titles as lines above the table."""
    document = docx.Document()
    lines = [row[0] for row in rows if len(row) == 1]
    cells = [row for row in rows if len(row) > 1]
    for line in lines:
        document.add_paragraph(line)
    table = document.add_table(len(cells), len(cells[0]))
    for row, given in zip(table.rows, cells, strict=True):
        for cell, text in zip(row.cells, given, strict=True):
            cell.text = text
    document.save(str(path))


SENT: tuple[tuple[str, Callable[[Commune], Rows], Callable[[Path, Rows], None]], ...] = (
    ("Xã Mẫu 1 - bieu 01.csv", wide, as_csv),
    ("Xã Mẫu 2 - bieu 01.xlsx", form, as_xlsx),
    ("Xã Mẫu 3 - bieu 01.xlsx", form, as_xlsx),
    ("Xã Mẫu 4 - bao cao.docx", form, as_docx),
    ("Xã Mẫu 5 - bao cao.docx", form, as_docx),
    ("Xã Mẫu 6 - tong hop.xls", wide, as_xls),
    ("Xã Mẫu 7 - tong hop.xlsx", long, as_xlsx),
    ("Xã Mẫu 8 - so lieu.csv", long, as_csv),
    ("Xã Mẫu 9 - vntime.csv", wide, as_old_csv),
)


def write(folder: Path) -> list[Path]:
    """Write the nine files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for (name, shape, save), commune in zip(SENT, communes(), strict=True):
        save(folder / name, shape(commune))
    return [folder / name for name, *_ in SENT]


if __name__ == "__main__":
    for path in write(Path(sys.argv[1])):
        print(path)
