"""What is told of one commune under a scenario, and the words that all of it shares."""

from __future__ import annotations

from dataclasses import dataclass

from ntm_rules.i18n import tr
from ntm_rules.tables.table import Table


@dataclass(frozen=True, slots=True)
class Turned:
    """An indicator or criterion that came out otherwise: its status after, a line, and its figures where it has any."""

    status: int
    line: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Commune:
    """What changed in one row: its name and standing in a line, criteria and indicators, sentences on risks and advice."""

    name: str
    standing: str
    turned: tuple[Turned, ...]
    risks: tuple[str, ...]
    advice: tuple[str, ...]


def name_of(table: Table, row: int) -> str:
    """A commune with its district and period."""
    return ", ".join(filter(None, (table.text(row, "commune"), table.text(row, "district"), table.text(row, "period"))))  # fmt: skip


def yes(found: bool | None) -> str:
    """An answer that may be undecided."""
    return tr("undecided") if found is None else tr("yes") if found else tr("no")
