"""An evaluation as a Markdown page: the table, what is unmet and by how much, what is missing, what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import version

import numpy as np

from ntm_rules.definitions.conditions import GRADES
from ntm_rules.definitions.models import title_on
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.groups import groups_of
from ntm_rules.engine.reported import met_words
from ntm_rules.engine.statuses import NO_LEVEL, STATUSES, UNKNOWN, Flags, grade_words
from ntm_rules.engine.summary import count_criteria
from ntm_rules.engine.warnings import RowNotes
from ntm_rules.errors import Problem, summed_up
from ntm_rules.i18n import tr, words
from ntm_rules.recommend.advise import Advice
from ntm_rules.reports.advice_words import illustrative
from ntm_rules.reports.group_words import worth_showing
from ntm_rules.reports.markdown_advice import advice_lines
from ntm_rules.reports.markdown_risks import risk_lines
from ntm_rules.reports.markup import cell, plain, section, table
from ntm_rules.reports.overview import legend, one_line, short_words, telling_columns
from ntm_rules.reports.risk_words import AT_RISK
from ntm_rules.reports.rows import PartRows
from ntm_rules.risks.assessment import Assessment


def markdown_text(assessment: Assessment, warnings: Sequence[Problem], advice: Advice) -> str:
    """The page, its tables as most viewers show them."""
    judged = assessment.judged
    parts = PartRows(judged)
    lines = [
        *_head(judged, invented_beside=illustrative(advice)),
        *_statuses(judged, assessment.risks.at_risk),
        *risk_lines(assessment),
        *advice_lines(advice),
        *_unmet(parts),
        *_missing(parts),
        *_ground(judged, warnings),
    ]
    return "\n".join(lines) + "\n"


def risks_page(assessment: Assessment, warnings: Sequence[Problem]) -> str:
    """The page of what is at risk alone."""
    lines = [*_head(assessment.judged), *risk_lines(assessment), *_ground(assessment.judged, warnings)]
    return "\n".join(lines) + "\n"


def advice_page(advice: Advice, warnings: Sequence[Problem]) -> str:
    """The page of what is recommended alone: each group first, then what is a commune's own."""
    judged = advice.assessment.judged
    head = _head(judged, invented_beside=illustrative(advice))
    return "\n".join([*head, *advice_lines(advice), *_ground(judged, warnings)]) + "\n"


def _head(judged: Judgement, *, invented_beside: bool = False) -> Iterator[str]:
    """What was judged: notes, also that figures beside the table are invented, the set, and a line a group."""
    loaded = judged.loaded
    yield f"# {plain(tr('{set}: results of the communes', set=words(loaded.head.title)))}"
    yield ""
    invented = [tr("ILLUSTRATIVE DATA")] if invented_beside and not judged.table.illustrative else []
    for note in [*invented, *RowNotes(judged).all()]:
        yield f"> **{plain(note)}**"
        yield ""
    yield plain(str(loaded.head.decision))
    yield ""
    for group in worth_showing(groups_of(judged)):
        yield f"- {plain(one_line(group, len(loaded.criteria)))}"
    yield ""


def _statuses(judged: Judgement, at_risk: Flags) -> Iterator[str]:
    counted, keys = count_criteria(judged), telling_columns(judged)
    codes = [criterion.code for criterion in judged.loaded.criteria]
    no_level = np.isin(judged.criterion_reasons, NO_LEVEL) & (judged.statuses.criteria == UNKNOWN)
    said = [short_words(status) for status in STATUSES]
    said[STATUSES.index("unmet")] = f"**{said[STATUSES.index('unmet')]}**"

    outside = judged.cases.outside.tolist()

    def rows() -> Iterator[list[str]]:
        for row in range(len(judged.table)):
            marked = (found[:, row].tolist() for found in (judged.statuses.criteria, no_level, at_risk))
            yield [
                *(cell(judged.table.text(row, key)) for key, _, _ in keys),
                met_words(
                    judged,
                    row,
                    counted=int(counted["counted"][row]),
                    total=int(counted["total"][row]),
                    waived=int(counted["not_applicable"][row]),
                ),
                *(
                    "–" if outside[row] else said[status] + (r"\*" if bare else f" {AT_RISK}" if risk else "")
                    for status, bare, risk in zip(*marked, strict=True)
                ),
            ]

    yield from table([*(name for _, name, _ in keys), tr("Criteria met"), *codes], rows())
    yield ""
    yield " · ".join(f"{plain(sign)}: {said}" for sign, said in legend().items())
    yield ""
    day = judged.table.judged_on.values.max()
    names = [f"{c.code} {words(title_on(c.titles, day))}" for c in judged.loaded.criteria]
    yield f"{tr('Criteria')}: {plain(' · '.join(names))}"
    yield ""


def _unmet(parts: PartRows) -> Iterator[str]:
    """Every figure below its level, and every verdict that says so."""
    headings = [tr("Commune"), tr("Period"), tr("Indicator"), tr("Title"), tr("Figure compared"), tr("Value"),
                tr("Level"), tr("Short of the level")]  # fmt: skip
    texts = [
        parts.text("commune"),
        parts.text("period"),
        parts.text("indicator"),
        parts.titles,
        parts.figures,
    ]
    statuses = parts.text("status")
    rows = (
        [*(cell(column[at]) for column in texts), *map(cell, parts.measured(at))]
        for at in np.flatnonzero(np.array(statuses) == "unmet").tolist()
    )
    yield from section(tr("Below the level"), headings, rows)


def _missing(parts: PartRows) -> Iterator[str]:
    headings = [tr("Commune"), tr("Period"), tr("Indicator"), tr("Figure compared"), tr("Reason"), tr("What to do")]  # fmt: skip
    texts = [
        parts.text("commune"),
        parts.text("period"),
        parts.text("indicator"),
        parts.figures,
        parts.reasons,
    ]
    rows = ([*(cell(column[at]) for column in texts), cell(parts.remedy(at)[0])] for at in parts.missing())
    yield from section(tr("Missing"), headings, rows)


def _ground(judged: Judgement, warnings: Sequence[Problem]) -> Iterator[str]:
    """What the results rest on: warnings, the evidence of the levels, the set and the input."""
    yield f"## {tr('Notes')}"
    yield ""
    yield from (f"- {plain(line)}" for line in summed_up(warnings))
    grades = "; ".join(f"{grade_words(grade)}: {judged.loaded.evidence.get(grade, 0)}" for grade in GRADES)
    yield f"- {tr('Levels of the set by evidence')}: {plain(grades)}"
    yield f"- {plain(judged.loaded.id)} `{judged.loaded.digest}` · ntm-rules {version('ntm-rules')}"
    yield f"- {plain(judged.table.name)}, SHA-256 `{judged.table.sha256}`"
