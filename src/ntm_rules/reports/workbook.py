"""An evaluation as a workbook: the summary first, then every indicator, what is missing, and notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import version

import numpy as np

from ntm_rules.definitions.conditions import GRADES
from ntm_rules.definitions.places import places
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.levels import deciding_parts, levels_that_decided
from ntm_rules.engine.papers import Papers
from ntm_rules.engine.plan import Part
from ntm_rules.engine.statuses import STATUSES, grade_words
from ntm_rules.engine.warnings import RowNotes
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr, words
from ntm_rules.recommend.advise import Advice
from ntm_rules.reports.advice_sheets import add_advice, add_money, advice_notes
from ntm_rules.reports.advice_words import illustrative
from ntm_rules.reports.book import A3, Book, Field, Mark, Value
from ntm_rules.reports.explanation import day_words, label_words, level_words, unit_words
from ntm_rules.reports.overview import SHOWN, add_overview, legend
from ntm_rules.reports.risk_sheets import add_risks, add_standing
from ntm_rules.reports.rows import COMPARISONS, PartRows, status_cell
from ntm_rules.reports.side_sheets import add_conflicts, add_papers
from ntm_rules.risks.assessment import Assessment

# More communes than these are written row by row, in constant memory.
LARGE = 1_000


def workbook_bytes(
    assessment: Assessment, warnings: list[Problem], advice: Advice, papers: Papers | None = None
) -> bytes:
    """The whole workbook; sheets of contradictions and of papers where there are any. Raises UsageError without the extra `workbooks`, or where a sheet cannot hold the rows."""
    judged = assessment.judged
    title = words(judged.loaded.head.title)
    book = Book(title, footer=_footer(judged), large=len(judged.table) > LARGE)
    add_overview(book, judged, assessment.risks.at_risk)
    parts = PartRows(judged)
    invented = [tr("ILLUSTRATIVE DATA")] if illustrative(advice) and not judged.table.illustrative else []
    lead = [title, *invented, *RowNotes(judged).all()[:SHOWN]]
    # A cell of a workbook is named in a few letters, one of a CSV by its row and header.
    lettered = all(origin.lettered for origin in judged.table.origins)
    add_risks(book, assessment, lead)
    add_standing(book, assessment, lead)
    add_advice(book, advice, lead)
    add_money(book, advice, lead)
    _add_indicators(book, parts, lead, width_of_cell=10 if lettered else 26)
    _add_missing(book, parts, lead)
    add_conflicts(book, warnings, lead)
    if papers is not None:
        add_papers(book, papers, lead)
    _add_levels(book, judged, lead)
    _add_notes(book, advice, warnings, lead)
    return book.finish()


def _footer(judged: Judgement) -> str:
    decided = levels_that_decided(judged)
    said = tr("{weak} of {all} levels used are unverified", weak=decided.weak, all=decided.levels)
    return f"{judged.loaded.id} · ntm-rules {version('ntm-rules')} · {said}"


def _add_indicators(book: Book, parts: PartRows, lead: list[str], *, width_of_cell: int) -> None:
    fields = [
        Field(tr("Commune"), 16), Field(tr("District"), 14), Field(tr("Period"), 8, "center"),
        Field(tr("Criterion"), 6, "center"), Field(tr("Indicator"), 7, "center"), Field(tr("Title"), 56),
        Field(tr("Figure compared"), 34), Field(tr("Value"), 11, "center"), Field(tr("Unit"), 14, "center"),
        Field(tr("Comparison"), 6, "center"), Field(tr("Level"), 11, "center"), Field(tr("Against the level (negative: short of it)"), 12),
        Field(tr("Result"), 13), Field(tr("Reason"), 24), Field(tr("Basis"), 10, "center"),
        Field(tr("Evidence of the level"), 18), Field(tr("Source"), 26), Field(tr("Whose column"), 18),
        Field(tr("Read from file"), 24), Field(tr("Sheet"), 10), Field(tr("Cell"), width_of_cell),
    ]  # fmt: skip
    book.listing(tr("Indicators"), fields, _indicator_rows(parts), lead=lead, paper=A3, frozen=1)


def _indicator_rows(parts: PartRows) -> Iterator[list[Value]]:
    place: list[Sequence[Value]] = [
        parts.text("commune"), parts.text("district"), parts.text("period"), parts.text("criterion"),
        parts.text("indicator"), parts.titles, parts.figures,
    ]  # fmt: skip
    compared: list[Sequence[Value]] = [
        parts.numbers("value", tr("yes"), tr("no")), parts.text("unit", unit_words),
        parts.text("comparison", lambda op: COMPARISONS.get(op, op)),
        parts.numbers("threshold", tr("must be so").capitalize()), parts.numbers("gap"),
    ]  # fmt: skip
    behind: list[Sequence[Value]] = [
        parts.reasons, parts.text("basis", lambda basis: tr("verdict") if basis == "verdict" else tr("figure")),
        parts.text("evidence", grade_words), parts.text("source"), parts.regions,
    ]  # fmt: skip
    shown = {status: Mark(status_cell(status), status) for status in STATUSES}
    for at, status in enumerate(parts.text("status", lambda status: status)):
        read = parts.read_at(at)
        yield [
            *(column[at] for column in place),
            *(column[at] for column in compared),
            shown[status or "unknown"],
            *(column[at] for column in behind),
            *((read.file, read.sheet, read.cell) if read else (None, None, None)),
        ]


def _add_missing(book: Book, parts: PartRows, lead: list[str]) -> None:
    fields = [
        Field(tr("Commune"), 18), Field(tr("District"), 16), Field(tr("Period"), 8, "center"),
        Field(tr("Criterion"), 6, "center"), Field(tr("Result of the criterion"), 15),
        Field(tr("Indicator"), 7, "center"), Field(tr("Title"), 56), Field(tr("Figure compared"), 36),
        Field(tr("Reason"), 28), Field(tr("What to do"), 36), Field(tr("Column to fill"), 26),
    ]  # fmt: skip
    names = ("commune", "district", "period", "criterion", "indicator")
    commune, district, period, criterion, indicator = map(parts.text, names)

    def rows() -> Iterator[list[Value]]:
        for at in parts.missing():
            status = parts.criterion_status(at)
            yield [
                commune[at], district[at], period[at], criterion[at], Mark(status_cell(status), status),
                indicator[at], parts.titles[at], parts.figures[at], parts.reasons[at], *parts.remedy(at),
            ]  # fmt: skip

    book.listing(tr("Missing"), fields, rows(), lead=lead, frozen=1)


def _add_levels(book: Book, judged: Judgement, lead: list[str]) -> None:
    """The levels that decided something: what rests on which evidence."""
    fields = [
        Field(tr("Indicator"), 8, "center"), Field(tr("Figure compared"), 46), Field(tr("Whose column"), 26),
        Field(tr("Level"), 22), Field(tr("Verdicts that rest on it"), 11), Field(tr("Evidence of the level"), 24),
        Field(tr("Source"), 44), Field(tr("From"), 12, "center"), Field(tr("Of whom"), 16),
    ]  # fmt: skip
    book.listing(tr("Levels used"), fields, _level_rows(judged), lead=lead)


def _level_rows(judged: Judgement) -> Iterator[list[Value]]:
    codes = {
        part.number: compiled.indicator.code
        for compiled in judged.plan.indicators
        for part in judged.plan.parts_of(compiled.indicator.code)
    }
    for part, rows in deciding_parts(judged):
        # A level is the same in many cases; its rows are counted together, under the first.
        decided: dict[int, tuple[int, int]] = {}
        for case, count in enumerate(np.bincount(judged.cases.index[rows]).tolist()):
            if count:
                first, before = decided.get(id(part.resolved[case].level), (case, 0))
                decided[id(part.resolved[case].level)] = first, before + count
        for case, count in decided.values():
            yield _level_row(judged, part, codes[part.number], case, count)


def _level_row(judged: Judgement, part: Part, code: str, case: int, count: int) -> list[Value]:
    found = part.resolved[case]
    level, variable = found.level, judged.loaded.variables[part.comparison.variable]
    if level is None:
        return [code, label_words(words(variable.label), part.column), *[None] * 2, count, *[None] * 4]
    region = places().regions.get(level.region)
    grade: Value = grade_words(level.block.evidence)
    return [
        code,
        label_words(words(variable.label), part.column),
        words(region) if region else tr("all regions"),
        level_words(found.value, part.op, variable.unit),
        count,
        Mark(str(grade), "unknown") if level.block.evidence == "unverified" else grade,
        level.block.source,
        day_words(level.block.valid_from.isoformat()),
        tr("national") if level.origin == "national" else level.origin,
    ]


def _add_notes(book: Book, advice: Advice, warnings: list[Problem], lead: list[str]) -> None:
    fields = [Field(tr("Subject"), 38), Field(tr("Code"), 18, "center"), Field(tr("Content"), 100)]
    rows = [*_note_rows(advice.assessment.judged, warnings), *advice_notes(advice)]
    book.listing(tr("Notes"), fields, rows, lead=lead)


def _note_rows(judged: Judgement, warnings: list[Problem]) -> Iterator[list[Value]]:
    head, table = judged.loaded.head, judged.table
    yield [tr("Criteria set"), judged.loaded.id, f"{words(head.title)} ({head.decision})"]
    for overlay in judged.loaded.provinces:
        yield [tr("Province set"), overlay.id, overlay.province]
    yield [tr("Digest of the set"), None, judged.loaded.digest]
    yield [tr("Input"), None, f"{table.name} · SHA-256 {table.sha256}"]
    for sign, said in legend().items():
        yield [tr("Legend"), sign, said]
    for grade in GRADES:
        count = judged.loaded.evidence.get(grade, 0)
        yield [tr("Levels of the set by evidence"), None, f"{grade_words(grade)}: {count}"]
    for warning in warnings:
        yield [tr("Warning"), warning.code, str(warning).removeprefix(f"{warning.code} ")]
