"""Columns that hold what another column of the file holds already."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.grid import letters_of
from ntm_rules.tables.targets import Target


def doubled(
    headers: Sequence[str],
    targets: Mapping[int, Target],
    *,
    beside: Collection[str],
    codes: Collection[str],
) -> dict[int, Problem]:
    """Columns that hold what an earlier one holds already, each with what is wrong.

    `codes` are the numbers of the set; `beside` those with one figure, under which a verdict may stand in a
    second column.
    """
    first: dict[Target, int] = {}
    found = {}
    for position, target in targets.items():
        other = first.setdefault(target, position)
        # A number beside its figure may hold the verdict; whether both hold figures, their cells will tell.
        bare = {headers[at].strip().replace(",", ".") == target.name for at in (other, position)}
        if other == position or (target.name in beside and target.role == "number" and bare == {True, False}):
            continue
        both = tr(
            "columns {first} and {second}", first=letters_of(other + 1), second=letters_of(position + 1)
        )
        if target.role == "number" and f"{target.name}0" in codes:
            kind = "ambiguous_number_header"
            message = tr(
                "two headers read {code} ({both}); a workbook drops the last zero of {code}0.",
                code=target.name,
                both=both,
            )
            remedy = tr("write the title of the indicator behind its number, or format the header as text")
        else:
            kind = "two_columns"
            message = tr(
                "“{first}” and “{second}” hold the same figure ({both}).",
                first=headers[other],
                second=headers[position],
                both=both,
            )
            remedy = tr("keep one of them")
        found[position] = Problem(
            kind,
            message,
            column=headers[position],
            expected=tr("one column for each figure"),
            remedy=remedy,
        )
    return found
