"""Chances as plain columns and as a part of a document."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np

from ntm_rules.engine.columns import KEYS, Columns, Labels, keys_of, labels, notes_of
from ntm_rules.engine.statuses import MET, STATUSES, UNKNOWN, UNMET, Codes, Flags
from ntm_rules.scenarios.monte_carlo.chances import Chances, Estimate, Tally

WHOLE, KNOWN = "qualifies", "known_criteria"
FIGURES = ("probability", "standard_error", "low", "high", "undecided")


@dataclass(frozen=True, slots=True)
class Level:
    """The verdicts of one level: `codes` names them, `today` their statuses by the figures as given."""

    name: str
    codes: tuple[str, ...]
    touched: Flags
    estimate: Estimate
    today: Codes


def levels(chances: Chances) -> tuple[Level, Level, Level]:
    """Communes, criteria and indicators, each by its verdicts and rows of the table."""
    judged, plan = chances.judged, chances.judged.plan
    qualifies = judged.qualifies
    whole, known = chances.estimate(chances.communes), chances.known
    both = Estimate(*(np.vstack([getattr(of, name) for of in (whole, known)]) for name in FIGURES))
    today = np.array([UNKNOWN, UNMET, MET], dtype=np.int8)[np.array([qualifies + 1, (qualifies != 0) + 1])]
    criteria = tuple(judged.loaded.criteria[n].code for n in chances.criteria.numbers.tolist())
    indicators = tuple(plan.indicators[n].indicator.code for n in chances.indicators.numbers.tolist())
    return (
        Level("commune", (WHOLE, KNOWN), np.repeat(chances.communes.touched, 2, axis=0), both, today),
        _level("criterion", criteria, chances, chances.criteria, judged.statuses.criteria),
        _level("indicator", indicators, chances, chances.indicators, judged.statuses.indicators),
    )


def _level(name: str, codes: tuple[str, ...], chances: Chances, tally: Tally, statuses: Codes) -> Level:
    return Level(name, codes, tally.touched, chances.estimate(tally), statuses[tally.numbers])


def chance_columns(chances: Chances, *, notes: bool = False) -> Columns:
    """One row per commune, period and verdict: communes as in the table, the whole before its criteria and indicators.

    `level` is commune, criterion or indicator; `code` its number, for the commune `qualifies` or
    `known_criteria` (all criteria count that are known). `probability`, its Monte-Carlo `standard_error` and
    bounds `low` and `high` of 95 % go from 0 to 1, NaN where a draw hangs on something unknown; `undecided`
    is the share of those draws; `status` is that by the figures as given. `notes` adds what the rows must carry
    into a file, where there is anything, as a last column.
    """
    found = levels(chances)
    names = np.repeat(np.arange(len(found)), [len(level.codes) for level in found])
    codes = [code for level in found for code in level.codes]
    touched = np.vstack([level.touched for level in found])
    row, slot = np.nonzero(touched.T)
    figures = {
        name: np.round(np.vstack([getattr(level.estimate, name) for level in found])[slot, row], 6)
        for name in FIGURES
    }
    keys = keys_of(chances.judged)
    return {
        **{name: keys[name][row] for name in KEYS},
        "level": labels([found[at].name for at in names.tolist()])[slot],
        "code": labels(codes)[slot],
        **figures,
        "status": Labels(np.vstack([level.today for level in found])[slot, row], STATUSES),
        "draws": np.full(len(row), chances.how.draws, dtype=np.int64),
        **(notes_of(chances.judged, row) if notes else {}),
    }


def chances_document(chances: Chances) -> dict[str, Any]:
    """Chances as plain data: how they were drawn, then each commune that has an uncertain figure."""
    whole, criteria, indicators = levels(chances)
    members = {n: number for number, of in enumerate(chances.judged.plan.criteria) for n in of}
    of_criterion = [members[n] for n in chances.indicators.numbers.tolist()]
    communes = []
    for row in chances.rows.tolist():
        entries = {
            number: {**entry, "indicators": []}
            for number, entry in zip(chances.criteria.numbers.tolist(), _entries(criteria, row), strict=True)
            if entry
        }
        for number, entry in zip(of_criterion, _entries(indicators, row), strict=True):
            if entry:
                entries[number]["indicators"].append(entry)
        whole_entry, known = _entries(whole, row)
        communes.append(
            {
                **_identity(chances, row),
                "drawn": _drawn(chances, row),
                WHOLE: _without_code(whole_entry),
                KNOWN: _without_code(known),
                "criteria": list(entries.values()),
            }
        )
    return {
        "draws": chances.how.draws,
        "seed": chances.how.seed,
        "numpy": version("numpy"),
        "notes": [str(note) for note in chances.notes],
        "communes": communes,
    }


def _entries(level: Level, row: int) -> list[dict[str, Any]]:
    """By verdict its entry for a row, empty where no drawn figure touches it."""
    return [
        {
            "code": code,
            "status": STATUSES[level.today[at, row]],
            **{name: _plain(getattr(level.estimate, name)[at, row]) for name in FIGURES},
        }
        if level.touched[at, row]
        else {}
        for at, code in enumerate(level.codes)
    ]


def _without_code(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != "code"}


def _drawn(chances: Chances, row: int) -> list[dict[str, Any]]:
    return [
        {
            "variable": spread.column,
            "value": _plain(spread.values[row]),
            "standard_error": _plain(spread.errors[row]),
        }
        for spread in chances.spreads
        if spread.rows[row]
    ]


def _identity(chances: Chances, row: int) -> dict[str, Any]:
    table = chances.judged.table
    return {name: int(table.years[row]) if name == "year" else table.text(row, name) for name in KEYS}


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 6)
