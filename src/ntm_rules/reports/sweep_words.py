"""A sweep in words: what is swept, its levels with their evidence, where verdicts turn and for whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ntm_rules.engine.groups import Group
from ntm_rules.engine.plan import Part
from ntm_rules.engine.statuses import STATUSES, grade_words, status_words
from ntm_rules.errors import Problem
from ntm_rules.i18n import figure, tr, words
from ntm_rules.reports.explanation import label_words, level_words, unit_words
from ntm_rules.reports.group_words import group_name
from ntm_rules.scenarios.figures import variable_of
from ntm_rules.scenarios.sweeps import Laid, Sweep
from ntm_rules.scenarios.turns import Turn

# So many names stand in a line; the CSV and JSON hold all.
_NAMED = 12


@dataclass(frozen=True, slots=True)
class LevelLine:
    """A level that stands for some of the swept rows, with its evidence."""

    code: str
    column: str
    op: str
    level: float
    unit: str | None
    evidence: str
    rows: int

    @property
    def words(self) -> str:
        """The level with its evidence: level of 10: ≥ 42 million VND [unverified]."""
        level = level_words(self.level, self.op, self.unit)
        return tr("level of {code}: {level} [{grade}]", code=self.code, level=level, grade=grade_words(self.evidence))  # fmt: skip


def levels_of(swept: Sweep, axis: int) -> list[LevelLine]:
    """The different levels that hang on an axis, in the order of the set, with the number of rows each is for."""
    base, found = swept.base, dict[tuple[str, str, str, float, str | None, str], int]()
    for part in swept.parts[axis]:
        code = _indicator_of(swept, part)
        unit = base.loaded.variables[part.comparison.variable].unit
        cases, counts = np.unique(base.cases.index[swept.rows], return_counts=True)
        for case, count in zip(cases.tolist(), counts.tolist(), strict=True):
            level = part.resolved[case].level
            if part.in_force[case] and level is not None and not np.isnan(part.levels[case]):
                key = code, part.column, part.op, float(part.levels[case]), unit, level.block.evidence
                found[key] = found.get(key, 0) + count
    return [LevelLine(*key, rows=count) for key, count in found.items()]


def _indicator_of(swept: Sweep, part: Part) -> str:
    codes = (swept.base.plan.indicators[member].indicator.code for member in swept.members)
    return next(code for code in codes if any(one is part for one in swept.base.plan.parts_of(code)))


def label_of(swept: Sweep, laid: Laid) -> str:
    """What an axis moves, as people call it."""
    column, loaded = laid.columns[0][0], swept.base.loaded
    return label_words(words(loaded.variables[variable_of(column, loaded)].label), column)


def unit_of(swept: Sweep, laid: Laid) -> str:
    """The unit of what an axis moves; of shifts of a rate percentage points, of factors none."""
    loaded = swept.base.loaded
    unit = loaded.variables[variable_of(laid.columns[0][0], loaded)].unit
    if laid.axis.op == "scale":
        return ""
    return tr("percentage points") if laid.axis.op == "add" and unit == "%" else unit_words(unit)


def amount_words(amount: float, op: str) -> str:
    """An amount on an axis: 42, +2.5, ×1.05."""
    text = figure(amount, 6)
    if op == "scale":
        return f"×{text}"
    return f"+{text}" if op == "add" and amount >= 0 else text


def axis_title(swept: Sweep, laid: Laid, gap: str = " ") -> str:
    """What stands beside an axis: Income per head (million VND/person/year); of shifts and factors that they are."""
    moved = {"add": f"{tr('added to')}: ", "scale": f"{tr('times')}: "}.get(laid.axis.op, "")
    unit = unit_of(swept, laid)
    return f"{moved}{label_of(swept, laid)}" + (f"{gap}({unit})" if unit else "")


def axis_words(swept: Sweep, laid: Laid) -> str:
    """What is swept over which range: Income per head from 38 to 50 million VND/person/year, 7 points."""
    values = laid.axis.values
    return tr(
        "{what}: {first} to {last}, {n} point(s)",
        what=label_of(swept, laid),
        first=amount_words(values[0], laid.axis.op),
        last=f"{amount_words(values[-1], laid.axis.op)} {unit_of(swept, laid)}".rstrip(),
        n=len(values),
    )


def whose(swept: Sweep) -> str:
    """The commune that is swept, or how many."""
    if len(swept.rows) == 1:
        return names_of(swept)[int(swept.rows[0])]
    return tr("{n} commune(s) swept", n=len(swept.rows))


def names_of(swept: Sweep) -> dict[int, str]:
    """The swept communes by their rows; where two bear a name, each with its district."""
    table = swept.base.table
    names = {row: str(table.text(row, "commune")) for row in swept.rows.tolist()}
    often = Counter(names.values())
    return {
        row: name if often[name] == 1 else ", ".join(filter(None, (name, table.text(row, "district"))))
        for row, name in names.items()
    }


def group_words(group: Group) -> str:
    """A group by its name, year and size."""
    return f"{group_name(group)}, {group.year}: " + tr("{n} commune(s)", n=group.communes)


def turn_words(swept: Sweep, turn: Turn) -> tuple[str, str, str]:
    """What turns, from what to what, and exactly where; without whose it is."""
    op = swept.laid[turn.axis].axis.op
    what = {"indicator": tr("indicator {code}", code=turn.code), "criterion": tr("criterion {code}", code=turn.code),
            "commune": tr("qualifies")}[turn.kind]  # fmt: skip
    moved = f"{_said(turn, turn.before)} → {_said(turn, turn.after)}"
    at = amount_words(turn.at, op)
    if op != "set" and not np.isnan(turn.figure):
        at += f" ({figure(turn.figure, 6)})"
    if turn.on == turn.after:
        return what, moved, tr("from {at} on", at=at)
    if turn.on == turn.before:
        return what, moved, tr("above {at}", at=at)
    return what, f"{_said(turn, turn.before)} → {_said(turn, turn.on)} → {_said(turn, turn.after)}", tr("only at {at}", at=at)  # fmt: skip


def _said(turn: Turn, code: int) -> str:
    if turn.kind == "commune":
        return {1: tr("yes"), 0: tr("no")}.get(code, tr("undecided"))
    return status_words(STATUSES[code])


def told_turns(swept: Sweep, turns: list[Turn], axis: int) -> Iterator[tuple[str, str, str, str]]:
    """The turns of an axis, each with the names of those whose verdict turns there; an indicator's beside its criterion's once."""
    own = sorted(
        (turn for turn in turns if turn.axis == axis), key=lambda turn: (turn.at, turn.kind == "commune")
    )
    criteria = {(turn.row, turn.at, turn.code.partition(".")[0]) for turn in own if turn.kind == "criterion"}
    named = names_of(swept)
    found: dict[tuple[str, str, str], list[str]] = {}
    for turn in own:
        same = turn.kind == "indicator" and (turn.row, turn.at, turn.code) in criteria
        if not same:
            found.setdefault(turn_words(swept, turn), []).append(named[turn.row])
    for told, names in found.items():
        rest = len(names) - _NAMED
        yield *told, ", ".join(names[:_NAMED]) + (f" … (+{rest})" if rest > 0 else "")


def nothing_turns(swept: Sweep, turns: list[Turn]) -> list[Problem]:
    """A notice for each axis along which no verdict turns."""
    found = []
    for number, laid in enumerate(swept.laid):
        if any(turn.axis == number for turn in turns):
            continue
        levels = levels_of(swept, number)
        what = label_of(swept, laid)
        if levels:
            named = "; ".join(dict.fromkeys(level.words for level in levels))
            message = tr("{what}: no verdict turns in the range that is swept; {levels}.", what=what, levels=named)  # fmt: skip
            remedy = tr("widen the range if its level should lie in it")
        else:
            message = tr(
                "{what}: no verdict turns, for no level of it is known in these communes.", what=what
            )
            remedy = tr("enter the province's own set with --province-set")
        found.append(Problem("nothing_turns", message, file=f"--sweep {laid.axis.said or laid.axis.name}", remedy=remedy))  # fmt: skip
    return found
