"""What can go wrong, as exceptions and as problems that can be listed.

NtmRulesError
 ├─ DefinitionError   the law as data is malformed (file and line)
 ├─ InputError        a table could not be read as asked (file, row, column)
 ├─ UsageError        a call names something that does not exist
 │   └─ UnwritableFileError  a result cannot be written where it was asked; an OSError too
 └─ UnreadableFileError  a file cannot be opened; an OSError too
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ntm_rules.i18n import again, tr
from ntm_rules.limits import MOST_ALIKE
from ntm_rules.plain_text import plain, shortened

# Public numbers of every error and warning: 1xx definitions, 2xx input refused, 3xx warnings.
CODES = {
    "yaml_syntax": "NTM101",
    "yaml_too_large": "NTM123",
    "duplicate_key": "NTM102",
    "schema": "NTM103",
    "unknown_region": "NTM104",
    "missing_unit": "NTM105",
    "dates": "NTM106",
    "unknown_variable": "NTM107",
    "set_shape": "NTM108",
    "province_conflict": "NTM109",
    "unknown_override": "NTM110",
    "looser_than_national": "NTM111",
    "unknown_set": "NTM112",
    "unknown_code": "NTM113",
    "wrong_call": "NTM114",
    "no_such_file": "NTM115",
    "not_a_levels_workbook": "NTM116",
    "evidence_incomplete": "NTM117",
    "rule_cycle": "NTM120",
    "unknown_fact": "NTM121",
    "unknown_directive": "NTM122",
    "wrong_draws": "NTM118",
    "scenario_shape": "NTM119",
    "decides_nothing": "NTM130",
    "unreadable_file": "NTM201",
    "empty_file": "NTM202",
    "no_commune_column": "NTM203",
    "no_year": "NTM204",
    "duplicate_row": "NTM205",
    "unknown_province": "NTM206",
    "outside_validity": "NTM207",
    "out_of_range": "NTM208",
    "not_a_number": "NTM209",
    "never_guess": "NTM210",
    "two_columns": "NTM211",
    "ambiguous_number_header": "NTM212",
    "lookalike_header": "NTM213",
    "ambiguous_header": "NTM214",
    "ambiguous_number": "NTM215",
    "not_a_choice": "NTM216",
    "several_variables": "NTM217",
    "too_many_cells": "NTM218",
    "no_indicator_column": "NTM219",
    "region_contradicts": "NTM220",
    "not_a_date": "NTM221",
    "not_a_flag": "NTM222",
    "plan_not_result": "NTM223",
    "blank_commune": "NTM224",
    "unknown_commune": "NTM225",
    "not_a_verdict": "NTM226",
    "not_a_period": "NTM227",
    "several_sheets": "NTM228",
    "formula_error": "NTM229",
    "no_programmes_column": "NTM231",
    "unknown_programme": "NTM232",
    "unit_unclear": "NTM233",
    "wrong_mapping": "NTM234",
    "unwritable_file": "NTM235",
    "money_twice": "NTM236",
    "ambiguous_commune": "NTM237",
    "ends_before_issue": "NTM238",
    "too_large": "NTM262",
    "no_targets_column": "NTM241",
    "criteria_not_named": "NTM242",
    "wrong_merger": "NTM240",
    "split_refused": "NTM243",
    "indicator_not_named": "NTM247",
    "unclear_list": "NTM248",
    "list_contradicts_total": "NTM249",
    "part_of_commune": "NTM259",
    "second_table": "NTM239",
    "no_results": "NTM244",
    "marks_unexplained": "NTM250",
    "figure_contradicts": "NTM251",
    "cell_too_long": "NTM252",
    "unknown_column": "NTM301",
    "verdict_conflict": "NTM302",
    "assumed_not_listed": "NTM303",
    "unverified_levels": "NTM304",
    "province_set_not_entered": "NTM305",
    "history_only": "NTM306",
    "illustrative_data": "NTM307",
    "invalid_values": "NTM308",
    "no_text": "NTM370",
    "not_actual": "NTM309",
    "counts_disagree": "NTM310",
    "region_unknown": "NTM311",
    "no_rows_for_province_set": "NTM312",
    "not_a_commune": "NTM313",
    "skipped_row": "NTM314",
    "skipped_sheet": "NTM315",
    "legacy_text": "NTM317",
    "cut_at_range": "NTM318",
    "unit_converted": "NTM319",
    "plan_column": "NTM320",
    "nothing_turns": "NTM321",
    "stages_disagree": "NTM323",
    "documents_not_joined": "NTM324",
    "papers_wanting": "NTM325",
    "sheets_together": "NTM326",
    "told_by_titles": "NTM327",
    "skipped_file": "NTM328",
    "shares_below_one": "NTM329",
    "communes_merged": "NTM330",
    "targets_not_joined": "NTM331",
    "chained_by_reference": "NTM340",
    "engine_failed": "NTM371",
    "money_to_check": "NTM332",
    "not_drawn": "NTM333",
    "without_effect": "NTM338",
    "money_above_plan": "NTM366",
    "criteria_ignored": "NTM367",
    "verdicts_set_aside": "NTM339",
    "changed_along": "NTM345",
    "hidden_cells": "NTM346",
    "filled_down": "NTM347",
    "fact_not_understood": "NTM358",
    "year_for_date": "NTM359",
    "figures_added": "NTM360",
    "sexes_not_given": "NTM361",
    "past_unknown": "NTM362",
    "figure_of_another_year": "NTM363",
    "province_by_district": "NTM364",
    "other_kind_judged": "NTM365",
    "marks_read": "NTM354",
    "marks_unused": "NTM355",
    "figure_set_aside": "NTM356",
    "illustrative_costs": "NTM334",
    "target_out_of_reach": "NTM335",
    "unknown_budget_place": "NTM336",
    "wrong_measure": "NTM337",
    "dates_read_back": "NTM350",
    "total_disagrees": "NTM351",
    "rest_taken_as_met": "NTM352",
}


# Characters of a cell, header or name that a line shows of it; longer ones are cut short.
LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: what, where, what was expected and what to do.

    `kind` is a key of CODES; `row` counts as a spreadsheet does (the header is row 1), `subject` is the commune
    of the row where that helps to find it;
    `facts` holds further machine-readable details for the result document.
    """

    kind: str
    message: str
    file: str | None = None
    line: int | None = None
    sheet: str | None = None
    row: int | None = None
    subject: str | None = None
    cell: str | None = None
    column: str | None = None
    value: str | None = None
    expected: str | None = None
    remedy: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """Its public number, such as NTM205."""
        return CODES[self.kind]

    @property
    def place(self) -> str:
        """Where it stands, as words: file, line or row, column, value."""
        return ", ".join(filter(None, [self.file_place, *self.spot]))

    @property
    def file_place(self) -> str:
        """The file, with the line or the sheet, as words."""
        parts = []
        if self.file:
            file = plain(self.file)
            parts.append(file if self.line is None else f"{file}:{self.line}")
        if self.sheet:
            parts.append(tr("sheet “{sheet}”", sheet=self.sheet))
        return ", ".join(parts)

    @property
    def spot(self) -> list[str]:
        """Where in its file or sheet it stands, as words: row, cell, column, value."""
        parts = []
        if self.row is not None:
            said = tr("row {row}", row=self.row)
            parts.append(f"{said} ({shortened(self.subject, LONGEST_SHOWN)})" if self.subject else said)
        if self.cell is not None:
            parts.append(tr("cell {cell}", cell=self.cell))
        if self.column is not None:
            parts.append(tr("column “{column}”", column=shortened(self.column, LONGEST_SHOWN)))
        if self.value:
            parts.append(tr("value “{value}”", value=shortened(str(self.value), LONGEST_SHOWN)))
        return parts

    @property
    def text(self) -> str:
        """What is wrong, what was expected and what to do, without the place."""
        text = str(again(self.message))
        if self.expected:
            text += " " + tr("Expected: {expected}.", expected=self.expected)
        if self.remedy:
            text += " " + tr("To do: {remedy}.", remedy=self.remedy)
        return plain(text)

    def __str__(self) -> str:
        return f"{self.code} {self.place}: {self.text}" if self.place else f"{self.code} {self.text}"

    def as_dict(self) -> dict[str, Any]:
        """The warning as it stands in the result document, empty places left out."""
        place = {
            key: getattr(self, key)
            for key in ("file", "sheet", "row", "cell", "column", "value")
            if getattr(self, key) is not None
        }
        return {
            **self.facts,
            "code": self.kind,
            "number": self.code,
            "message": str(again(self.message)),
            **place,
        }


