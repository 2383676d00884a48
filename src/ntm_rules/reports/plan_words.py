"""A plan in words: what is moved, what stops a criterion, why a target cannot be reached."""

from __future__ import annotations

from collections.abc import Mapping

from ntm_rules.definitions.measures import source_words
from ntm_rules.definitions.merger_rules import merger_rules
from ntm_rules.definitions.models import title_on
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.statuses import reason_words
from ntm_rules.i18n import figure, tr, words
from ntm_rules.planning.demands import Stop
from ntm_rules.planning.result import Action, BudgetPlan, Lack, Moved, Refusal, Shadow, Unreached
from ntm_rules.reports.recognition_words import recognition_lines
from ntm_rules.tables.figures import SEXES


def commune_words(judged: Judgement, row: int) -> str:
    """The name of a commune."""
    return judged.table.text(row, "commune") or ""


def money(amount: float) -> str:
    """An amount in million VND, without its unit."""
    return figure(amount, 1)


def paid_words(paid: Mapping[str, float]) -> str:
    """Who pays how much."""
    if len(paid) == 1:
        return source_words(next(iter(paid)))
    return "; ".join(f"{source_words(source)} {money(amount)}" for source, amount in paid.items())


def variable_of(judged: Judgement, column: str) -> str:
    """The variable of a column, which may be of one sex."""
    stem, _, sex = column.rpartition("_")
    return stem if sex in SEXES and column not in judged.loaded.variables else column


def label(judged: Judgement, column: str) -> str:
    """What a column measures, with the sex where it is of one."""
    if column.endswith("_den"):
        return tr("the counts behind {what}", what=label(judged, column.removesuffix("_den")))
    variable = variable_of(judged, column)
    known = judged.loaded.variables.get(variable)
    said = words(known.label) if known else column
    of = column.rpartition("_")[2] if variable != column else ""
    sex = {"female": tr("women"), "male": tr("men")}.get(of)
    return f"{said}, {sex}" if sex else said


def value(judged: Judgement, column: str, amount: float) -> str:
    """A value of a column in its unit; yes or no for a flag."""
    return f"{_bare(judged, column, amount)} {_unit(judged, column)}".rstrip()


def _bare(judged: Judgement, column: str, amount: float) -> str:
    if judged.loaded.variables[variable_of(judged, column)].kind == "flag":
        return tr("yes") if amount else tr("no")
    return figure(amount, 2)


def _unit(judged: Judgement, column: str) -> str:
    unit = judged.loaded.variables[variable_of(judged, column)].unit
    return words(judged.loaded.units[unit]) if unit else ""


def moved_words(judged: Judgement, moved: Moved) -> str:
    """A figure before and after, its unit once."""
    before = _bare(judged, moved.column, moved.before)
    found = f"{label(judged, moved.column)}: {before} → {value(judged, moved.column, moved.after)}"
    if moved.counted is None:
        return found
    few, many, whole = (figure(count, 2) for count in moved.counted)
    return f"{found} ({few}/{whole} → {many}/{whole})"


def counted_unit(judged: Judgement, column: str) -> str | None:
    """What is counted behind a rate, in words; None where that is not laid down."""
    combines = judged.loaded.variables[variable_of(judged, column)].combines
    if combines is None or combines.over is None:
        return None
    return words(merger_rules().denominators[combines.over]).removeprefix("số ")


def stopped_beside(plan: BudgetPlan) -> list[str]:
    """Of the communes that meet all criteria at the end, those whose recognition something else stops, or may stop."""
    found = []
    for row in range(len(plan.before.table)):
        lines = recognition_lines(plan.standing, row) if plan.last.qualifies[row] == 1 else []
        if lines:
            found.append(f"{plan.before.table.text(row, 'commune')} ({'; '.join(line for _, line in lines)})")
    return found


def units_words(action: Action) -> str:
    """How much of a measure."""
    return f"{figure(action.units)} × {words(action.measure.unit)}"


def given_words(action: Action) -> str:
    """What residents give for an action, in brackets; empty where it is nothing."""
    said = []
    if action.workdays:
        said.append(tr("{n} workdays", n=figure(action.workdays, 1)))
    if action.land_m2:
        said.append(tr("{n} m² of land", n=figure(action.land_m2, 1)))
    return f" ({tr('residents give {what}', what=', '.join(said))})" if said else ""


def criterion_words(judged: Judgement, number: int) -> str:
    """The number and title of a criterion."""
    criterion = judged.loaded.criteria[number]
    return f"{criterion.code} {words(title_on(criterion.titles, judged.table.judged_on.values.max()))}"


def unreached_words(plan: BudgetPlan, unreached: Unreached) -> list[str]:
    """Why a criterion is not met at the end of a plan, each cause once."""
    if not unreached.stops and plan.outcome.values is None:
        return [tr("within reach of the measures")]
    if not unreached.stops:
        return [tr("within reach, left out: money, workdays or land do not suffice, or go further elsewhere")]
    return list(dict.fromkeys(stop_words(plan, stop) for stop in unreached.stops))


def unreached_lines(plan: BudgetPlan, row: int) -> list[tuple[str, str]]:
    """The criteria of a commune that are not met at the end and why, those with the same cause together."""
    found: dict[str, list[str]] = {}
    for entry in plan.unreached:
        if entry.row == row:
            why = "; ".join(unreached_words(plan, entry))
            found.setdefault(why, []).append(criterion_words(plan.before, entry.criterion))
    return [(", ".join(names), why) for why, names in found.items()]


