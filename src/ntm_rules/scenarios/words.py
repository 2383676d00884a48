"""How a scenario names figures: by variable or by the number of an indicator; and what is wrong with a name."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any, Literal

from ntm_rules.definitions.conditions import Node
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.scenarios.figures import variable_of
from ntm_rules.tables.headers import HeaderMatcher
from ntm_rules.tables.table import Flags, Table
from ntm_rules.tables.targets import Target


def wrong(node: Node, message: str, *, kind: str = "scenario_shape", **more: Any) -> Problem:
    """That something of a scenario does not fit, with its place."""
    return Problem(kind, message, file=node.file or None, line=node.line or None, **more)


def count_of(name: str) -> tuple[str, Literal["num", "den"]] | None:
    """The variable or number whose count a name such as `6.3_num` means, and which of the two; None where it means none."""
    stem, _, part = name.rpartition("_")
    if part == "num":
        return stem, "num"
    return (stem, "den") if part == "den" else None


def columns_of(
    name: str, node: Node, table: Table, loaded: CriteriaSet, *, rows: Flags, problems: list[Problem]
) -> Iterator[tuple[str, Flags]]:
    """The columns of figures that a name means in some rows, each with its own of these; what is wrong joins the problems.

    A variable, one of its columns by sex, or the number of an indicator behind which one variable stands in the
    year of each row.
    """
    if variable_of(name, loaded) in loaded.variables:
        yield name, rows
        return
    code = loaded.plain_code(name)
    indicator = loaded.indicators.get(code)
    if indicator is None and (meant := _by_title(name, loaded)) is not None:
        yield from columns_of(meant, node, table, loaded, rows=rows, problems=problems)
        return
    if indicator is None:
        problems.append(_unknown(name, node, loaded))
        return
    head = loaded.head
    for day in dict.fromkeys(table.judged_on.values):
        mine = rows & table.judged_on.where([day])
        if not mine.any():
            continue
        names = indicator.variables_on(min(max(day, head.valid_from), head.valid_to))
        if len(names) == 1:
            yield names[0], mine
        else:
            message = tr("several figures stand behind {code}; one number does not say which.", code=code)
            problems.append(
                wrong(node, message, kind="several_variables", expected=tr("one of {ids}", ids=", ".join(names)))
            )  # fmt: skip
            return


def _by_title(name: str, loaded: CriteriaSet) -> str | None:
    """The variable or number that a header of a table of communes would mean; None where it means none."""
    target = HeaderMatcher(loaded).meaning(name)
    if not isinstance(target, Target) or target.role not in ("value", "number"):
        return None
    return (
        target.name
        if target.name != name and target.name in {*loaded.variables, *loaded.indicators}
        else None
    )


def _unknown(name: str, node: Node, loaded: CriteriaSet) -> Problem:
    near = difflib.get_close_matches(name, list(loaded.variables), n=1, cutoff=0.6)
    return wrong(
        node,
        tr("there is no variable or indicator “{name}” in {set}.", name=name, set=loaded.id),
        kind="unknown_variable",
        expected=tr("a variable such as income_per_capita, or a number such as 10"),
        remedy=tr("write “{name}” if that is meant", name=near[0]) if near else None,
    )
