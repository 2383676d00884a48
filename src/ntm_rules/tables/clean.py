"""Columns of cells into arrays: each different text is read once, then gathered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ntm_rules.definitions.models import RANGES, CriteriaSet, Scale, Unit, Variable
from ntm_rules.errors import Findings, Problem
from ntm_rules.i18n import tr
from ntm_rules.i18n import words as in_language
from ntm_rules.tables.cells import (
    CONVENTIONS,
    MISSING,
    NAN,
    Cell,
    Convention,
    formula_failed,
    read_figure,
    read_flag,
    read_verdict,
)
from ntm_rules.tables.coded import factorize
from ntm_rules.tables.conversion import Converted, convert, converted, declared, notice, unlikely_span, within
from ntm_rules.tables.digits import shown_digits
from ntm_rules.tables.grid import Grid, text_of
from ntm_rules.tables.legends import mark_words
from ntm_rules.tables.numbers import both_ways
from ntm_rules.tables.table import Codes, Flags, Floats
from ntm_rules.tables.units import Measure, in_unit
from ntm_rules.tables.vocabulary import NO_VERDICT

Reader = Callable[[str], Cell]
Index = NDArray[np.intp]


@dataclass(slots=True)
class Column:
    """One column read: values, counts where it held fractions, verdicts, and cells that could not be read."""

    value: Floats
    verdict: Codes
    invalid: Flags
    counts: tuple[Floats, Floats] | None = None
    problems: Findings = field(default_factory=Findings)
    converted: list[Converted] = field(default_factory=list)


class Cleaner:
    """Reads the columns of one grid by one convention of decimals, and collects what is wrong."""

    def __init__(self, grid: Grid, loaded: CriteriaSet) -> None:
        self._grid = grid
        self._set = loaded
        self.convention: Convention | None = None
        self.errors: list[Problem] = []
        self.notices: list[Problem] = []
        self._different: dict[int, tuple[Index, list[Any]]] = {}
        # For columns of marks, the verdict that each mark means, and the marks that are not read.
        self.marks: Mapping[int, Mapping[str, int]] = {}
        self.refused: Mapping[int, frozenset[str]] = {}

    def different(self, position: int) -> list[Any]:
        """The different cells of a column."""
        return self._factorized(position)[1]

    def learn(self, position: int, variable: Variable, conventions: set[Convention]) -> None:
        """Add which conventions of decimals the unambiguous cells of a column follow."""
        cells = self._grid.columns[position]
        if variable.kind == "flag" or isinstance(cells, np.ndarray) or len(conventions) == len(CONVENTIONS):
            return
        unit = self._unit(variable)
        for text in map(str, self._factorized(position)[1]):
            if ("," in text or "." in text) and (found := read_figure(text, variable, unit).convention):
                conventions.add(found)

    def figures(self, position: int, variable: Variable, rows: Flags | None = None) -> Column:
        """A column of a variable: figures or flags, with verdicts in their place or beside them."""
        low, high = RANGES[variable.kind]
        unit = self._unit(variable)
        measure = self._measure(position, unit)
        column = self._measured(position, variable, measure, rows)
        if column.converted and unit:
            self.notices.append(notice(self._grid, position, unit, column.converted, measure))
        if variable.facts_only:
            # A fact has no verdict: the word cannot be what was measured.
            said = np.flatnonzero(column.verdict != NO_VERDICT)
            kind = "not_a_flag" if variable.kind == "flag" else "not_a_number"
            self._refuse(column, position, said, kind, _range(variable.kind))
            column.verdict[:] = NO_VERDICT
        with np.errstate(invalid="ignore"):
            wrong = (column.value < low) | (column.value > high) | np.isinf(column.value)
            if variable.kind in ("flag", "count"):
                wrong |= ~np.isnan(column.value) & (column.value != np.floor(column.value))
        if rows is not None:
            wrong &= rows
        expected = _range(variable.kind)
        self._refuse(column, position, np.flatnonzero(wrong), "out_of_range", expected)
        self._refuse_unlikely(column, position, variable, measure)
        self._counts_in_range(column, position, whole_numbers=not variable.measured)
        return column

    def _measured(
        self, position: int, variable: Variable, measure: Measure | None, rows: Flags | None
    ) -> Column:
        """The cells of a column in the unit asked."""
        if position in self.marks or position in self.refused:
            return self._marked(position, variable, rows)
        cells = self._grid.columns[position]
        if variable.kind == "flag" and variable.words is not None:
            counted = self._is_counted(position)
            return self._read(
                position, lambda text: read_flag(text, variable, counted=counted), rows, as_text=True
            )
        if isinstance(cells, np.ndarray):
            column = Column(
                shown_digits(convert(cells.copy(), measure)),
                np.full(len(cells), NO_VERDICT, np.int8),
                np.zeros(len(cells), np.bool_),
            )
            given = np.flatnonzero(~np.isnan(cells))
            if measure and measure.factor != 1 and len(given):
                at = given[0]
                one = Converted(
                    measure, False, text_of(float(cells[at])), float(column.value[at]), len(given)
                )
                column.converted.append(one)
            return column
        if variable.kind == "flag":
            return self._read(position, lambda text: read_flag(text, variable), rows, as_text=True)
        unit, convention = self._unit(variable), self.convention
        return self._read(
            position,
            lambda text: read_figure(text, variable, unit, convention, measure=measure),
            rows,
            measure,
        )

    def _is_counted(self, position: int) -> bool:
        """Whether 0 says no in a column of a flag: a program named the column, or 1 stands in it too."""
        if self._grid.headers[position].strip().lower() in self._set.variables:
            return True
        return any(text_of(cell).strip() in ("1", "1.0") for cell in self.different(position))

    def _measure(self, position: int, unit: Unit | None) -> Measure | None:
        if unit is None:
            return None
        measure, problem = declared(self._grid, position, unit)
        self.errors.extend([problem] if problem else [])
        return measure

    def _refuse_unlikely(
        self, column: Column, position: int, variable: Variable, measure: Measure | None
    ) -> None:
        """A figure that cannot be in the unit asked: nothing says that it is in another, or what says so is wrong."""
        bounds, unit = (measure and measure.plausible) or variable.plausible, self._unit(variable)
        if bounds is None or unit is None:
            return
        asked = in_language(unit)
        expected = within(bounds, unit)
        with np.errstate(invalid="ignore"):
            wrong = (column.value < bounds.least) | (column.value > bounds.most)
        for row in np.flatnonzero(wrong).tolist():
            likely = (scale for scale in unit.scales if bounds.holds(column.value[row] * scale.factor))
            remedy = self._named_unit(position, next(likely, next(iter(unit.scales), None)), measure)
            message = tr("the figure cannot be in {unit}.", unit=asked)
            if measure and measure.times != 1:
                message = unlikely_span(measure, float(column.value[row]), unit)
            column.value[row], column.invalid[row] = NAN, True
            column.problems.append(
                self._grid.problem(
                    "unit_unclear", message, row=row, at=position, expected=expected, remedy=remedy
                )
            )

    def _named_unit(self, position: int, likely: Scale | None, measure: Measure | None) -> str:
        """What to do with a figure that cannot be in the unit asked; `likely` is one in which it can be."""
        if measure and measure.factor != 1:
            return tr(
                "correct the figure, or the unit {unit} that its column names", unit=in_language(measure.name)
            )
        if likely is None:
            return tr("correct the figure, or name its unit beside it or in the header")
        return tr(
            "correct the figure, or name its unit beside it or in the header, as in “{header}”",
            header=f"{self._grid.headers[position]} ({in_language(likely)})",
        )

    def verdicts(self, position: int, rows: Flags | None = None, variable: Variable | None = None) -> Column:
        """A column of verdicts alone; `variable` is what is judged, where that is one."""
        if position in self.marks or position in self.refused:
            return self._marked(position, None, rows)
        return self._read(position, lambda text: read_verdict(text, variable=variable), rows, as_text=True)

    def _marked(self, position: int, variable: Variable | None, rows: Flags | None) -> Column:
        """A column of marks; the words of verdicts among them are read as everywhere."""
        codes, refused = self.marks.get(position, {}), self.refused.get(position, frozenset())
        is_flag = variable is not None and variable.kind == "flag"

        def reader(text: str) -> Cell:
            key = mark_words().key(text)
            if key in refused:
                return MISSING
            if key in codes:
                verdict = codes[key]
                return Cell(value=verdict / 3) if is_flag and verdict in (0, 3) else Cell(verdict=verdict)
            return read_flag(text, variable) if variable and is_flag else read_verdict(text)

        column = self._read(position, reader, rows, as_text=True)
        if refused:
            cells = self._factorized(position)
            unread = np.array([mark_words().key(text_of(cell)) in refused for cell in cells[1]])[cells[0]]
            column.invalid |= unread if rows is None else unread & rows
        if self._grid.refs is not None:
            # Where the sheet has no such cell, there is no blank one either.
            absent = self._grid.refs.rows[:, position] == 0
            column.value[absent], column.verdict[absent] = NAN, NO_VERDICT
        return column

    def _read(
        self,
        position: int,
        reader: Reader,
        rows: Flags | None,
        measure: Measure | None = None,
        *,
        as_text: bool = False,
    ) -> Column:
        codes, cells = self._factorized(position)
        used = None if rows is None else set(codes[rows].tolist())
        found = [
            _read_cell(text_of(cell) if as_text else cell, reader) if used is None or n in used else MISSING
            for n, cell in enumerate(cells)
        ]
        found = [_in_column(cell, measure) for cell in found]
        value = shown_digits(np.array([in_unit(cell.value, cell.measure or measure) for cell in found]))[
            codes
        ]
        verdict = np.array([cell.verdict for cell in found], np.int8)[codes]
        column = Column(value, verdict, np.zeros(len(codes), np.bool_))
        if measure or any(cell.measure for cell in found):
            counted = np.bincount(codes if rows is None else codes[rows], minlength=len(found))
            column.converted = converted(cells, found, counted.tolist(), measure)
        if any(cell.counts for cell in found):
            pairs = shown_digits(np.array([cell.counts or (NAN, NAN) for cell in found]))[codes]
            column.counts = (pairs[:, 0], pairs[:, 1])
        if rows is not None:
            column.value[~rows], column.verdict[~rows] = NAN, NO_VERDICT
        bad = np.array([bool(cell.problem) or cell.ambiguous for cell in found])[codes]
        if rows is not None:
            bad &= rows
        for row in np.flatnonzero(bad):
            cell = found[codes[row]]
            column.problems.append(
                self._problem(int(row), position, *(cell.problem or _ambiguous(text_of(cells[codes[row]]))))
            )
        column.invalid |= bad
        return column

    def _refuse(self, column: Column, position: int, rows: Iterable[int], kind: str, expected: str) -> None:
        for row in rows:
            column.value[row] = NAN
            column.invalid[row] = True
            column.problems.append(
                self._problem(int(row), position, kind, expected, tr("correct the cell, or leave it blank"))
            )

    def _counts_in_range(self, column: Column, position: int, *, whole_numbers: bool) -> None:
        if column.counts is None:
            return
        part, whole = column.counts
        wrong = (part < 0) | (whole <= 0) | (part > whole)
        if whole_numbers:
            wrong |= (part % 1 != 0) | (whole % 1 != 0)
        wrong &= ~np.isnan(part)
        self._refuse(
            column,
            position,
            np.flatnonzero(wrong),
            "out_of_range",
            tr("counts such as 7/9, the first not above the second"),
        )
        part[wrong] = whole[wrong] = NAN

    def _problem(self, row: int, position: int, kind: str, expected: str, remedy: str) -> Problem:
        return self._grid.problem(
            kind, _MESSAGES[kind](), row=row, at=position, expected=expected, remedy=remedy
        )

    def _factorized(self, position: int) -> tuple[Index, list[Any]]:
        """A column's different cells, told apart once for all that is read from it."""
        if position not in self._different:
            self._different[position] = factorize(self._grid.columns[position])
        return self._different[position]

    def _unit(self, variable: Variable) -> Unit | None:
        return self._set.units.get(variable.unit or "")


