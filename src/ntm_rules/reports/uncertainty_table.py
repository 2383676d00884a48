"""How likely communes are to meet what uncertain figures decide, for eyes: terminal and Markdown."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from ntm_rules.definitions.models import title_on
from ntm_rules.engine.statuses import STATUSES, status_words
from ntm_rules.errors import Problem
from ntm_rules.i18n import figure, tr, words
from ntm_rules.reports.markup import cell, section
from ntm_rules.reports.markup import plain as as_it_is
from ntm_rules.reports.overview import telling_columns
from ntm_rules.reports.risk_words import criterion_words
from ntm_rules.reports.terminal import STYLES, printed
from ntm_rules.risks.assessment import Assessment
from ntm_rules.scenarios.monte_carlo import Chances
from ntm_rules.scenarios.monte_carlo.columns import Level, levels

# A line for people: what may be met, its status by the figures as given, how likely it is; whether it is a part.
Line = tuple[str, str, str, bool]


def uncertainty_table(
    assessment: Assessment, chances: Chances, warnings: Sequence[Problem] = (), *, plain: bool = False
) -> str:
    """The chances of each commune with an uncertain figure, as text of at most 100 columns.

    Coloured on a terminal unless NO_COLOR is set.
    """
    return printed(assessment, chance_body(chances), warnings, plain=plain)


def uncertainty_sections(chances: Chances) -> Iterator[str]:
    """The chances as a section of a Markdown page."""
    keys = telling_columns(chances.judged)
    table = chances.judged.table
    rows = [
        [
            *(cell(table.text(row, key)) for key, _, _ in keys),
            cell(f"– {what}" if part else what),
            cell(status_words(status)),
            cell(chance),
        ]
        for row, lines in communes_of(chances)
        for what, status, chance, part in lines
    ]
    headings = [*(heading for _, heading, _ in keys), tr("What is met"), tr("As given"), tr("Probability")]
    yield from section(tr("Probability with uncertain figures"), headings, rows)
    for note in notes_of(chances):
        yield f"- {as_it_is(note)}"
    yield ""


def chance_words(chances: tuple[float, float, float], undecided: float = 0.0) -> str:
    """A probability with its lower and upper bound, as percent with half the width between: 73 % (±1)."""
    share, low, high = chances
    if math.isnan(share):
        if undecided >= 1:
            return tr("undecided")
        return tr("undecided in {share} of the draws", share=f"{_percent(undecided)} %")
    if share in (0, 1):
        sure = f"{figure(share * 100)} %"
        if low == high:
            return sure
        bound = figure(100 * (high if share == 0 else low), 4)
        return f"{sure} ({'<' if share == 0 else '>'} {bound} %)"
    half = (high - low) * 50
    said = _percent(share, fine=half < 0.5)
    # A bound says how near it is to nothing or all; an error beside it would say it twice.
    return f"{said} %" if said[0] in "<>" else f"{said} % (±{_error(half)})"


def _percent(share: float, *, fine: bool = False) -> str:
    """A share that is neither nothing nor all, and is not rounded to either."""
    places = 1 if fine or share < 0.01 or share > 0.99 else 0
    least = 10**-places
    if 0 < share * 100 < least / 2:
        return f"< {figure(least)}"
    if 0 < (1 - share) * 100 < least / 2:
        return f"> {figure(100 - least)}"
    return figure(round(share * 100, places))


def _error(half: float) -> str:
    return figure(max(round(half), 1)) if half >= 0.5 else figure(max(math.ceil(half * 10) / 10, 0.1))


def chance_body(chances: Chances) -> Iterator[RenderableType]:
    """The chances of each commune as lines of a terminal."""
    table = chances.judged.table
    for row, lines in communes_of(chances):
        names = (table.text(row, name) for name in ("commune", "district", "province"))
        heading = Text(", ".join(filter(None, names)), style="bold")
        yield Text()
        yield heading.append(f" · {table.text(row, 'period')}", style="not bold")
        yield _listed(lines)
    yield Text()
    for note in notes_of(chances):
        yield Text(note, style="dim")


def _listed(lines: Sequence[Line]) -> Padding:
    listed = RichTable(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    listed.add_column(tr("What is met"), max_width=52, overflow="fold")
    listed.add_column(tr("As given"), no_wrap=True)
    listed.add_column(tr("Probability"), overflow="fold")
    for what, status, chance, part in lines:
        name = Padding(Text(what), (0, 0, 0, 2)) if part else Text(what)
        listed.add_row(name, Text(status_words(status), style=STYLES.get(status, "")), Text(chance))
    return Padding(listed, (0, 0, 0, 2), expand=False)


def communes_of(chances: Chances) -> Iterator[tuple[int, list[Line]]]:
    """Each row with an uncertain figure, with its lines."""
    found = levels(chances)
    for row in chances.rows.tolist():
        yield row, list(_lines(chances, row, found))


def _lines(chances: Chances, row: int, found: tuple[Level, Level, Level]) -> Iterator[Line]:
    """The whole, what is known of it where that is not all, then each criterion with its indicators."""
    judged, (whole, criteria, indicators) = chances.judged, found
    yield _line(tr("All criteria"), whole, 0, row)
    if np.isnan(whole.estimate.probability[0, row]):
        yield _line(tr("All criteria that are known"), whole, 1, row)
    place = {number: at for at, number in enumerate(chances.indicators.numbers.tolist())}
    for at, number in enumerate(chances.criteria.numbers.tolist()):
        if not criteria.touched[at, row]:
            continue
        yield _line(criterion_words(judged, number, row), criteria, at, row)
        members = judged.plan.criteria[number]
        for member in members if len(members) > 1 else ():
            if indicators.touched[place[member], row]:
                indicator = judged.plan.indicators[member].indicator
                title = words(title_on(indicator.titles, judged.table.judged_on[row]))
                yield _line(f"{indicator.code} {title}", indicators, place[member], row, part=True)


def _line(what: str, level: Level, at: int, row: int, *, part: bool = False) -> Line:
    of = level.estimate
    chances = (of.probability[at, row], of.low[at, row], of.high[at, row])
    return what, STATUSES[level.today[at, row]], chance_words(chances, of.undecided[at, row]), part


def notes_of(chances: Chances) -> list[str]:
    """What must be said beside the figures, and of the rows in which nothing is drawn."""
    return [*chances.notes, *_others(chances)]


def _others(chances: Chances) -> list[str]:
    others = len(chances.judged.table) - len(chances.rows)
    return [tr("{n} row(s) have no uncertain figure; their verdicts stand.", n=others)] if others else []
