"""Laws of risks: more margin never adds one that margin is about."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import ntm_rules as ntm
from ntm_rules.definitions.conditions import ALL_REGIONS
from ntm_rules.definitions.models import RANGES
from ntm_rules.definitions.risk_policies import load_policies
from ntm_rules.risks.assess import assess
from ntm_rules.risks.findings import Risks
from tests.support.strategies import SET, VARIABLES, frame

# The kinds that say a margin is thin; those that the policy file does not have are not asked.
OF_MARGIN = {"thin_margin", "rising_level", "declining", "sampling"} & {
    p.kind for p in load_policies().policies
}
# By amount, its levels in one region, and the sign of what is better.
LEVELS: dict[str, set[float]] = {}
SIGNS: dict[str, int] = {}
for *_, part, level in SET.levels():
    if part.op in (">=", "<=") and level.value is not None and level.region in (ALL_REGIONS, "TDMNPB"):
        LEVELS.setdefault(part.variable, set()).add(level.value)
        SIGNS[part.variable] = 1 if part.op == ">=" else -1
YEARS = (2020, 2021, 2022, 2023)
NAMES = sorted(SIGNS)
COMMUNES = 12


def near(name: str) -> list[float | None]:
    """Figures at the levels and around them, as trends, margins and rising levels look at them; and none."""
    kind = VARIABLES[name].kind
    low, high = RANGES[kind]
    shifts = (0, 0, 1, -1, 2, 4) if kind == "count" else (0, 0, 0.1, 0.5, 1, 2, 4, -0.5, -3)
    return [None, *(round(v + s, 6) for v in sorted(LEVELS[name]) for s in shifts if low <= v + s <= high)]


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Some communes over some of the years in any order, with figures of some variables and their standard errors.

    One draw of bytes, a byte a figure, is many times faster than a draw a figure.
    """
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
    size = COMMUNES * len(YEARS) * (1 + 2 * len(names))
    drawn = iter(draw(st.binary(min_size=size, max_size=size)))
    rows = []
    for commune in range(COMMUNES):
        for year in YEARS:
            row = {"commune": f"Xã Mẫu {commune}", "province": "Lai Châu", "year": year, "school_count": 4}
            there = next(drawn) % 4 or (commune, year) == (0, 2023)
            for name in names:
                figures = near(name)
                row[name] = figures[next(drawn) % len(figures)]
                row[f"{name}_se"] = (None, 0.5, 2)[next(drawn) % 3]
            if there:
                rows.append(row)
    draw(st.randoms(use_true_random=False)).shuffle(rows)
    return rows


def of_margin(risks: Risks) -> set[tuple[int, int, str]]:
    """By row and indicator, the kinds that margin is about."""
    return {
        (row, block.indicator, block.kind)
        for block in risks.blocks
        for row in block.rows.tolist()
        if block.kind in OF_MARGIN and block.indicator is not None
    }


def risks_of(rows: list[dict[str, Any]]) -> Risks:
    return assess(ntm.evaluate(frame(rows), SET).judged)


@settings(max_examples=12, deadline=None)
@given(histories(), st.data())
def test_more_margin_in_the_last_period_adds_no_risk_of_margin(
    rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    """All other facts fixed, where the indicator is met before: a figure that becomes met has a margin to lose."""
    before = risks_of(rows)
    judged = before.judged
    name = data.draw(st.sampled_from([name for name in rows[0] if name in SIGNS]))
    more = data.draw(st.sampled_from([0.1, 0.5, 1, 3, 10]))
    low, high = RANGES[VARIABLES[name].kind]
    better = [dict(row) for row in rows]
    last = {row["commune"]: row["year"] for row in sorted(rows, key=lambda row: row["year"])}
    for row in better:
        if row["year"] == last[row["commune"]] and row[name] is not None:
            step = round(more) or 1 if VARIABLES[name].kind == "count" else more
            row[name] = min(high, max(low, round(row[name] + SIGNS[name] * step, 6)))
    held = {(r, i) for i, r in zip(*(judged.statuses.indicators >= 3).nonzero(), strict=True)}
    added = of_margin(risks_of(better)) - of_margin(before)
    assert {entry for entry in added if entry[:2] in held} == set()


def test_the_kinds_of_margin_are_those_of_the_policy_file() -> None:
    """So that the law is asked of something."""
    assert {"thin_margin", "rising_level", "declining"} <= OF_MARGIN
