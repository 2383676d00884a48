"""What is recommended, for eyes: each group first, then what is a commune's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from rich.box import SIMPLE
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from ntm_rules.errors import Problem
from ntm_rules.i18n import tr, words
from ntm_rules.recommend.advise import Advice
from ntm_rules.recommend.money_lines import Line
from ntm_rules.recommend.recommendation import Recommendation
from ntm_rules.recommend.wording import actor, criterion_words, message, task
from ntm_rules.reports import advice_words as say
from ntm_rules.reports import money_words
from ntm_rules.reports.overview import telling_columns
from ntm_rules.reports.terminal import cut_short, listed_of, printed

# So many of a group's recommendations stand under the table of an evaluation.
FIRST = 3
# The columns of money that hold amounts.
AMOUNTS = (1, 2, 3)


def advice_table(advice: Advice, warnings: Sequence[Problem], *, plain: bool = False) -> str:
    """What is recommended as text of at most 100 columns; coloured on a terminal unless NO_COLOR is set."""
    return printed(
        advice.assessment, _body(advice), warnings, plain=plain, illustrative=say.illustrative(advice)
    )


def first_lines(advice: Advice) -> Iterator[RenderableType]:
    """The most pressing recommendations of the widest group, a line each; none where nothing is recommended."""
    for number in say.groups_advised(advice)[:1]:
        found = say.blocks(advice.of_group(number))[:FIRST]
        if found:
            yield Text()
            yield Text(
                tr("To do first: {group}", group=say.group_heading(advice.assessment.groups[number].group)),
                style="bold",
            )
        for place, block in enumerate(found, start=1):
            yield _indented(Text(f"{place}. {_short(advice, block)}"))
        if found:
            yield Text(tr("All recommendations: ntm-rules recommend FILE"), style="dim")


def _short(advice: Advice, block: list[Recommendation]) -> str:
    """A block in one sentence, with its directive."""
    if len(block) > 1:
        codes = ", ".join(advice.assessment.judged.loaded.criteria[one.criteria[0]].code for one in block)
        text = f"{task(block[0]).rstrip('.')}: {tr('criteria {codes}', codes=codes)}."
    else:
        text = message(advice.evidence, block[0], brief=True)
    return f"{text} [{say.directive_words(block[0].asked)}]"


def _body(advice: Advice) -> Iterator[RenderableType]:
    yield Text(say.ground(advice), style="dim")
    groups = list(say.groups_advised(advice))
    for number in groups[: listed_of(len(groups))]:
        yield Text()
        yield from _group(advice, number)
    shared = say.shared_numbers(advice)
    rows = np.flatnonzero(advice.assessment.risks.subject.last).tolist()
    for row in rows[: listed_of(len(rows))]:
        own, _ = say.own_advice(advice, row)
        yield Text()
        yield _heading(advice, row, shared.get(row, []))
        yield from (_indented(shown) for shown in _commune(advice, row, own))
    yield from cut_short(len(rows))
    if told := say.all_shown(advice, listed_of(len(rows))):
        yield from _examples(advice, told)
        yield Text()
        yield from _directives(told)


def _group(advice: Advice, number: int) -> Iterator[RenderableType]:
    group = advice.assessment.groups[number].group
    yield Text(say.group_heading(group), style="bold")
    if lines := advice.lines_of_group(number):
        yield _money(lines)
    for place, block in enumerate(say.blocks(advice.of_group(number)), start=1):
        yield _numbered(place, _block(advice, block, group.communes))


def _money(lines: Sequence[Line]) -> RichTable:
    title, headings, rows = money_words.money_columns(lines)
    shown = RichTable(
        title=title, title_justify="left", title_style="", header_style="bold", box=SIMPLE, pad_edge=False
    )
    for at, heading in enumerate(headings):
        shown.add_column(heading, justify="right" if at in AMOUNTS else "left", overflow="fold")
    for row in rows:
        shown.add_row(*map(Text, row))
    return shown


def _block(advice: Advice, block: list[Recommendation], everyone: int) -> Iterator[Text]:
    """Recommendations of a group of so many communes that belong together."""
    first = block[0]
    asked = say.directive_words(first.asked)
    if first.what.one_each:
        yield Text(task(first).rstrip("."), style="bold").append(f" [{asked}]:", style="not bold")
        for one in block:
            named = criterion_words(advice.evidence, one, one.criteria[0])
            yield _item(named, f": {_for_whom(advice, one, everyone)}")
            yield Text(f"  {say.priority_words(one.points)}", style="dim")
    else:
        said = message(advice.evidence, first, brief=True)
        yield Text(said, style="bold").append(f" [{asked}]", style="not bold")
        yield Text(f"{tr('Who acts')}: {_for_whom(advice, first, everyone)}")
        yield Text(say.priority_words(first.points), style="dim")


def _for_whom(advice: Advice, one: Recommendation, everyone: int) -> str:
    """Who acts, and for which communes where it is not for all."""
    who = actor(advice.evidence, one)
    return f"{who}." if len(one.rows) == everyone else f"{who}. {say.communes_words(advice, one.rows)}."


def _heading(advice: Advice, row: int, shared: Sequence[int]) -> Text:
    table = advice.assessment.judged.table
    names = [key for key, _, _ in telling_columns(advice.assessment.judged) if key != "period"]
    line = Text(", ".join(filter(None, (table.text(row, name) for name in names))), style="bold")
    line.append(f" · {table.text(row, 'period')}", style="not bold")
    if shared:
        numbers = ", ".join(map(str, shared))
        line.append(f" · {tr('shared above: {numbers}', numbers=numbers)}", style="not bold")
    return line


def _commune(advice: Advice, row: int, own: list[Recommendation]) -> Iterator[RenderableType]:
    """What is a commune's own: its money where told, then its advice, one for each criterion gathered under one line."""
    if told := money_words.own_money(advice, row):
        yield Text(f"{tr('Its own money, million VND')}: {'; '.join(told)}")
    if not own:
        yield Text(tr("nothing of its own"), style="dim")
    for block in say.blocks(own):
        first = block[0]
        asked = say.directive_words(first.asked)
        if first.what.one_each:
            yield Text(f"{task(first).rstrip('.')} [{asked}]:")
            for one in block:
                named = criterion_words(advice.evidence, one, one.criteria[0])
                yield _item(named, f": {_who(advice, one)}")
        else:
            yield Text(f"{message(advice.evidence, first, brief=True)} [{asked}] · {_who(advice, first)}")


