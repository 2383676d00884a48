"""Rows since July 2025, when districts ended, of which the table does not tell which commune of before they are."""

from __future__ import annotations

from ntm_rules.definitions.places import places
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.communes import Communes
from ntm_rules.tables.table import Table


def rows_without_past(table: Table) -> list[Problem]:
    """One warning for the rows that may be of several communes of before, so that none is taken for theirs."""
    if (
        not len(table)
        or table.years.max() < places().new_provinces_from.year
        or len(set(table.years.tolist())) == 1
    ):
        return []
    rows = Communes(table).apart
    if not len(rows):
        return []
    first = int(rows[0])
    message = tr(
        "{n} row(s) since July 2025 name no district, and two communes of before are called “{commune}”: the rows"
        " are not joined to either, so what was lost since then is not known.",
        n=len(rows),
        commune=table.text(first, "commune"),
    )
    remedy = tr("fill in the column old_district (“Huyện cũ”) or commune_code")
    return [
        Problem("past_unknown", message, **table.place(first), remedy=remedy, facts=table.listed(rows)),
    ]
