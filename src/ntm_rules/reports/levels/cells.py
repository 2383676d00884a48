"""Single cells of the workbook as levels, days, numbers and kinds, or refused with their place."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ntm_rules.definitions.models import RANGES, CriteriaSet, Variable
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.reports.levels import columns
from ntm_rules.reports.levels.columns import read_word
from ntm_rules.reports.levels.reading import Row
from ntm_rules.tables.cells import read_figure, read_flag
from ntm_rules.tables.vocabulary import NO_VERDICT

_CODE = re.compile(r"[1-9]\d?\.[1-9]\d?")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SIGNS = {"≥": ">=", ">=": ">=", "≤": "<=", "<=": "<="}


class Refused(Exception):  # noqa: N818
    """A cell that cannot be taken, to be collected with the others."""

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Decree:
    """The decision that confirmed cells are read in, and the days its levels stand."""

    citation: str
    start: date | None = None
    end: date | None = None


def level_of(row: Row, variable: Variable, loaded: CriteriaSet) -> float:
    """The level of a row: a number that the figure can have; 1 for what must be so."""
    text = row.text("level")
    if not text:
        message = tr("the row is filled and has no level.")
        remedy = tr("write the level, or clear the other yellow cells of the row")
        raise Refused(row.problem("not_a_number", "level", message, remedy=remedy))
    if variable.kind == "flag":
        flag = read_flag(text, variable)
        if flag.problem or flag.value != 1:
            message = tr("a level of what must be so is “Đạt”.")
            raise Refused(row.problem("not_a_choice", "level", message, expected=tr("Đạt")))
        return 1.0
    cell = read_figure(text, variable, loaded.units.get(variable.unit or ""))
    given = cell.problem or cell.ambiguous or cell.counts or cell.verdict != NO_VERDICT
    if given or math.isnan(cell.value):
        remedy = tr("write the number of the decision without unit, ≥ or ≤")
        expected = tr("a number such as 42,5, alone")
        problem = row.problem(
            "not_a_number", "level", tr("this is not a level."), expected=expected, remedy=remedy
        )
        raise Refused(problem)
    low, high = RANGES[variable.kind]
    if not low <= cell.value <= high:
        message = tr("a level of {value:g} is outside what the figure can be.", value=cell.value)
        raise Refused(row.problem("out_of_range", "level", message))
    return cell.value


def days_of(row: Row, decree: Decree) -> dict[str, date]:
    """From and, where there is one, to; a blank cell is the decision's day within the span of the row."""
    days: dict[str, date] = {}
    unending = columns.says(columns.open_end, row.text("to"))
    for key in ("from", "to"):
        if row.text(key) and not (key == "to" and unending):
            day = row.day(key)
            if day is None:
                expected = tr("a date such as 31/12/2023 or 2023-12-31")
                raise Refused(row.problem("not_a_date", key, tr("this is not a date."), expected=expected))
            days[key] = day
    if "from" not in days:
        if decree.start is None:
            remedy = tr("write it here, or name the day of effect with --from")
            message = tr("the day from which the level stands is not given.")
            raise Refused(row.problem("not_a_date", "from", message, remedy=remedy))
        days["from"] = max(decree.start, row.day("span_from") or decree.start)
    ends = [day for day in (decree.end, row.day("span_to")) if day]
    if not row.text("to") and ends:
        days["to"] = min(ends)
    if "to" in days and days["to"] < days["from"]:
        message = tr(
            "the level would end on {end}, before it begins on {start}.",
            end=f"{days['to']:%d/%m/%Y}", start=f"{days['from']:%d/%m/%Y}",
        )  # fmt: skip
        remedy = tr("write both days, or fill the row of a later span")
        raise Refused(row.problem("dates", "to" if row.text("to") else "level", message, remedy=remedy))
    return days


def code_of(row: Row, loaded: CriteriaSet) -> str:
    """The number of an own indicator, which the national set does not have."""
    text = row.text("code").replace(",", ".").lstrip("'")
    if not _CODE.fullmatch(text):
        message, expected = tr("this is no number of an indicator."), tr("a number such as 17.13")
        raise Refused(row.problem("unknown_code", "code", message, expected=expected))
    criterion = text.partition(".")[0]
    if criterion not in {known.code for known in loaded.criteria}:
        raise Refused(
            row.problem("unknown_code", "code", tr("there is no criterion {code}.", code=criterion))
        )
    if text in loaded.indicators:
        message = tr("indicator {code} exists already.", code=text)
        remedy = tr("give it another number; a workbook turns 17.20 into 17.2 unless it is typed as '17.20")
        raise Refused(row.problem("set_shape", "code", message, remedy=remedy))
    return text


def variable_of(row: Row, name: str, title: str, loaded: CriteriaSet) -> dict[str, Any]:
    """What an own indicator measures, as its file describes it: the nation's variable, or one of its own."""
    national = loaded.variables.get(name)
    if not _NAME.fullmatch(name):
        expected = tr("small letters without accents, digits and _, such as lai_chau_17_13")
        message = tr("this cannot be the name of a column.")
        raise Refused(row.problem("unknown_variable", "variable", message, expected=expected))
    if national and not row.text("kind"):
        return national.model_dump(by_alias=True, exclude_defaults=True)
    kind = _chosen(row, "kind", columns.kind_words, tr("the kind says how it is measured."))
    if national and national.kind == kind:
        return national.model_dump(by_alias=True, exclude_defaults=True)
    if national:
        message = tr("“{name}” is measured otherwise in the national set.", name=name)
        remedy = tr("choose its kind, or another name")
        raise Refused(row.problem("unknown_variable", "kind", message, remedy=remedy))
    unit = {"rate": "%", "score": "points"}.get(kind)
    if kind in ("count", "money", "number"):
        unit = _chosen(
            row, "unit", columns.unit_words, tr("this kind of figure needs its unit."), kind="missing_unit"
        )
    label = {"vi": title, "en": row.text("title_en") or title}
    return {"kind": kind, **({"unit": unit} if unit else {}), "label": label}


def comparison_of(row: Row, kind: str) -> str:
    """Whether a level is a least or a greatest one; `is_true` for a flag."""
    if kind == "flag":
        return "is_true"
    if (op := _SIGNS.get(row.text("comparison"))) is None:
        message = tr("it is not said whether the level is a least or a greatest one.")
        raise Refused(row.problem("not_a_choice", "comparison", message, expected="≥ / ≤"))
    return op


def _chosen(
    row: Row, key: str, choices: Callable[[], Mapping[str, str]], message: str, *, kind: str = "not_a_choice"
) -> str:
    found = read_word(choices, row.text(key)) if row.text(key) else None
    if found is None:
        listed = ", ".join(f"“{word}”" for word in choices().values())
        raise Refused(row.problem(kind, key, message, expected=tr("one of {ids}", ids=listed)))
    return found
