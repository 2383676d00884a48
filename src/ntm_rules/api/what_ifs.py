"""What if: a table and a set changed by scenarios, judged again, and compared; chances where figures are uncertain."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Unpack, get_args

from ntm_rules.api.drawing import Drawn, DrawnKeywords, drawing_of
from ntm_rules.api.evaluation import Evaluation
from ntm_rules.api.given import Given, WhatIfKeywords, evaluated
from ntm_rules.api.sweeps import Sensitivity, Sweep
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.definitions.scenarios import Scenario, Scenarios, load_scenarios
from ntm_rules.errors import DefinitionError, InputError, Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.scenarios.axes import axis_of
from ntm_rules.scenarios.comparison import Compared
from ntm_rules.scenarios.differences import Differences
from ntm_rules.scenarios.supposing import Supposed, Supposing

if TYPE_CHECKING:
    import pandas as pd

    from ntm_rules.reports.sections import Section
    from ntm_rules.scenarios.monte_carlo import Chances

WhatIfForm = Literal["json", "csv", "md"]
WHAT_IF_FORMS: tuple[str, ...] = get_args(WhatIfForm)


class ComparedKeywords(WhatIfKeywords, DrawnKeywords, total=False):
    """The keywords of `evaluate`, how uncertain figures are drawn, and what is laid beside the scenarios."""

    sweep: str | Sequence[str]
    sensitivity: str | None


_OWN = ComparedKeywords.__annotations__.keys() - WhatIfKeywords.__annotations__.keys()


class WhatIf:
    """A baseline, the evaluations of scenarios by their ids, and only what these change.

    Beside them, where asked for, the chances of both, and a sweep and the sensitivity of a commune of the baseline.
    """

    def __init__(
        self,
        baseline: Evaluation,
        scenarios: Scenarios,
        *,
        sweep: Sweep | None = None,
        sensitivity: Sensitivity | None = None,
        drawn: Drawn | None = None,
    ) -> None:
        self.baseline, self.sweep, self.sensitivity = baseline, sweep, sensitivity
        self.scenarios: dict[str, Evaluation] = {}
        self.compared: list[Compared] = []
        for scenario, supposed in _supposed(baseline, scenarios):
            found = _evaluated(baseline, supposed)
            advice = baseline.advice, found.advice
            differences = Differences(baseline.assessment, found.assessment, supposed.pairing, advice)
            self.scenarios[scenario.id] = found
            self.compared.append(Compared(scenario, differences, supposed.steps))
        # Drawn at once, so that what cannot be drawn is refused whatever is shown.
        self.chances = None if drawn is None else drawn.of(baseline.judged)
        self.chances_under: dict[str, Chances] = {}
        if drawn is not None:
            for one in self.compared:
                self.chances_under[one.scenario.id] = drawn.under(one.differences)

    def __repr__(self) -> str:
        return f"<WhatIf of {', '.join(self.scenarios)} beside {self.baseline!r}>"

    @cached_property
    def changes(self) -> pd.DataFrame:
        """One row per scenario and thing that came out otherwise; `from` and `to` are statuses, counts, kinds of risk or rules.

        Of a commune that is merged there is a row for each `part` that had something else.
        """
        import pandas as pd

        from ntm_rules.reports.what_if_document import NAMES, change_rows

        rows = [{"scenario": one.scenario.id, **row} for one in self.compared for row in change_rows(one)]
        # Objects, so that a count stays a whole number beside statuses.
        return pd.DataFrame(rows, columns=list(NAMES), dtype=object)

    @cached_property
    def probabilities(self) -> pd.DataFrame:
        """One row per scenario (None: the table as it is), commune and verdict that a drawn figure touches.

        Columns as `reports.what_if_document.chance_rows` gives them. Raises UsageError where nothing was drawn.
        """
        import pandas as pd

        if self.chances is None:
            message = tr("nothing was drawn; give monte_carlo to what_if.")
            raise UsageError(Problem("wrong_call", message))
        named = ((None, self.chances), *self.chances_under.items())
        frames = [chances.frame.assign(scenario=name) for name, chances in named]
        whole = pd.concat(frames, ignore_index=True)
        return whole[["scenario", *(name for name in whole.columns if name != "scenario")]]

    @property
    def notices(self) -> list[Problem]:
        """What the changes did beyond their word, of all scenarios and the sweep, and what of the figures was not drawn."""
        found = [note for one in self.compared for note in one.notices]
        for chances in filter(None, (self.chances, *self.chances_under.values())):
            found += [note for note in chances.warnings if note not in found]
        return found + (self.sweep.notices if self.sweep else [])

    @property
    def sections(self) -> list[Section]:
        """The sweep and the sensitivity for eyes."""
        return [section for one in (self.sweep, self.sensitivity) if one for section in one.sections()]

    def to_dict(self) -> dict[str, Any]:
        """The result document as plain data."""
        from ntm_rules.reports.what_if_document import what_if_document

        evaluations = [found.to_dict() for found in self.scenarios.values()]
        found = what_if_document(
            self.baseline.to_dict(),
            evaluations,
            self.compared,
            chances=self.chances,
            under=self._under(),
        )
        parts = {"sweep": self.sweep, "sensitivity": self.sensitivity}
        return found | {name: part.to_dict() for name, part in parts.items() if part is not None}

    def to_json(self) -> str:
        """The result document as JSON text."""
        from ntm_rules.reports.document import document_json

        return document_json(self.to_dict())

    def to_csv(self) -> str:
        """The changes, the chances in their place where figures were drawn, the sweep or the sensitivity as CSV.

        Raises UsageError where it would be more than one of them.
        """
        beside = [one for one in (self.sweep, self.sensitivity) if one is not None]
        if len(beside) + bool(self.compared or self.chances) > 1:
            message = tr("CSV holds one table: scenarios, a sweep or a sensitivity.")
            raise UsageError(Problem("wrong_call", message, remedy=tr("ask for one at a time, or for json")))
        if beside:
            return beside[0].to_csv()
        from ntm_rules.reports.tabular import csv_text
        from ntm_rules.reports.what_if_document import chances_csv, change_columns

        if self.chances is not None:
            return chances_csv([(None, self.chances), *self.chances_under.items()])
        return csv_text(change_columns(self.compared))

    def to_markdown(self) -> str:
        """The changes, and the chances where figures were drawn, as a Markdown page."""
        from ntm_rules.reports.what_if_table import what_if_page

        return what_if_page(
            self.baseline.assessment,
            self.compared,
            chances=self.chances,
            under=self._under(),
            beside=self.sections,
        )

    def to_text(self, *, plain: bool = True) -> str:
        """The same as a table for eyes, of at most 100 columns."""
        from ntm_rules.reports.what_if_table import what_if_table

        return what_if_table(
            self.baseline.assessment,
            self.compared,
            self.baseline.warnings,
            chances=self.chances,
            under=self._under(),
            beside=self.sections,
            plain=plain,
        )

    def render(self, form: WhatIfForm) -> str:
        """The comparison in one of the forms of `WHAT_IF_FORMS`."""
        forms = {"json": self.to_json, "csv": self.to_csv, "md": self.to_markdown}
        if form not in forms:
            message = tr("“{form}” is none of {formats}.", form=form, formats=", ".join(WHAT_IF_FORMS))
            raise UsageError(Problem("wrong_call", message))
        return forms[form]()

    def _under(self) -> list[Chances]:
        return list(self.chances_under.values())


def _evaluated(baseline: Evaluation, supposed: Supposed) -> Evaluation:
    money = baseline.advice.money
    same_money = money is None or supposed.programmes is money.programmes
    if supposed.judged is baseline.judged and same_money:
        return baseline
    return baseline.of(supposed.judged, supposed.programmes)


def _supposed(baseline: Evaluation, scenarios: Scenarios) -> list[tuple[Scenario, Supposed]]:
    """Each scenario judged. Raises all that does not fit in any, each said once: InputError where it is mergers alone."""
    money = baseline.advice.money
    supposing = Supposing(baseline.judged, None if money is None else money.programmes)
    found: list[tuple[Scenario, Supposed]] = []
    problems: list[Problem] = []
    mergers_alone = True
    for scenario in scenarios:
        try:
            found.append((scenario, supposing.under(scenario, scenarios)))
        except (DefinitionError, InputError) as error:
            mergers_alone = mergers_alone and isinstance(error, InputError)
            # A scenario that builds on another has its mistakes too.
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise (InputError if mergers_alone else DefinitionError)(problems)
    return found


def what_if(
    table: Given,
    scenarios: Scenarios | str | Path | dict[str, Any] | Sequence[Any] = (),
    criteria_set: CriteriaSet | None = None,
    **keywords: Unpack[ComparedKeywords],
) -> WhatIf:
    """Judge communes as they are and under scenarios, and compare.

    `table` is an evaluation, or whatever `evaluate` takes with its keywords; it is not changed. `scenarios` is a YAML
    file, data of its form, or a list of scenarios: each an `id` with `merge` (communes that become one, as A+B=C or
    a file), then `changes` to figures, facts, verdicts, levels or money, and `based_on` where it builds on another.
    `monte_carlo` draws uncertain figures so many times from `seed`: those with a standard error in the table, or with
    one of `errors` ("income_per_capita=1.5", "Xã A:10=5%"); `progress` is told how many draws are done of how many.
    `sweep` (one or two, as `ntm.sweep` takes them) and `sensitivity` (a commune) are laid beside.
    Raises DefinitionError naming every change that does not fit, InputError for mergers that do not go with the table.
    """
    judging: Any = {name: value for name, value in keywords.items() if name not in _OWN}
    drawing: Any = {name: value for name, value in keywords.items() if name in DrawnKeywords.__annotations__}
    found = scenarios if isinstance(scenarios, Scenarios) else load_scenarios(scenarios)
    sweep, sensitivity = keywords.get("sweep", ()), keywords.get("sensitivity")
    axes = [axis_of(one) for one in ((sweep,) if isinstance(sweep, str) else sweep)]
    baseline = evaluated(table, criteria_set, judging)
    return WhatIf(
        baseline,
        found,
        sweep=Sweep(baseline, axes) if axes else None,
        sensitivity=None if sensitivity is None else Sensitivity(baseline, sensitivity),
        drawn=drawing_of(baseline.judged.loaded, **drawing),
    )
