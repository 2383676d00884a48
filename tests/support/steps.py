"""What a person does between the commands that a document shows: filling the form, correcting it.

The figures are those of the invented district in `fixtures/`.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl

import ntm_rules as ntm
from ntm_rules.reports.template.columns import Column

ROOT = Path(__file__).resolve().parents[2]
COMMUNES = ("Xã Mẫu 1", "Xã Mẫu 2", "Xã Mẫu 3")
FIRST = 7
# Pasted from other files, so that no list or limit of the form stops them.
MISTAKES: dict[tuple[int, str], Any] = {
    (0, "safe_electricity_household_pct"): 140,
    (1, "cultural_village_pct"): "CĐ",
    (2, "postal_point"): "Phấn đấu đạt",
    (2, "year"): None,
}


def fill_the_form(folder: Path) -> None:
    """Fill mau.xlsx with the figures of three communes, and make a newcomer's mistakes."""
    _fill(folder / "mau.xlsx", MISTAKES)


def correct_the_form(folder: Path) -> None:
    """Fill mau.xlsx without the mistakes."""
    _fill(folder / "mau.xlsx", {})


def fill_the_english_form(folder: Path) -> None:
    """Fill form.xlsx with the figures of three communes, and make a newcomer's mistakes."""
    with ntm.language("en"):
        _fill(folder / "form.xlsx", MISTAKES)


def correct_the_english_form(folder: Path) -> None:
    """Fill form.xlsx without the mistakes."""
    with ntm.language("en"):
        _fill(folder / "form.xlsx", {})


def _fill(form: Path, mistakes: dict[tuple[int, str], Any]) -> None:
    with (ROOT / "fixtures" / "example-district-2023.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter=";") if row["commune"] in COMMUNES]
    columns = ntm.template(year=2023, province="Lai Châu", communes=COMMUNES).columns
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    for n, row in enumerate(rows):
        for at, column in enumerate(columns, start=1):
            name = _name(column)
            cell = mistakes.get((n, name), _typed(row.get(name, "")))
            if cell is not None or (n, name) in mistakes:
                sheet.cell(FIRST + n, at).value = cell
        sheet.cell(FIRST + n, len(columns) + 1).value = row["illustrative"]
    sheet.cell(FIRST - 3, len(columns) + 1).value = "Minh họa"
    book.save(form)


def _name(column: Column) -> str:
    role, name = column.target.role, column.target.name
    return name if role in ("identity", "value") else f"{name}_{role}"


def _typed(text: str) -> str | float | None:
    """A cell as a spreadsheet holds what is typed: a bare number as a number."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text or None
