"""The library's public calls, composed from its rooms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Unpack, get_args

from ntm_rules.definitions import diff, load, province_yaml, provinces
from ntm_rules.definitions.diff import Change
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.definitions.places import places
from ntm_rules.definitions.policy_files import load_own
from ntm_rules.engine.evaluate import BasicallyMet, Judgement, Options, judge_table
from ntm_rules.engine.explain import Explainer
from ntm_rules.engine.statuses import STATUSES
from ntm_rules.engine.warnings import RowNotes, warnings_of
from ntm_rules.errors import InputError, Problem, UsageError
from ntm_rules.i18n import current_language, tr
from ntm_rules.reports import document, risk_section
from ntm_rules.risks.assess import Looking
from ntm_rules.risks.assessment import Assessment
from ntm_rules.tables.read import Reading
from ntm_rules.tables.read import read_table as _read_table
from ntm_rules.tables.reading import ReadingKeywords
from ntm_rules.tables.table import Table
from ntm_rules.tables.yearly_targets import read_targets

if TYPE_CHECKING:
    import pandas as pd

    from ntm_rules.definitions.recognition import RecognitionRules
    from ntm_rules.engine.columns import Columns
    from ntm_rules.engine.papers import Papers
    from ntm_rules.reports.levels.importing import ImportedLevels
    from ntm_rules.reports.template import Template
    from ntm_rules.reports.template.setting import Stage

DEFAULT_SET = load.DEFAULT_SET
# A district has some twenty communes.
TEMPLATE_ROWS = 30
Form = Literal["json", "jsonl", "csv", "parquet", "xlsx", "md"]
# The forms of a file, each the suffix that names it, and those that can have one row a commune.
FORMS: tuple[str, ...] = get_args(Form)
WIDE = ("csv", "parquet")


class EvaluationKeywords(ReadingKeywords, total=False):
    """The keywords of `evaluate` that say how to read, and how far and at what to look for risks."""

    horizon: date | None
    targets: str | Path | pd.DataFrame | None
    watch: str | Iterable[str | int]
    policies: str | Path | Iterable[str | Path] | None


_LOOKING = EvaluationKeywords.__annotations__.keys() - ReadingKeywords.__annotations__.keys()


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
    source: str | Path | Sequence[str | Path] | pd.DataFrame,
    criteria_set: CriteriaSet | None = None,
    **reading: Unpack[ReadingKeywords],
) -> Table:
    """Read a file, several, a folder of them, or a DataFrame into a clean table, one row per commune and period.

    `year`: the year of rows that name none. `as_of`: the day to judge all rows on, in place of 31 December
    of their year. `lenient`: unreadable cells become unknown. `sheet`: of a workbook, by name or
    by number from 1. `mapping`: by header, what a column is (a variable, a number such as 17.1; None leaves
    it out), or a YAML file that says so. Raises InputError naming each bad cell.
    """
    return _read_table(source, criteria_set or load_set(), Reading(**reading))


def evaluate(
    table: Table | str | Path | Sequence[str | Path] | pd.DataFrame,
    criteria_set: CriteriaSet | None = None,
    *,
    strict_evidence: bool = False,
    basically_met: BasicallyMet = "blocks",
    documents: str | Path | pd.DataFrame | None = None,
    owners: str | Path | Iterable[str | Path] = (),
    **keywords: Unpack[EvaluationKeywords],
) -> Evaluation:
    """Judge communes by a criteria set.

    `table` is what `read_table` gives, or anything it reads, with the keywords of `read_table` (`year`, `as_of`,
    `lenient`, `sheet`, `mapping`); a DataFrame is not changed.
    `strict_evidence` judges with levels graded signed or guidance only; `basically_met="counts"` lets that
    verdict count towards qualifying. Rows whose `value_kind` is not actual are set aside with a warning.
    `documents` is a table of papers, laid beside the verdicts without changing any; `owners` are YAML files of
    one's own that say who answers and which papers prove, over those of `criteria/owners/`.
    What is at risk is looked for up to the day `horizon` (default the end of the set) by the policies of
    `criteria/policies/`, or of YAML files `policies` of one's own; criteria of `watch` are told first, and
    `targets` is a table of what each commune is to meet by which year.
    """
    loaded = criteria_set or load_set()
    looking, rules = _looking(keywords, loaded)
    reading: dict[str, Any] = {key: value for key, value in keywords.items() if key not in _LOOKING}
    if isinstance(table, Table):
        if given := [name for name, value in reading.items() if value is not None and value is not False]:
            message = tr(
                "{options} are settled when a table is read; give them to read_table.",
                options=", ".join(given),
            )
            raise UsageError(Problem("wrong_call", message))
    else:
        table = read_table(table, loaded, **reading)
    actual, notes = _actual(table)
    judged = judge_table(
        actual, loaded, Options(strict_evidence=strict_evidence, basically_met=basically_met)
    )
    papers = None if documents is None else _joined(judged, documents, owners)
    return Evaluation(Assessment(judged, papers, looking, rules), notes, papers)


def _looking(keywords: EvaluationKeywords, loaded: CriteriaSet) -> tuple[Looking, RecognitionRules | None]:
    own, watch = load_own(keywords.get("policies") or ()), keywords.get("watch", ())
    targets = keywords.get("targets")
    codes = watch.split(",") if isinstance(watch, str) else watch
    looking = Looking(
        horizon=keywords.get("horizon"),
        watch=tuple(str(code).strip() for code in codes),
        policies=own.risks,
        targets=None if targets is None else read_targets(targets, loaded),
    )
    return looking, own.recognition


def _joined(
    judged: Judgement, documents: str | Path | pd.DataFrame, own: str | Path | Iterable[str | Path]
) -> Papers:
    from ntm_rules.definitions.owners import load_owners
    from ntm_rules.engine.papers import join_papers
    from ntm_rules.tables.documents import read_documents

    owners = load_owners(judged.loaded, (own,) if isinstance(own, str | Path) else own)
    return join_papers(judged, read_documents(documents, judged.loaded), owners)


def template(
    criteria_set: CriteriaSet | None = None,
    *,
    year: int | None = None,
    province: str | None = None,
    region: str | None = None,
    communes: int | Sequence[str] | None = None,
    stages: Sequence[Stage] = (),
    example: bool = False,
) -> Template:
    """Make an input table to fill: `.to_xlsx()` gives the bytes of a workbook, `.to_csv()` text.

    The levels shown are those of `year` (default the set's last) and of `region`, or of the region of
    `province`, else of every region. `communes`: rows to fill, or the names to put in. `stages` adds
    columns of verdicts (self, verified, appraised); `example` fills invented communes marked illustrative.
    Raises UsageError for what does not exist or does not go together.
    """
    from ntm_rules.reports.template import Template
    from ntm_rules.reports.template.columns import example_communes
    from ntm_rules.reports.template.setting import settle

    names: Sequence[str] = [""] * communes if isinstance(communes, int) else communes or ()
    if example and not any(names):
        names = [*example_communes(), *names[len(example_communes()) :]]
    return Template(
        settle(
            criteria_set or load_set(),
            year=year,
            region=region,
            province=province,
            communes=tuple(names or [""] * TEMPLATE_ROWS),
            stages=tuple(stages),
            example=example,
        )
    )


def _actual(table: Table) -> tuple[Table, list[Problem]]:
    kinds = table.identity.get("value_kind")
    if kinds is None:
        return table, []
    kept = kinds.where([None, "actual"])
    if kept.all():
        return table, []
    if not kept.any():
        message = tr("every row is an estimate or a plan; only results are judged.")
        remedy = tr("give rows of results, or mark them actual in value_kind")
        raise InputError(
            Problem(
                "not_actual",
                message,
                file=table.name,
                column=table.cell(0, "value_kind").get("column"),
                remedy=remedy,
            )
        )
    message = tr("{n} rows are estimates or plans, not results, and are not judged.", n=int((~kept).sum()))
    note = Problem("not_actual", message, file=table.name, facts={"rows": table.rows[~kept].tolist()})
    return table.select(kept), [note]


def looser_levels(criteria_set: CriteriaSet) -> list[Problem]:
    """Province levels that ask less than the nation's: of the sets laid over this one, else of all that are shipped."""
    if criteria_set.provinces:
        return provinces.looser_levels(criteria_set)
    shipped = [load.load_province_set(name) for name in load.province_set_ids()]
    return [
        problem
        for overlay in shipped
        if overlay.set_id == criteria_set.id
        for problem in provinces.looser_levels(provinces.with_provinces(criteria_set, [overlay]))
    ]


def export_levels(
    id: str | Path = DEFAULT_SET, *, province: str | None = None, province_set: str | Path | None = None
) -> bytes:
    """A set as an XLSX workbook in which an officer fills and confirms a province's own levels.

    `province` shows the levels that can apply there only; `province_set` (id or file) fills the cells.
    Raises UsageError for what does not exist, or where the two are of different provinces.
    """
    from ntm_rules.reports.levels.workbook import levels_workbook

    place = province and places().find_old(province)
    if province and not place:
        message = tr("there is no province “{name}”.", name=province)
        raise UsageError(Problem("unknown_province", message))
    if province_set is None:
        return levels_workbook(load_set(id), province=place.name if place else None)
    path = load.province_set_path(province_set)
    loaded = load_set(id, province=path)
    if place and loaded.provinces[0].province != place.name:
        message = tr(
            "the province set is of {own}, not of {province}.",
            own=loaded.provinces[0].province, province=place.name,
        )  # fmt: skip
        raise UsageError(Problem("wrong_call", message))
    return levels_workbook(loaded, base=path.read_bytes().decode("utf-8"))


def import_levels(path: str | Path, *, into: Path | None = None, **order: Any) -> ImportedLevels:
    """Read a filled workbook of levels as a province set: its file's text, what changes, warnings.

    `order` says of the decision: `province`, `decision` (its number), `issued`, `start`, `end` (days),
    `id`, `complete`; what is left out is as in the file `into`, or in that the workbook was exported from.
    Nothing is written. Raises InputError naming each bad cell.
    """
    from ntm_rules.reports.levels import importing

    return importing.import_levels(path, importing.Order(**order), into=into)


def diff_sets(before: str | Path, after: str | Path) -> tuple[list[Change], CriteriaSet]:
    """The levels and titles that differ between two criteria sets, or two province sets of one set.

    Returns them beside the second set, a province set laid over its national one.
    """
    province = [load.is_province_set(entry) for entry in (before, after)]
    if all(province):
        one, other = load.load_province_set(before), load.load_province_set(after)
        merged = provinces.with_provinces(load_set(other.set_id), [other])
        return diff.province_changes(province_yaml.plain(one), province_yaml.plain(other)), merged
    if any(province):
        raise UsageError(Problem("wrong_call", tr("a province set is compared with another province set.")))
    return diff.set_changes(load_set(before), load_set(after)), load_set(after)


class Evaluation:
    """The verdicts on a table: tidy frames, the result document, explanations.

    Frames are pandas DataFrames, built when first asked for; columns as the README lists them.
    """

    def __init__(
        self, assessment: Assessment, notes: Iterable[Problem] = (), joined: Papers | None = None
    ) -> None:
        self.judged = assessment.judged
        # What is at risk, and what follows for recognition; worked out when it is first asked for.
        self.assessment = assessment
        # The papers laid beside the verdicts; None where no table of papers was given.
        self.joined = joined
        self._notes = list(notes)
        self._warnings: dict[str, list[Problem]] = {}

    def __repr__(self) -> str:
        return f"<Evaluation of {len(self.judged.table)} rows by {self.judged.loaded.id}>"

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
            ]
        return self._warnings[spoken]

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
        return document.document(self.assessment, self.warnings, self.joined)

    def to_json(self) -> str:
        """The result document as JSON text, a commune a line."""
        return document.document_json(self.to_dict())

    def to_jsonl(self) -> str:
        """One commune object of the document a line."""
        return "".join(
            document.to_json(commune) + "\n" for commune in document.communes(self.assessment, self.joined)
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
        """A workbook: communes by criteria, every indicator, what is missing, notes.

        Raises UsageError without the extra `workbooks`, and where a sheet cannot hold the rows.
        """
        from ntm_rules.reports.workbook import workbook_bytes

        return workbook_bytes(self.assessment, self.warnings, self.joined)

    def to_markdown(self) -> str:
        """The evaluation as a Markdown page."""
        from ntm_rules.reports.markdown import markdown_text

        return markdown_text(self.assessment, self.warnings)

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
                    }
                    for number in numbers
                ],
            }
            for row in explainer.rows_of(commune)
        ]
