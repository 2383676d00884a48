"""The least change as a Markdown page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.warnings import ignored_words
from ntm_rules.i18n import figure, tr
from ntm_rules.planning.least_change import Way
from ntm_rules.reports.least_change_document import least_words
from ntm_rules.reports.least_change_words import barrier_words, change_words, data_words, way_words
from ntm_rules.reports.markup import plain
from ntm_rules.reports.recognition_words import not_judged, recognition_lines
from ntm_rules.risks.assessment import Assessment


def least_change_page(
    assessment: Assessment, ways: Sequence[Way], revocation: Sequence[Way], *, illustrative: bool
) -> str:
    """Commune by commune what is left to do, what is not known and what stops it."""
    judged = assessment.judged
    lines = [f"# {tr('The least change to qualify')}", ""]
    if illustrative:
        lines += [f"> **{tr('ILLUSTRATIVE DATA')}**", ""]
    if (ignored := ignored_words(judged)) is not None:
        lines += [f"> **{plain(ignored)}**", ""]
    lines += [*_ways(judged, ways, assessment)]
    for line in not_judged(assessment):
        lines += [plain(line), ""]
    if revocation:
        lines += [
            f"## {tr('The least change to leave the zone of revocation')}",
            "",
            *_ways(judged, revocation),
        ]
    return "\n".join([*lines, plain(least_words())]) + "\n"


def _ways(judged: Judgement, ways: Sequence[Way], assessment: Assessment | None = None) -> Iterator[str]:
    for way in ways:
        far = f" · {tr('distance in all')} {figure(way.cost, 2)}" if way.changes else ""
        yield f"- **{plain(way_words(judged, way))}** · {judged.table.text(way.row, 'period')}{far}"
        yield from (f"  - ✗ {plain(change_words(judged, change))}" for change in way.changes)
        yield from (f"  - ? {plain(data_words(judged, entry))}" for entry in way.needs_data)
        yield from (f"  - ! {plain(barrier_words(judged, barrier))}" for barrier in way.out_of_reach)
        for sign, line in recognition_lines(assessment, way.row):
            yield f"  - {sign} {tr('recognition')}: {plain(line)}"
    yield ""
