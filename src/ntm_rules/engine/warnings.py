"""What a reader of the verdicts must be told beside them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ntm_rules.definitions.load import issued_sets
from ntm_rules.definitions.provinces import looser_levels
from ntm_rules.engine.conflicts import stages_disagree, verdict_conflicts
from ntm_rules.engine.evaluate import Judgement, assumed_not_listed, changed_by_other_column
from ntm_rules.engine.levels import levels_that_decided
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.coded import Coded
from ntm_rules.tables.offered import header_in


def warnings_of(judged: Judgement) -> list[Problem]:
    """Every warning of an evaluation, those of the reading first."""
    return [
        *_illustrative(judged),
        *judged.table.warnings,
        *_history(judged),
        *_units(judged),
        *_regions(judged),
        *_columns(judged),
        *_provinces(judged),
        *(looser_levels(judged.loaded) if judged.loaded.provinces else ()),
        *_evidence(judged),
        *verdict_conflicts(judged),
        *stages_disagree(judged),
    ]


def stand_ins(judged: Judgement) -> dict[str, str]:
    """By old province of the rows: that it has a set of its own for which the national one stands in."""
    table = judged.table
    entered = {name for case in judged.cases.different for name in case.province_sets}
    present = {table.old_provinces.values[code] for code in set(table.old_provinces.codes.tolist())}
    found = {}
    for province, decisions in issued_sets().items():
        laid = [p for p in judged.loaded.provinces if p.province == province and p.id in entered]
        if province not in present or any(overlay.complete for overlay in laid):
            continue
        named = {"province": province, "decisions": ", ".join(map(str, decisions))}
        if laid:
            found[province] = tr(
                "{province} has a set of its own ({decisions}) of which only a part is entered: the national set stands in for the rest.",
                **named,
            )
        else:
            found[province] = tr(
                "{province} has a set of its own ({decisions}) that is not entered: the national set stands in for it.",
                **named,
            )
    return found


class RowNotes:
    """What must stand beside each row on every output: invented data, a set that stands in for another."""

    def __init__(self, judged: Judgement) -> None:
        self._table = judged.table
        self._stand_ins = stand_ins(judged)
        self._illustrative = [tr("ILLUSTRATIVE DATA")] if judged.table.illustrative else []

    def all(self) -> list[str]:
        """All notes that stand beside any row."""
        return self._illustrative + list(self._stand_ins.values())

    def __getitem__(self, row: int) -> list[str]:
        stand_in = self._stand_ins.get(self._table.old_provinces[row])
        return self._illustrative + ([stand_in] if stand_in else [])


def _illustrative(judged: Judgement) -> Iterator[Problem]:
    if judged.table.illustrative:
        message = tr("ILLUSTRATIVE DATA: the communes and figures are invented.")
        yield Problem("illustrative_data", message, file=judged.table.name)


def _history(judged: Judgement) -> Iterator[Problem]:
    outside = np.flatnonzero(judged.cases.outside)
    if len(outside):
        years = sorted({int(year) for year in judged.table.years[outside]})
        yield Problem(
            "history_only",
            tr("{n} row(s) of {years} lie outside the years the set judges; they are kept as history.", n=len(outside),
               years=", ".join(map(str, years))),
            file=judged.table.name,
            facts=judged.table.listed(outside),
        )  # fmt: skip


def _regions(judged: Judgement) -> Iterator[Problem]:
    rows = np.flatnonzero(judged.cases.column_reason.where(["region_unknown"]) & ~judged.cases.outside)
    table = judged.table
    if len(rows):
        yield Problem(
            "region_unknown",
            tr(
                "{n} row(s): the region is not known, so levels that differ by region decide nothing.",
                n=len(rows),
            ),
            **judged.table.place(int(rows[0])),
            remedy=tr(
                "fill the column {province}; since July 2025, where a province covers two regions, also {old_province} or {region}",
                province=header_in(table, "province"),
                old_province=header_in(table, "old_province"),
                region=header_in(table, "region"),
            ),
            facts=judged.table.listed(rows),
        )


def _columns(judged: Judgement) -> Iterator[Problem]:
    rows = assumed_not_listed(judged)
    if len(rows):
        changed = changed_by_other_column(judged)
        table = judged.table
        absent = Coded.constant(None, len(table))
        blank = [
            name for name in judged.loaded.facts if table.identity.get(name, absent).where([None])[rows].any()
        ]
        message = tr(
            "{n} row(s) leave {columns} blank and are taken as not listed; were they listed, {changed} verdict(s)"
            " would differ.",
            n=len(rows),
            columns=", ".join(header_in(table, name) for name in blank),
            changed=changed,
        )
        facts = {**table.listed(rows), "verdicts_changed": changed}
        yield Problem("assumed_not_listed", message, file=table.name, facts=facts)


def _provinces(judged: Judgement) -> Iterator[Problem]:
    name = judged.table.name
    for province, message in stand_ins(judged).items():
        numbers = [decision.number for decision in issued_sets()[province]]
        facts = {"province": province, "decisions": numbers}
        yield Problem("province_set_not_entered", message, file=name, facts=facts)
    entered = {sets for case in judged.cases.different for sets in case.province_sets}
    for overlay in judged.loaded.provinces:
        if overlay.id not in entered:
            message = tr(
                "the province set {id} decides in {province} only, and no row is of it.",
                id=overlay.id,
                province=overlay.province,
            )
            yield Problem("no_rows_for_province_set", message, file=name)


def _evidence(judged: Judgement) -> Iterator[Problem]:
    decided = levels_that_decided(judged)
    if decided.levels:
        yield Problem(
            "unverified_levels",
            tr("{weak} of the {all} levels that decided something are unverified; {verdicts} of {total} measured verdicts rest on them.",
               weak=decided.weak, all=decided.levels, verdicts=decided.weak_verdicts, total=decided.verdicts),
            facts={"levels": decided.levels, "unverified": decided.weak, "verdicts": decided.verdicts,
                   "verdicts_on_unverified": decided.weak_verdicts},
        )  # fmt: skip


def _units(judged: Judgement) -> Iterator[Problem]:
    rows = np.flatnonzero(~judged.table.is_unit(judged.loaded.head.counts))
    if len(rows):
        yield Problem(
            "not_a_commune",
            tr(
                "{n} row(s) are wards or townships: judged, but left out of the counts of communes.",
                n=len(rows),
            ),
            **judged.table.place(int(rows[0])),
            facts=judged.table.listed(rows),
        )
