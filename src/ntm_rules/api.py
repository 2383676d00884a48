"""The library's public calls, composed from its rooms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ntm_rules.definitions import load
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.engine.evaluate import BasicallyMet, Judgement, Options, judge_table
from ntm_rules.engine.explain import Explainer
from ntm_rules.engine.warnings import RowNotes, warnings_of
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.reports import document
from ntm_rules.tables.read import read_table as _read_table
from ntm_rules.tables.table import Table

if TYPE_CHECKING:
    import pandas as pd

DEFAULT_SET = load.DEFAULT_SET


def load_set(
    id: str | Path = DEFAULT_SET,
    *,
    year: int | None = None,
    province: str | Path | Iterable[str | Path] | None = None,
) -> CriteriaSet:
    """Load a criteria set by id or folder.

    `year` must lie in its validity; `province` names province sets (ids or YAML files) to lay over it.
    Raises UsageError for what does not exist, DefinitionError with file and line for what is malformed.
    """
    sets = () if province is None else (province,) if isinstance(province, str | Path) else tuple(province)
    return load.load_set(id, province_sets=sets, year=year)


def read_table(
    source: str | Path | pd.DataFrame,
    criteria_set: CriteriaSet | None = None,
    *,
    year: int | None = None,
    as_of: date | None = None,
    lenient: bool = False,
) -> Table:
    """Read a file or DataFrame, one row per commune and period, into a clean table.

    `year`: the year of rows that name none. `as_of`: the day to judge all rows on, in place of 31 December
    of their year. `lenient`: unreadable cells become unknown. Raises InputError naming each bad cell.
    """
    return _read_table(source, criteria_set or load_set(), year=year, as_of=as_of, lenient=lenient)


def evaluate(
    table: Table | str | Path | pd.DataFrame,
    criteria_set: CriteriaSet | None = None,
    *,
    year: int | None = None,
    as_of: date | None = None,
    lenient: bool = False,
    strict_evidence: bool = False,
    basically_met: BasicallyMet = "blocks",
) -> Evaluation:
    """Judge communes by a criteria set.

    `table` is what `read_table` gives, or anything it reads; a DataFrame is not changed.
    `strict_evidence` judges with levels graded signed or guidance only; `basically_met="counts"` lets that
    verdict count towards qualifying. Rows whose `value_kind` is not actual are set aside with a warning.
    """
    loaded = criteria_set or load_set()
    if not isinstance(table, Table):
        table = read_table(table, loaded, year=year, as_of=as_of, lenient=lenient)
    actual, notes = _actual(table)
    judged = judge_table(
        actual, loaded, Options(strict_evidence=strict_evidence, basically_met=basically_met)
    )
    return Evaluation(judged, notes)


def _actual(table: Table) -> tuple[Table, list[Problem]]:
    kinds = table.identity.get("value_kind")
    if kinds is None:
        return table, []
    kept = kinds.where([None, "actual"])
    if kept.all():
        return table, []
    message = tr("{n} rows are estimates or plans, not results, and are not judged.", n=int((~kept).sum()))
    note = Problem("not_actual", message, file=table.name, facts={"rows": table.rows[~kept].tolist()})
    return table.select(kept), [note]


class Evaluation:
    """The verdicts on a table: tidy frames, the result document, explanations.

    Frames are pandas DataFrames, built when first asked for; columns as the README lists them.
    """

    def __init__(self, judged: Judgement, notes: Iterable[Problem] = ()) -> None:
        self.judged = judged
        self._notes = list(notes)

    def __repr__(self) -> str:
        return f"<Evaluation of {len(self.judged.table)} rows by {self.judged.loaded.id}>"

    @cached_property
    def warnings(self) -> list[Problem]:
        """What must be told beside the verdicts."""
        return [*self._notes, *warnings_of(self.judged)]

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """One row per commune, period, indicator and part."""
        from ntm_rules.engine import frames

        return frames.indicators_frame(self.judged)

    @cached_property
    def criteria(self) -> pd.DataFrame:
        """One row per commune, period and criterion."""
        from ntm_rules.engine import frames

        return frames.criteria_frame(self.judged)

    @cached_property
    def communes(self) -> pd.DataFrame:
        """One row per commune and period, with its summary."""
        from ntm_rules.engine import frames

        return frames.communes_frame(self.judged)

    @cached_property
    def groups(self) -> pd.DataFrame:
        """One row per group of communes and year."""
        from ntm_rules.engine import frames

        return frames.groups_frame(self.judged)

    def to_dict(self) -> dict[str, Any]:
        """The result document as plain data."""
        return document.document(self.judged, self.warnings)

    def to_json(self, *, indent: int | None = 2) -> str:
        """The result document as JSON text."""
        return document.to_json(self.to_dict(), indent=indent)

    def to_jsonl(self) -> str:
        """One commune object of the document a line."""
        return "".join(
            document.to_json(commune, indent=None) + "\n" for commune in document.communes(self.judged)
        )

    def to_csv(self, *, wide: bool = False) -> str:
        """The indicators as CSV, or with `wide` one row a commune and one column a criterion."""
        from ntm_rules.engine import frames
        from ntm_rules.reports.tabular import csv_text

        frame = frames.wide(self.criteria, "criterion") if wide else self.indicators
        return csv_text(frames.with_notes(self.judged, frame))

    def explain(self, commune: str, code: str | None = None) -> list[dict[str, Any]]:
        """Why a commune's criteria, or one criterion or indicator, were judged as they were; one entry per period.

        Raises UsageError for a commune or code that does not exist.
        """
        explainer, notes = Explainer(self.judged), RowNotes(self.judged)
        code = code and code.replace(",", ".")
        criteria = self._criteria_of(code)
        only = None if code in {c.code for c in criteria} else code
        return [
            {
                **document.identity(self.judged, row),
                "file": self.judged.table.name,
                "notes": notes[row],
                "column": explainer.column(row),
                "criteria": [explainer.criterion(row, criterion, only) for criterion in criteria],
            }
            for row in explainer.rows_of(commune)
        ]

    def _criteria_of(self, code: str | None) -> list[Any]:
        loaded = self.judged.loaded
        if code is None:
            return list(loaded.criteria)
        found = [c for c in loaded.criteria if c.code == code]
        if not found and code in loaded.criterion_of:
            found = [loaded.criterion_of[code]]
        if not found:
            raise UsageError(
                Problem(
                    "unknown_set",
                    tr("there is no criterion or indicator {code} in {set}.", code=code, set=loaded.id),
                    expected=tr("a number such as 10 or 17.1"),
                )
            )
        return found
