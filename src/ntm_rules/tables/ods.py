"""ODS, by a pass over its content: calamine tells neither percentages nor errors there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from ntm_rules.limits import MOST_CELLS
from ntm_rules.tables.archive import Archive
from ntm_rules.tables.bounds import Refused, check_area
from ntm_rules.tables.tabs import Cell, Hidden, Merged, Rows, Tab
from ntm_rules.tables.xlsx import as_shown

# What stands inside a table and is no cell of it: comments, drawings, deleted cells, forms.
_ASIDE = ("annotation", "shapes", "tracked-changes", "frame", "forms", "ruby-text")
# How a row or column says that it is hidden, by hand or by a filter.
_NOT_SHOWN = ("collapse", "filter")
# A text says how many spaces stand together; more than these are a mistake or an attack.
_SPACES = 1_000


class OdsBook:
    """An OpenDocument spreadsheet, read as it is opened."""

    def __init__(self, archive: Archive) -> None:
        if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise Refused("locked")
        content = _Content(archive)
        self.tabs = content.tabs
        self._rows, self._merged, self._hidden = content.rows, content.merged, content.hidden

    def rows(self, title: str) -> tuple[Rows, Merged]:
        """The rows of a sheet, each with its number, and its tall merged cells."""
        return self._rows[title], self._merged[title]

    def hidden(self, title: str) -> Hidden:
        """The rows and columns of a sheet that are not shown."""
        return self._hidden[title]


class _Content:
    """One pass over content.xml: the tabs, and the rows of each that hold something."""

    def __init__(self, archive: Archive) -> None:
        self.tabs: list[Tab] = []
        self.rows: dict[str, Rows] = {}
        self.merged: dict[str, Merged] = {}
        self.hidden: dict[str, Hidden] = {}
        self._column = 0
        self._is_hidden = False
        self._style = ""
        self._hidden: set[str] = set()
        self._aside = self._filled = 0
        self._inside = False
        self._row = self._repeated = self._wide = 0
        self._cells: list[Cell] = []
        self._blanks = 0
        self._cell: Mapping[str, str] = {}
        self._text: list[str] | None = None
        starts = {
            "style": self._start_style,
            "table-properties": self._table_properties,
            "table": self._start_table,
            "table-column": self._start_column,
            "table-row": self._start_row,
            "table-cell": self._start_cell,
            "covered-table-cell": self._covered,
            "p": self._start_paragraph,
            "s": self._spaces,
            "tab": lambda _: self._hear("\t"),
            "line-break": lambda _: self._hear("\n"),
            **dict.fromkeys(_ASIDE, self._start_aside),
        }
        ends = {
            "table": self._end_table,
            "table-row": self._end_row,
            "table-cell": self._end_cell,
            **dict.fromkeys(_ASIDE, self._end_aside),
        }
        archive.parse("content.xml", starts, ends, self._hear)

    def _start_style(self, attributes: Mapping[str, str]) -> None:
        self._style = _of(attributes, "name")

    def _table_properties(self, attributes: Mapping[str, str]) -> None:
        if _of(attributes, "display") == "false":
            self._hidden.add(self._style)

    def _start_aside(self, _: Mapping[str, str]) -> None:
        self._aside += 1

    def _end_aside(self) -> None:
        self._aside -= 1

    def _start_table(self, attributes: Mapping[str, str]) -> None:
        if self._aside or self._inside:
            # A table within a cell or a drawing.
            self._aside += 1
            return
        self._inside = True
        title = _of(attributes, "name")
        if title in self.rows:
            raise Refused("damaged")
        self.tabs.append(Tab(title, hidden=_of(attributes, "style-name") in self._hidden))
        self.rows[title], self.merged[title], self.hidden[title] = [], [], ([], [])
        self._row = self._wide = self._column = 0

    def _end_table(self) -> None:
        if self._aside:
            self._aside -= 1
            return
        self._inside = False
        if rows := self.rows[self.tabs[-1].title]:
            check_area(rows[-1][0], self._wide)

    def _start_column(self, attributes: Mapping[str, str]) -> None:
        if self._aside or not self._inside:
            return
        first, self._column = self._column + 1, self._column + _count(attributes, "number-columns-repeated")
        if _of(attributes, "visibility") in _NOT_SHOWN:
            self.hidden[self.tabs[-1].title][1].append((first, self._column))

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        if not self._aside:
            self._is_hidden = _of(attributes, "visibility") in _NOT_SHOWN
            self._repeated = _count(attributes, "number-rows-repeated")
            self._cells, self._blanks = [], 0

    def _end_row(self) -> None:
        if self._aside:
            return
        if self._cells and self._inside:
            self._filled += len(self._cells) * self._repeated
            if self._filled > MOST_CELLS:
                raise Refused("far_out", self._filled)
            self._wide = max(self._wide, len(self._cells))
            rows = self.rows[self.tabs[-1].title]
            rows.extend((self._row + n, list(self._cells)) for n in range(1, self._repeated + 1))
            if self._is_hidden:
                self.hidden[self.tabs[-1].title][0].extend(
                    range(self._row + 1, self._row + self._repeated + 1)
                )
        self._row += self._repeated

    def _covered(self, attributes: Mapping[str, str]) -> None:
        if not self._aside:
            # Under a merged cell; what it may still hold is not shown.
            self._text, self._cell = None, {}
            self._blanks += _count(attributes, "number-columns-repeated")

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        if not self._aside:
            self._cell, self._text = {_LOCAL[name]: text for name, text in attributes.items()}, []

    def _start_paragraph(self, _: Mapping[str, str]) -> None:
        if self._text:
            self._hear("\n")

    def _spaces(self, attributes: Mapping[str, str]) -> None:
        self._hear(" " * min(_count(attributes, "c"), _SPACES))

    def _hear(self, text: str) -> None:
        if self._text is not None and not self._aside:
            self._text.append(text)

    def _end_cell(self) -> None:
        if self._aside or self._text is None:
            return
        cell = self._cell
        value = _value(cell, "".join(self._text))
        repeated = _counted(cell["number-columns-repeated"]) if "number-columns-repeated" in cell else 1
        self._text = None
        if isinstance(value, str) and not value.strip():
            self._blanks += repeated
            return
        check_area(self._row + 1, len(self._cells) + self._blanks + repeated)
        if (tall := _counted(cell.get("number-rows-spanned", "1"))) > 1:
            column = len(self._cells) + self._blanks + 1
            self.merged[self.tabs[-1].title].append((self._row + 1, self._row + tall, column))
        self._cells.extend([""] * self._blanks + [value] * repeated)
        self._blanks = 0


class _LocalNames(dict[str, str]):
    """Names of attributes without their prefix, but for the type that LibreOffice writes beside the common one."""

    def __missing__(self, name: str) -> str:
        self[name] = "error-type" if name == "calcext:value-type" else name.rpartition(":")[2]
        return self[name]


_LOCAL = _LocalNames()


def _of(attributes: Mapping[str, str], name: str) -> str:
    """An attribute by its local name."""
    return next((text for key, text in attributes.items() if key.rpartition(":")[2] == name), "")


def _count(attributes: Mapping[str, str], name: str) -> int:
    return _counted(_of(attributes, name) or "1")


def _counted(text: str) -> int:
    if not (text.isdecimal() and len(text) < 10):
        raise Refused("damaged")
    return max(int(text), 1)


def _value(cell: Mapping[str, str], text: str) -> Cell:
    kind = cell.get("value-type", "")
    if kind in ("float", "currency"):
        return float(cell.get("value", ""))
    if cell.get("error-type") == "error":
        # LibreOffice shows some errors as Err:502.
        return text if text.startswith("#") else f"#= {text}"
    if not kind and not text and "formula" in cell:
        return "#=" + cell["formula"].partition("=")[2]
    match kind:
        case "percentage":
            return as_shown(float(cell.get("value", "")))
        case "boolean":
            return cell.get("boolean-value", text).upper()
        case "date":
            return _date(cell.get("date-value", "")) or text
    return text or cell.get("string-value", "")


def _date(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
