"""The least change as a document: a plan without money, of steps in place of measures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np

from ntm_rules.engine.evaluate import Judgement, judge_table
from ntm_rules.engine.statuses import MET
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.planning.applying import applied
from ntm_rules.planning.least_change import Change, Way
from ntm_rules.reports.document import set_facts
from ntm_rules.reports.least_change_words import change_document, way_document
from ntm_rules.reports.plan_document import SCHEMA

SOLVER = "least-change"
_NAMES = ("commune", "commune_code", "district", "province")


def least_change_document(
    judged: Judgement,
    ways: Sequence[Way],
    revocation: Sequence[Way],
    warnings: Sequence[Problem],
    *,
    illustrative: bool,
) -> dict[str, Any]:
    """The whole as plain data, in the form of a plan: `objective` is the sum of gap ÷ level over all changes.

    `revocation` are the ways out of the zone of revocation, beside those to qualify.
    """
    table = judged.table
    return {
        "schema": SCHEMA,
        "solver": SOLVER,
        "status": "optimal",
        "objective": round(sum(way.cost for way in ways), 6),
        "gap": 0,
        "criteria_set": set_facts(judged.loaded),
        "input": {"name": table.name, "sha256": table.sha256, "rows": len(table)},
        "illustrative": illustrative,
        "assumptions": [least_words()],
        "version": version("ntm-rules"),
        "warnings": [warning.as_dict() for warning in warnings],
        "actions": [_action(judged, way, change) for way in ways for change in way.changes],
        "communes": list(communes(judged, ways)),
        "budget": [],
        "revocation": [
            {
                **_who(judged, way.row),
                "actions": [_action(judged, way, change) for change in way.changes],
                **_left(judged, way),
            }
            for way in revocation
        ],
    }


def least_words() -> str:
    """What least means."""
    return tr("Least: the smallest sum of gap ÷ level; a flag, a verdict, and all of what must come down to 0 count 1 each.")  # fmt: skip


def communes(judged: Judgement, ways: Sequence[Way]) -> Iterator[dict[str, Any]]:
    """What each commune meets with its changes made; null where something is not known."""
    steps = [change.step for way in ways for change in way.changes]
    after = judge_table(applied(judged.table, steps), judged.loaded, judged.options)
    for way in ways:
        left = _left(judged, way)
        met = int((after.statuses.criteria[:, way.row] >= MET).sum())
        qualifies = int(after.qualifies[way.row])
        barred = list(dict.fromkeys(judged.loaded.criteria[one.criterion].code for one in way.out_of_reach))
        yield {
            **_who(judged, way.row),
            "qualifies": None if qualifies < 0 else bool(qualifies),
            "criteria_met": met,
            "out_of_reach": barred,
            **left,
        }


def _left(judged: Judgement, way: Way) -> dict[str, Any]:
    """How far it is in all, whether that suffices, and what is not known or bars the way."""
    found = way_document(judged, way)
    return {
        "distance": found["cost"],
        "certain": found["certain"],
        "needs_data": found["needs_data"],
        "barriers": found["out_of_reach"],
    }


def _action(judged: Judgement, way: Way, change: Change) -> dict[str, Any]:
    """A change as an action of a plan: what it costs is not known, and nobody is said to pay."""
    return {
        **_who(judged, way.row),
        **change_document(judged, change),
        "measure": None,
        "cost": None,
        "paid_by": {},
    }


def _who(judged: Judgement, row: int) -> dict[str, Any]:
    table = judged.table
    return {**{name: table.text(row, name) for name in _NAMES}, "year": int(np.asarray(table.years)[row])}
