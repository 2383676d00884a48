"""The document of a plan: plain data, the same bytes for the same input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any

from ntm_rules.definitions.budgets import Budgets
from ntm_rules.definitions.measures import Costs
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.statuses import MET
from ntm_rules.errors import Problem
from ntm_rules.i18n import words
from ntm_rules.planning.demands import Stop
from ntm_rules.planning.result import Action, BudgetPlan, Lack, Moved, Unreached
from ntm_rules.reports import plan_words
from ntm_rules.reports.document import set_facts
from ntm_rules.reports.recognition_words import recognition_answers

SCHEMA = "ntm-rules/plan/1"
_NAMES = ("commune", "commune_code", "district", "province")


def document(plan: BudgetPlan, warnings: Sequence[Problem]) -> dict[str, Any]:
    """The whole plan as plain data; money in million VND, shares of 1 for gaps."""
    outcome = plan.outcome
    return {
        "schema": SCHEMA,
        "solver": plan.solver,
        "status": outcome.state,
        "objective": plan.objective,
        "gap": outcome.gap if outcome.values is not None else None,
        **_ground(plan),
        "stages": [
            {"goal": s.goal, "value": s.value, "status": s.state, "gap": s.gap} for s in outcome.stages
        ],
        "assumptions": plan_words.assumptions(plan),
        "version": version("ntm-rules"),
        "warnings": [warning.as_dict() for warning in warnings],
        "actions": list(actions(plan)),
        "communes": list(communes(plan)),
        "unreached": [_unreached(plan, entry) for entry in plan.unreached],
        "budget": list(budget(plan)),
        "community": list(community(plan)),
        "shadow": list(shadow(plan)),
        "infeasible": _refusal(plan),
    }


def _ground(plan: BudgetPlan) -> dict[str, Any]:
    """What was planned from, for which years and for what."""
    table, aim = plan.before.table, plan.aim
    files: dict[str, Costs | Budgets] = {"costs": plan.costs, "budgets": plan.budgets}
    return {
        "criteria_set": set_facts(plan.before.loaded),
        "input": {"name": table.name, "sha256": table.sha256, "rows": len(table)},
        **{
            kind: {"id": file.id, "title": words(file.title), "illustrative": file.illustrative}
            for kind, file in files.items()
        },
        "illustrative": plan.illustrative,
        "years": list(plan.years),
        "aim": {
            "goal": aim.goal,
            "least_communes": aim.least or None,
            "communes": [table.text(row, "commune") for row in aim.named] or None,
        },
    }


def _who(judged: Judgement, row: int) -> dict[str, Any]:
    return {name: judged.table.text(row, name) for name in _NAMES}


def actions(plan: BudgetPlan) -> Iterator[dict[str, Any]]:
    """What is done: the first figure that an action moves, the others in `also_moves`."""
    for action in plan.actions:
        first, *others = (_moved(plan, moved) for moved in action.moved)
        yield {
            **_who(plan.before, action.row),
            "year": action.year,
            "effect_year": action.effect_year,
            "measure": action.measure.id,
            "title": words(action.measure.title),
            "units": action.units,
            "unit": words(action.measure.unit),
            **first,
            "also_moves": others,
            "cost": action.cost,
            "paid_by": dict(action.paid_by),
            "upkeep": _upkeep(action),
            "workdays": action.workdays,
            "land_m2": action.land_m2,
            "illustrative": action.measure.illustrative,
        }


def _moved(plan: BudgetPlan, moved: Moved) -> dict[str, Any]:
    found: dict[str, Any] = {
        "variable": moved.column,
        "from": round(moved.before, 6),
        "to": round(moved.after, 6),
    }
    if moved.counted is not None:
        before, after, whole = moved.counted
        unit = plan_words.counted_unit(plan.before, moved.column)
        found["count"] = {"from": before, "to": after, "of": whole, "unit": unit}
    return found


def _upkeep(action: Action) -> list[dict[str, Any]]:
    return [{"year": u.year, "cost": u.cost, "paid_by": dict(u.paid_by)} for u in action.upkeep]


def communes(plan: BudgetPlan) -> Iterator[dict[str, Any]]:
    """What each commune meets at the end of each year; `out_of_reach` are the criteria that no money brings by then."""
    for row in range(len(plan.before.table)):
        for year, judged in plan.years.items():
            qualifies = int(judged.qualifies[row])
            stopped = plan.stopped.get(year, frozenset())
            yield {
                **_who(judged, row),
                "year": year,
                "qualifies": None if qualifies < 0 else bool(qualifies),
                "criteria_met": int((judged.statuses.criteria[:, row] >= MET).sum()),
                **recognition_answers(plan.standing, row),
                "out_of_reach": [
                    criterion.code
                    for number, criterion in enumerate(judged.loaded.criteria)
                    if (row, number) in stopped
                ],
            }


def _unreached(plan: BudgetPlan, entry: Unreached) -> dict[str, Any]:
    return {
        "commune": plan.before.table.text(entry.row, "commune"),
        "criterion": plan.before.loaded.criteria[entry.criterion].code,
        "why": sorted({stop.why for stop in entry.stops}) or ["budget"],
        "needs_data": any(stop.why == "needs_data" for stop in entry.stops),
        "message": plan_words.unreached_words(plan, entry),
        "stops": [_stop(stop) for stop in entry.stops],
    }


def _stop(stop: Stop) -> dict[str, Any]:
    return {
        "indicator": stop.indicator,
        "why": stop.why,
        "variable": stop.column,
        "best": stop.best,
        "level": stop.level,
        "reason": stop.reason,
    }


def budget(plan: BudgetPlan) -> Iterator[dict[str, Any]]:
    """Each line of money with what the plan draws from it."""
    for use in plan.purses:
        yield {
            "source": use.purse.source,
            "year": use.purse.year,
            "district": use.purse.district,
            "commune": use.purse.commune,
            "available": use.purse.amount,
            "used": use.used,
        }


def community(plan: BudgetPlan) -> Iterator[dict[str, Any]]:
    """What residents give of what they can: workdays of a year, land over the plan."""
    for use in plan.given:
        yield {
            "commune": plan.before.table.text(use.row, "commune"),
            "kind": use.kind,
            "year": use.year,
            "available": use.available,
            "used": use.used,
        }


def shadow(plan: BudgetPlan) -> Iterator[dict[str, Any]]:
    """What a tenth less or more of a source's money (null: of all) would bring."""
    for entry in plan.shadows:
        yield {
            "source": entry.source,
            "factor": entry.factor,
            "reached": entry.reached,
            "proven": entry.proven,
            **{stage.goal: stage.value for stage in entry.stages if entry.reached},
        }


def _refusal(plan: BudgetPlan) -> dict[str, Any] | None:
    if plan.refusal is None:
        return None
    found, judged = plan.refusal, plan.before
    return {
        "wanted": found.wanted,
        "within_reach": found.within_reach,
        "out_of_reach": [judged.table.text(row, "commune") for row in found.out_of_reach],
        "constraints": sorted({lack.family for lacks in (*found.alone, found.together) for lack in lacks}),
        "alone": [[_lack(judged, lack) for lack in lacks] for lacks in found.alone],
        "together": [_lack(judged, lack) for lack in found.together],
        "message": plan_words.refusal_words(judged, found),
    }


def _lack(judged: Judgement, lack: Lack) -> dict[str, Any]:
    if lack.family == "money":
        return {"kind": lack.family, "source": lack.label[0], "year": lack.label[1], "amount": lack.amount}
    place = {"kind": lack.family, "commune": judged.table.text(int(lack.label[0]), "commune")}
    return {**place, "year": lack.label[1] if len(lack.label) > 1 else None, "amount": lack.amount}
