"""The actions of a plan as rows: for CSV, a workbook, Markdown."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from ntm_rules.definitions.measures import SOURCES, source_words
from ntm_rules.engine.warnings import ignored_words
from ntm_rules.i18n import figure, tr, words
from ntm_rules.planning.result import Action, BudgetPlan
from ntm_rules.reports import plan_document, plan_words
from ntm_rules.reports.recognition_words import not_judged
from ntm_rules.reports.tabular import neutral


def actions_csv(plan: BudgetPlan) -> str:
    """One row per action; money in million VND; blank where a source pays nothing."""
    names = [
        "commune", "commune_code", "district", "province", "year", "effect_year", "measure", "title", "units", "unit",
        "variable", "from", "to", "count", "also_moves", "cost", *(f"paid_by_{source}" for source in SOURCES), "upkeep",
        "workdays", "land_m2", "note",
    ]  # fmt: skip
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    marks = [tr("ILLUSTRATIVE DATA") if plan.illustrative else None, ignored_words(plan.before)]
    note = " ".join(mark for mark in marks if mark)
    for entry in plan_document.actions(plan):
        row = {
            **entry,
            "count": _count(entry),
            "also_moves": "; ".join(
                f"{m['variable']} {m['from']:g} -> {m['to']:g}" for m in entry["also_moves"]
            ),
            "upkeep": round(sum(later["cost"] for later in entry["upkeep"]), 6),
            "note": note or None,
            **{f"paid_by_{source}": amount for source, amount in entry["paid_by"].items()},
        }
        writer.writerow([_cell(row.get(name)) for name in names])
    return text.getvalue()


def _count(entry: dict[str, Any]) -> str | None:
    """Counts as people write them: 7/9 -> 9/9."""
    found = entry.get("count")
    return found and f"{found['from']:g}/{found['of']:g} -> {found['to']:g}/{found['of']:g}"


def _cell(value: Any) -> Any:
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return neutral(value) if isinstance(value, str) else value


def action_cells(plan: BudgetPlan, action: Action) -> list[str]:
    """Year, what and how much, what it moves, its cost, who pays: as people read them."""
    moved = "; ".join(plan_words.moved_words(plan.before, entry) for entry in action.moved)
    later = sum(entry.cost for entry in action.upkeep)
    cost = plan_words.money(action.cost)
    if later:
        cost += " + " + tr("{amount} upkeep", amount=plan_words.money(later))
    return [
        str(action.year),
        f"{words(action.measure.title)}: {plan_words.units_words(action)}{plan_words.given_words(action)}",
        moved,
        cost,
        plan_words.paid_words(action.paid_by),
    ]


def action_heads() -> list[str]:
    """The headings of `action_cells`."""
    return [tr("Year"), tr("What to do"), tr("What it moves"), tr("Cost, million VND"), tr("Whose money")]


def purse_rows(plan: BudgetPlan) -> Iterator[tuple[str, str, str, float, float]]:
    """Source, year, place, what there is and what is used."""
    for use in plan.purses:
        place = ", ".join(filter(None, (use.purse.commune, use.purse.district))) or tr("all communes")
        yield (
            source_words(use.purse.source),
            str(use.purse.year),
            place,
            use.purse.amount,
            use.used,
        )


def shadow_rows(plan: BudgetPlan) -> list[tuple[str, str, str]]:
    """Whose money; what a tenth less would bring; what a tenth more."""
    found: dict[str | None, dict[float, str]] = {}
    for entry in plan.shadows:
        said = plan_words.shadow_words(plan, entry)
        if not entry.proven:
            said += " " + tr("(or better)")
        found.setdefault(entry.source, {})[entry.factor] = said
    return [
        (
            tr("all sources") if source is None else source_words(source),
            *(said[f] for f in sorted(said)),
        )  # type: ignore[misc]
        for source, said in found.items()
    ]


def summary_lines(plan: BudgetPlan) -> Iterator[str]:
    """What the plan is for, how good it is, and what it brings."""
    outcome, years = plan.outcome, list(plan.years)
    span = f"{years[0]}-{years[-1]}" if len(years) > 1 else str(years[0])
    if (ignored := ignored_words(plan.before)) is not None:
        yield ignored
    yield tr("Plan {years}, {n} communes: {goal}", years=span, n=len(plan.before.table), goal=plan_words.goal_words(plan.aim.goal))  # fmt: skip
    state = plan_words.state_words(outcome.state)
    if outcome.values is None:
        yield tr("Result: {state} ({solver})", state=state, solver=plan.solver)
        return
    gap = figure(outcome.gap * 100, 2)
    yield tr("Result: {state} (gap {gap} %, {solver})", state=state, gap=gap, solver=plan.solver)
    yield tr(
        "Communes that meet all criteria at the end of {year}: {after}; with nothing done: {before}",
        year=years[-1],
        after=plan.qualifying(plan.last),
        before=plan.qualifying(plan.before),
    )
    if stopped := plan_words.stopped_beside(plan):
        yield tr("Of these, recognition also hangs on: {communes}", communes="; ".join(stopped))
    yield from not_judged(plan.standing)
    yield tr("Money used over the years: {spent} of {available} million VND", spent=plan_words.money(plan.spent), available=plan_words.money(sum(u.purse.amount for u in plan.purses)))  # fmt: skip