def _read_cell(cell: Any, reader: Reader) -> Cell:
    """A text by the reader; a number of a typed table as it is, where the reader takes numbers."""
    if formula_failed(cell):
        remedy = tr("correct the formula and save the workbook again, or write the result itself")
        return Cell(problem=("formula_error", tr("a result"), remedy))
    if isinstance(cell, str):
        return reader(text_of(cell))
    return Cell(value=float(cell)) if isinstance(cell, int | float) else reader(str(cell))


def _in_column(cell: Cell, measure: Measure | None) -> Cell:
    """A cell that names its own unit, of the span of time that its column names; refused where it cannot be."""
    if cell.measure is None:
        return cell
    own = cell.measure.in_column(measure)
    bounds = own.plausible
    if bounds and not np.isnan(cell.value) and not bounds.holds(in_unit(cell.value, own)):
        remedy = tr("correct the figure, or the unit {unit} beside it", unit=in_language(own.name))
        return Cell(problem=("unit_unclear", tr("a figure that can be in that unit"), remedy))
    return cell._replace(measure=own)


def _ambiguous(text: str) -> tuple[str, str, str]:
    thousands, decimal = both_ways(text)
    return (
        "ambiguous_number",
        tr("a number that can be read in one way"),
        tr("write {thousands} or {decimal}, whichever is meant", thousands=thousands, decimal=decimal),
    )


def _range(kind: str) -> str:
    match kind:
        case "flag":
            return tr("Đạt or Chưa đạt (có or không)")
        case "rate" | "score":
            return tr("a figure from 0 to 100")
        case "count":
            return tr("a whole number, not negative")
        case _:
            return tr("a figure that is not negative")


_MESSAGES: dict[str, Callable[[], str]] = {
    "figure_contradicts": lambda: tr("the counts and the percentage in the cell contradict each other."),
    "cell_too_long": lambda: tr("the cell is too long to be a figure or a verdict."),
    "formula_error": lambda: tr("the formula gives an error, or its result was not saved."),
    "out_of_range": lambda: tr("the figure is outside what it can be."),
    "not_a_number": lambda: tr("this is not a figure."),
    "unit_unclear": lambda: tr("the figure cannot be in the unit that is named beside it."),
    "not_a_flag": lambda: tr("this is neither yes nor no."),
    "not_a_verdict": lambda: tr("this is not a verdict."),
    "never_guess": lambda: tr("this can mean more than one thing and is not guessed."),
    "plan_not_result": lambda: tr("this is a plan, not a result."),
    "ambiguous_number": lambda: tr(
        "the point or comma may mark thousands or decimals, and the file's other cells do not settle it."
    ),
}
