"""What an XLSX says beside its values: error cells, formulas without a saved result, percentages."""

from __future__ import annotations

import re
import zipfile
from typing import Any
from xml.etree import ElementTree

_CELL = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"([^>]*?)(/?)>')
_STYLE = re.compile(rb'\bs="(\d+)"')
_KIND = re.compile(rb'\bt="(\w+)"')
_CONTENT = re.compile(
    rb"(?:<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)</(?:\w+:)?f>))?\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>([^<]*)<)?"
)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PERCENT_FORMATS = (9, 10)


class XlsxParts:
    """The parts of an XLSX archive; `area` is the largest sheet's height times its width."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._percent = _percent_styles(archive)
        self._sheets = _sheet_parts(archive)
        self._special: dict[str, list[tuple[int, int, str]]] = {}
        self.area = 0
        for title, part in self._sheets.items():
            self._special[title] = self._scan(archive.read(part))

    def _scan(self, xml: bytes) -> list[tuple[int, int, str]]:
        """Cells to restore, as (row, column, text), and % for a percentage."""
        height = width = 0
        found = []
        columns: dict[bytes, int] = {}
        for cell in _CELL.finditer(xml):
            if cell[4]:
                continue
            letters, row = cell[1], int(cell[2])
            column = columns.get(letters) or columns.setdefault(letters, _column(letters))
            height, width = max(height, row), max(width, column)
            kind, style = _KIND.search(cell[3]), _STYLE.search(cell[3])
            content = _CONTENT.match(xml, cell.end())
            formula, value = content.groups() if content else (None, None)
            if kind and kind[1] == b"e":
                found.append((row, column, (value or b"#VALUE!").decode()))
            elif formula is not None and not value and not (kind and kind[1] == b"str"):
                found.append((row, column, "#=" + formula.decode(errors="replace")))
            elif style and int(style[1]) in self._percent:
                found.append((row, column, "%"))
        self.area = max(self.area, height * width)
        return found

    def restore(self, title: str, rows: list[list[Any]]) -> None:
        """Put into the rows of a sheet what their values do not tell: 0.985 shown as 98.5% is 98.5."""
        wide = max(map(len, rows), default=0)
        for row, column, text in self._special.get(title, ()):
            if text == "%":
                if row <= len(rows) and column <= len(rows[row - 1]):
                    share = rows[row - 1][column - 1]
                    if isinstance(share, float):
                        rows[row - 1][column - 1] = float(f"{share * 100:.12g}")
                continue
            while len(rows) < row:
                rows.append([""] * wide)
            line = rows[row - 1]
            line.extend([""] * (column - len(line)))
            line[column - 1] = text


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of the archive in which each sheet lies."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    parts = {}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            target = targets.get(sheet.get(_RELATION), "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part in archive.namelist():
                parts[sheet.get("name", "")] = part
    return parts


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """The cell styles that show a share as a percentage."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
    formats = {*_PERCENT_FORMATS}
    for entry in styles.iter():
        if entry.tag.endswith("}numFmt") and "%" in re.sub(r'"[^"]*"|\\.', "", entry.get("formatCode", "")):
            formats.add(int(entry.get("numFmtId", "0")))
    for entry in styles.iter():
        if entry.tag.endswith("}cellXfs"):
            return frozenset(n for n, xf in enumerate(entry) if int(xf.get("numFmtId", "0")) in formats)
    return frozenset()
