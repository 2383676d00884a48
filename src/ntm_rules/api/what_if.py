"""What if: a table and a set changed by scenarios, judged again, and compared."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Unpack, get_args

from ntm_rules.api.evaluation import Evaluation
from ntm_rules.api.given import Given, WhatIfKeywords, evaluated
from ntm_rules.api.sweeps import Sensitivity, Sweep
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.definitions.scenarios import Scenario, Scenarios, load_scenarios
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.errors import DefinitionError, Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.scenarios.apply import judged_under
from ntm_rules.scenarios.axes import axis_of
from ntm_rules.scenarios.comparison import Compared
from ntm_rules.scenarios.differences import Differences
from ntm_rules.scenarios.meant import Meant

if TYPE_CHECKING:
    import pandas as pd

    from ntm_rules.reports.sections import Section

WhatIfForm = Literal["json", "csv", "md"]
WHAT_IF_FORMS: tuple[str, ...] = get_args(WhatIfForm)


class WhatIf:
    """A baseline, the evaluations of scenarios by their ids, and only what these change.

    Beside them, where asked for, a sweep and the sensitivity of a commune, both of the baseline.
    """

    def __init__(
        self,
        baseline: Evaluation,
        scenarios: Scenarios,
        sweep: Sweep | None = None,
        sensitivity: Sensitivity | None = None,
    ) -> None:
        self.baseline, self.sweep, self.sensitivity = baseline, sweep, sensitivity
        self.scenarios: dict[str, Evaluation] = {}
        self.compared: list[Compared] = []
        for scenario, judged in _judged(baseline, scenarios):
            found = baseline if judged is baseline.judged else baseline.of(judged)
            self.scenarios[scenario.id] = found
            self.compared.append(Compared(scenario, Differences(baseline.assessment, found.assessment)))

    def __repr__(self) -> str:
        return f"<WhatIf of {', '.join(self.scenarios)} beside {self.baseline!r}>"

    @cached_property
    def changes(self) -> pd.DataFrame:
        """One row per scenario and thing that came out otherwise; `from` and `to` are statuses, counts or kinds of risk."""
        import pandas as pd

        from ntm_rules.reports.what_if_document import NAMES, change_rows

        rows = [{"scenario": one.scenario.id, **row} for one in self.compared for row in change_rows(one)]
        # Objects, so that a count stays a whole number beside statuses.
        return pd.DataFrame(rows, columns=list(NAMES), dtype=object)

    @property
    def notices(self) -> list[Problem]:
        """What the changes did beyond their word, of all scenarios and the sweep."""
        found = [note for one in self.compared for note in one.notices]
        return found + (self.sweep.notices if self.sweep else [])

    @property
    def sections(self) -> list[Section]:
        """The sweep and the sensitivity for eyes."""
        return [section for one in (self.sweep, self.sensitivity) if one for section in one.sections()]

    def to_dict(self) -> dict[str, Any]:
        """The result document as plain data."""
        from ntm_rules.reports.what_if_document import what_if_document

        evaluations = [found.to_dict() for found in self.scenarios.values()]
        found = what_if_document(self.baseline.to_dict(), evaluations, self.compared)
        parts = {"sweep": self.sweep, "sensitivity": self.sensitivity}
        return found | {name: part.to_dict() for name, part in parts.items() if part is not None}

    def to_json(self) -> str:
        """The result document as JSON text."""
        from ntm_rules.reports.document import document_json

        return document_json(self.to_dict())

    def to_csv(self) -> str:
        """The changes, the sweep or the sensitivity as CSV. Raises UsageError where it would be more than one of them."""
        beside = [one for one in (self.sweep, self.sensitivity) if one is not None]
        if len(beside) + bool(self.compared) > 1:
            message = tr("CSV holds one table: scenarios, a sweep or a sensitivity.")
            raise UsageError(Problem("wrong_call", message, remedy=tr("ask for one at a time, or for json")))
        if beside:
            return beside[0].to_csv()
        from ntm_rules.reports.tabular import csv_text
        from ntm_rules.reports.what_if_document import change_columns

        return csv_text(change_columns(self.compared))

    def to_markdown(self) -> str:
        """The changes as a Markdown page."""
        from ntm_rules.reports.what_if_table import what_if_page

        return what_if_page(self.baseline.assessment, self.compared, self.sections)

    def render(self, form: WhatIfForm) -> str:
        """The comparison in one of the forms of `WHAT_IF_FORMS`."""
        forms = {"json": self.to_json, "csv": self.to_csv, "md": self.to_markdown}
        if form not in forms:
            message = tr("“{form}” is none of {formats}.", form=form, formats=", ".join(WHAT_IF_FORMS))
            raise UsageError(Problem("wrong_call", message))
        return forms[form]()


def _judged(baseline: Evaluation, scenarios: Scenarios) -> list[tuple[Scenario, Judgement]]:
    """The judgement under each scenario. Raises DefinitionError of all that does not fit in any, each said once."""
    meant = Meant(baseline.judged)
    found: list[tuple[Scenario, Judgement]] = []
    problems: list[Problem] = []
    for scenario in scenarios:
        try:
            changes = scenarios.changes(scenario)
            found.append((scenario, judged_under(changes, baseline.judged, meant)))
        except DefinitionError as error:
            # A scenario that builds on another has its mistakes too.
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise DefinitionError(problems)
    return found


def what_if(
    table: Given,
    scenarios: Scenarios | str | Path | dict[str, Any] | Sequence[Any] = (),
    criteria_set: CriteriaSet | None = None,
    *,
    sweep: str | Sequence[str] = (),
    sensitivity: str | None = None,
    **keywords: Unpack[WhatIfKeywords],
) -> WhatIf:
    """Judge communes as they are and under scenarios, and compare.

    `table` is an evaluation, or whatever `evaluate` takes with its keywords; it is not changed. `scenarios` is a YAML
    file, data of its form, or a list of scenarios: each an `id` with `changes` to figures, facts, verdicts or levels,
    and `based_on` where it builds on another. `sweep` (one or two, as `ntm.sweep` takes them) and `sensitivity` (a
    commune) are laid beside. Raises DefinitionError naming every change that does not fit.
    """
    found = scenarios if isinstance(scenarios, Scenarios) else load_scenarios(scenarios)
    axes = [axis_of(one) for one in ((sweep,) if isinstance(sweep, str) else sweep)]
    baseline = evaluated(table, criteria_set, keywords)
    return WhatIf(
        baseline,
        found,
        Sweep(baseline, axes) if axes else None,
        None if sensitivity is None else Sensitivity(baseline, sensitivity),
    )
