"""Rows of years after a set: which set applies to them, and whether the program has it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ntm_rules.definitions.location import criteria_folder
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.i18n import tr, words
from ntm_rules.tables.table import Table


def rows_after(table: Table, loaded: CriteriaSet) -> NDArray[np.bool_]:
    """The rows that are judged on a day after the set's last."""
    days = table.judged_on
    after = np.array([day > loaded.head.valid_to for day in days.values], dtype=np.bool_)
    found: NDArray[np.bool_] = after[days.codes]
    return found


def next_set(loaded: CriteriaSet) -> str | None:
    """The set that applies after this one, and what can be done about it; None where the set does not name one."""
    head = loaded.head.succeeded_by
    if head is None:
        return None
    named = {"title": words(head.title), "decision": str(head.decision)}
    if (criteria_folder() / "sets" / head.id / "set.yaml").is_file():
        return tr("{title} ({decision}) applies; judge by it with --set {id}", **named, id=head.id)
    return tr("{title} ({decision}) applies, and is not in the program yet", **named)