# So many problems of one kind in one column are worded, and so many in all columns: more would bury the rest.
WORDED, WORDED_OF_KIND = 10, 30
# More equal errors than this are one line, with so many of their places.
EQUAL = 3
# Warnings that say how files were read come after those that bear on the results, and fewer of them are worded.
OF_READING = (
    "unit_converted",
    "legacy_text",
    "told_by_titles",
    "filled_down",
    "sheets_together",
    "skipped_sheet",
    "skipped_file",
    "skipped_row",
)
WORDED_OF_READING = 3


def worded(problems: Iterable[Problem], limit: int = WORDED) -> list[str]:
    """Problems as lines: equal ones of many cells as one, those alike in a column, or of one kind, cut short."""
    problems = list(problems)
    equal: dict[tuple[str | None, ...] | None, list[Problem]] = {}
    for problem in problems:
        equal.setdefault(_said(problem), []).append(problem)
    lines: list[str] = []
    seen: Counter[tuple[str, str | None]] = Counter()
    shown: Counter[str] = Counter()
    hidden: dict[str, list[Problem]] = {}
    told = set()
    for problem in problems:
        said = _said(problem)
        if said is not None and len(equal[said]) > EQUAL:
            if said not in told:
                told.add(said)
                lines.append(_together(equal[said]))
            continue
        seen[problem.kind, problem.column] += 1
        many = seen[problem.kind, problem.column] > limit or shown[problem.kind] >= WORDED_OF_KIND
        if many or count_of(problem) > 1:
            hidden.setdefault(problem.kind, []).append(problem)
        else:
            shown[problem.kind] += 1
            lines.append(str(problem))
    # One more takes no more room than saying that there is one.
    lines.extend(str(rest[0]) if sum(map(count_of, rest)) == 1 else _more(rest) for rest in hidden.values())
    return lines


