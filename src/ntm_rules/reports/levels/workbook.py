"""The workbook of levels: what the nation asks, the cells an officer fills, and how to."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from ntm_rules.definitions.models import RANGES, CriteriaSet, ProvinceSet, Title, title_on
from ntm_rules.engine.statuses import grade_words
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr, words
from ntm_rules.reports.levels import columns
from ntm_rules.reports.levels.columns import HIDDEN, Column
from ntm_rules.reports.levels.rows import (
    LevelRow,
    OwnRow,
    label_of,
    level_rows,
    own_row,
    own_variable,
    regions_shown,
)

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

# Rows to fill beyond those of the set: further spans of one level; indicators of the province's own.
SPARE_LEVELS, SPARE_OWN = 40, 30
_KEYS, _TITLE, _ABOUT, _HEADER = range(4)
_A3, _A4 = 8, 9
_FONT = "Times New Roman"
_GUIDE_WIDTH = 100
_LINE = 15.0
_BASE = {
    "font_name": _FONT,
    "font_size": 11,
    "valign": "top",
    "text_wrap": True,
    "border": 1,
    "border_color": "#BFBFBF",
}
_FORMATS: dict[str, dict[str, Any]] = {
    "plain": {"font_name": _FONT, "font_size": 11},
    "title": {"font_name": _FONT, "font_size": 14, "bold": True},
    "about": {"font_name": _FONT, "font_size": 11, "italic": True},
    "text": {"font_name": _FONT, "font_size": 11, "text_wrap": True, "valign": "top"},
    "header": {**_BASE, "bold": True, "bg_color": "#D9E2F3", "valign": "vcenter", "align": "center"},
    "header_fill": {**_BASE, "bold": True, "bg_color": "#FFE699", "valign": "vcenter", "align": "center"},
    "section": {"font_name": _FONT, "font_size": 11, "bold": True, "bg_color": "#EDEDED", "border": 1, "border_color": "#BFBFBF"},
    "fixed": {**_BASE},
    "fixed_date": {**_BASE, "num_format": "dd/mm/yyyy", "align": "left"},
    "fixed_small": {**_BASE, "font_size": 8, "font_color": "#595959", "text_wrap": False},
    "fill": {**_BASE, "locked": False, "bg_color": "#FFF9E5"},
    "fill_date": {**_BASE, "locked": False, "bg_color": "#FFF9E5", "num_format": "dd/mm/yyyy", "align": "left"},
    "fill_text": {**_BASE, "locked": False, "bg_color": "#FFF9E5", "num_format": "@"},
    "fixed_level": {**_BASE, "align": "center"},
    "fill_level": {**_BASE, "locked": False, "bg_color": "#FFF9E5", "bold": True, "align": "center"},
    "asked": {**_BASE, "locked": False, "bg_color": "#F8CBAD", "bold": True, "align": "center"},
}  # fmt: skip


def levels_workbook(loaded: CriteriaSet, *, province: str | None = None, base: str | None = None) -> bytes:
    """A set as a workbook to correct against a province's signed decision, and to import again.

    A province set laid over it fills the cells; `base` is then the text of its file, carried along so that
    nothing of it is lost. Without a province the levels of every region are shown. The same set gives the
    same bytes. Raises UsageError where the writer of workbooks is not installed.
    """
    try:
        import xlsxwriter
    except ModuleNotFoundError:
        message = tr("writing workbooks needs the extra “{extra}”.", extra="workbooks")
        remedy = tr('run pip install "ntm-rules[{extra}]"', extra="workbooks")
        raise UsageError(Problem("wrong_call", message, remedy=remedy)) from None
    overlay = loaded.provinces[0] if loaded.provinces else None
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    # A time stamp would make the same set give other bytes.
    book.set_properties({"created": datetime(2000, 1, 1), "title": words(loaded.head.title)})
    _Writer(book, loaded, overlay, overlay.province if overlay else province).write(base)
    book.close()
    return out.getvalue()


class _Writer:
    def __init__(
        self, book: Workbook, loaded: CriteriaSet, overlay: ProvinceSet | None, province: str | None
    ) -> None:
        self._book, self._set, self._overlay, self._province = book, loaded, overlay, province
        self._formats = {name: book.add_format(look) for name, look in _FORMATS.items()}
        self._regions = regions_shown(loaded, province)

    def write(self, base: str | None) -> None:
        names = {kind: columns.sheet_name(kind) for kind in ("guide", "levels", "own")}
        guide, levels, own = (self._book.add_worksheet(name) for name in names.values())
        hidden = self._book.add_worksheet(HIDDEN)
        national = self._set
        overrides = self._overlay.levels if self._overlay else ()
        rows = level_rows(national, self._regions, overrides)
        self._hide(hidden, base, list(dict.fromkeys(row.key for row in rows)))
        self._guide(guide)
        self._levels(levels, rows)
        self._own(own)
        levels.activate()

    def _hide(self, sheet: Worksheet, base: str | None, keys: Sequence[str]) -> None:
        facts = [("format", columns.FORMAT), ("set", self._set.id)]
        # Between bars no program trims a line.
        lines = [("base", f"|{line}|") for line in base.replace("\r\n", "\n").split("\n")] if base else []
        for number, (key, value) in enumerate([*facts, *lines]):
            sheet.write_string(number, 0, key)
            sheet.write_string(number, 1, value)
        for number, key in enumerate(keys):
            sheet.write_string(number, 3, key)
        for number, unit in enumerate(columns.unit_words().values()):
            sheet.write_string(number, 4, unit)
        sheet.hide()
        self._lists = {
            "key": f"='{HIDDEN}'!$D$1:$D${len(keys)}",
            "unit": f"='{HIDDEN}'!$E$1:$E${len(columns.unit_words())}",
        }

    def _guide(self, sheet: Worksheet) -> None:
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, _GUIDE_WIDTH)
        sheet.write_string(0, 0, self._about(), self._formats["title"])
        for number, line in enumerate(_guidance(), start=2):
            sheet.write_string(number, 0, line, self._formats["text"])
            sheet.set_row(number, _height([(line, _GUIDE_WIDTH)]) + 4)
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.protect()

    def _levels(self, sheet: Worksheet, rows: Sequence[LevelRow]) -> None:
        shown = columns.level_columns(self._regions)
        last = _HEADER + len(rows) + len({row.criterion.code for row in rows}) + SPARE_LEVELS + 1
        self._frame(sheet, shown, columns.sheet_name("levels"), last)
        sheet.freeze_panes(_HEADER + 1, 3)
        at, section, named = _HEADER, "", ""
        for row in rows:
            if row.criterion.code != section:
                at, section = at + 1, row.criterion.code
                self._section(sheet, at, len(shown), f"{section}. {words(self._title(row.criterion.titles))}")
            at += 1
            title = f"{row.indicator.code} {words(self._title(row.indicator.titles, row.start))}"
            self._level_row(sheet, at, shown, row, first=title != named)
            named = title
        self._section(
            sheet, at + 1, len(shown), tr("Further rows: choose a row code, for another span of days")
        )
        for spare in range(at + 2, at + 2 + SPARE_LEVELS):
            self._line(sheet, spare, shown, {}, fill=("key",))
        sheet.data_validation(at + 2, 0, at + 1 + SPARE_LEVELS, 0, {"validate": "list", "source": self._lists["key"], "error_title": tr("Row code"), "error_message": tr("Choose one of the list.")})  # fmt: skip
        for number, column in enumerate(shown):
            if column.fill and column.key != "level":
                self._validate(sheet, column, number, (_HEADER + 1, last))

    def _level_row(
        self, sheet: Worksheet, at: int, shown: Sequence[Column], row: LevelRow, *, first: bool
    ) -> None:
        unit = self._set.variables[row.part.variable].unit
        flag = row.part.op == "is_true"
        values: dict[str, Any] = {
            "key": row.key,
            "code": row.indicator.code,
            "title": words(self._title(row.indicator.titles, row.start)),
            "label": label_of(row, self._set),
            "comparison": columns.comparison_words(row.part.op),
            "unit": words(self._set.units[unit]) if unit else "",
            "span_from": row.start,
            "span_to": row.end,
            **{f"national:{region}": self._national(row, region) for region in self._regions},
            "national_evidence": "; ".join(
                dict.fromkeys(
                    grade_words(row.national[region].block.evidence)
                    for region in self._regions
                    if region in row.national
                )
            ),
        }
        if own := row.override:
            values |= {"level": _level(own.value, flag=flag), **_evidenced(own)}
        self._line(sheet, at, shown, values, asked=row.delegated, title=first)
        level = next(number for number, column in enumerate(shown) if column.key == "level")
        self._limits(sheet, at, level, row)

    def _national(self, row: LevelRow, region: str) -> Any:
        level = row.national.get(region)
        if level is None:
            return "–"
        if level.value is None:
            return grade_words("delegated") if level.block.evidence == "delegated" else tr("not seen")
        return _level(level.value, flag=row.part.op == "is_true")

    def _own(self, sheet: Worksheet) -> None:
        shown = columns.own_columns()
        added = self._overlay.indicators if self._overlay else ()
        last = _HEADER + len(added) + SPARE_OWN
        self._frame(sheet, shown, columns.sheet_name("own"), last)
        sheet.freeze_panes(_HEADER + 1, 1)
        for at, indicator in enumerate(added, start=_HEADER + 1):
            row = own_row(indicator)
            if row is None:
                words_kept = {"kind": columns.kept_as_written()}
                title = {"code": indicator.code, "title_vi": indicator.titles[0].vi}
                self._line(sheet, at, shown, {**title, **words_kept}, locked=True)
            else:
                self._line(sheet, at, shown, self._own_values(row))
        for at in range(_HEADER + 1 + len(added), last + 1):
            self._line(sheet, at, shown, {})
        for number, column in enumerate(shown):
            self._validate(sheet, column, number, (_HEADER + 1, last))

    def _own_values(self, row: OwnRow) -> dict[str, Any]:
        assert self._overlay is not None
        title = row.added.titles[0]
        kind, unit = own_variable(row, self._set, self._overlay)
        return {
            "code": row.added.code,
            "title_vi": title.vi,
            "title_en": "" if title.en == title.vi else title.en,
            "kind": columns.kind_words()[kind],
            "unit": columns.unit_words()[unit] if unit and kind not in ("rate", "score") else "",
            "comparison": columns.comparison_words(row.part.op),
            "level": _level(row.value, flag=row.part.op == "is_true"),
            **_evidenced(row.block),
            "variable": row.part.variable,
        }

    def _frame(self, sheet: Worksheet, shown: Sequence[Column], title: str, last: int) -> None:
        sheet.set_row(_KEYS, None, None, {"hidden": True})
        sheet.write_string(_TITLE, 0, f"{title}: {self._about()}", self._formats["title"])
        sheet.write_string(_ABOUT, 0, tr("Fill the yellow cells only; orange ones are left to the province by the national set. How to: sheet “{sheet}”.", sheet=columns.sheet_name("guide")), self._formats["about"])  # fmt: skip
        for number, column in enumerate(shown):
            sheet.set_column(number, number, column.width)
            sheet.write_string(_KEYS, number, column.key, self._formats["plain"])
            sheet.write_string(
                _HEADER, number, column.header, self._formats["header_fill" if column.fill else "header"]
            )
        sheet.set_row(_HEADER, 62)
        sheet.set_landscape()
        sheet.set_paper(_A3)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEADER)
        sheet.print_area(_TITLE, 0, last, len(shown) - 1)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&C&P/&N")
        allowed = {
            "format_columns": True,
            "format_rows": True,
            "select_locked_cells": True,
            "autofilter": True,
        }
        sheet.protect("", allowed)

    def _line(self, sheet: Worksheet, at: int, shown: Sequence[Column], values: dict[str, Any], *, asked: bool = False, title: bool = True, fill: Sequence[str] = (), locked: bool = False) -> None:  # fmt: skip
        for number, column in enumerate(shown):
            value = values.get(column.key)
            open_ = (column.fill or column.key in fill) and not locked
            if column.key == "title" and not title:
                value = "″"
            look = "fill" if open_ else "fixed"
            if asked and column.key == "level":
                look = "asked"
            elif column.key in ("from", "to", "span_from", "span_to"):
                look += "_date"
            elif column.key.startswith(("level", "national:", "comparison")):
                look += "_level"
            elif open_:
                look += "_text"
            elif column.key == "key":
                look = "fixed_small"
            _write(sheet, (at, number), value, self._formats[look])
        texts = [(str(values.get(column.key, "")), column.width) for column in shown if column.key != "key"]
        sheet.set_row(
            at, _height(texts if title else [pair for pair in texts if pair[0] != values.get("title")])
        )

    def _section(self, sheet: Worksheet, at: int, width: int, text: str) -> None:
        for number in range(width):
            sheet.write_blank(at, number, None, self._formats["section"])
        sheet.write_string(at, 1, text, self._formats["section"])

    def _validate(self, sheet: Worksheet, column: Column, number: int, rows: tuple[int, int]) -> None:
        rule: dict[str, Any] = {"validate": "any"}
        match column.key:
            case "from":
                rule = {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1), "error_message": tr("Write a date such as 31/12/2023.")}  # fmt: skip
            case "evidence":
                rule = {"validate": "list", "source": list(columns.evidence_words().values())}
            case "kind":
                rule = {"validate": "list", "source": list(columns.kind_words().values())}
            case "unit":
                rule = {"validate": "list", "source": self._lists["unit"]}
            case "comparison":
                rule = {"validate": "list", "source": ["≥", "≤"]}
        if column.hint:
            rule |= {"input_title": column.header[:32], "input_message": column.hint[:255]}
        if len(rule) > 1:
            sheet.data_validation(rows[0], number, rows[1], number, rule)

    def _limits(self, sheet: Worksheet, at: int, number: int, row: LevelRow) -> None:
        kind = self._set.variables[row.part.variable].kind
        hint = {"input_title": tr("The province's level"), "input_message": self._hint(row)}
        if kind == "flag":
            rule: dict[str, Any] = {"validate": "list", "source": [columns.must_be_so()]}
        else:
            low, high = RANGES[kind]
            bounded = {"criteria": "between", "minimum": low, "maximum": high}
            unbounded = {"criteria": ">=", "value": low}
            rule = {"validate": "decimal", **(bounded if high < float("inf") else unbounded)}
            rule["error_message"] = tr("Write a number that the figure can have, without unit.")
        sheet.data_validation(at, number, at, number, rule | hint)

    def _hint(self, row: LevelRow) -> str:
        sign = columns.comparison_words(row.part.op)
        unit = self._set.variables[row.part.variable].unit
        said = f"{label_of(row, self._set)} {sign} … {words(self._set.units[unit]) if unit else ''}".strip()
        return said[:255]

    def _title(self, titles: Sequence[Title], day: date | None = None) -> Title:
        return title_on(tuple(titles), day or self._set.head.valid_from)

    def _about(self) -> str:
        text = words(self._set.head.title)
        if self._overlay:
            return f"{text} · {words(self._overlay.title)} ({self._overlay.decision})"
        return f"{text} · {self._province}" if self._province else text


def _height(texts: Sequence[tuple[str, float]]) -> float:
    """The height of a row that shows its texts whole; not every program finds it by itself."""
    return _LINE * max(math.ceil(len(text) / width) if text else 1 for text, width in texts)


def _level(value: float, *, flag: bool) -> Any:
    return columns.must_be_so() if flag and value == 1 else value


def _evidenced(entry: Any) -> dict[str, Any]:
    return {
        "from": entry.valid_from,
        "to": entry.valid_to or columns.open_end(),
        "evidence": columns.evidence_words().get(entry.evidence, grade_words(entry.evidence)),
        "source": entry.source or "",
        "note": entry.note or "",
    }


def _write(sheet: Worksheet, cell: tuple[int, int], value: Any, look: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(*cell, None, look)
    elif isinstance(value, date):
        sheet.write_datetime(*cell, datetime.combine(value, time()), look)
    elif isinstance(value, str):
        sheet.write_string(*cell, value, look)
    else:
        sheet.write_number(*cell, value, look)


def _guidance() -> list[str]:
    return [
        tr("1. Open the sheet “{sheet}”. Each row is one level of the national set; on the left is what the nation asks.", sheet=columns.sheet_name("levels")),
        tr("2. Where the province's decision sets a level, write it into the yellow cell. Orange cells are levels that the nation leaves to the province: without them the indicator cannot be decided. Leave a row blank where the national level stands."),
        tr("3. From and to: leave them blank where the level takes effect with the decision. For levels by year, fill one row a year."),
        tr("4. Compare each cell with the signed decision, page by page. Then choose “{word}” and write article or page. Only these cells are graded as read in the signed decision; all others stay unverified.", word=columns.evidence_words()[columns.CONFIRMED]),
        tr("5. To change a level that is confirmed already, clear its cell “{column}” after comparing it with the signed decision again.", column=tr("Other source")),
        tr("6. Indicators of the province's own go into the sheet “{sheet}”, one a row.", sheet=columns.sheet_name("own")),
        tr("7. In the last column of “{sheet}” say whether the title is that of the decision. Titles belong to the national set: the import lists them and does not write them.", sheet=columns.sheet_name("levels")),
        tr("8. Save, close, and run: ntm-rules criteria import FILE --province NAME --decision NUMBER --from DATE --dry-run. It names every mistake by sheet and cell and shows what would change. Then run it with -o FILE.yaml."),
    ]  # fmt: skip
