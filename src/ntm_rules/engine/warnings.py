"""What a reader of the verdicts must be told beside them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ntm_rules.definitions.load import issued_sets
from ntm_rules.engine.evaluate import Judgement, changed_by_other_column
from ntm_rules.engine.levels import levels_that_decided
from ntm_rules.engine.statuses import STATUSES, status_words
from ntm_rules.engine.verdicts import latest
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr


def warnings_of(judged: Judgement) -> list[Problem]:
    """Every warning of an evaluation, those of the reading first."""
    return [
        *_illustrative(judged),
        *judged.table.warnings,
        *_history(judged),
        *_regions(judged),
        *_columns(judged),
        *_provinces(judged),
        *_evidence(judged),
        *_conflicts(judged),
    ]


def _illustrative(judged: Judgement) -> Iterator[Problem]:
    if judged.table.illustrative:
        yield Problem(
            "illustrative_data",
            tr("ILLUSTRATIVE DATA: the communes and figures are invented."),
            file=judged.table.name,
        )


def _history(judged: Judgement) -> Iterator[Problem]:
    outside = np.flatnonzero(judged.cases.outside)
    if len(outside):
        years = sorted({int(year) for year in judged.table.years[outside]})
        yield Problem(
            "history_only",
            tr("{n} rows lie outside the years the set judges ({years}); they are kept as history.", n=len(outside),
               years=", ".join(map(str, years))),
            file=judged.table.name,
            facts={"rows": judged.table.rows[outside].tolist()},
        )  # fmt: skip


def _regions(judged: Judgement) -> Iterator[Problem]:
    rows = np.flatnonzero(judged.cases.column_reason.where(["region_unknown"]) & ~judged.cases.outside)
    if len(rows):
        yield Problem(
            "region_unknown",
            tr(
                "{n} rows: the region is not known, so levels that differ by region decide nothing.",
                n=len(rows),
            ),
            file=judged.table.name,
            row=int(judged.table.rows[rows[0]]),
            remedy=tr(
                "give province; since July 2025, also old_province or region where a province covers two regions"
            ),
            facts={"rows": judged.table.rows[rows].tolist()},
        )


def _columns(judged: Judgement) -> Iterator[Problem]:
    rows = np.flatnonzero(judged.cases.index != judged.cases.other)
    if len(rows):
        changed = changed_by_other_column(judged)
        yield Problem(
            "assumed_not_listed",
            tr("{n} rows leave area, especially_difficult, safety_zone, poor_district or coastal_island blank and are taken "
               "as not listed; were they listed, {changed} verdicts would differ.", n=len(rows), changed=changed),
            file=judged.table.name,
            facts={"rows": judged.table.rows[rows].tolist(), "verdicts_changed": changed},
        )  # fmt: skip


def _provinces(judged: Judgement) -> Iterator[Problem]:
    table = judged.table
    entered = {sets for case in judged.cases.different for sets in case.province_sets}
    present = set(table.old_provinces.values[np.unique(table.old_provinces.codes)])
    for province, decisions in issued_sets().items():
        laid = [p for p in judged.loaded.provinces if p.province == province and p.id in entered]
        if province in present and not laid:
            numbers = ", ".join(map(str, decisions))
            yield Problem(
                "province_set_not_entered",
                tr("{province} has a set of its own ({decisions}) that is not entered: the national set stands in for it.",
                   province=province, decisions=numbers),
                file=table.name,
                facts={"province": province, "decisions": [d.number for d in decisions]},
            )  # fmt: skip
    for overlay in judged.loaded.provinces:
        if overlay.id not in entered:
            yield Problem(
                "no_rows_for_province_set",
                tr(
                    "the province set {id} decides in {province} only, and no row is of it.",
                    id=overlay.id,
                    province=overlay.province,
                ),
                file=table.name,
            )


def _evidence(judged: Judgement) -> Iterator[Problem]:
    decided = levels_that_decided(judged)
    if decided.weak:
        yield Problem(
            "unverified_levels",
            tr("{weak} of the {all} levels that decided something are unverified; {verdicts} of {total} measured verdicts rest on them.",
               weak=decided.weak, all=decided.levels, verdicts=decided.weak_verdicts, total=decided.verdicts),
            facts={"levels": decided.levels, "unverified": decided.weak, "verdicts": decided.verdicts,
                   "verdicts_on_unverified": decided.weak_verdicts},
        )  # fmt: skip


def _conflicts(judged: Judgement) -> Iterator[Problem]:
    table = judged.table
    indicators = {found.indicator.code: n for n, found in enumerate(judged.plan.indicators)}
    criteria = {c.code: n for n, c in enumerate(judged.loaded.criteria)}
    for code, rows in judged.conflicts.items():
        verdict = latest(table.verdicts, code)
        statuses = (
            judged.statuses.indicators[indicators[code]]
            if code in indicators
            else judged.statuses.criteria[criteria[code]]
        )
        for row in np.flatnonzero(rows).tolist() if verdict is not None else ():
            said, found = STATUSES[verdict[row]], STATUSES[statuses[row]]  # type: ignore[index]
            commune = table.text(row, "commune")
            yield Problem(
                "verdict_conflict",
                tr("{commune}, {code}: the verdict says “{said}”, the figures say “{found}”; the figures decide.",
                   commune=commune, code=code, said=status_words(said), found=status_words(found)),
                file=table.name,
                row=int(table.rows[row]),
                facts={"commune": commune, "code": code, "verdict": said, "measured": found},
            )  # fmt: skip
