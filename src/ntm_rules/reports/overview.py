"""The summary sheet: communes by criteria, their totals, and the groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ntm_rules.definitions.models import title_on
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.groups import Group, groups_of
from ntm_rules.engine.reported import as_reported, counted_or_reported
from ntm_rules.engine.statuses import NO_LEVEL, STATUSES, UNKNOWN, Flags, status_words
from ntm_rules.engine.summary import ORDER, Counted, count_criteria, count_indicators
from ntm_rules.engine.warnings import RowNotes
from ntm_rules.i18n import tr, words
from ntm_rules.reports.book import A4, CELL, HEADING, Book
from ntm_rules.reports.group_words import group_name, worth_showing
from ntm_rules.reports.risk_words import AT_RISK
from ntm_rules.reports.tabular import neutral
from ntm_rules.reports.terminal import group_line

# So many lines of one kind stand above the table; the rest stands under it, or in the notes.
SHOWN = 3
_LEFT = {"align": "left", "text_wrap": True}
_BAND_WIDTH = 2


def short_words(status: str) -> str:
    """A status in a narrow cell; the legend explains it."""
    return {
        "met": tr("Met"),
        "basically_met": tr("Basic."),
        "unmet": tr("Unmet"),
        "unknown": "?",
        "not_applicable": tr("n/c"),
    }[status]


def legend() -> dict[str, str]:
    """The signs of the summary and what they say."""
    said: dict[str, str] = {short_words(status): status_words(status) for status in ORDER}
    said["?*"] = tr("undecided because the level is missing, not the figure")
    said[AT_RISK] = tr("met for the time being, at risk of being lost")
    said["○"] = tr("so many are not considered and count as met")
    return said


def one_line(group: Group, total: int) -> str:
    """What leaders ask first of a group, on one line."""
    return " · ".join(line.strip() for line in group_line(group, total).plain.splitlines())


def add_overview(book: Book, judged: Judgement, at_risk: Flags) -> None:
    """Write the sheet. Raises UsageError where it would be too long."""
    _Overview(book, judged, at_risk).write()


class _Overview:
    """One sheet, written from the top down."""

    def __init__(self, book: Book, judged: Judgement, at_risk: Flags) -> None:
        self._book, self._judged, self._at_risk = book, judged, at_risk
        self._criteria = judged.loaded.criteria
        self._groups = worth_showing(groups_of(judged))
        self._keys = telling_columns(judged)
        self._first = len(self._keys)
        self._after = self._first + len(self._criteria)
        lead = self._lead()
        self._top = len(lead)
        title = tr("Summary")
        book.check_length(title, self._top + 2 + len(judged.table))
        self._sheet = book.sheet(title, paper=A4, header=(self._top, self._top + 1), frozen=1)
        self._widths()
        for row, (text, look, height) in enumerate(lead):
            self._sheet.set_row(row, height)
            self._sheet.merge_range(row, 0, row, self._after + 2, neutral(text), book.format(**look))

    def write(self) -> None:
        """Write what stands under the lead."""
        self._head()
        row = self._communes(self._top + 2)
        self._sheet.autofilter(self._top + 1, 0, row - 1, self._after + 2)
        row = self._totals(row)
        if len(self._groups) > 1:
            self._table_of_groups(row + 1)

    def _widths(self) -> None:
        for column, (_, _, width) in enumerate(self._keys):
            self._sheet.set_column(column, column, width)
        self._sheet.set_column(self._first, self._after - 1, 7.5)
        self._sheet.set_column(self._after, self._after + 2, 12)

    def _lead(self) -> list[tuple[str, dict[str, Any], float]]:
        """What stands above the table: each line with its look and height."""
        head = self._judged.loaded.head
        notes = RowNotes(self._judged).all()
        lines: list[tuple[str, dict[str, Any], float]] = []
        if self._judged.table.illustrative:
            banner = {"bold": True, "font_size": 13, "align": "center", "border": 2}
            lines.append((notes.pop(0), banner, 24))
        title = tr("{set}: results of the communes", set=words(head.title))
        lines += [(title, {**_LEFT, "bold": True, "font_size": 15}, 24), (str(head.decision), _LEFT, 17)]
        # All communes, or the one district: its latest years.
        for group in [found for found in self._groups if found.level == self._groups[0].level][-SHOWN:]:
            line = one_line(group, len(self._criteria))
            lines.append((line, {**_LEFT, "bold": True}, 17))
        lines += [(note, {**_LEFT, "italic": True}, 17) for note in notes[:SHOWN]]
        if len(notes) > SHOWN:
            more = tr("… and {n} more provinces: see the notes.", n=len(notes) - SHOWN)
            lines.append((more, {**_LEFT, "italic": True}, 17))
        signs = " · ".join(f"{sign}: {said}" for sign, said in legend().items())
        return [*lines, (signs, {**_LEFT, "font_size": 10}, 17)]

    def _head(self) -> None:
        """Two rows: the titles on their side, and under them the numbers, which carry the filters."""
        day = self._judged.table.judged_on.values.max()
        titles = [words(title_on(criterion.titles, day)) for criterion in self._criteria]
        behind = [tr("Criteria met"), tr("Indicators met"), tr("Meets all criteria")]
        upright = self._book.format(**HEADING)
        on_side = self._book.format(**{**HEADING, "rotation": 90, "font_size": 10})
        self._sheet.set_row(self._top, 150)
        for column, text in enumerate([*(name for _, name, _ in self._keys), *titles, *behind]):
            form = on_side if self._first <= column < self._after else upright
            self._sheet.write_string(self._top, column, text, form)
        numbers = [criterion.code for criterion in self._criteria]
        small = self._book.format(**{**HEADING, "align": "left", "font_size": 9})
        for column, text in enumerate([*[""] * self._first, *numbers, "", "", ""]):
            self._sheet.write_string(self._top + 1, column, text, small)

    def _communes(self, at: int) -> int:
        judged, write = self._judged, self._sheet.write_string
        counted = count_criteria(judged), count_indicators(judged)
        statuses, no_level = judged.statuses.criteria, np.isin(judged.criterion_reasons, NO_LEVEL)
        answers = {1: tr("yes"), 0: tr("no"), -1: "?"}
        said = [short_words(status) for status in STATUSES]
        looks = [self._book.marked(status) for status in STATUSES]
        name, plain = self._book.format(**CELL, bold=True), self._book.format(**CELL)
        centred = self._book.format(**CELL, align="center")
        for row, answer in enumerate(judged.qualifies.tolist(), start=at):
            self._sheet.set_row(row, 18)
            for column, (key, _, _) in enumerate(self._keys):
                write(row, column, neutral(judged.table.text(row - at, key) or ""), plain if column else name)
            marked = (found[:, row - at].tolist() for found in (statuses, no_level, self._at_risk))
            for column, (status, bare, risk) in enumerate(zip(*marked, strict=True), start=self._first):
                if judged.cases.outside[row - at]:
                    write(row, column, "–", centred)
                    continue
                sign = "*" if bare and status == UNKNOWN else f" {AT_RISK}" if risk else ""
                write(row, column, said[status] + sign, looks[status])
            for column, counts in enumerate(counted, start=self._after):
                self._count(row, column, counts, row - at)
            write(row, self._after + 2, answers[answer], centred)
        return at + len(judged.table)

    def _count(self, row: int, column: int, counted: Counted, commune: int) -> None:
        """A number that shows as 12/19, or as 12/19 (1○) where one is not considered."""
        if self._judged.cases.outside[commune]:
            self._sheet.write_string(row, column, "–", self._book.format(**CELL, align="center"))
            return
        total, waived = counted["total"][commune], counted["not_applicable"][commune]
        shown = f'0"/{total}"' + (f'" ({waived}○)"' if waived else "")
        form = self._book.format(**CELL, align="center", num_format=shown, bold=True)
        value = int(counted["counted"][commune])
        if column == self._after and as_reported(self._judged)[commune]:
            # Of such a row only the stated number of criteria is known.
            value = int(counted_or_reported(self._judged)[commune])
            shown = f'0"/{total} {tr("reported")}"'
            form = self._book.format(**CELL, align="center", num_format=shown, italic=True)
        self._sheet.write_number(row, column, value, form)

    def _totals(self, at: int) -> int:
        """How many communes have each status, by criterion and year."""
        wholes = [group for group in groups_of(self._judged) if group.level == "all"]
        label = self._book.format(**{**HEADING, **_LEFT})
        number = self._book.format(**CELL, align="center", num_format='0;-0;"–"')
        row = at
        for group in wholes:
            for status in ORDER:
                counts = [entry[status] for entry in group.criteria]
                text = tr("Communes: {status}", status=status_words(status))
                text += f" ({group.year})" if len(wholes) > 1 else ""
                self._sheet.set_row(row, 18)
                self._across(row, 0, self._first - 1, text, label)
                for column, count in enumerate(counts, start=self._first):
                    self._sheet.write_number(row, column, count, number)
                row += 1
        return row

    def _table_of_groups(self, at: int) -> None:
        """Communes, mean and bands of every group, in columns two criteria wide."""
        heads = [
            tr("Year"),
            tr("Communes"),
            tr("Mean"),
            *(tr("{band} criteria", band=band) for band in self._groups[0].bands),
        ]
        heading = self._book.format(**HEADING)
        self._spread(at, [tr("Group"), *heads], [heading] * (len(heads) + 1))
        self._sheet.set_row(at, 32)
        plain, centred = self._book.format(**CELL), self._book.format(**CELL, align="center")
        mean = self._book.format(**CELL, align="center", num_format="0.0")
        forms = [plain, centred, centred, mean, *[centred] * len(self._groups[0].bands)]
        for row, group in enumerate(self._groups, start=at + 1):
            numbers = [group.year, group.communes, group.mean_criteria, *group.bands.values()]
            self._spread(row, [group_name(group), *numbers], forms)

    def _spread(self, row: int, cells: Sequence[str | float], forms: Sequence[Any]) -> None:
        """A row of the table of groups: the name under the names of communes, then every cell two columns wide."""
        for number, (cell, form) in enumerate(zip(cells, forms, strict=True)):
            left = self._first + (number - 1) * _BAND_WIDTH if number else 0
            right = left + _BAND_WIDTH - 1 if number else self._first - 1
            self._across(row, left, right, neutral(cell) if isinstance(cell, str) else cell, form)

    def _across(self, row: int, left: int, right: int, cell: str | float, form: Any) -> None:
        """A cell over some columns, or the one."""
        if right > left:
            self._sheet.merge_range(row, left, row, right, cell, form)
        elif isinstance(cell, str):
            self._sheet.write_string(row, left, cell, form)
        else:
            self._sheet.write_number(row, left, cell, form)


def telling_columns(judged: Judgement) -> list[tuple[str, str, float]]:
    """The columns that tell the communes apart: key, heading, width."""
    named = [
        ("commune", tr("Commune"), 26.0),
        ("district", tr("District"), 20.0),
        ("province", tr("Province"), 16.0),
        ("period", tr("Period"), 9.0),
    ]
    found = judged.table.identity
    several = {key for key in found if len(set(found[key].codes.tolist())) > 1}
    return [entry for entry in named if entry[0] in several | {"commune"}]
