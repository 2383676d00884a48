"""Judge a table by a set: one pass from columns to statuses and reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.engine.cases import Cases, find_cases
from ntm_rules.engine.kernel import Statuses, judge
from ntm_rules.engine.plan import Plan, compile_plan
from ntm_rules.engine.reasons import Reasons
from ntm_rules.engine.statuses import BASICALLY_MET, REASON, UNKNOWN, UNMET, Codes, Flags
from ntm_rules.engine.succession import next_set, rows_after
from ntm_rules.engine.verdicts import Laid, lay_verdicts, on_figures
from ntm_rules.errors import InputError, Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.tables.table import Table

BasicallyMet = Literal["blocks", "counts"]


@dataclass(frozen=True, slots=True)
class Options:
    """How strictly to judge.

    `ignore` are the numbers of criteria that are left out of whether a commune qualifies.
    """

    strict_evidence: bool = False
    basically_met: BasicallyMet = "blocks"
    ignore: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.basically_met not in get_args(BasicallyMet):
            message = tr("basically_met is “blocks” or “counts”, not “{given}”.", given=self.basically_met)
            raise UsageError(Problem("wrong_call", message))


@dataclass(slots=True)
class Judgement:
    """Everything that was worked out for a table: the material of frames, documents and explanations.

    Arrays have one entry per row of the table; statuses and reasons are codes.
    """

    table: Table
    loaded: CriteriaSet
    options: Options
    cases: Cases
    plan: Plan
    statuses: Statuses
    reasons: Reasons
    indicator_reasons: Codes
    criterion_reasons: Codes
    verdicts: Laid

    @property
    def asked(self) -> tuple[int, ...]:
        """The criteria, by number, that a commune must meet to qualify: all but those that are ignored."""
        ignored = self.options.ignore
        return tuple(n for n, one in enumerate(self.loaded.criteria) if one.code not in ignored)

    @property
    def qualifies(self) -> Codes:
        """1 where all criteria count, 0 where one does not, -1 where that hangs on something unknown."""
        criteria = self.statuses.criteria[[*self.asked]]
        stops = criteria == UNMET
        if self.options.basically_met == "blocks":
            stops |= criteria == BASICALLY_MET
        unknown = (criteria == UNKNOWN).any(axis=0)
        return np.where(stops.any(axis=0), 0, np.where(unknown, -1, 1)).astype(np.int8)


def ignored_codes(given: str | Iterable[str | int], loaded: CriteriaSet) -> tuple[str, ...]:
    """The numbers of criteria that are to be ignored. Raises UsageError where one is none of the set, or none is left."""
    texts = given.split(",") if isinstance(given, str) else [str(code) for code in given]
    codes = tuple(dict.fromkeys(loaded.plain_code(text.strip()) for text in texts if text.strip()))
    known = [criterion.code for criterion in loaded.criteria]
    expected = tr("one of {ids}", ids=", ".join(known))
    for code in codes:
        if code not in known:
            message = tr(
                "there is no criterion {code} in {set} that could be ignored.", code=code, set=loaded.id
            )
            remedy = (
                tr("ignore the whole criterion; one indicator cannot be left out")
                if code in loaded.indicators
                else None
            )
            raise UsageError(Problem("unknown_code", message, value=code, expected=expected, remedy=remedy))
    if len(codes) == len(known):
        raise UsageError(
            Problem("wrong_call", tr("every criterion would be ignored; nothing is left to judge."))
        )
    return codes


def judge_table(table: Table, loaded: CriteriaSet, options: Options | None = None) -> Judgement:
    """Judge every row of a table. Raises InputError where no row lies in the set's validity."""
    options = options or Options()
    cases = find_cases(table, loaded)
    _some_row_inside(table, loaded, cases)
    return judge_cases(table, loaded, options, cases)


def judge_cases(
    table: Table, loaded: CriteriaSet, options: Options, cases: Cases, *, plan: Plan | None = None
) -> Judgement:
    """Judge rows whose cases are known; `plan` is the set compiled for them and the columns of the table."""
    columns = table.values.keys()
    if plan is None:
        plan = compile_plan(loaded, cases.different, columns, strict_evidence=options.strict_evidence)
    statuses = judge(plan, table.values, cases.index, on_figures(table, loaded))
    reasons = Reasons(plan, statuses, table.values, cases.index, marked_in(table))
    open_column = _leave_open(table, loaded, cases, plan, statuses)
    # A verdict steps in where nothing was measured, not where strict evidence sets a level aside.
    free = compile_plan(loaded, cases.different, columns) if options.strict_evidence else plan
    laid = lay_verdicts(table, loaded, cases, plan, statuses, free)
    indicator_reasons = _indicator_reasons(statuses, reasons)
    indicator_reasons[open_column & (statuses.indicators == UNKNOWN)] = REASON["merger_undetermined"]
    return Judgement(
        table=table,
        loaded=loaded,
        options=options,
        cases=cases,
        plan=plan,
        statuses=statuses,
        reasons=reasons,
        indicator_reasons=indicator_reasons,
        criterion_reasons=_criterion_reasons(plan, statuses, indicator_reasons),
        verdicts=laid,
    )


