"""The best use of a budget over communes and years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Unpack

from ntm_rules.api.calls import EvaluationKeywords, evaluate
from ntm_rules.api.evaluation import Evaluation
from ntm_rules.definitions.budgets import Budgets, load_budgets
from ntm_rules.definitions.measures import Costs, load_costs
from ntm_rules.definitions.plan_weights import load_plan_weights
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.planning.budget_plan import Task, plan_budget, planned_rows
from ntm_rules.planning.optimise import Aim, Goal, Limits
from ntm_rules.planning.result import BudgetPlan
from ntm_rules.reports import plan_document, plan_words
from ntm_rules.tables.communes import code_key, unaccented_key
from ntm_rules.tables.unit_names import name_key

if TYPE_CHECKING:
    import pandas as pd

    from ntm_rules.definitions.models import CriteriaSet
    from ntm_rules.tables.table import Table


class Plan:
    """A plan under a budget: tidy frames, the document, a table for people."""

    def __init__(self, made: BudgetPlan, evaluation: Evaluation) -> None:
        self.made = made
        # What it was planned from.
        self.evaluation = evaluation

    def __repr__(self) -> str:
        return f"<Plan of {len(self.made.actions)} actions, {self.made.outcome.state}>"

    @property
    def status(self) -> str:
        """`optimal`, `feasible` (the time was up) or `infeasible` (the target cannot be reached)."""
        return self.made.outcome.state

    @property
    def warnings(self) -> list[Problem]:
        """What must be told beside the plan, in the language in force."""
        return [*self.evaluation.warnings, *_warnings(self.made)]

    @cached_property
    def actions(self) -> pd.DataFrame:
        """One row per commune, year and measure: what is moved from where to where, its cost, and who pays."""
        return _frame(plan_document.actions(self.made))

    @cached_property
    def communes(self) -> pd.DataFrame:
        """One row per commune and year: whether it qualifies, criteria met, and those that no money brings."""
        return _frame(plan_document.communes(self.made))

    @cached_property
    def budget(self) -> pd.DataFrame:
        """One row per line of money: what is there and what is used, in million VND."""
        return _frame(plan_document.budget(self.made))

    def to_dict(self) -> dict[str, Any]:
        """The document as plain data."""
        return plan_document.document(self.made, self.warnings)

    def to_json(self) -> str:
        """The document as JSON text, an action and a commune a line."""
        from ntm_rules.reports.document import document_json

        return document_json(self.to_dict())

    def to_csv(self) -> str:
        """The actions as CSV, one column for what each source pays."""
        from ntm_rules.reports.plan_rows import actions_csv

        return actions_csv(self.made)

    def to_markdown(self) -> str:
        """The plan as a Markdown page."""
        from ntm_rules.reports.plan_markdown import plan_page

        return plan_page(self.made)

    def to_xlsx(self) -> bytes:
        """The plan as a workbook. Raises UsageError without the extra `workbooks`."""
        from ntm_rules.reports.plan_workbook import plan_workbook

        return plan_workbook(self.made)


class PlanKeywords(EvaluationKeywords, total=False):
    """The keywords of `plan`: those of `evaluate` that say how to read, and what to plan for and how."""

    years: str | int | Iterable[int] | None
    maximise: Literal["communes", "criteria"] | None
    minimise: Literal["cost"] | None
    target: int | Sequence[str] | None
    seconds: float
    gap: float
    shadow: bool


_OWN = PlanKeywords.__annotations__.keys() - EvaluationKeywords.__annotations__.keys()


def plan(
    table: Evaluation | Table | str | Path | Sequence[str | Path] | pd.DataFrame,
    criteria_set: CriteriaSet | None = None,
    *,
    costs: Costs | str | Path,
    budgets: Budgets | str | Path,
    **keywords: Unpack[PlanKeywords],
) -> Plan:
    """Plan what to do where, when and with whose money, so that communes meet the set at the end of the last year.

    `table` is an evaluation, or with the keywords of `evaluate` what that takes. `costs` and `budgets` are YAML files;
    `years` such as "2024-2025", by default those of the budgets. Either `maximise` communes that qualify (the default)
    or criteria weighted by the watch list, or `minimise="cost"` with a `target`: a number of communes, or their names.
    The solver stops after so many `seconds` in all or within the relative `gap`; `shadow` asks what a tenth more or less
    money would bring. Raises UsageError without the extra `planning` and for what does not go together, DefinitionError
    with file and line for malformed files, InputError for budgets of places that are not in the table.
    """
    reading: Any = {name: value for name, value in keywords.items() if name not in _OWN}
    found = table if isinstance(table, Evaluation) else evaluate(table, criteria_set, **reading)
    priced = costs if isinstance(costs, Costs) else load_costs(costs, found.judged.loaded)
    funded = budgets if isinstance(budgets, Budgets) else load_budgets(budgets)
    weights, limits = load_plan_weights().by_place, Limits()
    task = Task(
        costs=priced,
        budgets=funded,
        years=_years(keywords.get("years"), funded),
        weights=tuple(weights[place] for place in found.assessment.risks.watch),
        aim=_aim(planned_rows(found.judged), keywords),
        limits=Limits(keywords.get("seconds", limits.seconds), keywords.get("gap", limits.gap)),
        shadow=keywords.get("shadow", True),
    )
    made = plan_budget(found.judged, task)
    return Plan(replace(made, standing=found.assessment.of(made.last, None)), found)


def _years(given: str | int | Iterable[int] | None, budgets: Budgets) -> tuple[int, ...]:
    if given is None:
        years = {line.year for line in budgets.money}
        if not years:
            raise UsageError(
                Problem("wrong_call", tr("the budgets name no year; give the years of the plan."))
            )
        return tuple(range(min(years), max(years) + 1))
    if isinstance(given, int):
        return (given,)
    if not isinstance(given, str):
        return tuple(given)
    first, _, last = given.replace("–", "-").partition("-")
    if not all(part.strip().isdecimal() and len(part.strip()) <= 4 for part in (first, last or first)):
        message, expected = tr("the years of a plan cannot be read."), tr("years such as 2024-2025")
        raise UsageError(Problem("wrong_call", message, value=given, expected=expected))
    start, end = int(first), int(last or first)
    # Years told backwards stay so, to be named where they are refused.
    return tuple(range(start, end + 1)) if start <= end else (start, end)


def _aim(table: Table, keywords: PlanKeywords) -> Aim:
    maximise, minimise = keywords.get("maximise"), keywords.get("minimise")
    target = keywords.get("target")
    if maximise is not None and minimise is not None:
        raise UsageError(Problem("wrong_call", tr("give one of maximise, minimise.")))
    if (minimise is None) != (target is None):
        message = tr("minimise goes with a target, and a target with minimise.")
        expected = tr("minimise=cost and target=a number of communes or their names")
        raise UsageError(Problem("wrong_call", message, expected=expected))
    for given, known in ((maximise, ("communes", "criteria")), (minimise, ("cost",))):
        if given is not None and given not in known:
            message = tr("“{given}” is none of {known}.", given=given, known=", ".join(known))
            raise UsageError(Problem("wrong_call", message))
    if target is not None and (target < 1 if isinstance(target, int) else not target):
        message = tr("a target of no commune asks for nothing.")
        expected = tr("target=a number of communes from 1, or their names")
        raise UsageError(Problem("wrong_call", message, expected=expected))
    if isinstance(target, int):
        return Aim("cost", least=target)
    if target is not None:
        return Aim("cost", named=tuple(dict.fromkeys(_row(table, name) for name in target)))
    goal: Goal = "criteria" if maximise == "criteria" else "communes"
    return Aim(goal)


def _row(table: Table, name: str) -> int:
    """The row of a commune by name or code. UsageError where none or several bear it."""
    wanted = unaccented_key(name)
    exact, near = [], []
    for row in range(len(table)):
        code, own = table.text(row, "commune_code"), table.text(row, "commune") or ""
        if name_key(name) == name_key(own) or (code and code_key(name.strip()) == code_key(code)):
            exact.append(row)
        if unaccented_key(own) == wanted:
            near.append(row)
    found = exact or near
    if not found:
        raise UsageError(
            Problem("unknown_commune", tr("no commune of the plan has this name or code."), value=name)
        )
    if len(found) > 1:
        remedy = tr("give the code of the commune")
        raise UsageError(
            Problem(
                "ambiguous_commune",
                tr("{n} communes have this name.", n=len(found)),
                value=name,
                remedy=remedy,
            )
        )
    return found[0]


def _warnings(made: BudgetPlan) -> list[Problem]:
    found = []
    invented = [part.id for part in (made.costs, made.budgets) if part.illustrative]
    if invented:
        message = tr("ILLUSTRATIVE DATA: the figures of {files} are invented; put your own in their place.", files=", ".join(invented))  # fmt: skip
        found.append(Problem("illustrative_costs", message))
    if made.refusal is not None:
        lines = plan_words.refusal_words(made.before, made.refusal)
        message = tr("the target cannot be reached: {why}.", why=" ".join(lines).rstrip("."))
        found.append(Problem("target_out_of_reach", message))
    return found


def _frame(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(list(rows))