def _who(advice: Advice, one: Recommendation) -> str:
    return f"{actor(advice.evidence, one)}; {tr('priority {n}', n=one.score)}."


def _examples(advice: Advice, found: Sequence[Recommendation]) -> Iterator[RenderableType]:
    examples = list(say.example_words(advice, found))
    if examples:
        yield Text()
        yield Text(tr("Examples by criterion, no promise (→ what they are meant to move)"), style="bold")
        yield from (_indented(Text(example)) for example in examples)


def _directives(found: Sequence[Recommendation]) -> Iterator[RenderableType]:
    """What the directives say, each once."""
    asked = say.asked_directives(found)
    yield Text(tr("What the directives ask"), style="bold")
    for one in asked:
        yield _indented(Text(f"{say.directive_words(one)}  {words(one.directive.text)}"))
    yield from (Text(line, style="dim") for line in say.notice_words(asked))


def _item(name: str, rest: str) -> Text:
    return Text("– ").append(name, style="cyan").append(rest)


def _numbered(place: int, lines: Iterator[Text]) -> RichTable:
    grid = RichTable.grid(padding=(0, 1, 0, 0))
    grid.add_column(justify="right", width=3)
    grid.add_column(overflow="fold")
    for at, line in enumerate(lines):
        grid.add_row(f"{place}." if not at else "", line)
    return grid


def _indented(shown: RenderableType) -> Padding:
    return Padding(shown, (0, 0, 0, 2), expand=False)
