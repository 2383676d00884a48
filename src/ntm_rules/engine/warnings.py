"""What a reader of the verdicts must be told beside them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ntm_rules.definitions.load import issued_sets
from ntm_rules.definitions.provinces import looser_levels
from ntm_rules.engine.conflicts import stages_disagree, verdict_conflicts
from ntm_rules.engine.evaluate import Judgement, assumed_not_listed, changed_by_other_column
from ntm_rules.engine.figure_years import figures_of_other_years
from ntm_rules.engine.levels import levels_that_decided
from ntm_rules.engine.reported import as_reported, row_note, totals_that_disagree
from ntm_rules.engine.sexes import totals_without_sexes
from ntm_rules.engine.succession import next_set, rows_after
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.coded import Coded
from ntm_rules.tables.offered import header_in
from ntm_rules.tables.value_kinds import kind_words, kinds_of, other_kinds


def warnings_of(judged: Judgement) -> list[Problem]:
    """Every warning of an evaluation, those of the reading first."""
    reading = judged.table.warnings
    # What may have judged communes by the wrong thresholds is told before all else.
    loud = [warning for warning in reading if warning.kind == "fact_not_understood"]
    return [
        *_illustrative(judged),
        *_ignored(judged),
        *_other_kinds(judged),
        *loud,
        *(warning for warning in reading if warning.kind != "fact_not_understood"),
        *_history(judged),
        *figures_of_other_years(judged),
        *totals_without_sexes(judged),
        *_units(judged),
        *_regions(judged),
        *_columns(judged),
        *_provinces(judged),
        *(looser_levels(judged.loaded) if judged.loaded.provinces else ()),
        *_evidence(judged),
        *verdict_conflicts(judged),
        *stages_disagree(judged),
        *totals_that_disagree(judged),
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


def ignored_words(judged: Judgement) -> str | None:
    """That criteria are left out of whether a commune qualifies; None where none is."""
    if not judged.options.ignore:
        return None
    codes = ", ".join(judged.options.ignore)
    return tr("Criterion {codes} is left out of whether a commune qualifies (--ignore).", codes=codes)


class RowNotes:
    """What must stand beside each row on every output: invented data, a set that stands in for another."""

    def __init__(self, judged: Judgement) -> None:
        self._judged, self._table = judged, judged.table
        self._stand_ins = stand_ins(judged)
        self._illustrative = [tr("ILLUSTRATIVE DATA")] if judged.table.illustrative else []
        self._ignored = [ignored] if (ignored := ignored_words(judged)) else []
        self._kinds = kinds_of(judged.table)
        self._other_kinds = [kind_words(kind) for kind in other_kinds(judged.table)]

    def all(self) -> list[str]:
        """All notes that stand beside any row."""
        found = [*self._illustrative, *self._ignored, *self._other_kinds, *self._stand_ins.values()]
        if count := int(as_reported(self._judged).sum()):
            note = tr(
                "in {n} row(s) the number of criteria met is as reported, and no criterion is judged", n=count
            )
            found.append(note)
        return found

    def __getitem__(self, row: int) -> list[str]:
        kind = kind_words(self._kinds[row])
        stand_in = self._stand_ins.get(self._table.old_provinces[row])
        beside = filter(None, (kind, stand_in, row_note(self._judged, row)))
        return [*self._illustrative, *self._ignored, *beside]


def _ignored(judged: Judgement) -> Iterator[Problem]:
    if (message := ignored_words(judged)) is not None:
        yield Problem("criteria_ignored", message, facts={"criteria": [*judged.options.ignore]})


def _illustrative(judged: Judgement) -> Iterator[Problem]:
    if judged.table.illustrative:
        message = tr("ILLUSTRATIVE DATA: the communes and figures are invented.")
        yield Problem("illustrative_data", message, file=judged.table.name)


def _other_kinds(judged: Judgement) -> Iterator[Problem]:
    """For each kind of figures that are no results how many rows are judged by it."""
    for kind in other_kinds(judged.table):
        rows = kinds_of(judged.table).where([kind])
        message = tr("{what}: {n} of {all} row(s).", what=kind_words(kind), n=int(rows.sum()), all=len(rows))
        facts = {"value_kind": kind, **judged.table.listed(rows)}
        yield Problem("other_kind_judged", message, file=judged.table.name, facts=facts)


def _history(judged: Judgement) -> Iterator[Problem]:
    after = rows_after(judged.table, judged.loaded)
    named = next_set(judged.loaded)
    if named and after.any():
        later = ", ".join(map(str, sorted(set(judged.table.years[after].tolist()))))
        message = tr(
            "{n} row(s) of {years} come after the set, and are not judged: {next}.",
            n=int(after.sum()),
            years=later,
            next=named,
        )
        yield Problem("history_only", message, file=judged.table.name, facts=judged.table.listed(after))
    outside = np.flatnonzero(judged.cases.outside & ~(after if named else np.False_))
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
                "{n} row(s): the region is not known, so levels that differ between the regions it may be decide nothing.",
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
