"""A sweep as a part of the result document and as columns."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from ntm_rules.engine.columns import Columns, Labels, keys_of, labels, notes_of
from ntm_rules.engine.plan import Part
from ntm_rules.engine.statuses import STATUSES, Codes
from ntm_rules.reports.sweep_words import label_of, levels_of
from ntm_rules.scenarios.sweeps import Laid, Sweep
from ntm_rules.scenarios.turning import figures_of
from ntm_rules.scenarios.turns import Turn

_KEYS = ("commune_code", "commune", "district", "year", "period")
_QUALIFIES = {1: True, 0: False, -1: None}
TURNS = (*_KEYS, "sweep", "at", "figure", "kind", "code", "from", "on", "to", "variable", "comparison", "level", "evidence")  # fmt: skip


def sweep_document(swept: Sweep, turns: list[Turn]) -> dict[str, Any]:
    """The sweep as plain data. Statuses and counts are lists with one entry a point, the first axis slowest."""
    return {
        "axes": [_axis(swept, number, laid) for number, laid in enumerate(swept.laid)],
        "points": [list(point) for point in swept.points],
        "communes": list(_communes(swept)),
        "turns": list(turn_rows(swept, turns)),
        "groups": [_group(swept, number) for number in range(len(swept.groups))],
    }


def _axis(swept: Sweep, number: int, laid: Laid) -> dict[str, Any]:
    variables = swept.base.loaded.variables
    column = laid.columns[0][0]
    return {
        "variable": column,
        "label": label_of(swept, laid),
        "op": laid.axis.op,
        "unit": variables[column].unit if column in variables else None,
        "values": list(laid.axis.values),
        "communes": list(laid.axis.communes) or None,
        "levels": [
            {"indicator": line.code, "variable": line.column, "comparison": line.op, "level": line.level,
             "evidence": line.evidence, "communes": line.rows}
            for line in levels_of(swept, number)
        ],
    }  # fmt: skip


def _identity(swept: Sweep, row: int) -> dict[str, Any]:
    table = swept.base.table
    return {**{name: table.text(row, name) for name in _KEYS}, "year": int(table.years[row])}


def _communes(swept: Sweep) -> Iterator[dict[str, Any]]:
    plan, loaded = swept.base.plan, swept.base.loaded
    figures = [figures_of(swept.base.table, laid.columns[0][0]) for laid in swept.laid]
    for place, row in enumerate(swept.rows.tolist()):
        yield {
            **_identity(swept, row),
            "figures": [_number(column[row]) for column in figures],
            "indicators": [
                {"code": plan.indicators[member].indicator.code, "statuses": _named(swept.statuses[line, :, place])}
                for line, member in enumerate(swept.members)
            ],
            "criteria": [
                {"code": loaded.criteria[number].code, "statuses": _named(swept.of_criteria[line, :, place])}
                for line, number in enumerate(swept.criteria)
            ],
            "qualifies": [_QUALIFIES[code] for code in swept.qualifies[:, place].tolist()],
        }  # fmt: skip


def _named(codes: Codes) -> list[str]:
    return [STATUSES[code] for code in codes.tolist()]


def _group(swept: Sweep, number: int) -> dict[str, Any]:
    step, plan, loaded = swept.groups[number], swept.base.plan, swept.base.loaded
    return {
        "level": step.group.level,
        "name": step.group.name,
        "year": step.group.year,
        "communes": step.group.communes,
        "indicators": [
            {"code": plan.indicators[member].indicator.code, "met": step.indicators[line].tolist()}
            for line, member in enumerate(swept.members)
        ],
        "criteria": [
            {"code": loaded.criteria[one].code, "met": step.criteria[line].tolist()}
            for line, one in enumerate(swept.criteria)
        ],
        "qualify": step.qualify.tolist(),
    }


def group_rows(swept: Sweep) -> Iterator[dict[str, Any]]:
    """One row for each group and point, with how many communes meet each indicator and criterion, and qualify."""
    variables = [laid.columns[0][0] for laid in swept.laid]
    for number in range(len(swept.groups)):
        group = _group(swept, number)
        for place, point in enumerate(swept.points):
            yield {
                **{name: group[name] for name in ("level", "name", "year", "communes")},
                **dict(zip(variables, point, strict=True)),
                **{f"indicator {one['code']}": one["met"][place] for one in group["indicators"]},
                **{f"criterion {one['code']}": one["met"][place] for one in group["criteria"]},
                "qualify": group["qualify"][place],
            }


def turn_rows(swept: Sweep, turns: list[Turn]) -> Iterator[dict[str, Any]]:
    """One row for each turn, with the level that lies there; of several that of the first."""
    for turn in turns:
        case = int(swept.base.cases.index[turn.row])
        part = turn.parts[0]
        yield {
            **_identity(swept, turn.row),
            "sweep": swept.laid[turn.axis].columns[0][0],
            "at": _number(turn.at),
            "figure": _number(turn.figure),
            "kind": turn.kind,
            "code": turn.code,
            **{name: _verdict(turn, code) for name, code in (("from", turn.before), ("on", turn.on), ("to", turn.after))},
            "variable": part.column,
            "comparison": part.op,
            "level": float(part.levels[case]),
            "evidence": _grade(part, case),
        }  # fmt: skip


def _verdict(turn: Turn, code: int) -> Any:
    return _QUALIFIES[code] if turn.kind == "commune" else STATUSES[code]


def _grade(part: Part, case: int) -> str | None:
    level = part.resolved[case].level
    return None if level is None else level.block.evidence


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), 6)


def sweep_columns(swept: Sweep, *, notes: bool = False) -> Columns:
    """One row per commune, point and indicator: the amounts, its status, that of its criterion, and of the commune.

    `notes` adds what the rows must carry into a file, where there is anything, as a last column.
    """
    lines, points, rows = swept.statuses.shape
    # Communes slowest, then points, then indicators.
    row = np.repeat(swept.rows, points * lines)
    point = np.tile(np.repeat(np.arange(points), lines), rows)
    keys = {name: column[row] for name, column in keys_of(swept.base).items() if name in _KEYS}
    amounts = np.array(swept.points)
    found: Columns = dict(keys)
    for number, laid in enumerate(swept.laid):
        suffix = f"_{number + 1}" if number else ""
        found[f"variable{suffix}"] = Labels(np.zeros(len(row), dtype=np.int8), (laid.columns[0][0],))
        found[f"amount{suffix}"] = amounts[point, number]
    plan, loaded = swept.base.plan, swept.base.loaded
    codes = labels([plan.indicators[member].indicator.code for member in swept.members])
    of = [swept.criteria.index(plan.indicators[member].criterion) for member in swept.members]
    criteria = labels([loaded.criteria[swept.criteria[line]].code for line in of])
    every = np.tile(np.arange(lines), rows * points)
    status = np.ascontiguousarray(swept.statuses.transpose(2, 1, 0)).ravel()
    found["indicator"], found["status"] = codes[every], Labels(status, tuple(STATUSES))
    beside = np.ascontiguousarray(swept.of_criteria[of].transpose(2, 1, 0)).ravel()
    found["criterion"], found["criterion_status"] = criteria[every], Labels(beside, tuple(STATUSES))
    qualifies = np.repeat(np.ascontiguousarray(swept.qualifies.T).ravel(), lines)
    found["qualifies"] = Labels(qualifies, ("false", "true"))
    return {**found, **(notes_of(swept.base, row) if notes else {})}
