"""What papers are wanting, as the terminal shows it under the table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.padding import Padding
from rich.text import Text

from ntm_rules.definitions.owners import Proof
from ntm_rules.engine.paper_lists import OfficeList, by_office, state_words
from ntm_rules.engine.papers import Papers
from ntm_rules.engine.statuses import Index
from ntm_rules.i18n import tr, words

# So many communes are named in a line; the document names all.
NAMED = 6


def section(papers: Papers) -> Iterator[Text | Padding]:
    """What is wanting, for the terminal: office, indicators and their usual paper, communes."""
    offices = by_office(papers)
    yield Text()
    if not offices:
        yield Text(
            tr("Every indicator that is met has a paper that holds, where one is usual."), style="bold"
        )
        return
    yield Text(tr("Papers that are missing or lapsed, by the office that answers"), style="bold")
    for office in offices:
        yield Text(office.name, style="bold cyan")
        for codes, proof, rows in _lines(office):
            line = Text(", ".join(codes), style="bold")
            said = [
                f"{state_words(state)}: {_named(papers, found)}"
                for state, found in rows.items()
                if len(found)
            ]
            line.append("  " + "; ".join(said), style="not bold")
            line.append(f" ({words(proof.usual)})" if proof else "", style="not bold dim")
            yield Padding(line, (0, 0, 0, 2), expand=False)
    if any(office.evidence == "unverified" for office in offices):
        yield Text(
            tr(
                "Offices and papers are by practice, from no document; criteria/owners/ is there to be edited."
            ),
            style="dim",
        )


def _lines(office: OfficeList) -> Iterator[tuple[list[str], Proof | None, dict[str, Index]]]:
    """Indicators proven by the same paper and wanting in the same rows stand in one line."""
    found: dict[Any, tuple[list[str], Proof | None, dict[str, Index]]] = {}
    for wanted in office.wanted:
        key = (id(wanted.proof), *(tuple(rows.tolist()) for rows in wanted.rows.values()))
        found.setdefault(key, ([], wanted.proof, wanted.rows))[0].append(wanted.indicator)
    yield from found.values()


def _named(papers: Papers, rows: Index) -> str:
    table = papers.judged.table
    several = len(set(table.identity["period"].cells.tolist())) > 1
    names = [
        f"{table.text(row, 'commune')}" + (f" ({table.text(row, 'period')})" if several else "")
        for row in rows[:NAMED].tolist()
    ]
    more = len(rows) - len(names)
    return ", ".join(names) + (" " + tr("and {n} more", n=more) if more else "")
