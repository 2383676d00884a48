"""Rows of the workbook as entries of a province set: every cell checked, every mistake collected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ntm_rules.definitions.conditions import ALL_REGIONS
from ntm_rules.definitions.models import CriteriaSet, Override, ProvinceSet, Variable
from ntm_rules.definitions.override_days import RowOf, decides_nothing
from ntm_rules.definitions.provinces import targets
from ntm_rules.errors import Problem
from ntm_rules.i18n import fold, tr
from ntm_rules.reports.levels.cells import (
    Decree,
    Refused,
    code_of,
    comparison_of,
    days_of,
    level_of,
    variable_of,
)
from ntm_rules.reports.levels.evidence import Evidence, grade_of, plain_words
from ntm_rules.reports.levels.reading import Row

Entry = dict[str, Any]
T = TypeVar("T")
_FILLED = ("level", "from", "to", "article", "evidence", "source", "note")


class Entries:
    """Reads rows into entries; `problems` lists what is wrong, `unconfirmed` counts what no one confirmed."""

    def __init__(self, loaded: CriteriaSet, decree: Decree, exported: ProvinceSet | None) -> None:
        self._set, self._decree = loaded, decree
        self._evidence = Evidence(decree.citation, exported)
        self.problems: list[Problem] = []
        self.unconfirmed = 0

    def override(self, row: Row, province: str, row_of: RowOf) -> Entry | None:
        """A row of the sheet of levels; None where it is blank or wrong. `row_of` says where a part has its row."""
        variable = self._tried(lambda: self._overridden(row)) if row.filled(*_FILLED) else None
        if variable is None:
            return None
        key = row.text("key")
        graded = self._graded(row, key, variable)
        if graded is None:
            return None
        entry = {**graded, "overrides": key}
        problem = decides_nothing(self._set, Override.model_validate(entry), province, row_of)
        if problem is not None:
            cell = "from" if row.text("from") else "level"
            self.problems.append(row.problem(problem.kind, cell, problem.message, expected=problem.expected, remedy=problem.remedy))  # fmt: skip
            return None
        return entry

    def indicator(
        self, row: Row, before: Mapping[str, Any] | None, prefix: str
    ) -> tuple[Entry, str, Entry] | None:
        """A row of the sheet of own indicators: the indicator, its variable's name, and the variable.

        `before` is the indicator of that number as it stands: what a row does not show of it is kept.
        """
        if not row.filled("code", "title_vi", *_FILLED):
            return None
        code, title = self._tried(lambda: code_of(row, self._set)), self._tried(lambda: _title(row))
        if code is None or title is None:
            return None
        known = compared(before) if before else ""
        name = row.text("variable") or known or f"{prefix}_{code.replace('.', '_')}"
        described = self._tried(lambda: variable_of(row, name, title, self._set))
        if described is None:
            return None
        graded = self._graded(row, code, Variable.model_validate(described))
        op = self._tried(lambda: comparison_of(row, described["kind"]))
        if graded is None or op is None:
            return None
        titles = {"vi": title, "en": row.text("title_en") or title}
        return _kept(_indicator(code, titles, graded, (name, op)), before), name, described

    def _overridden(self, row: Row) -> Variable:
        """The variable of the level that a row replaces."""
        key = row.text("key")
        if not key:
            remedy = tr("choose the row code of the level that is meant")
            raise Refused(
                row.problem("unknown_override", "key", tr("the row has no row code."), remedy=remedy)
            )
        parts = targets(self._set, key)
        if not parts:
            code = key.partition("/")[0]
            near = dict.fromkeys(f"{i.code}/{p.key}" for _, i, p, _ in self._set.levels() if i.code == code)
            expected = tr("one of {ids}", ids=", ".join(near)) if near else None
            message = tr("nothing is called “{key}” in the set.", key=key)
            raise Refused(row.problem("unknown_override", "key", message, expected=expected))
        return self._set.variables[parts[0].variable]

    def _graded(self, row: Row, key: str, variable: Variable) -> Entry | None:
        """The level of a row with its days and evidence."""
        value = self._tried(lambda: level_of(row, variable, self._set))
        days = self._tried(lambda: days_of(row, self._decree))
        grade = self._tried(lambda: grade_of(row))
        if value is None or days is None or grade is None:
            return None
        stated = (key, value, days["from"], days.get("to"))
        evidence = self._tried(lambda: self._evidence.of(row, grade, stated))
        if evidence is None:
            return None
        self.unconfirmed += evidence["evidence"] == "unverified"
        return {**days, **evidence, "value": value}

    def _tried(self, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except Refused as refused:
            self.problems.append(refused.problem)
            return None


def slug(text: str) -> str:
    """A name in small letters for ids: Lai Châu is lai_chau."""
    return fold(text).replace(" ", "_")


def same_words(one: Any, other: Any) -> bool:
    """Whether two entries differ in nothing but blanks and line breaks; a cell shows one side of what is in both languages."""
    for sides, text in ((one, other), (other, one)):
        if isinstance(sides, Mapping) and isinstance(text, str):
            return any(same_words(side, text) for side in sides.values())
    if isinstance(one, str) and isinstance(other, str):
        return plain_words(one) == plain_words(other)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same_words(one[key], other[key]) for key in one)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same_words, one, other))
    return bool(one == other)


def compared(indicator: Mapping[str, Any]) -> str:
    """The variable of an own indicator with one comparison."""
    require = indicator["rules"][0]["require"]
    return str(require.get("compare") or require.get("flag"))


def _title(row: Row) -> str:
    if not (title := row.text("title_vi")):
        remedy = tr("write its title as the decision has it")
        message = tr("the indicator has no title.")
        raise Refused(row.problem("evidence_incomplete", "title_vi", message, remedy=remedy))
    return title


def _indicator(code: str, titles: Entry, graded: Entry, asked: tuple[str, str]) -> Entry:
    """An own indicator as plain data: one title, one comparison, one level, all for the same days."""
    name, op = asked
    span: Entry = {key: graded[key] for key in ("from", "to") if key in graded}
    sourced: Entry = {key: graded[key] for key in ("evidence", "source") if key in graded}
    level: Entry = {key: entry for key, entry in graded.items() if key != "value"}
    comparison: Entry = {"flag": name}
    if op != "is_true":
        level["values"] = {ALL_REGIONS: graded["value"]}
        comparison = {"compare": name, "op": op}
    title: Entry = {**span, **sourced, **titles}
    rule: Entry = {**span, "require": {**comparison, "levels": (level,)}}
    return {
        "code": code,
        "titles": (title,),
        "rules": (rule,),
        "criterion": code.partition(".")[0],
    }


def _kept(built: Entry, before: Mapping[str, Any] | None) -> Entry:
    """An indicator with what a row does not show of it taken from how it stood."""
    if before is None:
        return built
    title: Entry = built["titles"][0]
    rule: Entry = built["rules"][0]
    old_title, old_require = before["titles"][0], before["rules"][0]["require"]
    beside: Entry = {key: old_title[key] for key in ("note", "confidence") if key in old_title}
    asked: Entry = {key: old_require[key] for key in ("id", "by_sex") if key in old_require}
    further: Entry = {key: before[key] for key in before if key not in built}
    require: Entry = {**rule["require"], **asked}
    return {**built, "titles": ({**title, **beside},), "rules": ({**rule, "require": require},), **further}
