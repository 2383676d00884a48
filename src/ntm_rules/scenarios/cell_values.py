"""Values of changes as they are written in a cell of the table: `55%`, `7/9`, `51 triệu`, `Đạt`."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ntm_rules.definitions.models import CriteriaSet, Variable
from ntm_rules.definitions.scenarios import ValueChange, Verdict, VerdictChange
from ntm_rules.engine.statuses import STATUSES
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr, words
from ntm_rules.limits import MOST_NUMBER
from ntm_rules.scenarios.edits import Op
from ntm_rules.scenarios.words import count_of, wrong
from ntm_rules.tables.cells import Cell, read_figure, read_flag, read_verdict
from ntm_rules.tables.units import in_unit
from ntm_rules.tables.vocabulary import NO_VERDICT, word_key
from ntm_rules.tables.vocabulary import words as vocabulary

_POINTS = re.compile(r"(.*\d)\s*(?:điểm phần trăm|điểm %|điểm|percentage points?|points?|pp)", re.IGNORECASE)
# `met` and `unmet` are what scenario files call the verdicts.
_ENGLISH = {"met": "Đạt", "unmet": "Chưa đạt"}


class Figure(NamedTuple):
    """What a text says of a variable: a value in its unit, and the counts it follows from where it has some."""

    value: float
    counts: tuple[float, float] | None = None


def as_verdict(change: ValueChange, loaded: CriteriaSet) -> ValueChange | VerdictChange:
    """A change whose value is a verdict where no yes/no figure stands behind it; any other as it is."""
    if not isinstance(change.set, str) or count_of(change.value) is not None:
        return change
    verdict = read_verdict(_ENGLISH.get(change.set, change.set)).verdict
    if verdict == NO_VERDICT:
        return change
    code, kinds = _judged(change.value, loaded)
    flag = kinds == {"flag"} and verdict in (STATUSES.index("met"), STATUSES.index("unmet"))
    if code is None or flag:
        return change
    given = change.model_dump(exclude={"value", "set", "add", "scale"})
    status: Verdict = STATUSES[verdict]  # type: ignore[assignment]
    return VerdictChange.model_construct(**{**given, "where": change.where}, verdict=code, set=status)


def _judged(name: str, loaded: CriteriaSet) -> tuple[str | None, set[str]]:
    """The number that a verdict under a name is on, and the kinds of figures behind it."""
    code = loaded.plain_code(name)
    if code in {criterion.code for criterion in loaded.criteria} - loaded.indicators.keys():
        return code, set()
    for indicator in loaded.indicators.values():
        names = {v for rule in indicator.rules for v in indicator.variables_on(rule.valid_from)}
        if indicator.code == code or names == {name}:
            return indicator.code, {loaded.variables[one].kind for one in names}
    return None, set()


def read_set(change: ValueChange, name: str, loaded: CriteriaSet, problems: list[Problem]) -> Figure | None:
    """What a variable is set to; what cannot be read joins the problems."""
    text = " ".join(str(change.set).split())
    variable = loaded.variables[name]
    if variable.kind == "flag":
        cell = read_flag(_ENGLISH.get(text, text), variable)
    else:
        cell = read_figure(text, variable, loaded.units.get(variable.unit or ""))
    if cell.counts is not None:
        part, whole = cell.counts
        if not 0 <= part <= whole or whole == 0:
            message = tr(
                "{text}: the first count is above the second, or there is nothing to count.", text=text
            )
            expected = tr("counts such as 7/9, the first not above the second")
            problems.append(wrong(change, message, kind="out_of_range", value=text, expected=expected))
            return None
        return Figure(part * 100.0 / whole, cell.counts)
    return _plain(change, cell, text, variable, problems)


def read_step(change: ValueChange, name: str, loaded: CriteriaSet, problems: list[Problem]) -> float | None:
    """What is added to a variable, in its unit; of a rate in points. What cannot be read joins the problems."""
    sign, text = (-1.0, str(change.add)[1:]) if str(change.add).startswith("-") else (1.0, str(change.add))
    text = " ".join(text.removeprefix("+").split())
    variable = loaded.variables[name]
    if "%" in text and not _POINTS.fullmatch(text):
        factor = _factor(sign, text)
        message = tr("{text} may be percentage points or a share of the figure itself.", text=change.add)
        remedy = tr("write the points alone, as in +5; a share of the figure is a factor, as in *{factor}", factor=factor)  # fmt: skip
        problems.append(wrong(change, message, kind="ambiguous_number", value=str(change.add), remedy=remedy))
        return None
    points = _POINTS.fullmatch(text) if variable.kind in ("rate", "score") else None
    cell = read_figure(points[1] if points else text, variable, loaded.units.get(variable.unit or ""))
    found = _plain(change, cell, text, variable, problems)
    return None if found is None else sign * found.value


def _factor(sign: float, text: str) -> str:
    number = re.search(r"\d+(?:[.,]\d+)?", text)
    return f"{1 + sign * float(number[0].replace(',', '.')) / 100:g}" if number else "1.05"


def _plain(
    change: ValueChange, cell: Cell, text: str, variable: Variable, problems: list[Problem]
) -> Figure | None:
    if not (cell.problem or cell.ambiguous) and abs(cell.value) <= MOST_NUMBER:
        return Figure(in_unit(cell.value, cell.measure))
    kind, more = "not_a_number", _expected(variable)
    if cell.problem:
        kind, more["expected"], more["remedy"] = cell.problem
        if kind in ("not_a_number", "not_a_flag"):
            more["remedy"] = tr("give the figure that is supposed")
    elif cell.ambiguous:
        kind = "ambiguous_number"
        more = {
            "remedy": tr("write the figure without a mark between thousands, and a comma before decimals")
        }
    elif word_key(text) in vocabulary().missing:
        kind, more["remedy"] = "not_a_number", tr("give the figure that is supposed")
    message = tr("{what}: “{text}” is not read as a figure.", what=words(variable.label), text=text)
    problems.append(wrong(change, message, kind=kind, value=text, **more))
    return None


def _expected(variable: Variable) -> dict[str, Any]:
    if variable.kind == "rate":
        return {"expected": tr("a rate such as 87,5 or 7/9, or a verdict such as Đạt")}
    return {"expected": tr("a figure, or met or unmet")}


def read_count(change: ValueChange, problems: list[Problem]) -> tuple[Op, float] | None:
    """The step of a count (set, add or scale) with its amount; what cannot be read joins the problems."""
    if change.scale is not None:
        return "scale", change.scale
    op: Op = "set" if change.set is not None else "add"
    text = str(change.set if op == "set" else change.add).replace(" ", "")
    if re.fullmatch(r"[+-]?\d+([.,]\d+)?", text) and not (op == "set" and text[0] in "+-"):
        return op, float(text.replace(",", "."))
    message = tr("“{text}” is no count.", text=text)
    problems.append(wrong(change, message, kind="not_a_number", value=text, expected=tr("a number such as 7, +2 or -1")))  # fmt: skip
    return None
