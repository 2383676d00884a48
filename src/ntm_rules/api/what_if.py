"""What if: a table and a set changed by scenarios, judged again, and compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Unpack, get_args

from ntm_rules.api.calls import EvaluationKeywords, evaluate
from ntm_rules.api.evaluation import Evaluation
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.definitions.scenarios import Scenario, Scenarios, load_scenarios
from ntm_rules.engine.evaluate import BasicallyMet, Judgement
from ntm_rules.errors import DefinitionError, Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.scenarios.apply import judged_under
from ntm_rules.scenarios.comparison import Compared
from ntm_rules.scenarios.differences import Differences
from ntm_rules.scenarios.meant import Meant
from ntm_rules.tables.table import Table

if TYPE_CHECKING:
    import pandas as pd

WhatIfForm = Literal["json", "csv", "md"]
WHAT_IF_FORMS: tuple[str, ...] = get_args(WhatIfForm)


class WhatIfKeywords(EvaluationKeywords, total=False):
    """The keywords of `evaluate`."""

    strict_evidence: bool
    basically_met: BasicallyMet
    documents: str | Path | pd.DataFrame | None
    owners: str | Path | Iterable[str | Path]


class WhatIf:
    """A baseline, the evaluations of scenarios by their ids, and only what these change."""

    def __init__(self, baseline: Evaluation, scenarios: Scenarios) -> None:
        self.baseline = baseline
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
        """What the changes did beyond their word, of all scenarios."""
        return [note for one in self.compared for note in one.notices]

    def to_dict(self) -> dict[str, Any]:
        """The result document as plain data."""
        from ntm_rules.reports.what_if_document import what_if_document

        evaluations = [found.to_dict() for found in self.scenarios.values()]
        return what_if_document(self.baseline.to_dict(), evaluations, self.compared)

    def to_json(self) -> str:
        """The result document as JSON text."""
        from ntm_rules.reports.document import document_json

        return document_json(self.to_dict())

    def to_csv(self) -> str:
        """The changes as CSV."""
        from ntm_rules.reports.tabular import csv_text
        from ntm_rules.reports.what_if_document import change_columns

        return csv_text(change_columns(self.compared))

    def to_markdown(self) -> str:
        """The changes as a Markdown page."""
        from ntm_rules.reports.what_if_table import what_if_page

        return what_if_page(self.baseline.assessment, self.compared)

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
    table: Evaluation | Table | str | Path | Sequence[str | Path] | pd.DataFrame,
    scenarios: Scenarios | str | Path | dict[str, Any] | Sequence[Any],
    criteria_set: CriteriaSet | None = None,
    **keywords: Unpack[WhatIfKeywords],
) -> WhatIf:
    """Judge communes as they are and under scenarios, and compare.

    `table` is an evaluation, or whatever `evaluate` takes with its keywords; it is not changed. `scenarios` is a YAML
    file, data of its form, or a list of scenarios: each an `id` with `changes` to figures, facts, verdicts or levels,
    and `based_on` where it builds on another. Raises DefinitionError naming every change that does not fit.
    """
    found = scenarios if isinstance(scenarios, Scenarios) else load_scenarios(scenarios)
    if not isinstance(table, Evaluation):
        return WhatIf(evaluate(table, criteria_set, **keywords), found)
    if criteria_set is not None or keywords:
        message = tr("what is given is judged already; give the set and how to judge to evaluate.")
        raise UsageError(Problem("wrong_call", message))
    return WhatIf(table, found)