def _said(problem: Problem) -> tuple[str | None, ...] | None:
    """What a refused cell shares with its equals; None for what is told of no cell, or is no error."""
    if problem.row is None or problem.column is None or not problem.code.startswith("NTM2"):
        return None
    place = (problem.file, problem.sheet)
    return (problem.kind, str(problem.message), problem.expected, problem.remedy, *place)


def _together(group: Sequence[Problem]) -> str:
    """Equal problems as one line, with the first of their places and how many there are."""
    places = [", ".join(problem.spot) for problem in group[:EQUAL]]
    places.append(tr("and {n} more", n=sum(map(count_of, group)) - EQUAL))
    first = group[0]
    where = ", ".join(filter(None, [first.file_place, "; ".join(places)]))
    return f"{first.code} {where}: {first.text}"


def _more(rest: list[Problem]) -> str:
    columns = {problem.column for problem in rest}
    column = columns.pop() if len(columns) == 1 else None
    where = "" if column is None else tr("column “{column}”", column=column) + ": "
    return f"{rest[0].code} {where}" + tr("… and {n} more of this kind.", n=sum(map(count_of, rest)))


def count_of(problem: Problem) -> int:
    """How many findings a problem stands for: the last that is kept of many alike stands for the rest too."""
    return int(problem.facts.get("alike", 1))


def with_rest(problems: Sequence[Problem], more: int) -> list[Problem]:
    """Problems, the last of which stands for so many more like it."""
    if not more:
        return list(problems)
    *kept, last = problems
    return [*kept, replace(last, facts={**last.facts, "alike": count_of(last) + more})]


class Findings(list[Problem]):
    """Problems as they are found. Of those alike (kind, file, sheet and column) so many are kept, the rest is counted."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        super().__init__()
        self._seen: Counter[tuple[Any, ...]] = Counter()
        self._last: dict[tuple[Any, ...], int] = {}
        self.extend(problems)

    def append(self, problem: Problem) -> None:
        """Keep a problem, or count it with the last one like it."""
        key = (problem.kind, problem.file, problem.sheet, problem.column)
        self._seen[key] += 1
        if self._seen[key] <= MOST_ALIKE:
            self._last[key] = len(self)
            # What is counted up here is not to be counted up elsewhere.
            super().append(replace(problem, facts={**problem.facts}) if problem.facts else problem)
            return
        last = self[self._last[key]]
        if "alike" not in last.facts:
            # Its own from here on, for it is counted up.
            self[self._last[key]] = last = replace(last, facts={**last.facts, "alike": 1})
        last.facts["alike"] += count_of(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Keep or count several problems."""
        for problem in problems:
            self.append(problem)

    @property
    def total(self) -> int:
        """How many were found, those that are only counted too."""
        return sum(map(count_of, self))


def summed_up(warnings: Iterable[Problem], limit: int = WORDED) -> list[str]:
    """Warnings as lines, kind by kind: first what bears on the results, then how the files were read."""
    kinds: dict[str, list[Problem]] = {}
    for warning in warnings:
        kinds.setdefault(warning.kind, []).append(warning)
    lines: list[str] = []
    for kind in sorted(kinds, key=OF_READING.__contains__):
        few = min(limit, WORDED_OF_READING) if kind in OF_READING else limit
        lines.extend(worded(kinds[kind], few))
    return lines


class NtmRulesError(Exception):
    """Base of every error this library raises on purpose; `problems` lists what was found."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(worded(self.problems)))


class DefinitionError(NtmRulesError):
    """The law as data is malformed; every problem names a file and, where it can, a line."""


class InputError(NtmRulesError):
    """A table could not be read as asked; every problem names its place and what to do."""


class UsageError(NtmRulesError):
    """A call names a set, commune or code that does not exist."""


class UnwritableFileError(UsageError, OSError):
    """A result cannot be written where it was asked for."""


class UnreadableFileError(NtmRulesError, OSError):
    """A file cannot be opened."""
