"""The rows of lists that people read: every indicator, and what is missing with what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ntm_rules.definitions.models import title_on
from ntm_rules.definitions.places import places
from ntm_rules.engine.columns import Labels, Listed, indicator_columns, labels
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.listing import Entry
from ntm_rules.engine.statuses import NOT_APPLICABLE, REASON, STATUSES, UNKNOWN, reason_words, status_words
from ntm_rules.engine.verdicts import latest_stage
from ntm_rules.i18n import tr, words
from ntm_rules.reports.explanation import distance_words, label_words, level_words, value_words

COMPARISONS = {">=": "≥", "<=": "≤", "is_true": ""}


@dataclass(frozen=True, slots=True)
class Read:
    """Where a figure or verdict was read: file, sheet, and its cell or its row and column."""

    file: str | None
    sheet: str | None
    cell: str | None


class PartRows:
    """The parts of every indicator of every commune in words, as columns of one length.

    Each column is a list with None where blank; figures are numbers, flags are words.
    """

    def __init__(self, judged: Judgement) -> None:
        self._judged = judged
        self._listed = Listed(judged)
        self._columns = indicator_columns(judged, listed=self._listed)

    def __len__(self) -> int:
        return len(self._listed.row)

    def text(self, name: str, said: Callable[[str], str] = str) -> list[str | None]:
        """A column of the frame, each of its texts as `said` words it."""
        return _gathered(self._labels(name), said)

    @cached_property
    def titles(self) -> list[str | None]:
        """The title of each row's indicator on the day the row is judged on."""
        days = self._judged.table.judged_on
        indicators = [self._judged.plan.indicators[e.indicator].indicator for e in self._listed.entries]
        named = labels([words(title_on(i.titles, day)) for day in days.values for i in indicators])
        return _gathered(named[days.codes[self._listed.row] * len(indicators) + self._listed.slot])

    @cached_property
    def figures(self) -> list[str | None]:
        """What the compared figure is called."""
        variables = self._judged.loaded.variables

        def said(entry: Entry) -> str | None:
            if entry.part is None:
                return None
            return label_words(words(variables[entry.part.comparison.variable].label), entry.part.column)

        return _gathered(self._listed.name(said))

    def numbers(self, name: str, true: str = "", false: str = "") -> list[float | str | None]:
        """A column of figures, to six places; those of flags as words."""
        found = np.round(self._figures(name), 6)
        cells: Any = found.astype(object)
        cells[np.isnan(found)] = None
        flags = [entry.part is not None and entry.part.op == "is_true" for entry in self._listed.entries]
        of_flag = np.array(flags)[self._listed.slot]
        cells[of_flag & (found == 1)], cells[of_flag & (found == 0)] = true or None, false or None
        listed: list[float | str | None] = cells.tolist()
        return listed

    @cached_property
    def reasons(self) -> list[str | None]:
        """Why a part is unknown or left out, in words."""
        ruled_out = self._labels("status").codes == NOT_APPLICABLE
        said: Any = np.array(self.text("reason", reason_words), dtype=object)
        said[ruled_out & ~self._by_verdict] = tr("its condition is not so")
        found: list[str | None] = said.tolist()
        return found

    @cached_property
    def regions(self) -> list[str | None]:
        """Whose column of levels applies, by the full name of the region."""
        return self.text("threshold_region", lambda region: words(places().regions[region]))

    def read_at(self, at: int) -> Read | None:
        """Where the figure, or the verdict that decided in its place, was read; None where nothing was given."""
        row, entry = int(self._listed.row[at]), self._listed.entries[self._listed.slot[at]]
        if entry.part is None:
            return None
        table, name = self._judged.table, entry.part.column
        if self._by_verdict[at]:
            code = self._judged.plan.indicators[entry.indicator].indicator.code
            stage, _ = latest_stage(table.verdicts, (code, name), row)
            keys = (f"verdict:{key}:{stage}" for key in (code, name))
            name = next((key for key in keys if key in self._headers(row)), name)
        elif np.isnan(self._figures("value")[at]) and row not in table.unread.get(name, {}):
            return None
        return _read(table.cell(row, name))

    def measured(self, at: int) -> tuple[str | None, str | None, str | None]:
        """Value, level and distance to the level in words; a verdict in place of the value where it decided."""
        part = self._listed.entries[self._listed.slot[at]].part
        if part is None:
            return None, None, None
        value, level, gap = (float(self._figures(name)[at]) for name in ("value", "threshold", "gap"))
        unit = self._judged.loaded.variables[part.comparison.variable].unit
        return (
            tr("verdict") if self._by_verdict[at] else value_words(value, gap, part.op, unit),
            level_words(None if np.isnan(level) else level, part.op, unit),
            None if np.isnan(gap) else distance_words(gap, unit),
        )

    def missing(self) -> Iterator[int]:
        """The parts for want of which an indicator is undecided, in the order of the table.

        Left out: rows of years the set does not judge, and criteria decided by a verdict on the whole.
        """
        judged, listed = self._judged, self._listed
        reason = self._labels("reason")
        indicator = np.array([entry.indicator for entry in listed.entries])[listed.slot]
        criterion = np.array([compiled.criterion for compiled in judged.plan.indicators])[indicator]
        whole = np.zeros(judged.statuses.criteria.shape, dtype=np.bool_)
        for number, found in enumerate(judged.loaded.criteria):
            whole[number] = judged.verdicts.whole.get(found.code, False)
        undecided = judged.statuses.indicators[indicator, listed.row] == UNKNOWN
        inside = (reason.codes >= 0) & (reason.codes != REASON["outside_validity"] - 1)
        yield from np.flatnonzero(undecided & inside & ~whole[criterion, listed.row]).tolist()

    def remedy(self, at: int) -> tuple[str, str | None]:
        """What to do about a missing part, and the column to fill."""
        reason = self._labels("reason")
        entry = self._listed.entries[self._listed.slot[at]]
        headers = self._headers(int(self._listed.row[at]))
        return _remedy(self._judged, entry, reason.texts[reason.codes[at]], headers)

    def _headers(self, row: int) -> Mapping[str, str]:
        """The headers of the file that a row was read from, by what they give."""
        table = self._judged.table
        found: Mapping[str, str] = table.origins[table.origin[row]].headers
        return found

    def criterion_status(self, at: int) -> str:
        """The status of the criterion that a part belongs to."""
        indicator = self._judged.plan.indicators[self._listed.entries[self._listed.slot[at]].indicator]
        return STATUSES[self._judged.statuses.criteria[indicator.criterion, self._listed.row[at]]]

    @cached_property
    def _by_verdict(self) -> NDArray[np.bool_]:
        basis = self._labels("basis")
        found: NDArray[np.bool_] = basis.codes == basis.texts.index("verdict")
        return found

    def _labels(self, name: str) -> Labels:
        column = self._columns[name]
        assert isinstance(column, Labels)
        return column

    def _figures(self, name: str) -> NDArray[np.float64]:
        column = self._columns[name]
        assert not isinstance(column, Labels)
        return column


