"""What what-if calls are given: an evaluation, or what `evaluate` takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, Union

from ntm_rules.api.calls import EvaluationKeywords, evaluate
from ntm_rules.api.evaluation import Evaluation
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.engine.evaluate import BasicallyMet
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.tables.table import Table

if TYPE_CHECKING:
    import pandas as pd

Given: TypeAlias = Union[Evaluation, Table, str, Path, Sequence[str | Path], "pd.DataFrame"]


class WhatIfKeywords(EvaluationKeywords, total=False):
    """The keywords of `evaluate`."""

    strict_evidence: bool
    basically_met: BasicallyMet
    ignore: str | Iterable[str | int]
    documents: str | Path | pd.DataFrame | None
    owners: str | Path | Iterable[str | Path]


def evaluated(given: Given, criteria_set: CriteriaSet | None, keywords: WhatIfKeywords) -> Evaluation:
    """The evaluation that is given, or that of a table. Raises UsageError for keywords beside an evaluation."""
    if not isinstance(given, Evaluation):
        return evaluate(given, criteria_set, **keywords)
    if criteria_set is not None or keywords:
        message = tr("what is given is judged already; give the set and how to judge to evaluate.")
        raise UsageError(Problem("wrong_call", message))
    return given
