"""A scenario laid over a table and a set: each of its changes as an edit, one upon the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

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
from ntm_rules.scenarios.edits import Edit, FactEdit, Said, ValueEdit, VerdictEdit, edited
from ntm_rules.scenarios.levels import with_level
from ntm_rules.scenarios.meant import Meant, facts
from ntm_rules.scenarios.verdicts import outweighed, settled
from ntm_rules.scenarios.words import columns_of, wrong
from ntm_rules.tables.table import Flags, Table
from ntm_rules.tables.vocabulary import identity_columns


def applied(
    changes: Sequence[tuple[str, TableChange]], table: Table, loaded: CriteriaSet, meant: Meant
) -> tuple[Table, CriteriaSet]:
    """The table and the set after some changes, each with the id of its scenario. Neither of those given is changed.

    Raises DefinitionError that lists every change that does not fit.
    """
    problems: list[Problem] = []
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
    return table, loaded


def _changed(change: RowChange, table: Table, loaded: CriteriaSet, meant: Meant) -> Table:
    rows = meant.rows(change, table)
    problems: list[Problem] = []
    edits = list(_edits(change, rows, table, loaded, problems))
    if problems:
        raise DefinitionError(problems)
    if rows.any():
        return edited(table, edits, loaded)
    message = tr("no row is what the change is for; nothing is changed.")
    note = Problem("without_effect", message, file=change.file or None, line=change.line or None)
    return replace(table, warnings=(*table.warnings, note))


def _edits(
    change: RowChange, rows: Flags, table: Table, loaded: CriteriaSet, problems: list[Problem]
) -> Iterator[Edit]:
    said = Said(change.file or None, change.line or None)
    match change:
        case ValueChange():
            for column, mine in columns_of(change.value, change, table, loaded, rows=rows, problems=problems):
                yield _figures(change, column, mine, loaded, problems)
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
) -> ValueEdit:
    said = Said(change.file or None, change.line or None)
    if change.set is not None:
        return ValueEdit(column, "set", float(change.set), rows, said)
    if column in loaded.variables and loaded.variables[column].kind == "flag":
        message = tr("“{name}” is met or unmet; it can be set, not added to or scaled.", name=column)
        problems.append(wrong(change, message, expected="set: true, set: false"))
    if change.add is not None:
        return ValueEdit(column, "add", change.add, rows, said)
    return ValueEdit(column, "scale", change.scale or 0.0, rows, said)


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
