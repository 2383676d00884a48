"""A plan as a Markdown page."""

from __future__ import annotations

from collections.abc import Iterator

from ntm_rules.engine.statuses import MET
from ntm_rules.engine.warnings import RowNotes
from ntm_rules.i18n import tr, words
from ntm_rules.planning.result import BudgetPlan
from ntm_rules.reports import plan_words
from ntm_rules.reports.markup import cell, plain, section
from ntm_rules.reports.plan_rows import action_cells, action_heads, purse_rows, shadow_rows, summary_lines
from ntm_rules.reports.recognition_words import recognition_lines


def plan_page(plan: BudgetPlan) -> str:
    """The page: what the plan brings, what to do, communes, money, what stays out of reach."""
    return "\n".join([*_head(plan), *_sections(plan), *_foot(plan)]) + "\n"


def _head(plan: BudgetPlan) -> Iterator[str]:
    head = plan.before.loaded.head
    yield f"# {plain(tr('{set}: plan under a budget', set=words(head.title)))}"
    yield ""
    notes = list(RowNotes(plan.before).all())
    if plan.illustrative and tr("ILLUSTRATIVE DATA") not in notes:
        notes.insert(0, tr("ILLUSTRATIVE DATA"))
    for note in notes:
        yield f"> **{plain(note)}**"
        yield ""
    for line in summary_lines(plan):
        yield f"- {plain(line)}"
    if plan.refusal is not None:
        for line in plan_words.refusal_words(plan.before, plan.refusal):
            yield f"- **{plain(line)}**"
    yield ""


def _sections(plan: BudgetPlan) -> Iterator[str]:
    done = (
        [cell(plan_words.commune_words(plan.before, action.row)), *map(cell, action_cells(plan, action))]
        for action in plan.actions
    )
    yield from section(tr("What to do"), [tr("Commune"), *action_heads()], done)
    years = [str(year) for year in plan.years]
    yield from section(tr("Criteria met at the end of each year"), [tr("Commune"), *years], _communes(plan))
    left = (
        [
            cell(plan_words.commune_words(plan.before, entry.row)),
            cell(plan_words.criterion_words(plan.before, entry.criterion)),
            cell("; ".join(plan_words.unreached_words(plan, entry))),
        ]
        for entry in plan.unreached
    )
    yield from section(tr("Not met at the end, and why"), [tr("Commune"), tr("Criterion"), tr("Why")], left)
    beside = (
        [cell(plan_words.commune_words(plan.before, row)), sign, cell(line)]
        for row in range(len(plan.before.table))
        for sign, line in recognition_lines(plan.standing, row)
    )
    yield from section(
        tr("What recognition asks beside the criteria"), [tr("Commune"), "", tr("Condition")], beside
    )
    if plan.outcome.values is None:
        return
    heads = [tr("Whose money"), tr("Year"), tr("For"), tr("There is"), tr("Used")]
    purses = (
        [cell(source), year, cell(place), plan_words.money(there), plan_words.money(used)]
        for source, year, place, there, used in purse_rows(plan)
    )
    yield from section(tr("Money, million VND"), heads, purses)
    shadows = (list(map(cell, entry)) for entry in shadow_rows(plan))
    heads = [tr("Whose money"), tr("10 % less"), tr("10 % more")]
    yield from section(tr("What other budgets would bring, beside this plan"), heads, shadows)


def _communes(plan: BudgetPlan) -> Iterator[list[str]]:
    total = len(plan.before.loaded.criteria)
    for row in range(len(plan.before.table)):
        counts = [
            f"{int((judged.statuses.criteria[:, row] >= MET).sum())}/{total}"
            + (" ✓" if judged.qualifies[row] == 1 else "")
            for judged in plan.years.values()
        ]
        yield [cell(plan_words.commune_words(plan.before, row)), *counts]


def _foot(plan: BudgetPlan) -> Iterator[str]:
    for line in plan_words.assumptions(plan):
        yield f"- {plain(line)}"
