"""The least change that makes each commune qualify, or takes it out of the zone of revocation."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Unpack

from ntm_rules.api.evaluation import Evaluation
from ntm_rules.api.given import Given, WhatIfKeywords, evaluated
from ntm_rules.errors import Problem
from ntm_rules.planning.least_change import Way, ways, ways_out_of_revocation

if TYPE_CHECKING:
    import pandas as pd

    from ntm_rules.definitions.models import CriteriaSet
    from ntm_rules.engine.columns import Columns


class LeastChange:
    """The least change of each commune: a tidy frame, the document, a table for people."""

    def __init__(self, evaluation: Evaluation) -> None:
        assessment = evaluation.assessment
        # What it was found from.
        self.evaluation = evaluation
        self.ways: list[Way] = ways(evaluation.judged, watch=assessment.risks.watch)
        # Of communes that are in the zone of revocation alone.
        self.revocation: list[Way] = ways_out_of_revocation(
            evaluation.judged, watch=assessment.risks.watch, rules=assessment.rules
        )

    def __repr__(self) -> str:
        return f"<LeastChange of {len(self.ways)} communes>"

    @property
    def warnings(self) -> list[Problem]:
        """What must be told beside it, in the language in force."""
        return self.evaluation.warnings

    @cached_property
    def changes(self) -> pd.DataFrame:
        """One row per commune and change to make; `aim` is qualify or leave_revocation.

        Columns as `reports.least_change_words.change_columns` gives them.
        """
        from ntm_rules.engine.frames import frame

        return frame(self._columns())

    def to_dict(self) -> dict[str, Any]:
        """The document as plain data."""
        from ntm_rules.reports.least_change_document import least_change_document

        return least_change_document(
            self.evaluation.judged, self.ways, self.revocation, self.warnings, illustrative=self._illustrative
        )

    def to_json(self) -> str:
        """The document as JSON text, an action and a commune a line."""
        from ntm_rules.reports.document import document_json

        return document_json(self.to_dict())

    def to_csv(self) -> str:
        """The changes as CSV; after them what cannot be decided and what is out of reach, so that no commune looks readier than it is."""
        from ntm_rules.reports.least_change_words import open_columns
        from ntm_rules.reports.tabular import csv_text, more_csv

        found = self._columns(notes=True)
        counts = [len(way.needs_data) + len(way.out_of_reach) for way in self._all]
        beside = self._beside(counts, notes=True)
        return csv_text(found) + more_csv(
            {**beside, **open_columns(self.evaluation.judged, self._all)}, found
        )

    def to_markdown(self) -> str:
        """The changes as a Markdown page, with what is not known and what stops a commune."""
        from ntm_rules.reports.least_change_page import least_change_page

        return least_change_page(
            self.evaluation.assessment, self.ways, self.revocation, illustrative=self._illustrative
        )

    def to_text(self, *, plain: bool = True) -> str:
        """The same as a table for eyes, of at most 100 columns."""
        from ntm_rules.reports.least_change_table import least_change_table

        return least_change_table(
            self.evaluation.assessment, self.ways, self.warnings, revocation=self.revocation, plain=plain
        )

    @property
    def _illustrative(self) -> bool:
        return self.evaluation.assessment.illustrative

    @property
    def _all(self) -> list[Way]:
        return [*self.ways, *self.revocation]

    def _columns(self, *, notes: bool = False) -> Columns:
        from ntm_rules.reports.least_change_words import change_columns

        aim, *beside = self._beside([len(way.changes) for way in self._all], notes=notes).items()
        return dict([aim, *change_columns(self.evaluation.judged, self._all).items(), *beside])

    def _beside(self, counts: Sequence[int], *, notes: bool) -> Columns:
        """For so many lines of each way its aim, and what must be told beside it."""
        from ntm_rules.engine.columns import labels
        from ntm_rules.engine.warnings import RowNotes

        said = RowNotes(self.evaluation.judged)
        numbers = [number for number, count in enumerate(counts) for _ in range(count)]
        aims = labels(["leave_revocation" if n >= len(self.ways) else "qualify" for n in numbers])
        told = labels(["; ".join(said[self._all[n].row]) or None for n in numbers]) if notes else None
        return {"aim": aims} if told is None else {"aim": aims, "notes": told}


def least_change(
    table: Given,
    criteria_set: CriteriaSet | None = None,
    **keywords: Unpack[WhatIfKeywords],
) -> LeastChange:
    """Find for each commune the smallest set of changes to meet all criteria, and to leave the zone of revocation.

    `table` is an evaluation, or with the keywords of `evaluate` what that takes. Least is the sum of gap ÷ level, ties by
    the watch list; what cannot be decided is listed as data that are needed, never assumed.
    """
    return LeastChange(evaluated(table, criteria_set, keywords))
