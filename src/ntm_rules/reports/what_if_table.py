"""Scenarios beside their baseline, for eyes: of each only what changed, by commune and then by group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from ntm_rules.engine.statuses import STATUSES
from ntm_rules.engine.warnings import ignored_words
from ntm_rules.errors import OF_READING, Problem
from ntm_rules.i18n import tr
from ntm_rules.reports.markup import plain
from ntm_rules.reports.sections import Section, on_page, on_terminal
from ntm_rules.reports.terminal import STYLES, printed
from ntm_rules.reports.uncertainty_beside import chance_lines, chance_sections
from ntm_rules.reports.what_if_told import Commune
from ntm_rules.reports.what_if_words import SIGNS, Told
from ntm_rules.risks.assessment import Assessment
from ntm_rules.scenarios.comparison import Compared
from ntm_rules.scenarios.monte_carlo import Chances


def what_if_table(
    baseline: Assessment,
    compared: Sequence[Compared],
    warnings: Sequence[Problem],
    *,
    chances: Chances | None = None,
    under: Sequence[Chances] = (),
    beside: Sequence[Section] = (),
    plain: bool = False,
) -> str:
    """What scenarios change as text of at most 100 columns; coloured on a terminal unless NO_COLOR is set.

    `chances` of the baseline and those `under` each scenario stand below it, where figures were drawn; then sections
    `beside`.
    """
    body = [*_body(compared)] if compared else []
    if chances is not None:
        body += chance_lines(chances, compared, under)
    marked = _illustrative(baseline, compared)
    return printed(baseline, [*body, *on_terminal(beside)], warnings, plain=plain, illustrative=marked)


def _body(compared: Sequence[Compared]) -> Iterator[RenderableType]:
    yield Text(tr("Scenarios beside the table as it is; only what changes is shown."))
    for number, one in enumerate(compared, start=1):
        yield Text()
        yield Text(_heading(number, one), style="bold")
        told = Told(one)
        if supposed := told.supposed():
            yield _indented(Text(f"{tr('what is supposed')}: {supposed}"))
        yield _indented(Text(told.qualified(), style="bold"))
        for commune in (*told.merged(), *told.communes()):
            yield _indented(_commune(commune))
        yield _indented(Text(tr("{n} commune(s) come out as they were.", n=told.unchanged()), style="dim"))
        for line, part in told.groups():
            yield _indented(_indented(Text(line)) if part else Text(line, style="bold"))
        for note in one.notices:
            yield _indented(Text(f"! {_note(note)}", style="magenta"))


def _illustrative(baseline: Assessment, compared: Sequence[Compared]) -> bool:
    """Whether figures of the table, or of mergers or money laid over it, are invented."""
    for one in compared:
        found = one.differences
        tables = [table for advice in found.advice or () for table in advice.beside.values()]
        if found.scenario.illustrative or any(table.illustrative for table in tables):
            return True
    return baseline.illustrative


def _heading(number: int, one: Compared) -> str:
    title = one.scenario.name
    named = title if title == one.scenario.id else f"{title} ({one.scenario.id})"
    return tr("Scenario {number}: {title}", number=number, title=named)


def _note(note: Problem) -> str:
    """A notice with what can be done about it; one on how a file was read with its place."""
    remedy = f" {tr('To do: {remedy}.', remedy=note.remedy)}" if note.remedy else ""
    place = f"{note.place}: " if note.kind in (*OF_READING, "unknown_column") and note.place else ""
    return f"{place}{note.message}{remedy}"


def _commune(commune: Commune) -> RenderableType:
    lines: list[RenderableType] = [
        Text(commune.name, style="bold").append(f" · {commune.standing}", "not bold")
    ]
    for turned in commune.turned:
        style = STYLES.get(STATUSES[turned.status], "")
        lines.append(_indented(Text(f"{SIGNS.get(turned.status, '○')} {turned.line}", style=style)))
        lines += [_indented(_indented(Text(line))) for line in turned.figures]
    lines += [_indented(Text(f"▼ {line}", style="magenta")) for line in commune.risks]
    lines += [_indented(Text(f"➜ {line}")) for line in commune.advice]
    return Group(*lines)


def _indented(shown: RenderableType) -> Padding:
    return Padding(shown, (0, 0, 0, 2), expand=False)


def what_if_page(
    baseline: Assessment,
    compared: Sequence[Compared],
    *,
    chances: Chances | None = None,
    under: Sequence[Chances] = (),
    beside: Sequence[Section] = (),
) -> str:
    """The same as a Markdown page."""
    lines = [*_page(baseline, compared)]
    if chances is not None:
        lines += chance_sections(chances, compared, under)
    return "\n".join([*lines, *on_page(beside)]) + "\n"


def _page(baseline: Assessment, compared: Sequence[Compared]) -> Iterator[str]:
    yield f"# {tr('Scenarios beside the table as it is') if compared else tr('What if')}"
    yield ""
    if _illustrative(baseline, compared):
        yield f"> **{tr('ILLUSTRATIVE DATA')}**"
        yield ""
    if (ignored := ignored_words(baseline.judged)) is not None:
        yield f"> **{plain(ignored)}**"
        yield ""
    for number, one in enumerate(compared, start=1):
        yield f"## {plain(_heading(number, one))}"
        yield ""
        told = Told(one)
        if supposed := told.supposed():
            yield f"- {tr('what is supposed')}: {plain(supposed)}"
        yield f"- **{plain(told.qualified())}**"
        for commune in (*told.merged(), *told.communes()):
            yield f"- **{plain(commune.name)}**: {plain(commune.standing)}"
            for turned in commune.turned:
                yield f"  - {SIGNS.get(turned.status, '○')} {plain(turned.line)}"
                yield from (f"    - {plain(line)}" for line in turned.figures)
            yield from (f"  - ▼ {plain(line)}" for line in commune.risks)
            yield from (f"  - ➜ {plain(line)}" for line in commune.advice)
        yield f"- {tr('{n} commune(s) come out as they were.', n=told.unchanged())}"
        yield from (f"  - {plain(line)}" if part else f"- **{plain(line)}**" for line, part in told.groups())
        yield from (f"- ! {plain(_note(note))}" for note in one.notices)
        yield ""
