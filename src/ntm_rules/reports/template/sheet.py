"""The sheet a planner fills: communes × indicators, with limits, lists and the levels as notes."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from ntm_rules.definitions.models import title_on
from ntm_rules.i18n import tr, words
from ntm_rules.reports.tabular import neutral
from ntm_rules.reports.template.checks import check_of
from ntm_rules.reports.template.columns import Column
from ntm_rules.reports.template.levels import LevelLine
from ntm_rules.reports.template.setting import Setting
from ntm_rules.tables.offered import Example

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# Rows from 0: title, what to know, criteria, headers, the reader's own names for some, units, a commune a row.
TITLE, ADVICE, GROUP, HEADER, NAME, UNIT, FIRST = range(7)
_A3 = 8
# So many characters of width go on an A3 page at the scale of print.
_SCALE, _PAGE = 65, 255
_WIDTHS = {"text": 22, "province": 16, "code": 9, "year": 7, "period": 11, "date": 12, "choice": 11, "yes_no": 10,
           "flag": 12, "verdict": 12, "count": 10, "rate": 12, "score": 9, "money": 14, "number": 12}  # fmt: skip
_TINTS = ("#E8EEF4", "#EAF1E4", "#F6F0E0", "#F3E9E6", "#ECE8F2")
_GREY, _LINE, _ALERT, _DIM = "#EEEEEE", "#BFBFBF", "#FFE699", "#7F7F7F"
_FORMS = {"code": "@", "date": "dd/mm/yyyy", "year": "0"}
_PERMITTED = dict.fromkeys(
    ("format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort", "autofilter"),
    True,
)


class DataSheet:
    """Writes the sheet of a template."""

    def __init__(self, book: Workbook, sheet: Worksheet, setting: Setting, columns: list[Column]) -> None:
        self._book, self._sheet = book, sheet
        self._setting, self._columns = setting, columns
        self._last = FIRST + len(setting.communes) - 1
        self._groups = list(setting.loaded.head.groups)
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def write(self, rows: list[list[Example | None]]) -> None:
        """Headers, cells and all that guards them."""
        self._titles()
        self._criteria()
        for at, column in enumerate(self._columns):
            self._header(at, column)
            self._check(at, column)
        for number, row in enumerate(rows):
            for at, cell in enumerate(row):
                self._write((FIRST + number, at), cell, self._cell(self._columns[at]))
        self._warn_of_gaps()
        self._guard()
        self._print_setup()

    def _write(self, place: tuple[int, int], cell: Example | None, look: Format) -> None:
        """A cell as what it is: the name of a commune is never a formula or a link."""
        if isinstance(cell, str):
            self._sheet.write_string(*place, neutral(cell), look)
        elif cell is None:
            self._sheet.write_blank(*place, None, look)
        else:
            self._sheet.write_number(*place, cell, look)

    def _format(self, **how: Any) -> Format:
        key = tuple(sorted(how.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"font_name": "Arial", "font_size": 10, **how})
        return self._formats[key]

    def _titles(self) -> None:
        self._sheet.write_string(TITLE, 0, self._title(), self._format(bold=True, font_size=13))
        advice = tr("Fill a row for each commune. Not known: leave the cell blank, never 0. The level is in the note of each header; what else to know is on the sheet “{sheet}”.", sheet=tr("Guide"))  # fmt: skip
        self._sheet.write_string(ADVICE, 0, advice, self._format(italic=True))

    def _title(self) -> str:
        head = self._setting.loaded.head
        title = f"{words(head.title)} ({head.decision}) · {self._setting.scope}"
        return f"{tr('ILLUSTRATIVE DATA')} · {title}" if self._setting.example else title

    def _criteria(self) -> None:
        """A merged cell over the columns of each criterion."""
        criteria = {criterion.code: criterion for criterion in self._setting.loaded.criteria}
        at = 0
        for code, of_group in groupby(self._columns, lambda column: column.group):
            columns = list(of_group)
            criterion = criteria.get(code)
            text = tr("The commune")
            if criterion:
                text = f"{code}. {words(title_on(criterion.titles, self._setting.day))}"
            style = self._format(
                bold=True, bg_color=self._tint(code), border=1, border_color=_LINE, text_wrap=True, valign="vcenter"
            )  # fmt: skip
            if len(columns) == 1:
                self._sheet.write_string(GROUP, at, text, style)
            else:
                self._sheet.merge_range(GROUP, at, GROUP, at + len(columns) - 1, text, style)
            at += len(columns)

    def _tint(self, code: str) -> str:
        group = next((c.group for c in self._setting.loaded.criteria if c.code == code), None)
        return _GREY if group is None else _TINTS[self._groups.index(group) % len(_TINTS)]

    def _header(self, at: int, column: Column) -> None:
        tint = self._tint(column.group)
        look = {"bg_color": tint, "border": 1, "border_color": _LINE, "text_wrap": True, "align": "center"}
        self._sheet.write_string(
            HEADER, at, column.label, self._format(bold=True, font_size=9, valign="vcenter", **look)
        )
        named = "" if column.header == column.label else column.header
        style = self._format(font_size=7, font_color=_DIM, bg_color=tint, shrink=True, align="center")
        self._write((NAME, at), named or None, style)
        self._write((UNIT, at), column.unit or None, self._format(italic=True, font_size=8, **look))
        self._sheet.set_column(at, at, _width(column))
        note = note_of(column, self._setting)
        lines = sum(1 + len(line) // 52 for line in note.split("\n"))
        self._sheet.write_comment(HEADER, at, note, {"width": 330, "height": 16 * lines + 14, "font_size": 9})

    def _cell(self, column: Column) -> Format:
        look = {"border": 1, "border_color": _LINE, "locked": False, "valign": "vcenter"}
        if form := _FORMS.get(column.takes):
            look["num_format"] = form
        return self._format(**look)

    def _check(self, at: int, column: Column) -> None:
        from xlsxwriter.utility import xl_rowcol_to_cell

        for row in range(FIRST, self._last + 1):
            self._sheet.write_blank(row, at, None, self._cell(column))
        check = check_of(column, xl_rowcol_to_cell(FIRST, at), self._setting)
        if check:
            # A number with its unit under a criterion; a column of who and where by its name.
            parts = (column.code, column.unit) if column.code else (column.label or column.header,)
            title = " · ".join(filter(None, parts))
            level = "; ".join(line.said for line in column.levels) if self._setting.region else ""
            first = tr("Level: {level}", level=level) if level else column.hint
            self._sheet.data_validation(FIRST, at, self._last, at, check.options(title, first))

    def _warn_of_gaps(self) -> None:
        """Colour what is likely forgotten or mistyped: no year, no name, a rate below 1."""
        alert = self._book.add_format({"bg_color": _ALERT})
        places = {column.target.name: at for at, column in enumerate(self._columns)}
        name, year = places["commune"], places["year"]
        row = FIRST + 1
        whole = f"$A{row}:${_letter(len(self._columns) - 1)}{row}"
        for at, formula in (
            (name, f'=AND(TRIM(${_letter(name)}{row})="",COUNTA({whole})>0)'),
            (year, f'=AND(TRIM(${_letter(name)}{row})<>"",${_letter(year)}{row}="")'),
        ):
            rule = {"type": "formula", "criteria": formula, "format": alert}
            self._sheet.conditional_format(FIRST, at, self._last, at, rule)
        for at, column in enumerate(self._columns):
            if column.takes == "rate":
                cell = f"{_letter(at)}{row}"
                small = f"=AND(ISNUMBER({cell}),{cell}>0,{cell}<=1)"
                rule = {"type": "formula", "criteria": small, "format": alert}
                self._sheet.conditional_format(FIRST, at, self._last, at, rule)

    def _guard(self) -> None:
        """Headers locked without a password; sizes, filters and sorting stay open."""
        for row in range(FIRST, self._last + 1):
            self._sheet.set_row(row, 18, self._format(locked=False))
        self._sheet.protect("", _PERMITTED)
        self._sheet.freeze_panes(FIRST, 1)
        # The filter sits on the units, right above the communes, so that sorting leaves headers alone.
        self._sheet.autofilter(UNIT, 0, self._last, len(self._columns) - 1)
        self._sheet.set_row(GROUP, 48)
        self._sheet.set_row(HEADER, 92)
        if all(column.header == column.label for column in self._columns):
            self._sheet.set_row(NAME, None, None, {"hidden": True})
        self._sheet.set_row(UNIT, 26)

    def _print_setup(self) -> None:
        sheet = self._sheet
        sheet.set_landscape()
        sheet.set_paper(_A3)
        sheet.set_print_scale(_SCALE)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.repeat_rows(GROUP, UNIT)
        sheet.repeat_columns(0)
        # The title goes in the page's own header: in a cell it would be cut on each page after the first.
        sheet.print_area(GROUP, 0, self._last, len(self._columns) - 1)
        sheet.set_v_pagebreaks(self._breaks())
        sheet.set_header(f'&L&"Arial,Bold"&11{self._title()}')
        sheet.set_footer("&R&8&P/&N")

    def _breaks(self) -> list[int]:
        """Where printed pages end: between criteria, as late as the paper allows."""
        breaks, used, at = [], 0, 0
        for _, of_group in groupby(self._columns, lambda column: column.group):
            columns = list(of_group)
            width = sum(map(_width, columns))
            if used and used + width > _PAGE:
                breaks.append(at)
                used = _width(self._columns[0])
            used += width
            at += len(columns)
        return breaks


def note_of(column: Column, setting: Setting) -> str:
    """What a header's note says: title, how to fill it, each level with column, evidence and source."""
    lines = [f"{column.code}. {column.title}" if column.title else column.label]
    if column.target.role != "verdict" and column.title and column.label != lines[0]:
        lines.append(tr("Figure: {what}", what=column.label))
    if column.unit:
        lines.append(tr("Unit: {unit}", unit=column.unit))
    lines += [column.hint] if column.hint else []
    for line in column.levels:
        lines += ["", *_level(line, setting)]
    if column.group and not column.levels and column.target.role != "verdict":
        lines += ["", tr("No level of its own: it says which level is asked, or serves to work out a rate.")]
    return "\n".join(lines)


def _level(line: LevelLine, setting: Setting) -> list[str]:
    told = [tr("Level, year {year}: {level}", year=setting.year, level=line.said)]
    told.append(tr("Whose column: {column}", column=line.column))
    if line.origin != "national":
        told.append(tr("Of the province set: {id}", id=line.origin))
    if line.grade and line.grade != "delegated":
        told.append(tr("Evidence of the level: {grade}", grade=line.evidence))
    if line.source:
        told.append(tr("Source: {source}", source=line.source))
    if line.grade == "unverified":
        told.append(tr("UNVERIFIED: check it against the signed decision before relying on it."))
    return told


def _width(column: Column) -> int:
    own = max(map(len, column.choices), default=0) if column.takes == "choice" else 0
    return max(_WIDTHS[column.takes], own + 2 if own else 0)


def _letter(at: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    letters: str = xl_col_to_name(at)
    return letters
