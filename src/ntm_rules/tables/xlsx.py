"""XLSX: values by calamine; error cells, formulas without a saved result and percentages by a pass of ours."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

from ntm_rules.tables.archive import Archive, joined
from ntm_rules.tables.bounds import Refused, check_area
from ntm_rules.tables.tabs import Hidden, Merged, Rows, Tab

_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_PERCENT_FORMATS = ("9", "10")
_BOOK = "xl/workbook.xml"


class XlsxBook:
    """An XLSX or XLSM workbook; its sheets are read when asked for."""

    def __init__(self, data: bytes, archive: Archive) -> None:
        from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

        self._archive = archive
        self._percent = _percent_styles(archive)
        self._parts, self._uncalculated = _listed(archive)
        self._hidden: dict[str, Hidden] = {}
        try:
            self._values = CalamineWorkbook.from_filelike(io.BytesIO(data))
        except CalamineError:
            raise Refused("damaged") from None
        self.tabs = [
            Tab(
                sheet.name,
                hidden=sheet.visible != SheetVisibleEnum.Visible,
                holds_cells=sheet.typ == SheetTypeEnum.WorkSheet,
            )
            for sheet in self._values.sheets_metadata
        ]

    def rows(self, title: str) -> tuple[Rows, Merged]:
        """The rows of a sheet, each with its number, and its tall merged cells."""
        from python_calamine import CalamineError

        # A sheet whose part is not found would lose its percentages unnoticed.
        scan = _Scan(self._archive, self._parts.get(title, ""), self._percent, self._uncalculated)
        try:
            rows: list[list[Any]] = self._values.get_sheet_by_name(title).to_python(skip_empty_area=False)
        except CalamineError:
            raise Refused("damaged") from None
        _restore(rows, scan.special)
        self._hidden[title] = scan.hidden_rows, scan.hidden_columns
        return list(enumerate(rows, start=1)), scan.merged

    def hidden(self, title: str) -> Hidden:
        """The rows and columns of a sheet that are not shown, known once its rows are read."""
        return self._hidden.get(title, ([], []))


class _Scan:
    """One pass over the XML of a sheet; `special` lists (row, column, text to put), % for a percentage."""

    def __init__(self, archive: Archive, part: str, percent: frozenset[str], uncalculated: bool) -> None:
        self.special: list[tuple[int, int, str]] = []
        self.merged: Merged = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self._percent = percent
        # A program that writes formulas it cannot work out puts 0 or nothing in the place of results.
        self._no_result = ("", "0") if uncalculated else ("",)
        self._row = self._column = self._height = self._width = 0
        self._columns: dict[str, int] = {}
        self._kind = self._style = ""
        self._filled = self._is_formula = False
        self._heard: list[str] | None = None
        self._formula: list[str] = []
        self._value: list[str] = []
        starts = {
            "row": self._start_row,
            "col": self._start_column,
            "c": self._start_cell,
            "f": self._start_formula,
        }
        ends = {"c": self._end_cell, "f": self._end_text, "v": self._end_text}
        archive.parse(
            part,
            {**starts, "v": self._start_value, "is": self._start_inline, "mergeCell": self._merge},
            ends,
            self._hear,
        )
        check_area(self._height, self._width)

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        self._row, self._column = int(attributes.get("r", self._row + 1)), 0
        if _is_hidden(attributes, "ht"):
            self.hidden_rows.append(self._row)

    def _start_column(self, attributes: Mapping[str, str]) -> None:
        if _is_hidden(attributes, "width"):
            first = int(attributes.get("min", "1"))
            self.hidden_columns.append((first, int(attributes.get("max", first))))

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        place = attributes.get("r")
        if place is None:
            self._column += 1
        else:
            found = _PLACE.fullmatch(place)
            if found is None:
                raise Refused("damaged")
            letters = found[1]
            column = self._columns.get(letters) or self._columns.setdefault(letters, _column(letters))
            self._row, self._column = int(found[2]), column
        self._kind, self._style = attributes.get("t", ""), attributes.get("s", "")
        self._filled = self._is_formula = False

    def _start_formula(self, _: Mapping[str, str]) -> None:
        self._is_formula = True
        self._heard = self._formula = []

    def _start_value(self, _: Mapping[str, str]) -> None:
        self._filled = True
        if self._is_formula or self._kind == "e":
            self._heard = self._value = []

    def _start_inline(self, _: Mapping[str, str]) -> None:
        self._filled = True

    def _merge(self, attributes: Mapping[str, str]) -> None:
        first, last = (_PLACE.fullmatch(end) for end in (attributes.get("ref", "") + ":").split(":")[:2])
        if first and last and int(last[2]) > int(first[2]):
            self.merged.append((int(first[2]), int(last[2]), _column(first[1])))

    def _hear(self, text: str) -> None:
        if self._heard is not None:
            self._heard.append(text)

    def _end_text(self) -> None:
        self._heard = None

    def _end_cell(self) -> None:
        if not (self._filled or self._is_formula):
            return
        self._height, self._width = max(self._height, self._row), max(self._width, self._column)
        formula, value = "".join(self._formula), "".join(self._value)
        self._formula, self._value = [], []
        if self._kind == "e":
            self._put(value or "#VALUE!")
        elif self._is_formula and value in self._no_result and self._kind != "str":
            self._put("#=" + formula)
        elif self._style in self._percent:
            self._put("%")

    def _put(self, text: str) -> None:
        self.special.append((self._row, self._column, text))


def _is_hidden(attributes: Mapping[str, str], size: str) -> bool:
    """Whether a row or column is not shown, or shown without any height or width."""
    return attributes.get("hidden") in ("1", "true") or attributes.get(size) == "0"


def _restore(rows: list[list[Any]], special: list[tuple[int, int, str]]) -> None:
    """Put into rows what their values do not tell: 0.985 shown as 98.5% is 98.5."""
    wide = max(map(len, rows), default=0)
    for row, column, text in special:
        while len(rows) < row:
            rows.append([""] * wide)
        line = rows[row - 1]
        line.extend([""] * (column - len(line)))
        if text != "%":
            line[column - 1] = text
        elif type(share := line[column - 1]) in (float, int):
            line[column - 1] = as_shown(share)


def as_shown(share: Any) -> float:
    """A share as its percentage shows it: 98.5 for 0.985."""
    return float(f"{share * 100:.12g}")


def shows_percent(form: str) -> bool:
    """Whether a number format shows a share as a percentage; a quoted or escaped % is a mere sign."""
    return "%" in re.sub(r'"[^"]*"|\\.', "", form)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _listed(archive: Archive) -> tuple[dict[str, str], bool]:
    """The part of the archive in which each sheet lies, and whether all formulas await their first calculation."""
    targets: dict[str, str] = {}
    parts: dict[str, str] = {}
    awaited: list[str] = []

    def relation(attributes: Mapping[str, str]) -> None:
        targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(attributes: Mapping[str, str]) -> None:
        title = attributes.get("name", "")
        if title in parts:
            raise Refused("damaged")
        by = next((text for name, text in attributes.items() if name.endswith(":id")), "")
        parts[title] = joined("xl", targets.get(by, ""))

    archive.parse("xl/_rels/workbook.xml.rels", {"Relationship": relation})
    archive.parse(
        _BOOK, {"sheet": sheet, "calcPr": lambda found: awaited.append(found.get("fullCalcOnLoad", ""))}
    )
    return parts, awaited in (["1"], ["true"])


def _percent_styles(archive: Archive) -> frozenset[str]:
    """The cell styles that show a share as a percentage."""
    formats = {*_PERCENT_FORMATS}
    styles: list[str] = []
    inside = [False]

    def number_format(attributes: Mapping[str, str]) -> None:
        if shows_percent(attributes.get("formatCode", "")):
            formats.add(attributes.get("numFmtId", ""))

    def begin(_: Mapping[str, str]) -> None:
        inside[0] = True

    def style(attributes: Mapping[str, str]) -> None:
        if inside[0]:
            styles.append(attributes.get("numFmtId", "0"))

    def end() -> None:
        inside[0] = False

    if "xl/styles.xml" in archive:
        archive.parse(
            "xl/styles.xml", {"numFmt": number_format, "cellXfs": begin, "xf": style}, {"cellXfs": end}
        )
    return frozenset(str(n) for n, form in enumerate(styles) if form in formats)
