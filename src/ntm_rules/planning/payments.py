"""Whose money pays what: the flows of a plan shared out among its actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ntm_rules.definitions.measures import SOURCES
from ntm_rules.planning.model import Begun, Model, Till
from ntm_rules.planning.optimise import Limits
from ntm_rules.tables.table import Floats

# Money is told to a dong.
_PLACES = 6
_NOTHING = 5e-7


@dataclass(frozen=True, slots=True)
class Payments:
    """What each begun measure costs in each year and from which purse it is paid; what each purse gives in all."""

    paid: Mapping[tuple[Begun, int], Mapping[int, float]]
    drawn: Mapping[int, float]


def share_out(model: Model, values: Floats, limits: Limits) -> Payments:
    """Pay for the units of a solution, from the purse of the nearest place first, then in the order of the sources.

    Purses that only one kind of measure may draw on are left to it where money is short: the flows are a solution of
    the programme with the units as they are.
    """
    chosen = model.chosen(values)
    programme = model.programme.copy()
    for begun, number in model.units.items():
        programme.lower[number] = programme.upper[number] = float(chosen.get(begun, 0))
    for number, whole in enumerate(programme.whole):
        if whole:
            programme.lower[number] = programme.upper[number] = float(values[number])
    programme.whole = [False] * len(programme.whole)
    rank = {number: _rank(model, number[1]) for number in model.flows}
    terms = {flow: rank[key] for key, flow in model.flows.items()}
    solution = programme.solve(terms, maximise=False, seconds=limits.seconds, gap=0.0)
    flows = values if solution.values is None else solution.values
    left: dict[Till, list[list[float]]] = {}
    for (till, purse), flow in sorted(model.flows.items(), key=lambda item: rank[item[0]]):
        if flows[flow] > _NOTHING:
            left.setdefault(till, []).append([purse, float(flows[flow])])
    paid = {}
    for begun, count in chosen.items():
        for year, amount in model.payments(begun).items():
            paid[begun, year] = _draw(left.get(model.till(begun, year), []), round(amount * count, _PLACES))
    drawn: dict[int, float] = {}
    for shares in paid.values():
        for purse, amount in shares.items():
            drawn[purse] = round(drawn.get(purse, 0.0) + amount, _PLACES)
    return Payments(paid, drawn)


def _rank(model: Model, purse: int) -> float:
    line = model.work.budgets.money[purse]
    nearness = 0 if line.commune is not None else 1 if line.district is not None else 2
    return 1.0 + nearness * len(SOURCES) + SOURCES.index(line.source)


def _draw(left: list[list[float]], amount: float) -> dict[int, float]:
    """Take an amount from what flows are left, in their order."""
    found: dict[int, float] = {}
    while left and amount > _NOTHING:
        purse, there = int(left[0][0]), left[0][1]
        # What is but a rounding away goes with it, so that no hair of money is left over.
        share = amount if amount <= there + 1e-5 else round(there, _PLACES)
        found[purse] = round(found.get(purse, 0.0) + share, _PLACES)
        amount = round(amount - share, _PLACES)
        left[0][1] = there - share
        if left[0][1] <= _NOTHING:
            left.pop(0)
    return found