def stop_words(plan: BudgetPlan, stop: Stop) -> str:
    """What keeps an indicator from being met."""
    judged, year = plan.before, max(plan.years)
    said = label(judged, stop.column) if stop.column else ""
    best, level = (
        value(judged, stop.column, amount)
        if stop.column and amount is not None and variable_of(judged, stop.column) in judged.loaded.variables
        else ""
        for amount in (stop.best, stop.level)
    )
    match stop.why:
        case "needs_data":
            what, reason = f"{stop.indicator} {said}".rstrip(), stop.reason or "missing_value"
            return tr("{what}: not known ({reason})", what=what, reason=reason_words(reason))
        case "verdict":
            return tr(
                "{code}: only a council’s verdict stands, and no measure changes it", code=stop.indicator
            )
        case "no_measure":
            return tr(
                "{code} {what}: {best}, {level} is asked, and no measure moves it",
                code=stop.indicator,
                what=said,
                best=best,
                level=level,
            )
        case "too_late":
            return tr(
                "{code} {what}: {best} by {year} at most, {level} is asked; with more years it would be reached",
                code=stop.indicator,
                what=said,
                best=best,
                level=level,
                year=year,
            )
        case _:
            return tr("{code} {what}: the measures reach {best} at most, {level} is asked", code=stop.indicator, what=said, best=best, level=level)  # fmt: skip


def lack_words(judged: Judgement, lack: Lack) -> str:
    """What a limit lacks for the target."""
    if lack.family == "money":
        source, year = lack.label
        return tr(
            "{source}, {year}: {amount} million VND more",
            source=source_words(str(source)),
            year=year,
            amount=money(lack.amount),
        )
    place = commune_words(judged, int(lack.label[0]))
    if lack.family == "workdays":
        return tr(
            "{commune}, {year}: {amount} workdays more",
            commune=place,
            year=lack.label[1],
            amount=money(lack.amount),
        )
    return tr("{commune}: {amount} m² of land more", commune=place, amount=money(lack.amount))


def refusal_words(judged: Judgement, refusal: Refusal) -> list[str]:
    """Why a target cannot be reached, a line a cause."""
    if refusal.out_of_reach or refusal.wanted > refusal.within_reach:
        names = ", ".join(commune_words(judged, row) for row in refusal.out_of_reach)
        told = []
        # Of communes asked for by name how many others are within reach says nothing.
        if refusal.wanted > refusal.within_reach:
            told.append(tr("{n} communes are asked for, {within} are within reach of the measures.", n=refusal.wanted, within=refusal.within_reach))  # fmt: skip
        if names:
            told.append(tr("Out of reach whatever money there is: {names}.", names=names))
        return told
    lines = []
    for lacks in refusal.alone:
        said = "; ".join(lack_words(judged, lack) for lack in lacks)
        lines.append(
            tr("{family} would be enough: {lacks}.", family=family_words(lacks[0].family), lacks=said)
        )
    if refusal.together:
        said = "; ".join(lack_words(judged, lack) for lack in refusal.together)
        lines.append(tr("Several limits stand in the way together: {lacks}.", lacks=said))
    return lines or [tr("The time was up before it could be told which limit stands in the way.")]


def family_words(family: str) -> str:
    """More of a kind of limit."""
    return {"money": tr("More money"), "workdays": tr("More workdays"), "land": tr("More land")}[family]


def shadow_words(plan: BudgetPlan, shadow: Shadow) -> str:
    """What another budget would bring beside the plan."""
    if not shadow.reached:
        return tr("the target is not reached")
    base = {stage.goal: stage.value for stage in plan.outcome.stages}
    said = []
    for stage in shadow.stages:
        difference = round(stage.value - base.get(stage.goal, 0.0), 1)
        if difference:
            said.append(goal_difference(stage.goal, figure(abs(difference)), more=difference > 0))
    return "; ".join(said) or tr("no difference")


def goal_difference(goal: str, amount: str, *, more: bool) -> str:
    """A difference of an objective, in a word: a sign before it reads as a formula in a workbook."""
    if more:
        return {
            "communes": tr("{n} more communes", n=amount),
            "criteria": tr("{n} more points of criteria", n=amount),
            "cost": tr("{n} million VND more", n=amount),
        }[goal]
    return {
        "communes": tr("{n} fewer communes", n=amount),
        "criteria": tr("{n} fewer points of criteria", n=amount),
        "cost": tr("{n} million VND less", n=amount),
    }[goal]


def goal_words(goal: str) -> str:
    """An objective."""
    return {
        "communes": tr("as many communes as possible meet all criteria in the last year"),
        "criteria": tr(
            "as many criteria as possible are met in the last year, those watched first counting more"
        ),
        "cost": tr("the target at the least cost"),
    }[goal]


def state_words(state: str) -> str:
    """How sure it is that nothing better is possible."""
    return {
        "optimal": tr("the best there is"),
        "feasible": tr("good, and perhaps not the best: stopped by --gap or --time-limit"),
        "infeasible": tr("the target cannot be reached"),
    }[state]


def assumptions(plan: BudgetPlan) -> list[str]:
    """What every plan takes as given."""
    return [
        tr("Where nothing is done a figure stays as it is in the table; each year is judged by the levels of its 31 December."),
        tr("What is unknown never counts as met; an action has its effect as the file of costs says, and no more."),
        tr("A plan looks at the end of {year}; ties go to criteria watched first, then to the lower cost, then to the earlier start.", year=max(plan.years)),
        tr("Points of criteria: those watched first count more than the others (criteria/policies/planning.yaml)."),
    ]  # fmt: skip
