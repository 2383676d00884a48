"""A plan as it is handed on: what is done where and when, with whose money, and what it brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ntm_rules.definitions.budgets import Budgets, Purse
from ntm_rules.definitions.measures import Costs, Measure
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.planning.demands import Stop
from ntm_rules.planning.optimise import Aim, Outcome, Stage
from ntm_rules.risks.assessment import Assessment

Paid = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure before an action has its effect and after it, with all that has its effect before.

    `counted` are the counts that a rate follows from, before, after and of how many; None where there are none.
    """

    column: str
    before: float
    after: float
    counted: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What an action costs in a later year."""

    year: int
    cost: float
    paid_by: Paid


@dataclass(frozen=True, slots=True)
class Action:
    """Units of a measure begun in a commune in a year; money in million VND, by source."""

    row: int
    measure: Measure
    year: int
    effect_year: int
    units: int
    moved: tuple[Moved, ...]
    cost: float
    paid_by: Paid
    upkeep: tuple[Upkeep, ...] = ()

    @property
    def workdays(self) -> float:
        """What residents give of their time."""
        return round(self.units * self.measure.workdays, 6)

    @property
    def land_m2(self) -> float:
        """What residents give of their land."""
        return round(self.units * self.measure.land_m2, 6)


@dataclass(frozen=True, slots=True)
class PurseUse:
    """A line of the budget and what the plan draws from it."""

    purse: Purse
    used: float


@dataclass(frozen=True, slots=True)
class GivenUse:
    """What residents of a commune give, of what they can: workdays of a year, or land over the plan (no year)."""

    row: int
    kind: str
    year: int | None
    available: float
    used: float


@dataclass(frozen=True, slots=True)
class Unreached:
    """A criterion that is not met at the end, and why: what stops it, or, where nothing does, the limits (`budget`)."""

    row: int
    criterion: int
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Shadow:
    """What another budget would bring: of one source (None: of all), so many times as great.

    `stages` are those of the plan; `proven` whether nothing better is possible. None reached: the target is not.
    """

    source: str | None
    factor: float
    stages: tuple[Stage, ...]
    reached: bool
    proven: bool


@dataclass(frozen=True, slots=True)
class Lack:
    """What a limit lacks for the target: of a source and year, of a commune and year, or of a commune."""

    family: str
    label: tuple[str | int, ...]
    amount: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a target cannot be reached.

    `within_reach` communes could qualify if no limit held. Each entry of `alone` is a family of limits that alone
    stands in the way, with the least that it lacks; where no one alone does, `together` says what all lack.
    """

    wanted: int
    within_reach: int
    out_of_reach: tuple[int, ...]
    alone: tuple[tuple[Lack, ...], ...] = ()
    together: tuple[Lack, ...] = ()


@dataclass(frozen=True)
class BudgetPlan:
    """A plan under a budget. `years` maps each year to the rows as they are judged then, with what is done by then.

    `before` is the judgement of the last year without action. Rows are those of `years`.
    """

    aim: Aim
    costs: Costs
    budgets: Budgets
    solver: str
    outcome: Outcome
    years: Mapping[int, Judgement]
    before: Judgement
    actions: tuple[Action, ...]
    purses: tuple[PurseUse, ...]
    given: tuple[GivenUse, ...]
    unreached: tuple[Unreached, ...]
    shadows: tuple[Shadow, ...] = ()
    refusal: Refusal | None = None
    # What the end of the plan means for recognition, which asks more than the criteria.
    standing: Assessment | None = None
    # By year the rows and criteria that no measures can bring by its end, whatever money there is.
    stopped: Mapping[int, frozenset[tuple[int, int]]] = field(default_factory=dict)

    @property
    def last(self) -> Judgement:
        """The judgement at the end of the plan."""
        return self.years[max(self.years)]

    @property
    def illustrative(self) -> bool:
        """Whether any figure that it rests on is invented."""
        return self.costs.illustrative or self.budgets.illustrative or self.before.table.illustrative

    @property
    def objective(self) -> float | None:
        """What the first objective reaches; None where the target is not reached."""
        return self.outcome.stages[0].value if self.outcome.values is not None else None

    def qualifying(self, judged: Judgement) -> int:
        """How many communes qualify in one of its judgements."""
        return int((judged.qualifies == 1).sum())

    @property
    def spent(self) -> float:
        """What the plan costs over its years, upkeep too, in million VND."""
        return round(sum(use.used for use in self.purses), 6)
