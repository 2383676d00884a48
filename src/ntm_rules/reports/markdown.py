"""An evaluation as a Markdown page: the table, what is unmet and by how much, what is missing, what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version

import numpy as np

from ntm_rules.definitions.conditions import GRADES
from ntm_rules.definitions.models import title_on
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.groups import groups_of
from ntm_rules.engine.statuses import NO_LEVEL, STATUSES, UNKNOWN, grade_words
from ntm_rules.engine.summary import count_criteria
from ntm_rules.engine.warnings import RowNotes
from ntm_rules.errors import Problem, worded
from ntm_rules.i18n import tr, words
from ntm_rules.reports.overview import legend, one_line, short_words, telling_columns
from ntm_rules.reports.rows import PartRows
from ntm_rules.reports.tabular import neutral
from ntm_rules.reports.terminal import worth_showing

# What Markdown takes for markup, or for the end of a cell, wherever it stands in a line.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$&!])")


def markdown_text(judged: Judgement, warnings: Sequence[Problem]) -> str:
    """The page, its tables as most viewers show them."""
    parts = PartRows(judged)
    lines = [
        *_head(judged),
        *_statuses(judged),
        *_unmet(parts),
        *_missing(parts),
        *_ground(judged, warnings),
    ]
    return "\n".join(lines) + "\n"


def _head(judged: Judgement) -> Iterator[str]:
    head, total = judged.loaded.head, len(judged.loaded.criteria)
    yield f"# {_plain(tr('{set}: results of the communes', set=words(head.title)))}"
    yield ""
    for note in RowNotes(judged).all():
        yield f"> **{_plain(note)}**"
        yield ""
    yield _plain(str(head.decision))
    yield ""
    for group in worth_showing(groups_of(judged)):
        yield f"- {_plain(one_line(group, total))}"
    yield ""


def _statuses(judged: Judgement) -> Iterator[str]:
    counted, keys = count_criteria(judged), telling_columns(judged)
    codes = [criterion.code for criterion in judged.loaded.criteria]
    no_level = np.isin(judged.criterion_reasons, NO_LEVEL) & (judged.statuses.criteria == UNKNOWN)
    said = [short_words(status) for status in STATUSES]
    said[STATUSES.index("unmet")] = f"**{said[STATUSES.index('unmet')]}**"

    def rows() -> Iterator[list[str]]:
        for row in range(len(judged.table)):
            found = zip(judged.statuses.criteria[:, row].tolist(), no_level[:, row].tolist(), strict=True)
            waived = counted["not_applicable"][row]
            yield [
                *(_cell(judged.table.text(row, key)) for key, _, _ in keys),
                f"{counted['counted'][row]}/{counted['total'][row]}" + (f" ({waived}○)" if waived else ""),
                *(said[status] + (r"\*" if bare else "") for status, bare in found),
            ]

    yield from _table([*(name for _, name, _ in keys), tr("Criteria met"), *codes], rows())
    yield ""
    yield " · ".join(f"{_plain(sign)}: {said}" for sign, said in legend().items())
    yield ""
    day = judged.table.judged_on.values.max()
    names = [f"{c.code} {words(title_on(c.titles, day))}" for c in judged.loaded.criteria]
    yield f"{tr('Criteria')}: {_plain(' · '.join(names))}"
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
        [*(_cell(column[at]) for column in texts), *map(_cell, parts.measured(at))]
        for at in np.flatnonzero(np.array(statuses) == "unmet").tolist()
    )
    yield from _section(tr("Below the level"), headings, rows)


def _missing(parts: PartRows) -> Iterator[str]:
    headings = [tr("Commune"), tr("Period"), tr("Indicator"), tr("Figure compared"), tr("Reason"), tr("What to do")]  # fmt: skip
    texts = [
        parts.text("commune"),
        parts.text("period"),
        parts.text("indicator"),
        parts.figures,
        parts.reasons,
    ]
    rows = ([*(_cell(column[at]) for column in texts), _cell(parts.remedy(at)[0])] for at in parts.missing())
    yield from _section(tr("Missing"), headings, rows)


def _ground(judged: Judgement, warnings: Sequence[Problem]) -> Iterator[str]:
    """What the results rest on: warnings, the evidence of the levels, the set and the input."""
    yield f"## {tr('Notes')}"
    yield ""
    yield from (f"- {_plain(line)}" for line in worded(warnings))
    grades = "; ".join(f"{grade_words(grade)}: {judged.loaded.evidence.get(grade, 0)}" for grade in GRADES)
    yield f"- {tr('Levels of the set by evidence')}: {_plain(grades)}"
    yield f"- {_plain(judged.loaded.id)} `{judged.loaded.digest}` · ntm-rules {version('ntm-rules')}"
    yield f"- {_plain(judged.table.name)}, SHA-256 `{judged.table.sha256}`"


def _section(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A heading and its table; nothing where the table would be empty."""
    found = list(rows)
    if found:
        yield f"## {title}"
        yield ""
        yield from _table(headings, found)
        yield ""


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield "|" + " --- |" * len(headings)
    for cells in rows:
        yield f"| {' | '.join(cells)} |"


def _cell(text: str | None) -> str:
    return _plain(neutral(text or ""))


def _plain(text: str) -> str:
    """A text that shows as it is, on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
