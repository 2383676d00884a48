"""Small worlds to plan in, and a planner that tries everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

import ntm_rules as ntm
from ntm_rules.definitions.budgets import Budgets
from ntm_rules.definitions.measures import Costs
from ntm_rules.engine.evaluate import judge_table
from ntm_rules.tables.coded import Coded
from ntm_rules.tables.table import Table

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
TABLE = FIXTURES / "example-district-plan-2023.csv"
COSTS = FIXTURES / "example-costs.yaml"
BUDGETS = FIXTURES / "example-budgets.yaml"
LEVELS = FIXTURES / "example-levels.yaml"
TEXT = {"vi": "việc", "en": "work"}
# Where more is better 1, with figures around the level of 2025 in TDMNPB, and a size of a unit.
FIGURES: dict[str, tuple[int, tuple[float, ...], tuple[float, ...]]] = {
    "income_per_capita": (1, (44.0, 46.5, 48.0), (1.0, 1.5)),
    "multidimensional_poverty_pct": (-1, (12.5, 13.5, 16.0), (-1.0, -2.5)),
    "solid_waste_treated_pct": (1, (64.0, 69.9, 75.0), (2.0, 5.0)),
    "postal_point": (1, (0.0, 1.0), (1.0,)),
}
# The level of each in 2025.
LEVEL = {
    "income_per_capita": 48.0,
    "multidimensional_poverty_pct": 13.0,
    "solid_waste_treated_pct": 70.0,
    "postal_point": 1.0,
}
WATCHED = {"10": 3, "11": 3, "17": 3, "8": 1}


@cache
def levels_set() -> Any:
    """The national set under the invented levels."""
    return ntm.load_set(province=LEVELS)


@cache
def _perfect() -> Table:
    """One commune that meets everything but for what a world changes."""
    read = ntm.read_table(TABLE, levels_set())
    return read.select(np.array([0]))


def table_of(communes: Sequence[dict[str, float]]) -> Table:
    """A table of communes with some figures, all others good."""
    base = _perfect().select(np.zeros(len(communes), dtype=np.intp))
    values = {name: column.copy() for name, column in base.values.items()}
    for row, figures in enumerate(communes):
        for name, figure in figures.items():
            values[name][row] = figure
    names = Coded.of([f"Xã Mẫu {n}" for n in range(1, len(communes) + 1)])
    return replace(base, values=values, identity={**base.identity, "commune": names}, counts={})


def measure(id: str, moves: dict[str, Any], cost: float, **more: Any) -> dict[str, Any]:
    """A measure as a file states it."""
    return {
        "id": id, "title": TEXT, "unit": TEXT, "cost": cost, "moves": moves, "paid_by": ("new_rural",),
        "evidence": "unverified", "note": "invented", "illustrative": True, **more,
    }  # fmt: skip


def costs_of(*measures: dict[str, Any]) -> Costs:
    """A file of measures."""
    return Costs.model_validate({"id": "costs", "title": TEXT, "measures": measures})


def budgets_of(*money: dict[str, Any], community: Sequence[dict[str, Any]] = ()) -> Budgets:
    """A file of budgets."""
    return Budgets.model_validate(
        {"id": "budgets", "title": TEXT, "money": money, "community": tuple(community)}
    )


@st.composite
def worlds(draw: st.DrawFn, most_communes: int = 2) -> tuple[list[dict[str, float]], Costs, Budgets]:
    """A few communes, two measures and two years, small enough to try every plan."""
    names = sorted(FIGURES)
    communes = [
        {name: draw(st.sampled_from(FIGURES[name][1])) for name in names}
        for _ in range(draw(st.integers(1, most_communes)))
    ]
    measures = []
    for number in range(2):
        moved = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
        moves = {}
        for name in moved:
            if name == "postal_point":
                moves[name] = {"sets": True}
                continue
            moves[name] = {"by": draw(st.sampled_from(FIGURES[name][2]))}
            if draw(st.booleans()):
                moves[name]["up_to"] = LEVEL[name] - draw(st.sampled_from([0.0, 1.0])) * FIGURES[name][0]
        measures.append(
            measure(
                f"m{number}",
                moves,
                float(draw(st.integers(1, 4))),
                maintenance=float(draw(st.integers(0, 1))),
                takes_years=draw(st.integers(0, 1)),
                most_per_commune=draw(st.integers(1, 3)),
                most_per_year=draw(st.integers(1, 2)),
                paid_by=draw(st.sampled_from([("new_rural",), ("local",), ("new_rural", "local")])),
                workdays=float(draw(st.sampled_from([0, 10]))),
                land_m2=float(draw(st.sampled_from([0, 5]))),
            )
        )
    money = [
        {"source": source, "year": year, "amount": float(draw(st.integers(0, 6)))}
        for source in ("new_rural", "local")
        for year in (2024, 2025)
    ]
    money.append(
        {"source": "local", "year": 2024, "commune": "Xã Mẫu 1", "amount": float(draw(st.integers(0, 3)))}
    )
    given = {
        "workdays_per_year": draw(st.sampled_from([0.0, 20.0])),
        "land_m2": draw(st.sampled_from([5.0, 10.0])),
    }
    return communes, costs_of(*measures), budgets_of(*money, community=(given,))


Units = tuple[int, ...]


class Tried:
    """Every plan of a world over two years, judged by the set: an oracle that shares nothing with the programme.

    A plan holds for each commune the units of each measure begun in each year.
    """

    YEARS = (2024, 2025)

    def __init__(self, communes: list[dict[str, float]], costs: Costs, budgets: Budgets) -> None:
        self.communes, self.costs, self.budgets = communes, costs, budgets
        self._own = [self._of_commune(row) for row in range(len(communes))]

    def _of_commune(self, row: int) -> list[tuple[Units, bool, int]]:
        """What can be done in a commune within its own limits: the units, whether it qualifies, the weight of criteria met."""
        found = []
        choices = [range((m.most_per_year or 9) + 1) for m in self.costs.measures for _ in self.YEARS]
        for units in product(*choices):
            if self._within(units):
                found.append(units)
        tables = table_of([self._after(row, units) for units in found])
        day = Coded.constant(date(2025, 12, 31), len(found))
        judged = judge_table(replace(tables, judged_on=day), levels_set())
        codes = [criterion.code for criterion in judged.loaded.criteria]
        weights = np.array([self.weight(code) for code in codes])
        met = (judged.statuses.criteria >= 3).T @ weights
        return list(zip(found, (judged.qualifies == 1).tolist(), met.tolist(), strict=True))

    @staticmethod
    def weight(code: str) -> int:
        """The weights as shipped."""
        return 3 if code in ("5", "6", "10", "11", "16", "17") else 2 if code in ("12", "14", "15") else 1

    def _within(self, units: Units) -> bool:
        given = self.budgets.community[0]
        land = 0.0
        days = dict.fromkeys(self.YEARS, 0.0)
        for number, found in enumerate(self.costs.measures):
            mine = units[2 * number : 2 * number + 2]
            if sum(mine) > (found.most_per_commune or 9):
                return False
            land += sum(mine) * found.land_m2
            for year, count in zip(self.YEARS, mine, strict=True):
                days[year] += count * found.workdays
        return land <= given.land_m2 and all(used <= given.workdays_per_year for used in days.values())

    def _after(self, row: int, units: Units) -> dict[str, float]:
        """The figures at the end: what ends sooner lifts first, each up to where it ends."""
        figures = dict(self.communes[row])
        for name, today in self.communes[row].items():
            sign = FIGURES[name][0]
            pushes = []
            for number, found in enumerate(self.costs.measures):
                done = sum(
                    count
                    for year, count in zip(self.YEARS, units[2 * number : 2 * number + 2], strict=True)
                    if year + found.takes_years <= 2025
                )
                move = found.moves.get(name)
                if move is not None and done:
                    end = (
                        move.up_to
                        if move.up_to is not None
                        else {"postal_point": 1.0}.get(name, 100.0 * (sign > 0))
                    )
                    pushes.append((sign * end, abs(move.by or 1.0) * done))
            value = sign * today
            for end, gain in sorted(pushes):
                value = max(value, min(round(value + gain, 6), end))
            figures[name] = sign * value
        return figures

    def bills(self, plan: Sequence[Units]) -> Iterator[tuple[int, int, tuple[str, ...], float]]:
        """Commune, year, who may pay, and how much."""
        for row, units in enumerate(plan):
            for number, found in enumerate(self.costs.measures):
                first, second = units[2 * number : 2 * number + 2]
                yield row, 2024, found.paid_by, first * found.cost
                yield row, 2025, found.paid_by, second * found.cost
                # Work begun in 2024 is done by 2025, its upkeep begins then.
                yield row, 2025, found.paid_by, first * found.maintenance

    def payable(self, plan: Sequence[Units]) -> bool:
        """Whether the purses can pay: no set of bills asks more than all the purses that may pay any of them hold (Hall)."""
        for year in self.YEARS:
            bills = [bill for bill in self.bills(plan) if bill[1] == year and bill[3]]
            kinds = sorted({(row, sources) for row, _, sources, _ in bills})
            for size in range(1, len(kinds) + 1):
                for some in combinations(kinds, size):
                    asked = sum(bill[3] for bill in bills if (bill[0], bill[2]) in some)
                    held = sum(
                        purse.amount
                        for purse in self.budgets.money
                        if purse.year == year
                        and any(
                            purse.source in sources and purse.commune in (None, f"Xã Mẫu {row + 1}")
                            for row, sources in some
                        )
                    )
                    if asked > held + 1e-9:
                        return False
        return True

    def plans(self) -> Iterator[tuple[int, int, float]]:
        """Communes that qualify, weight of criteria met, and cost of every plan that can be paid for."""
        for chosen in product(*self._own):
            plan = [units for units, _, _ in chosen]
            if self.payable(plan):
                cost = sum(bill[3] for bill in self.bills(plan))
                yield sum(q for _, q, _ in chosen), sum(w for _, _, w in chosen), cost
