"""What a little more or less money would bring, and what stands in the way of a target."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from ntm_rules.planning.model import FAMILIES, Family, Model
from ntm_rules.planning.optimise import Aim, Limits, Optimiser, Outcome
from ntm_rules.planning.result import Lack, Refusal, Shadow
from ntm_rules.tables.table import Floats

FACTORS = (0.9, 1.1)
# A limit of money, days or land is short by nothing below this.
_NOTHING = 1e-4


def shadows(model: Model, optimiser: Optimiser, aim: Aim, outcome: Outcome) -> Iterator[Shadow]:
    """The plan's first objectives under a tenth less and a tenth more: of each source, then of all."""
    lines = model.work.budgets.money
    sources = list(dict.fromkeys(lines[purse].source for purse in sorted(model.purse_rows)))
    goals = (
        tuple(stage.goal for stage in outcome.stages if stage.goal != "cost") if aim.goal != "cost" else None
    )
    for source, factor in product([*sources, None], FACTORS):
        programme = model.programme.copy()
        for purse, row in model.purse_rows.items():
            if source in (None, lines[purse].source):
                programme.rebound(row, most=lines[purse].amount * factor)
        # A plan that fits the budget fits a greater one; nothing less than it is ever told of that.
        start: Floats | None = outcome.values if factor > 1 else None
        found = optimiser.solve(aim, programme, start=start, goals=goals)
        reached = found.values is not None
        yield Shadow(source, factor, found.stages, reached, found.state in ("optimal", "infeasible"))


def refusal(model: Model, aim: Aim, limits: Limits) -> Refusal:
    """Why a target cannot be reached: what is out of reach, else which limits stand in the way and by how much."""
    rows = model.work.rows
    within = [row for row in rows if row in model.qualifies or row in model.held_wholly]
    wanted = max(aim.least, len(aim.named))
    out = tuple(row for row in (aim.named or rows) if row not in within)
    if (aim.named and out) or wanted > len(within):
        return Refusal(wanted, len(within), out)
    alone = tuple(found for family in FAMILIES if (found := _lacks(model, aim, limits, (family,))))
    together = () if alone else _lacks(model, aim, limits, FAMILIES)
    return Refusal(wanted, len(within), (), alone, together)


def _lacks(model: Model, aim: Aim, limits: Limits, families: tuple[Family, ...]) -> tuple[Lack, ...]:
    """The least that some limits lack for the target, each counted as a share of what there is; none where more of them does not help."""
    programme = model.relaxed(families)
    Optimiser(model, (), limits).bind(programme, aim)
    scale = _scales(model)
    terms = {s.variable: 1 / scale[s.family] for s in model.spares if s.family in families}
    found = programme.solve(terms, maximise=False, seconds=limits.seconds / 4, gap=0.01)
    if found.values is None:
        return ()
    return tuple(
        Lack(spare.family, spare.label, round(amount, 6))
        for spare in model.spares
        if spare.family in families and (amount := float(found.values[spare.variable])) > _NOTHING
    )


def _scales(model: Model) -> dict[Family, float]:
    """What there is of each kind, so that what lacks can be weighed against each other."""
    work = model.work
    given = [work.places.contribution(work.budgets, row) for row in work.rows]
    return {
        "money": 1 + sum(line.amount for line in work.budgets.money),
        "workdays": 1 + sum(line.workdays_per_year for line in given) * len(work.years),
        "land": 1 + sum(line.land_m2 for line in given),
    }
