"""The columns of figures and verdicts of one grid, gathered by variable and by indicator number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from ntm_rules.definitions.models import CriteriaSet, Variable
from ntm_rules.errors import Findings, Problem, count_of
from ntm_rules.i18n import tr
from ntm_rules.i18n import words as in_language
from ntm_rules.tables.cells import Convention
from ntm_rules.tables.clean import Cleaner, Column
from ntm_rules.tables.coded import Coded
from ntm_rules.tables.composites import (
    SeveralFigures,
    by_sex,
    figures_beside,
    figures_of_cells,
    several_figures,
)
from ntm_rules.tables.grid import Grid, text_of
from ntm_rules.tables.identity import read_date, serial_remedy
from ntm_rules.tables.marks import find_marks
from ntm_rules.tables.parts import added_up
from ntm_rules.tables.periods import read_year
from ntm_rules.tables.table import Codes, Flags, Floats, Texts
from ntm_rules.tables.targets import UNSTAGED, Target
from ntm_rules.tables.ticks import read_ticks
from ntm_rules.tables.vocabulary import NO_VERDICT, VERDICTS, word_key, words

SEXES = ("female", "male")
Counts = tuple[Floats, Floats]


class FigureReader:
    """Reads every column that is not of the identity.

    `unreadable` lists cells that hold something which cannot be read: errors, or unknown under lenient.
    """

    def __init__(
        self,
        grid: Grid,
        loaded: CriteriaSet,
        targets: Mapping[int, Target],
        judged_on: Coded,
        marks: Mapping[str, int],
    ) -> None:
        self.grid = grid
        self._set, self._targets = loaded, targets
        self._cleaner = Cleaner(grid, loaded)
        self.values: dict[str, Floats] = {}
        self.counts: dict[str, Counts] = {}
        self.verdicts: dict[tuple[str, str], Codes] = {}
        self.beside: dict[tuple[str, str], Texts] = {}
        self.invalid: dict[str, Flags] = {}
        self.unread: dict[str, dict[int, str]] = {}
        self.headers: dict[str, str] = {}
        # Where the first column of each figure stands in the grid.
        self.places: dict[str, int] = {}
        # The variables behind each number of an indicator or criterion, in any year.
        self._behind_code: dict[str, list[str]] = {}
        for criterion in loaded.criteria:
            for indicator in criterion.indicators:
                for name in (v for rule in indicator.rules for v in indicator.variables_on(rule.valid_from)):
                    for code in {criterion.code, indicator.code}:
                        names = self._behind_code.setdefault(code, [])
                        names.extend([name] if name not in names else [])
        self._alone = {
            names[0]: code
            for code, names in self._behind_code.items()
            if len(names) == 1 and code in loaded.indicators
        }
        self._behind = {
            at: self._variables(t.name, judged_on) for at, t in targets.items() if t.role == "number"
        }
        self._parts: dict[str, dict[int, Column]] = {}
        self.errors = Findings()
        self.unreadable = Findings()
        # Figures under a number of several, with row and number: a verdict beside them may decide.
        self._without_name: list[tuple[int, str, Problem]] = []
        self._by_sex = by_sex(loaded)
        found = find_marks(grid, targets, loaded, marks, self._cleaner.different)
        self._cleaner.marks, self._cleaner.refused = found.read, found.refused
        self.unreadable.extend(found.problems)
        self._cleaner.notices.extend(found.notices)

    def learn(self, conventions: set[Convention]) -> None:
        """Add which conventions of decimals the cells follow that read in one way only."""
        for at, target in self._targets.items():
            if (
                target.role in ("identity", "reported", "verdict", "expires", "year", "tick")
                or at in self._cleaner.marks
            ):
                continue
            for name in self._behind.get(at, {target.name: None}):
                if name is not None:
                    self._cleaner.learn(at, self._set.variables[name], conventions)

    def read(self, conventions: set[Convention]) -> None:
        """Read all columns; where a cell could be read in two ways, by the one convention there is."""
        self._cleaner.convention = next(iter(conventions)) if len(conventions) == 1 else None
        self._ticked(self._targets)
        for at, target in self._targets.items():
            if target.role == "number":
                for name, rows in self._behind[at].items():
                    self._numbered(target.name, name, rows, at)
            elif target.role not in ("identity", "reported", "tick"):
                self._column(target, at)
        for name, parts in self._parts.items():
            self._add_up(name, parts)
        self._settle_without_name()
        self.errors.extend(self._cleaner.errors)

    @property
    def notices(self) -> list[Problem]:
        """What was done to figures beyond reading them, to be told."""
        return self._cleaner.notices

    def _ticked(self, targets: Mapping[int, Target]) -> None:
        """Verdicts that stand as an x in one of several columns."""
        groups: dict[tuple[str, str], dict[str, int]] = {}
        for at, target in targets.items():
            if target.role == "tick":
                groups.setdefault((target.name, target.stage), {})[target.ticked] = at
        for (name, stage), positions in groups.items():
            verdict, invalid, problems = read_ticks(self.grid, positions)
            at = next(iter(positions.values()))
            column = Column(np.full(len(verdict), np.nan), verdict, invalid, problems=problems)
            code = self._alone.get(name, name)
            self._keep_verdict(code, stage, verdict, at)
            self._mark_unread(code, column, at)
            self.unreadable.extend(problems)

    def _column(self, target: Target, at: int) -> None:
        name = target.name
        match target.role:
            case "verdict":
                column = self._cleaner.verdicts(at, variable=self._judged(name))
                self._keep_verdict(self._alone.get(name, name), target.stage, column.verdict, at)
                self._mark_unread(self._alone.get(name, name), column, at)
                self.unreadable.extend(column.problems)
            case "expires" | "year":
                self.beside[name, target.role] = self._beside(target.role, at)
            case "value":
                self._keep(name, self._cleaner.figures(at, self._set.variables[name]), at)
            case "part":
                self._parts.setdefault(name, {})[at] = self._cleaner.figures(at, self._set.variables[name])
            case role:
                # Counts and standard errors are figures of another kind than the variable they belong to.
                variable = self._set.variables[name]
                if role in ("num", "den", "se"):
                    kind = "number" if role == "se" or variable.measured else "count"
                    variable = variable.model_copy(update={"kind": kind, "unit": None, "plausible": None})
                self._keep(f"{name}_{role}", self._cleaner.figures(at, variable), at)

    def may_be_none(self, name: str) -> bool:
        """Whether 0 of 0 of a rate means that there is nothing to judge."""
        own = self._set.variables[name].words if name in self._set.variables else None
        return own is not None and own.none_counted

    def set_aside(self, name: str, rows: Flags) -> None:
        """Mark the rows of a rate in which there is nothing to judge as not applicable."""
        verdict = np.where(rows, VERDICTS["not_applicable"], NO_VERDICT).astype(np.int8)
        self._keep_verdict(self._alone.get(name, name), UNSTAGED, verdict, self.places.get(name, -1))

    def _judged(self, name: str) -> Variable | None:
        """The one variable that a verdict is on, given its name or a number."""
        names = self._behind_code.get(name, [name])
        return self._set.variables.get(names[0]) if len(names) == 1 else None

    def _beside(self, role: str, at: int) -> Texts:
        """Dates until which values hold, or the years they are of; None where blank."""
        found = np.empty(len(self.grid.rows), dtype=object)
        for row, cell in enumerate(self.grid.columns[at]):
            text = text_of(cell).strip()
            if word_key(text) in words().missing:
                continue
            found[row] = read_date(text) if role == "expires" else read_year(text)
            if found[row] is None:
                self.errors.append(self._not_beside(role, row, at, text))
        return found

    def _not_beside(self, role: str, row: int, at: int, text: str) -> Problem:
        kind, message = "no_year", tr("this is not a year.")
        expected, remedy = tr("a year such as 2023"), None
        if role == "expires":
            kind, message = "not_a_date", tr("this is not a date.")
            expected, remedy = tr("a date such as 31/12/2023 or 2023-12-31"), serial_remedy(text)
        remedy = remedy or tr("correct the cell, or leave it blank")
        return self.grid.problem(kind, message, row=row, at=at, expected=expected, remedy=remedy)

    def _numbered(self, code: str, name: str | None, rows: Flags, at: int) -> None:
        """A column headed by a number, on the rows where one variable stands behind it, or several do."""
        if name is not None:
            column = self._cleaner.figures(at, self._set.variables[name], rows)
            self._read_several(column, at, [name])
            self._keep(name, column, at, code)
            return
        column = self._cleaner.verdicts(at, rows)
        self._read_several(column, at, self._behind_code.get(code, []))
        self._read_beside_verdicts(column, at, code)
        self._keep_verdict(code, UNSTAGED, column.verdict, at)
        self._mark_unread(code, column, at)
        bad = np.flatnonzero(column.invalid).tolist()
        for row, problem in zip(bad, column.problems, strict=False):
            self._without_name.append((row, code, self._several(problem, code)))

    def _read_several(self, column: Column, at: int, names: Sequence[str]) -> None:
        """Cells that hold several figures and say whose each is; such a cell is no problem."""
        if not column.problems:
            return
        found = figures_of_cells(
            self.grid.columns[at],
            np.flatnonzero(column.invalid).tolist(),
            lambda text: several_figures(text, names, self._set, self._by_sex),
        )
        column.problems = Findings(p for p in column.problems if p.value not in found.texts)
        column.invalid[found.rows] = False
        self._keep_several(found, column, at, names)

    def _keep_several(self, found: SeveralFigures, column: Column, at: int, names: Sequence[str]) -> None:
        for name, values in found.values.items():
            if list(names) == [name]:
                column.value = np.where(np.isnan(values), column.value, values)
            else:
                none = np.full(len(values), NO_VERDICT, np.int8)
                self._keep(name, Column(values, none, np.zeros(len(values), np.bool_)), at)

    def _read_beside_verdicts(self, column: Column, at: int, code: str) -> None:
        """Figures in the cells of verdicts on several: read where they say whose they are, else told as set aside."""
        texts = {text: figures_beside(text) for text in map(text_of, self._cleaner.different(at))}
        rows = np.flatnonzero(column.verdict != NO_VERDICT) if any(texts.values()) else ()
        cells = self.grid.columns[at]
        beside = [row for row in map(int, rows) if texts[text_of(cells[row])]]
        if not beside:
            return
        names = self._behind_code.get(code, [])
        found = figures_of_cells(
            cells, beside, lambda text: several_figures(texts[text] or "", names, self._set, self._by_sex)
        )
        self._keep_several(found, column, at, names)
        for row in beside:
            if row not in found.rows:
                self._set_aside_notice(self.grid.problem("figure_set_aside", "", row=row, at=at), code)

    def _settle_without_name(self) -> None:
        """A figure that does not say which of several it is: left aside, and told, where a verdict decides."""
        for row, code, problem in self._without_name:
            given = any(
                verdict[row] != NO_VERDICT for (of, _), verdict in self.verdicts.items() if of == code
            )
            if not given or problem.kind != "several_variables" or count_of(problem) > 1:
                self.unreadable.append(problem)
                continue
            self._set_aside_notice(problem, code)

    def _set_aside_notice(self, problem: Problem, code: str) -> None:
        message = tr(
            "several figures stand behind {code}, and this one does not say which it is; the verdict beside it decides.",
            code=code,
        )
        self._cleaner.notices.append(replace(problem, kind="figure_set_aside", message=message))

    def _add_up(self, name: str, parts: Mapping[int, Column]) -> None:
        """The figure of which columns hold the parts, and that it was added up."""
        for at, column in parts.items():
            worded = np.flatnonzero(column.verdict != NO_VERDICT).tolist()
            for row in worded:
                remedy = tr("write the figure, or leave the cell blank")
                message = tr("a part of a figure has no verdict of its own.")
                self.unreadable.append(
                    self.grid.problem("not_a_number", message, row=row, at=at, remedy=remedy)
                )
            self.unreadable.extend(column.problems)
        self.values[name] = added_up([_rates(column) for column in parts.values()])
        self.invalid[name] = np.logical_or.reduce([column.invalid for column in parts.values()])
        headers = [self.grid.headers[at] for at in parts]
        self.headers[name], self.places[name] = " + ".join(headers), next(iter(parts))
        message = tr(
            "{columns} are added up to one figure: {label}.",
            columns=", ".join(f"“{header}”" for header in headers),
            label=in_language(self._set.variables[name].label),
        )
        self._cleaner.notices.append(self.grid.problem("figures_added", message))

    def _mark_unread(self, code: str, column: Column, at: int) -> None:
        """What was given for an indicator or variable and could not be read is invalid, not missing."""
        bad = np.flatnonzero(column.invalid).tolist()
        for name in self._behind_code.get(code, [code]) if bad else ():
            none = np.zeros(len(column.invalid), dtype=np.bool_)
            self.invalid[name] = self.invalid.get(name, none) | column.invalid
            self.unread.setdefault(name, {}).update({row: text_of(self.grid.columns[at][row]) for row in bad})

    def _several(self, problem: Problem, code: str) -> Problem:
        """A figure under a number that several variables stand behind: say which."""
        if problem.kind != "not_a_verdict" or not any(c.isdigit() for c in problem.value or ""):
            return problem
        names = self._behind_code[code]
        if code not in self._set.indicators:
            under = next(criterion.indicators for criterion in self._set.criteria if criterion.code == code)
            remedy = tr(
                "write a verdict on the criterion here, and its figures under {codes}",
                codes=", ".join(indicator.code for indicator in under),
            )
            return _of_several(problem, code, remedy)
        labels = ", ".join(f"“{in_language(self._set.variables[name].label)}”" for name in names)
        remedy = tr(
            "put each figure in a column or row of its own: {labels}; or say which this one is, as with {option}",
            labels=labels,
            option=f'--map "{code}={names[0]}"',
        )
        return _of_several(problem, code, remedy)

    def _variables(self, code: str, judged_on: Coded) -> dict[str | None, Flags]:
        """The one variable behind a number (None: several, or a criterion's) and the rows it is for."""
        groups: dict[str | None, Flags] = {}
        indicator = self._set.indicators.get(code)
        head = self._set.head
        for day in judged_on.values:
            names = indicator.variables_on(min(max(day, head.valid_from), head.valid_to)) if indicator else ()
            name = names[0] if len(names) == 1 else None
            rows = judged_on.where([day])
            groups[name] = groups[name] | rows if name in groups else rows
        return groups

    def _keep(self, name: str, column: Column, at: int, code: str | None = None) -> None:
        self.unreadable.extend(column.problems)
        bad = np.flatnonzero(column.invalid).tolist()
        self.unread.setdefault(name, {}).update({row: text_of(self.grid.columns[at][row]) for row in bad})
        header = self.grid.headers[at]
        if name in self.values:
            self._merge(name, column, at)
        else:
            self.values[name], self.headers[name], self.places[name] = column.value, header, at
            self.invalid[name] = column.invalid | self.invalid.get(name, np.zeros_like(column.invalid))
            if column.counts is not None:
                self.counts[name] = column.counts
        if (column.verdict != NO_VERDICT).any():
            self._keep_verdict(code or self._alone.get(name, name), UNSTAGED, column.verdict, at)

    def _merge(self, name: str, column: Column, at: int) -> None:
        """A second column of one variable, such as a number header beside it: fills where the first is blank."""
        header = self.grid.headers[at]
        given = ~np.isnan(column.value)
        if column.counts is not None:
            given |= ~np.isnan(column.counts[0])
        twice = given & ~np.isnan(self.values[name])
        if twice.any():
            self.errors.append(
                self.grid.problem(
                    "two_columns",
                    tr(
                        "“{first}” and “{second}” both give this figure.",
                        first=self.headers[name],
                        second=header,
                    ),
                    row=int(np.flatnonzero(twice)[0]),
                    at=at,
                    remedy=tr("keep one of them"),
                )
            )
        self.values[name] = np.where(given, column.value, self.values[name])
        self.invalid[name] = self.invalid[name] | column.invalid
        if column.counts is not None:
            self.counts[name] = overlay(self.counts.get(name), column.counts)

    def add_verdict(self, code: str, verdict: Codes, header: str) -> None:
        """A verdict from a list, where no column of its own gives one."""
        before = self.verdicts.get((code, UNSTAGED))
        self.verdicts[code, UNSTAGED] = (
            verdict if before is None else np.where(before == NO_VERDICT, verdict, before)
        )
        self.headers.setdefault(f"verdict:{code}:{UNSTAGED}", header)

    def _keep_verdict(self, code: str, stage: str, verdict: Codes, at: int) -> None:
        before = self.verdicts.get((code, stage))
        # What a verdict column of its own says stands before a word beside a figure.
        self.verdicts[code, stage] = (
            verdict if before is None else np.where(before == NO_VERDICT, verdict, before)
        )
        if at >= 0:
            self.headers.setdefault(f"verdict:{code}:{stage}", self.grid.headers[at])


def _of_several(problem: Problem, code: str, remedy: str) -> Problem:
    message = tr("several figures stand behind {code}; one number does not say which.", code=code)
    return replace(problem, kind="several_variables", message=message, remedy=remedy)


def _rates(column: Column) -> Floats:
    """The rates of a column, those of its fractions worked out."""
    if column.counts is None:
        return column.value
    part, whole = column.counts
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, part * 100.0 / whole, column.value)


def overlay(first: Counts | None, second: Counts) -> Counts:
    """Counts from two places: the first stand where they are given."""
    if first is None:
        return second
    own = ~np.isnan(first[0])
    return np.where(own, first[0], second[0]), np.where(own, first[1], second[1])
