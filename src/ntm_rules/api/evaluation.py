"""An evaluation as it is handed to those who asked for it: frames, files, explanations."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from ntm_rules.engine.explain import Explainer
from ntm_rules.engine.statuses import STATUSES
from ntm_rules.engine.warnings import RowNotes, warnings_of
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import current_language, tr
from ntm_rules.reports import document, risk_section
from ntm_rules.risks.assessment import Assessment

if TYPE_CHECKING:
    import pandas as pd

    from ntm_rules.engine.columns import Columns
    from ntm_rules.engine.evaluate import Judgement
    from ntm_rules.engine.papers import Papers
    from ntm_rules.recommend.advise import Advice
    from ntm_rules.tables.programmes import ProgrammeTable

Form = Literal["json", "jsonl", "csv", "parquet", "xlsx", "md"]
# The forms of a file, each the suffix that names it, and those that can have one row a commune.
FORMS: tuple[str, ...] = get_args(Form)
WIDE = ("csv", "parquet")


class Evaluation:
    """The verdicts on a table: tidy frames, the result document, explanations.

    Frames are pandas DataFrames, built when first asked for; columns as the README lists them.
    """

    def __init__(
        self,
        assessment: Assessment,
        notes: Iterable[Problem] = (),
        joined: Papers | None = None,
        advice: Advice | None = None,
    ) -> None:
        self.judged = assessment.judged
        # What is at risk, and what follows for recognition; worked out when it is first asked for.
        self.assessment = assessment
        # The papers laid beside the verdicts; None where no table of papers was given.
        self.joined = joined
        # By what is recommended, where rules, notices or money were given.
        self._advice = advice
        self._notes = list(notes)
        self._warnings: dict[str, list[Problem]] = {}

    def __repr__(self) -> str:
        return f"<Evaluation of {len(self.judged.table)} rows by {self.judged.loaded.id}>"

    def of(self, judged: Judgement, programmes: ProgrammeTable | None = None) -> Evaluation:
        """The evaluation of another judgement, with what was laid beside this one: papers, targets, policies, money.

        `programmes` stands in place of the table of money. Raises InputError where one of them does not go with it.
        """
        from ntm_rules.engine.papers import join_papers

        joined = self.joined and join_papers(judged, self.joined.documents, self.joined.owners)
        assessment = self.assessment.of(judged, joined)
        # Where nothing of it was given, what is shipped advises on either.
        own = self._advice is not None or programmes is not None
        return Evaluation(
            assessment, self._notes, joined, self.advice.of(assessment, programmes) if own else None
        )

    @property
    def warnings(self) -> list[Problem]:
        """What must be told beside the verdicts, in the language in force."""
        spoken = current_language()
        if spoken not in self._warnings:
            self._warnings[spoken] = [
                *self._notes,
                *warnings_of(self.judged),
                *self._warnings_of_papers(),
                *self.assessment.warnings,
                *(self._advice.warnings if self._advice else ()),
            ]
        return self._warnings[spoken]

    @cached_property
    def advice(self) -> Advice:
        """What is recommended; inferred when it is first asked for."""
        from ntm_rules.recommend.advise import Advice

        return self._advice or Advice(self.assessment)

    @property
    def notices(self) -> list[Problem]:
        """What must be told of the machine and not of the result, which is the same on any: what the rules ran on."""
        return list(self.advice.notices) if "advice" in self.__dict__ else []

    def _warnings_of_papers(self) -> list[Problem]:
        if self.joined is None:
            return []
        from ntm_rules.engine.paper_lists import warnings_of_papers

        return warnings_of_papers(self.joined)

    def any_criterion(self, status: str) -> bool:
        """Whether any criterion of any commune has a status such as `unmet`, or is `at-risk`."""
        if status == "at-risk":
            return bool(self.assessment.risks.at_risk.any())
        return bool((self.judged.statuses.criteria == STATUSES.index(status)).any())

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """One row per commune, period, indicator and part."""
        from ntm_rules.engine import frames

        return frames.indicators_frame(self.judged)

    @cached_property
    def criteria(self) -> pd.DataFrame:
        """One row per commune, period and criterion."""
        from ntm_rules.risks import frames

        return frames.criteria_frame(self.assessment)

    @cached_property
    def communes(self) -> pd.DataFrame:
        """One row per commune and period, with its summary."""
        from ntm_rules.risks import frames

        return frames.communes_frame(self.assessment)

    @cached_property
    def groups(self) -> pd.DataFrame:
        """One row per group of communes, year and criterion."""
        from ntm_rules.risks import frames

        return frames.groups_frame(self.assessment)

    @property
    def risks(self) -> pd.DataFrame:
        """One row per risk of the last period of each commune, in the order they are told; in the language in force."""
        from ntm_rules.risks import frames

        return frames.risks_frame(self.assessment)

    @property
    def recommendations(self) -> pd.DataFrame:
        """One row per recommendation of a commune or group, the most pressing of each first; in the language in force."""
        from ntm_rules.recommend import frames

        return frames.recommendations_frame(self.advice)

    @property
    def papers(self) -> pd.DataFrame:
        """One row per commune, period, indicator and paper, and one for each that is missing; in the language in force.

        `engine.paper_columns.paper_headers` words its columns. Raises UsageError where no documents were given.
        """
        if self.joined is None:
            message = tr("no table of papers was given; give documents to evaluate.")
            raise UsageError(Problem("wrong_call", message))
        from ntm_rules.engine import frames

        return frames.papers_frame(self.joined)

    def to_dict(self) -> dict[str, Any]:
        """The result document as plain data."""
        return document.document(self.assessment, self.warnings, self.advice, self.joined)

    def to_json(self) -> str:
        """The result document as JSON text, a commune a line."""
        return document.document_json(self.to_dict())

    def to_jsonl(self) -> str:
        """One commune object of the document a line."""
        return "".join(
            document.to_json(commune) + "\n"
            for commune in document.communes(self.assessment, self.advice, self.joined)
        )

    def to_csv(self, *, wide: bool = False) -> str:
        """The indicators as CSV, or with `wide` one row a commune and one column a criterion."""
        from ntm_rules.reports.tabular import csv_text

        return csv_text(self._columns(wide=wide, notes=True))

    def to_parquet(self, *, wide: bool = False) -> bytes:
        """The indicators as a Parquet file, or with `wide` one row a commune and one column a criterion.

        What they were judged by stands in the file's metadata. Raises UsageError without the extra `parquet`.
        """
        from ntm_rules.reports.parquet import parquet_bytes

        return parquet_bytes(self._columns(wide=wide), document.facts(self.judged))

    def to_xlsx(self) -> bytes:
        """A workbook: communes by criteria, risks, recommendations, every indicator, what is missing, notes.

        Raises UsageError without the extra `workbooks`, and where a sheet cannot hold the rows.
        """
        from ntm_rules.reports.workbook import workbook_bytes

        return workbook_bytes(self.assessment, self.warnings, self.advice, self.joined)

    def to_markdown(self) -> str:
        """The evaluation as a Markdown page."""
        from ntm_rules.reports.markdown import markdown_text

        return markdown_text(self.assessment, self.warnings, self.advice)

    def render(self, form: Form, *, wide: bool = False) -> str | bytes:
        """The evaluation in one of the forms of `FORMS`; `wide` is for CSV and Parquet."""
        if wide and form not in WIDE:
            message = tr("only {forms} can be wide, with one row for each commune.", forms=", ".join(WIDE))
            raise UsageError(Problem("wrong_call", message))
        match form:
            case "json":
                return self.to_json()
            case "jsonl":
                return self.to_jsonl()
            case "csv":
                return self.to_csv(wide=wide)
            case "parquet":
                return self.to_parquet(wide=wide)
            case "xlsx":
                return self.to_xlsx()
            case "md":
                return self.to_markdown()
        message = tr("“{form}” is none of {formats}.", form=form, formats=", ".join(FORMS))
        raise UsageError(Problem("wrong_call", message))

    def write(self, path: str | Path, *, wide: bool = False) -> None:
        """Write a file, whole or not at all, in the form that its suffix names.

        Raises UsageError for a suffix that names none of `FORMS`, UnwritableFileError where it cannot be written.
        """
        from ntm_rules.reports.files import write_whole

        form: Any = Path(path).suffix.lstrip(".").lower()
        write_whole(Path(path), self.render(form, wide=wide))

    def _columns(self, *, wide: bool, notes: bool = False) -> Columns:
        from ntm_rules.engine import columns

        return (columns.wide_columns if wide else columns.indicator_columns)(self.judged, notes=notes)

    def explain(self, commune: str, code: str | None = None) -> list[dict[str, Any]]:
        """Why a commune's criteria, or one criterion or indicator, were judged as they were; one entry per period.

        Raises UsageError for a commune or code that does not exist.
        """
        from ntm_rules.reports import advice_section

        loaded = self.judged.loaded
        numbers = range(len(loaded.criteria)) if code is None else [loaded.criterion_number(code)]
        only = None if code is None else loaded.plain_code(code)
        whole = {criterion.code for criterion in loaded.criteria}
        explainer, notes = Explainer(self.judged, self.joined), RowNotes(self.judged)
        return [
            {
                **document.identity(self.judged, row),
                **self.judged.table.place(row),
                "notes": notes[row],
                "column": explainer.column(row),
                "criteria": [
                    {
                        **explainer.criterion(row, number, None if only in whole else only),
                        "at_risk": bool(self.assessment.risks.at_risk[number, row]),
                        "risks": risk_section.of_criterion(self.assessment, row, number),
                        "recommendations": advice_section.of_criterion(self.advice, row, number),
                    }
                    for number in numbers
                ],
                "recommendations": advice_section.of_no_criterion(self.advice, row),
            }
            for row in explainer.rows_of(commune)
        ]