def marked_in(table: Table) -> dict[str, Mapping[str, Flags]]:
    """By reason, in which rows a column of a table has no figure for that reason."""
    return {"merger_undetermined": table.undetermined, "invalid_value": table.invalid}


def _some_row_inside(table: Table, loaded: CriteriaSet, cases: Cases) -> None:
    if not len(table) or not cases.outside.all():
        return
    head = loaded.head
    years = range(head.valid_from.year, head.valid_to.year + 1)
    by_day = all(year in years for year in table.years)
    days = sorted({day.isoformat() for day in table.judged_on.values})
    if by_day:
        message = tr("the set {set} does not judge on {day}.", set=loaded.id, day=", ".join(days))
        remedy = tr("put a day from {first} to {last}", first=head.valid_from, last=head.valid_to)
    else:
        message = tr("no row lies in the years that the set {set} judges.", set=loaded.id)
        remedy = tr("correct the year, or choose another set")
        if rows_after(table, loaded).all() and (named := next_set(loaded)):
            remedy = tr("correct the year if it is wrong; for later years {next}", next=named)
    raise InputError(
        Problem(
            "outside_validity",
            message,
            **table.place(0),
            column=None if by_day else table.cell(0, "year").get("column"),
            value=", ".join(days if by_day else sorted({str(year) for year in table.years})),
            expected=None if by_day else tr("a year from {first} to {last}", first=years[0], last=years[-1]),
            remedy=remedy,
        )
    )


def _facts_open(table: Table, loaded: CriteriaSet) -> Flags:
    """The rows of which a merger leaves open a fact that levels hang on."""
    marks = [table.undetermined[name] for name in loaded.facts if name in table.undetermined]
    found: Flags = np.logical_or.reduce([np.zeros(len(table), dtype=np.bool_), *marks])
    return found


def assumed_not_listed(judged: Judgement) -> NDArray[np.intp]:
    """The rows that leave facts blank and are taken as not listed, where another column would be theirs."""
    other = judged.cases.index != judged.cases.other
    return np.flatnonzero(other & ~_facts_open(judged.table, judged.loaded))


def _leave_open(table: Table, loaded: CriteriaSet, cases: Cases, plan: Plan, statuses: Statuses) -> Flags:
    """Leave open what hangs on a fact that a merger leaves open; changes `statuses`, and says which it left.

    The parts of such a commune have different levels: an indicator is decided where both say the same.
    """
    left = np.zeros(statuses.indicators.shape, dtype=np.bool_)
    rows = np.flatnonzero(_facts_open(table, loaded) & (cases.index != cases.other))
    if len(rows):
        columns = {name: values[rows] for name, values in table.values.items()}
        stated = {name: given[rows] for name, given in on_figures(table, loaded).items()}
        other = judge(plan, columns, cases.other[rows], stated)
        own = statuses.indicators[:, rows]
        left[:, rows] = (own != other.indicators) & (own != UNKNOWN)
        statuses.indicators[left] = UNKNOWN
    return left


def _indicator_reasons(statuses: Statuses, reasons: Reasons) -> Codes:
    found = np.zeros_like(statuses.indicators)
    for number, row in enumerate(statuses.indicators):
        rows = np.flatnonzero(row == UNKNOWN)
        if len(rows):
            found[number, rows] = reasons.of_indicator(number, rows)
    return found


def _criterion_reasons(plan: Plan, statuses: Statuses, indicator_reasons: Codes) -> Codes:
    """A criterion takes the reason of its first unknown indicator."""
    found = np.zeros_like(statuses.criteria)
    for number, members in enumerate(plan.criteria):
        unknown = statuses.criteria[number] == UNKNOWN
        for member in reversed(members):
            np.copyto(
                found[number],
                indicator_reasons[member],
                where=unknown & (statuses.indicators[member] == UNKNOWN),
            )
    return found


def changed_by_other_column(judged: Judgement) -> int:
    """How many verdicts would differ if the facts left blank were so and gave another column."""
    rows = assumed_not_listed(judged)
    if not len(rows):
        return 0
    columns = {name: values[rows] for name, values in judged.table.values.items()}
    own = judge(judged.plan, columns, judged.cases.index[rows])
    other = judge(judged.plan, columns, judged.cases.other[rows])
    return int((own.indicators != other.indicators).sum())
