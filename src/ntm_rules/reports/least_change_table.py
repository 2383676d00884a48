"""The least change, for eyes: commune by commune what is left to do, what is not known, what stops it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from ntm_rules.engine.evaluate import Judgement
from ntm_rules.errors import Problem
from ntm_rules.i18n import figure, tr
from ntm_rules.planning.least_change import Way
from ntm_rules.reports.least_change_words import barrier_words, change_words, data_words, way_words
from ntm_rules.reports.recognition_words import not_judged, recognition_lines
from ntm_rules.reports.terminal import STYLES, printed
from ntm_rules.risks.assessment import Assessment


def least_change_table(
    assessment: Assessment,
    ways: Sequence[Way],
    warnings: Sequence[Problem],
    *,
    revocation: Sequence[Way] = (),
    plain: bool = False,
) -> str:
    """The least change to qualify as text of at most 100 columns; with `revocation` also that to leave its zone.

    Coloured on a terminal unless NO_COLOR is set.
    """
    return printed(assessment, _body(assessment, ways, revocation), warnings, plain=plain)


def _body(assessment: Assessment, ways: Sequence[Way], revocation: Sequence[Way]) -> Iterator[RenderableType]:
    judged = assessment.judged
    yield Text()
    yield Text(tr("The least change to qualify"), style="bold underline")
    yield from _ways(judged, ways, assessment)
    for line in not_judged(assessment):
        yield Text()
        yield Text(line)
    if revocation:
        yield Text()
        yield Text(tr("The least change to leave the zone of revocation"), style="bold underline")
        yield from _ways(judged, revocation)
    yield Text()
    yield Text(
        tr(
            "Least: the smallest sum of gap ÷ level; a flag, a verdict, and all of what must come down to 0 count 1 each."
            " ✗ to be done. ? cannot be decided, so that more may be left. ! out of reach."
        ),
        style="dim",
    )


def _ways(
    judged: Judgement, ways: Sequence[Way], assessment: Assessment | None = None
) -> Iterator[RenderableType]:
    for way in ways:
        yield Text()
        heading = Text(way_words(judged, way), style="bold")
        period = judged.table.text(way.row, "period")
        said = f" · {period}"
        if way.changes:
            said += f" · {tr('distance in all')} {figure(way.cost, 2)}"
        yield heading.append(said, style="not bold")
        beside = recognition_lines(assessment, way.row)
        yield Padding(_lines(judged, way, beside), (0, 0, 0, 2), expand=False)


def _lines(judged: Judgement, way: Way, beside: Sequence[tuple[str, str]]) -> RichTable:
    listed = RichTable.grid(padding=(0, 1, 0, 0))
    listed.add_column(no_wrap=True)
    listed.add_column(overflow="fold")
    for change in way.changes:
        listed.add_row(Text("✗", style=STYLES["unmet"]), Text(change_words(judged, change)))
    for entry in way.needs_data:
        listed.add_row(Text("?", style=STYLES["unknown"]), Text(data_words(judged, entry)))
    for barrier in way.out_of_reach:
        listed.add_row(Text("!", style="magenta"), Text(barrier_words(judged, barrier)))
    for sign, line in beside:
        listed.add_row(Text(sign, style="magenta"), Text(f"{tr('recognition')}: {line}"))
    return listed
