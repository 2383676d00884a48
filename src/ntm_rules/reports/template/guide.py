"""The sheet of guidance: how to fill, what words mean, every level with its evidence, the traps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ntm_rules.definitions.places import places
from ntm_rules.definitions.resolve import column_rules
from ntm_rules.engine.statuses import grade_words
from ntm_rules.i18n import tr, words
from ntm_rules.reports.template.checks import MISSING, PROVINCES, WORDS, words_name
from ntm_rules.reports.template.columns import Column, province_names
from ntm_rules.reports.template.setting import Setting
from ntm_rules.tables.vocabulary import VerdictWords, read_vocabulary

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_A4, _SCALE = 9, 58
_WIDTHS = (9, 46, 46, 28, 24, 44)
# The lists of choices stand right of the text, in columns that are hidden.
_LISTS_FROM = len(_WIDTHS) + 1


class GuideSheet:
    """Writes the sheet of guidance from top to bottom."""

    def __init__(self, book: Workbook, sheet: Worksheet, setting: Setting, columns: list[Column]) -> None:
        self._book, self._sheet = book, sheet
        self._setting, self._columns = setting, columns
        self._row = 0
        base = {"font_name": "Arial", "font_size": 10, "text_wrap": True, "valign": "top"}
        self._plain = book.add_format(base)
        self._boxed = book.add_format({**base, "border": 1, "border_color": "#BFBFBF"})
        self._bold = book.add_format({**base, "bold": True, "text_wrap": False})
        self._big = book.add_format({**base, "bold": True, "font_size": 14, "text_wrap": False})
        self._over = book.add_format(
            {**base, "bold": True, "border": 1, "border_color": "#BFBFBF", "bg_color": "#E8EEF4"}
        )

    def write(self) -> None:
        """All sections, the print set-up, and the lists that cells choose from."""
        for at, width in enumerate(_WIDTHS):
            self._sheet.set_column(at, at, width)
        head = self._setting.loaded.head
        self._line(tr("How to fill the sheet “{sheet}”", sheet=tr("Data")), self._big)
        self._line(f"{words(head.title)} ({head.decision}) · {self._setting.scope}", self._bold)
        self._evidence()
        self._how_to_fill()
        self._words()
        self._traps()
        self._columns_of_others()
        self._levels()
        self._lists()
        self._sheet.protect("", {"format_columns": True, "format_rows": True})
        self._sheet.set_landscape()
        self._sheet.set_paper(_A4)
        self._sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self._sheet.print_area(0, 0, self._row, len(_WIDTHS) - 1)
        self._sheet.set_print_scale(_SCALE)
        self._sheet.set_footer(f"&L&8{words(head.title)}&R&8&P/&N")

    def _line(self, text: str, style: Any) -> None:
        self._sheet.write_string(self._row, 0, text, style)
        self._row += 1

    def _paragraph(self, text: str) -> None:
        """Text over the whole width, its row as high as it needs."""
        self._sheet.merge_range(self._row, 0, self._row, len(_WIDTHS) - 1, text, self._plain)
        self._sheet.set_row(self._row, 14 * (1 + len(text) // (sum(_WIDTHS) - 8)))
        self._row += 1

    def _section(self, title: str) -> None:
        self._row += 1
        self._line(title, self._bold)

    def _table(self, header: Iterable[str], rows: Iterable[Iterable[str]], spans: tuple[int, ...]) -> int:
        """A table whose cells span so many columns each; the row its header stands in."""
        first = self._row
        for style, cells in ((self._over, header), *((self._boxed, row) for row in rows)):
            at, lines = 0, 1
            for text, span in zip(cells, spans, strict=True):
                width = sum(_WIDTHS[at : at + span])
                lines = max(lines, sum(1 + len(line) // width for line in text.split("\n")))
                if span == 1:
                    self._sheet.write_string(self._row, at, text, style)
                else:
                    self._sheet.merge_range(self._row, at, self._row, at + span - 1, text, style)
                at += span
            self._sheet.set_row(self._row, 13.5 * lines + 2)
            self._row += 1
        return first

    def _evidence(self) -> None:
        shown_grades = Counter(line.grade for column in self._columns for line in column.levels)
        whole = self._setting.loaded.evidence
        self._paragraph(
            tr(
                "{weak} of the {n} levels shown below are unverified, recalled or inferred; {signed} were read in the signed decision. In the whole set {all_weak} of {all} are unverified. Check a level against the signed decision before relying on it. Titles are recalled too.",
                weak=shown_grades["unverified"],
                n=sum(shown_grades.values()),
                signed=shown_grades["signed"],
                all_weak=whole["unverified"],
                all=sum(whole.values()),
            )
        )

    def _how_to_fill(self) -> None:
        self._section(tr("1. How to fill"))
        for text in (
            tr("One row is one commune in one year. Name and year are needed in every row that is filled; rows left blank are passed over."),
            tr("Not known, not surveyed: leave the cell blank. Never write 0 in its place: blank is undecided, 0 is a result."),
            tr("Numbers take a comma or a point for decimals (98,5). A rate may be its counts with their noun, such as 7/9 thôn; 7/9 alone is turned into a date by Excel."),
            tr("Under a figure a verdict may stand in its place (Đạt, Chưa đạt) or beside it: “98,5% - Đạt”. The figure decides; a verdict that says otherwise is told as a warning."),
            tr("A cell turns yellow where a name or year is missing, or where a rate is not above 1: check that 98,5 % was not written 0,985. A cell that shows 98% is right."),
            tr("Headers are locked without a password so that they are not changed by mistake. Columns and rows can be resized, sorted and filtered, and rows inserted."),
            tr("The lists and limits guard what is typed, not what is pasted. What cannot be read is named with its cell when the file is judged: ntm-rules evaluate FILE."),
        ):  # fmt: skip
            self._paragraph("– " + text)

    def _words(self) -> None:
        self._section(tr("2. Words that are read"))
        known = read_vocabulary(VerdictWords, "verdicts.yaml")
        rows = [
            (tr("met"), ", ".join(known.met)),
            (tr("basically met (an appraiser's verdict only)"), ", ".join(known.basically_met)),
            (tr("unmet"), ", ".join(known.unmet)),
            (tr("not considered: it does not apply to the commune"), ", ".join(known.not_applicable)),
            (tr("not known, the same as blank"), ", ".join(word for word in known.missing if word)),
        ]
        rows += [
            (f"{c.code}. {words(self._setting.loaded.variables[c.target.name].label)} = 0", ", ".join(c.zero_words))
            for c in self._columns
            if c.zero_words and not c.choices
        ]  # fmt: skip
        rows += [
            (tr("never guessed: {word}", word=f"“{entry.word}”"), words(entry.hint))
            for entry in (*known.never_guess, *known.plan)
        ]
        self._table((tr("What it means"), tr("Words")), rows, (2, 4))

    def _traps(self) -> None:
        found: dict[tuple[str, str], list[str]] = {}
        for column in self._columns:
            if column.target.role == "value":
                for entry in self._setting.loaded.variables[column.target.name].lookalikes:
                    found.setdefault((column.code, words(entry.hint)), []).extend(entry.headers)
        if found:
            self._section(tr("3. Figures that look alike and are not what is asked"))
            header = (tr("No."), tr("In other reports"), tr("What is asked"))
            rows = [(code, "; ".join(headers), hint) for (code, hint), headers in found.items()]
            self._table(header, rows, (1, 2, 3))

    def _columns_of_others(self) -> None:
        rules = column_rules(self._setting.loaded, self._setting.day)
        if rules:
            self._section(tr("4. Communes judged by another region's column"))
            header = (tr("Which communes"), tr("Whose column applies"), tr("Evidence"), tr("Source"))
            regions = places().regions
            rows = [
                (words(r.title), words(regions[r.column]), grade_words(r.evidence), r.source or "")
                for r in rules
            ]
            self._table(header, rows, (2, 1, 1, 2))

    def _levels(self) -> None:
        self._section(tr("5. Every indicator and its level, {scope}", scope=self._setting.scope))
        header = (tr("No."), tr("Full title"), tr("Level"), tr("Whose column"), tr("Evidence"), tr("Source"))
        rows = [row for column in self._columns for row in self._levels_of(column)]
        first = self._table(header, rows, (1, 1, 1, 1, 1, 1))
        self._sheet.set_h_pagebreaks([first - 1])
        self._sheet.repeat_rows(first)

    def _levels_of(self, column: Column) -> list[tuple[str, ...]]:
        if column.target.role != "value" or not column.group:
            return []
        label = words(self._setting.loaded.variables[column.target.name].label)
        unit = f" ({column.unit})" if column.unit else ""
        title = f"{column.title}\n[{label}{unit}]"
        if not column.levels:
            return [(column.code, title, column.hint or "–", "", "", "")]
        return [
            (
                column.code,
                title,
                line.said,
                line.column if line.origin == "national" else tr("the province set {id}", id=line.origin),
                line.evidence,
                line.source,
            )
            for line in column.levels
        ]

    def _lists(self) -> None:
        known = read_vocabulary(VerdictWords, "verdicts.yaml")
        blank = [word for word in known.missing if word]
        spoken = [*known.met, *known.basically_met, *known.unmet, *known.not_applicable, *blank]
        lists = {WORDS: spoken, MISSING: blank, PROVINCES: province_names()}
        lists |= {
            words_name(c): [*spoken, *c.zero_words] for c in self._columns if c.zero_words and not c.choices
        }
        for at, (name, entries) in enumerate(lists.items(), start=_LISTS_FROM):
            for row, entry in enumerate(entries):
                self._sheet.write_string(row, at, entry)
            self._sheet.set_column(at, at, None, None, {"hidden": True})
            letter = chr(ord("A") + at)
            place = f"='{self._sheet.get_name()}'!${letter}$1:${letter}${len(entries)}"
            self._book.define_name(name, place)
