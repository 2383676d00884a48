"""A plan as a workbook: what to do, communes, what stays out of reach, money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ntm_rules.definitions.measures import SOURCES, source_words
from ntm_rules.engine.statuses import MET
from ntm_rules.engine.warnings import ignored_words
from ntm_rules.i18n import tr, words
from ntm_rules.planning.result import BudgetPlan
from ntm_rules.reports import plan_words
from ntm_rules.reports.book import A3, Book, Field, Value
from ntm_rules.reports.plan_rows import purse_rows, shadow_rows, summary_lines
from ntm_rules.reports.recognition_words import recognition_lines


def plan_workbook(plan: BudgetPlan) -> bytes:
    """The whole workbook. Raises UsageError without the extra `workbooks`."""
    note = tr("ILLUSTRATIVE DATA") if plan.illustrative else ""
    title = tr("{set}: plan under a budget", set=words(plan.before.loaded.head.title))
    book = Book(title, footer=" · ".join(filter(None, (note, title))))
    lead = [*filter(None, (note,)), title, *summary_lines(plan)]
    if plan.refusal is not None:
        lead += plan_words.refusal_words(plan.before, plan.refusal)
    paying = [source for source in SOURCES if any(source in action.paid_by for action in plan.actions)]
    book.listing(
        tr("What to do"), _action_fields(paying), _actions(plan, paying), lead=lead, paper=A3, frozen=1
    )
    brief = [*filter(None, (note,)), title, *filter(None, (ignored_words(plan.before),))]
    years = [Field(str(year), 10, "center") for year in plan.years]
    book.listing(tr("Communes"), [Field(tr("Commune"), 22), *years, Field(tr("Not met at the end, and why"), 90)], _communes(plan), lead=brief)  # fmt: skip
    money = [Field(tr("Whose money"), 34), Field(tr("Year"), 8, "center"), Field(tr("For"), 22), *(Field(head, 14, "right") for head in (tr("There is"), tr("Used"), tr("Left")))]  # fmt: skip
    purses: Iterator[list[Value]] = ([source, year, place, there, used, round(there - used, 6)] for source, year, place, there, used in purse_rows(plan))  # fmt: skip
    book.listing(tr("Money"), money, purses, lead=brief)
    if rows := shadow_rows(plan):
        heads = [Field(tr("Whose money"), 34), Field(tr("10 % less"), 50), Field(tr("10 % more"), 50)]
        book.listing(tr("Other budgets"), heads, rows, lead=brief)
    return book.finish()


def _action_fields(paying: Sequence[str]) -> list[Field]:
    return [
        Field(tr("Commune"), 18), Field(tr("Year"), 7, "center"), Field(tr("What to do"), 38), Field(tr("How many"), 8, "right"),
        Field(tr("Unit"), 16), Field(tr("What it moves"), 60), Field(tr("Cost, million VND"), 12, "right"),
        Field(tr("Upkeep in later years"), 12, "right"), *(Field(source_words(source), 14, "right") for source in paying),
        Field(tr("Workdays"), 10, "right"), Field(tr("Land, m²"), 10, "right"),
    ]  # fmt: skip


def _actions(plan: BudgetPlan, paying: Sequence[str]) -> Iterator[list[Value]]:
    for action in plan.actions:
        yield [
            plan_words.commune_words(plan.before, action.row),
            str(action.year),
            words(action.measure.title),
            action.units,
            words(action.measure.unit),
            "; ".join(plan_words.moved_words(plan.before, moved) for moved in action.moved),
            action.cost,
            sum(entry.cost for entry in action.upkeep) or None,
            *(action.paid_by.get(source) for source in paying),
            action.workdays or None,
            action.land_m2 or None,
        ]


def _communes(plan: BudgetPlan) -> Iterator[list[Value]]:
    total = len(plan.before.loaded.criteria)
    for row in range(len(plan.before.table)):
        met = (int((judged.statuses.criteria[:, row] >= MET).sum()) for judged in plan.years.values())
        why = [f"{names}: {cause}" for names, cause in plan_words.unreached_lines(plan, row)]
        why += [f"{tr('recognition')}: {line}" for _, line in recognition_lines(plan.standing, row)]
        yield [
            plan_words.commune_words(plan.before, row),
            *(f"{n}/{total}" for n in met),
            "\n".join(why) or None,
        ]