def _gathered(column: Labels, said: Callable[[str], str] = str) -> list[str | None]:
    # Blank is code -1, the last.
    texts: Any = np.array([*map(said, column.texts), None], dtype=object)
    found: list[str | None] = texts[column.codes].tolist()
    return found


def _read(cell: dict[str, Any]) -> Read:
    row, column = cell.get("row"), cell.get("column")
    place = ", ".join(
        text
        for text in (
            tr("row {row}", row=row) if row is not None else "",
            tr("column “{column}”", column=column) if column is not None else "",
        )
        if text
    )
    return Read(
        PurePath(cell["file"]).name if "file" in cell else None,
        cell.get("sheet"),
        cell.get("cell") or place or None,
    )


def _remedy(
    judged: Judgement, entry: Entry, reason: str, headers: Mapping[str, str]
) -> tuple[str, str | None]:
    part = entry.part
    code = judged.plan.indicators[entry.indicator].indicator.code
    column = headers.get(part.column, part.column) if part else None
    match reason:
        case "missing_value":
            return tr("give the figure, or the verdict on indicator {code}", code=code), column
        case "invalid_value":
            return tr("correct the cell"), column
        case "threshold_delegated":
            return tr("enter the level that the province has set (--province-set)"), None
        case "threshold_unknown":
            return tr("enter the level in force once its document has been read"), None
        case "unverified_threshold":
            return tr("check the level against the signed decision, or judge without --strict-evidence"), None
        case "condition_unknown" if part and part.condition:
            clause = part.condition.column
            label = words(judged.loaded.variables[part.condition.comparison.variable].label)
            return tr("say: {what}", what=label), headers.get(clause, clause)
        case "region_unknown":
            return tr("name the province, or the region where the province covers two"), "province, region"
        case _:
            return tr("settle what is open"), None


def status_cell(status: str) -> str:
    """A status as it begins a cell."""
    return status_words(status).capitalize()
