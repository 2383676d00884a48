"""An input template: the columns a set asks for, as a workbook to fill or as CSV."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import current_language, tr, words
from ntm_rules.reports.tabular import neutral
from ntm_rules.reports.template.columns import Column, columns_of
from ntm_rules.reports.template.setting import Setting
from ntm_rules.tables.offered import Example

# A date of its own would make each copy differ.
_CREATED = datetime(2022, 3, 8)


class Template:
    """A form to fill: `columns` with what each may hold, and one row for each commune asked for."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.columns: list[Column] = columns_of(setting)

    def __repr__(self) -> str:
        return f"<Template of {self.setting.loaded.id}, {self.setting.scope}>"

    @property
    def headers(self) -> list[str]:
        """The header of each column, as the reader takes it."""
        return [column.header for column in self.columns]

    @property
    def rows(self) -> list[list[Example | None]]:
        """The cells filled beforehand: name, province and year of each commune named, invented ones in an example."""
        known = {"province": self.setting.province, "year": self.setting.year}
        return [
            [self._cell(column, number, name, known) for column in self.columns] if name else []
            for number, name in enumerate(self.setting.communes)
        ]

    def _cell(
        self, column: Column, number: int, name: str, known: dict[str, str | int | None]
    ) -> Example | None:
        if column.target.name == "commune":
            return name
        if column.target.role == "identity" and column.target.name in known:
            return known[column.target.name]
        filled = self.setting.example and number < len(column.example)
        return column.example[number] if filled else None

    def to_csv(self) -> str:
        """The headers and the communes named, parted by semicolons; a mark at the start tells Excel it is UTF-8."""
        text = io.StringIO()
        # A decimal comma typed by hand stays in its cell.
        writer = csv.writer(text, delimiter=";", lineterminator="\n")
        writer.writerow(self.headers)
        writer.writerows([_written(cell) for cell in row] for row in self.rows if row)
        return "\ufeff" + text.getvalue()

    def to_xlsx(self) -> bytes:
        """The workbook to fill, with its sheet of guidance. Raises UsageError where the extra is not installed."""
        try:
            from xlsxwriter import Workbook
        except ModuleNotFoundError:
            message = tr("writing workbooks needs the extra “{extra}”.", extra="workbooks")
            remedy = tr("run pip install \"ntm-rules[{extra}]\", or write CSV", extra="workbooks")  # fmt: skip
            raise UsageError(Problem("wrong_call", message, remedy=remedy)) from None
        from ntm_rules.reports.template.guide import GuideSheet
        from ntm_rules.reports.template.sheet import DataSheet

        content = io.BytesIO()
        with Workbook(content, {"in_memory": True}) as book:
            book.set_properties({"title": words(self.setting.loaded.head.title), "created": _CREATED})
            data, guide = book.add_worksheet(tr("Data")), book.add_worksheet(tr("Guide"))
            DataSheet(book, data, self.setting, self.columns).write(self.rows)
            GuideSheet(book, guide, self.setting, self.columns).write()
        return content.getvalue()


def _written(cell: Example | None) -> str:
    """A cell of a CSV, its decimals written as in the language in force."""
    text = "" if cell is None else neutral(str(cell))
    return text.replace(".", ",") if isinstance(cell, float) and current_language() == "vi" else text
