"""Chances under scenarios beside those of the table as it is, for eyes: terminal and Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from ntm_rules.i18n import tr
from ntm_rules.reports.markup import cell, section
from ntm_rules.reports.markup import plain as as_it_is
from ntm_rules.reports.uncertainty_table import chance_body, communes_of, notes_of, uncertainty_sections
from ntm_rules.reports.what_if_told import name_of
from ntm_rules.scenarios.comparison import Compared
from ntm_rules.scenarios.monte_carlo import Chances

# A row of one column of figures (0: the table as it is) that has no row in the others, or the row of the baseline.
_Key = tuple[int, int]


def chance_lines(
    chances: Chances, compared: Sequence[Compared], under: Sequence[Chances]
) -> list[RenderableType]:
    """The chances of each commune as lines of a terminal; those under scenarios in columns by their numbers."""
    if not under:
        return [*chance_body(chances)]
    lines: list[RenderableType] = [
        Text(),
        Text(tr("Probability with uncertain figures"), style="bold underline"),
    ]
    for name, rows in _communes(chances, compared, under):
        lines += [Text(), Text(name, style="bold"), _listed(rows, len(under))]
    lines.append(Text())
    lines += [Text(note, style="dim") for note in notes_of(chances)]
    return lines


def chance_sections(
    chances: Chances, compared: Sequence[Compared], under: Sequence[Chances]
) -> Iterator[str]:
    """The chances as a section of a Markdown page."""
    if not under:
        yield from uncertainty_sections(chances)
        return
    headings = [tr("Commune"), tr("What is met"), *_headings(len(under))]
    rows = [
        [cell(name), cell(f"– {what}" if part else what), *map(cell, found)]
        for name, listed in _communes(chances, compared, under)
        for what, part, found in listed
    ]
    yield from section(tr("Probability with uncertain figures"), headings, rows)
    yield from (f"- {as_it_is(note)}" for note in notes_of(chances))
    yield ""


def _headings(scenarios: int) -> list[str]:
    return [tr("As it is"), *(tr("Scenario {number}", number=number + 1) for number in range(scenarios))]


def _communes(
    chances: Chances, compared: Sequence[Compared], under: Sequence[Chances]
) -> Iterator[tuple[str, list[tuple[str, bool, list[str]]]]]:
    """Each commune with its lines: what is met, whether it is a part, and its chance in each column."""
    found: dict[_Key, dict[tuple[str, bool], dict[int, str]]] = {}
    names: dict[_Key, str] = {}
    for column, one in enumerate((chances, *under)):
        keys = _keys(column, None if column == 0 else compared[column - 1], one)
        for row, lines in communes_of(one):
            if keys[row] not in names:
                parts = _parts(compared[column - 1], row) if keys[row][0] else ""
                names[keys[row]] = name_of(one.judged.table, row) + parts
            listed = found.setdefault(keys[row], {})
            for what, _, chance, part in lines:
                listed.setdefault((what, part), {})[column] = chance
    for key in sorted(found):
        lines_of = found[key]
        yield (
            names[key],
            [
                (what, part, [by_column.get(column, "–") for column in range(len(under) + 1)])
                for (what, part), by_column in lines_of.items()
            ],
        )


def _parts(one: Compared, row: int) -> str:
    """What a merged commune is made of, for it may bear the name of a part."""
    pairing, table = one.differences.pairing, one.differences.baseline.judged.table
    rows = pairing.before[pairing.merged & (pairing.after == row)].tolist()
    return f" (= {' + '.join(table.text(part, 'commune') or '' for part in rows)})"


def _keys(column: int, one: Compared | None, chances: Chances) -> dict[int, _Key]:
    """By row of a column the commune that it is: that of the baseline, or one that a merger makes."""
    if one is None:
        return {row: (0, row) for row in chances.rows.tolist()}
    pairing = one.differences.pairing
    return {
        int(pairing.after[pair]): (column, int(pairing.after[pair]))
        if pairing.merged[pair]
        else (0, int(pairing.before[pair]))
        for pair in pairing.pairs
    }


def _listed(rows: Sequence[tuple[str, bool, list[str]]], scenarios: int) -> Padding:
    listed = RichTable(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    listed.add_column(tr("What is met"), max_width=44, overflow="fold")
    for heading in _headings(scenarios):
        listed.add_column(heading, overflow="fold")
    for what, part, found in rows:
        name = Padding(Text(what), (0, 0, 0, 2)) if part else Text(what)
        listed.add_row(name, *map(Text, found))
    return Padding(listed, (0, 0, 0, 2), expand=False)
