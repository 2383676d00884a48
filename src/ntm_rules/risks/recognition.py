"""What recognition asks beside the criteria: arrears, satisfaction, security."""

from __future__ import annotations

from typing import Final

import numpy as np

from ntm_rules.definitions.recognition import Conditions, Reached, Stated
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.statuses import Codes
from ntm_rules.errors import DefinitionError, Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.table import Table
from ntm_rules.tables.vocabulary import identity_columns

CONDITIONS: Final = ("arrears", "satisfaction", "security")


def conditions(judged: Judgement, rules: Conditions) -> dict[str, Codes]:
    """By condition and row: 1 where it holds, 0 where it does not, -1 where that is not known.

    Raises DefinitionError where a condition names a column that no input has.
    """
    found = {}
    for name in CONDITIONS:
        rule: Stated | Reached = getattr(rules, name)
        if isinstance(rule, Stated):
            column = identity_columns().get(rule.column)
            known = column is not None and column.kind == "flag"
            found[name] = _stated(judged.table, rule)
        else:
            known = rule.column in judged.loaded.variables
            found[name] = _reached(judged.table, rule)
        if not known:
            message = tr("the variable “{name}” is not defined.", name=rule.column)
            raise DefinitionError(Problem("unknown_variable", message, file=rule.file, line=rule.line))
    return found


def _stated(table: Table, rule: Stated) -> Codes:
    given = table.identity.get(rule.column)
    if given is None:
        return np.full(len(table), -1, dtype=np.int8)
    return np.where(given.where([None]), -1, given.where([rule.must_be])).astype(np.int8)


def _reached(table: Table, rule: Reached) -> Codes:
    values = table.values.get(rule.column)
    if values is None or rule.at_least is None:
        return np.full(len(table), -1, dtype=np.int8)
    return np.where(np.isnan(values), -1, values >= rule.at_least).astype(np.int8)
