"""A scenario laid over a table and a set: each of its changes as an edit, one upon the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.definitions.scenarios import (
    FactChange,
    LevelChange,
    RowChange,
    TableChange,
    ValueChange,
    VerdictChange,
)
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.rejudge import rejudge
from ntm_rules.engine.statuses import STATUSES
from ntm_rules.errors import DefinitionError, InputError, Problem
from ntm_rules.i18n import tr
from ntm_rules.scenarios.cell_values import as_verdict, read_count, read_set, read_step
from ntm_rules.scenarios.counts import CountEdit, half_counted, recounted
from ntm_rules.scenarios.edits import Edit, FactEdit, Said, ValueEdit, VerdictEdit, edited
from ntm_rules.scenarios.figures import variable_of
from ntm_rules.scenarios.levels import with_level
from ntm_rules.scenarios.meant import Meant, facts
from ntm_rules.scenarios.verdicts import outweighed, settled
from ntm_rules.scenarios.words import columns_of, count_of, wrong
from ntm_rules.tables.table import Flags, Table
from ntm_rules.tables.vocabulary import identity_columns


def applied(
    changes: Sequence[tuple[str, TableChange]], table: Table, loaded: CriteriaSet, meant: Meant
) -> tuple[Table, CriteriaSet]:
    """The table and the set after some changes, each with the id of its scenario. Neither of those given is changed.

    Raises DefinitionError that lists every change that does not fit.
    """
    problems: list[Problem] = []
    before = table
    for scenario, change in changes:
        try:
            if isinstance(change, LevelChange):
                loaded = with_level(loaded, change, scenario)
            else:
                table = _changed(change, table, loaded, meant)
        except (DefinitionError, InputError) as error:
            problems.extend(error.problems)
    if problems:
        raise DefinitionError(problems)
    if notes := tuple(half_counted(before, table, loaded)):
        table = replace(table, warnings=(*table.warnings, *notes))
    return table, loaded


def _changed(change: RowChange, table: Table, loaded: CriteriaSet, meant: Meant) -> Table:
    rows = meant.rows(change, table)
    problems: list[Problem] = []
    edits = list(_edits(change, rows, table, loaded, problems))
    if problems:
        raise DefinitionError(problems)
    if rows.any():
        for edit in edits:
            if isinstance(edit, CountEdit):
                table = recounted(table, edit, loaded)
            else:
                table = edited(table, [edit], loaded)
        return table
    message = tr("no row is what the change is for; nothing is changed.")
    note = Problem("without_effect", message, file=change.file or None, line=change.line or None)
    return replace(table, warnings=(*table.warnings, note))


def _edits(
    change: RowChange, rows: Flags, table: Table, loaded: CriteriaSet, problems: list[Problem]
) -> Iterator[Edit | CountEdit]:
    said = Said(change.file or None, change.line or None)
    match change:
        case ValueChange():
            counted = count_of(change.value)
            name = change.value if counted is None else counted[0]
            for column, mine in columns_of(name, change, table, loaded, rows=rows, problems=problems):
                if counted is not None:
                    yield from _count(change, column, counted[1], mine, loaded, problems)
                else:
                    yield from _figures(change, column, mine, loaded, problems)
        case FactChange():
            yield FactEdit(change.fact, _fact(change, problems), rows, said)
        case VerdictChange(verdict=given, set=status):
            code = loaded.plain_code(given)
            if code not in loaded.indicators and code not in {one.code for one in loaded.criteria}:
                message = tr("there is no criterion or indicator {code} in {set}.", code=given, set=loaded.id)
                expected = tr("a number such as 10 or 17.1")
                problems.append(wrong(change, message, kind="unknown_code", expected=expected))
            yield VerdictEdit(code, None if status is None else STATUSES.index(status), rows, said)


def _figures(
    change: ValueChange, column: str, rows: Flags, loaded: CriteriaSet, problems: list[Problem]
) -> Iterator[ValueEdit]:
    said = Said(change.file or None, change.line or None)
    variable = variable_of(column, loaded)
    if isinstance(change.set, str):
        found = read_set(change, variable, loaded, problems)
        if found is not None and found.counts is not None and column == variable:
            part, whole = (np.where(rows, count, np.nan) for count in found.counts)
            yield ValueEdit(column, "set", found.value, rows, said, counts=(part, whole))
        elif found is not None:
            yield ValueEdit(column, "set", found.value, rows, said)
        return
    if change.set is not None:
        yield ValueEdit(column, "set", float(change.set), rows, said)
        return
    if loaded.variables[variable].kind == "flag":
        message = tr("“{name}” is met or unmet; it can be set, not added to or scaled.", name=column)
        problems.append(wrong(change, message, expected="set: true, set: false"))
    elif isinstance(change.add, str):
        step = read_step(change, variable, loaded, problems)
        if step is not None:
            yield ValueEdit(column, "add", step, rows, said)
    elif change.add is not None:
        yield ValueEdit(column, "add", change.add, rows, said)
    else:
        yield ValueEdit(column, "scale", change.scale or 0.0, rows, said)


def _count(
    change: ValueChange,
    variable: str,
    part: Literal["num", "den"],
    rows: Flags,
    loaded: CriteriaSet,
    problems: list[Problem],
) -> Iterator[CountEdit]:
    """An edit of a count behind a rate; of a rate that is a sum of other figures these are to be changed."""
    kind = loaded.variables[variable]
    if kind.kind != "rate" or kind.counts is not None:
        message = tr("“{name}” has no count of its own.", name=change.value)
        behind = [*kind.counts.numerator, kind.counts.denominator] if kind.counts else [variable]
        remedy = tr("change {names}", names=", ".join(behind))
        problems.append(wrong(change, message, kind="unknown_variable", remedy=remedy))
        return
    step = read_count(change, problems)
    if step is not None:
        said = Said(change.file or None, change.line or None)
        yield CountEdit(variable, part, step[0], step[1], rows, said)


def _fact(change: FactChange, problems: list[Problem]) -> str | bool | None:
    """The value a fact becomes, as the table holds it; one that it cannot have joins the problems."""
    kind = identity_columns().get(change.fact)
    if kind is None or change.fact not in facts():
        message = tr("“{name}” is no fact that a scenario can change.", name=change.fact)
        problems.append(wrong(change, message, expected=tr("one of {ids}", ids=", ".join(facts()))))
    elif change.set is not None:
        flag = kind.kind == "flag"
        if isinstance(change.set, bool) != flag or (not flag and change.set not in kind.choices):
            message = tr("“{name}” cannot be “{value}”.", name=change.fact, value=change.set)
            choices = ["true", "false"] if flag else [*kind.choices]
            expected = tr("one of {ids}", ids=", ".join([*choices, "null"]))
            problems.append(wrong(change, message, kind="not_a_choice", expected=expected))
    return change.set


def judged_under(changes: Sequence[tuple[str, TableChange]], baseline: Judgement, meant: Meant) -> Judgement:
    """The judgement of the baseline's rows after some changes; the baseline itself where there are none.

    Only what the changes touch is judged anew. A verdict that they make contradict the figures is set aside.
    """
    if not changes:
        return baseline
    if baseline.options.strict_evidence:
        _refuse_levels(changes)
    changes = [(name, _spelt_out(change, baseline.loaded)) for name, change in changes]
    table, loaded = applied(changes, baseline.table, baseline.loaded, meant)
    given = [(change, meant.rows(change, baseline.table)) for change in _verdicts(changes)]
    supposed: dict[str, Flags] = {}
    for change, rows in given:
        code = loaded.plain_code(change.verdict)
        supposed[code] = supposed[code] | rows if code in supposed else rows
    judged = settled(rejudge(baseline, table, loaded), baseline, supposed)
    if not (notes := tuple(outweighed(judged, given))):
        return judged
    return replace(judged, table=replace(judged.table, warnings=(*judged.table.warnings, *notes)))


def _spelt_out(change: TableChange, loaded: CriteriaSet) -> TableChange:
    return as_verdict(change, loaded) if isinstance(change, ValueChange) else change


def _verdicts(changes: Sequence[tuple[str, TableChange]]) -> Iterator[VerdictChange]:
    """The verdicts that are given; of several for the same communes and number the last."""
    found = {
        change.model_copy(update={"set": None, "line": 0}).model_dump_json(): change
        for _, change in changes
        if isinstance(change, VerdictChange)
    }
    yield from found.values()


def _refuse_levels(changes: Sequence[tuple[str, TableChange]]) -> None:
    """What is supposed has no evidence: judged strictly it would decide nothing, and nobody would see why."""
    message = tr("a level that is supposed has no evidence, and with strict evidence decides nothing.")
    remedy = tr("judge without --strict-evidence")
    problems = [
        wrong(change, message, remedy=remedy) for _, change in changes if isinstance(change, LevelChange)
    ]
    if problems:
        raise DefinitionError(problems)
