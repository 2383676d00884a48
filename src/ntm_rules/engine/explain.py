"""Why a criterion was judged as it was: one structure, shown as text or JSON."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any

from ntm_rules.definitions.conditions import ALL_REGIONS, Compare, Level
from ntm_rules.definitions.models import title_on
from ntm_rules.definitions.places import places
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.listing import Entry, entries, gap_of, level_of, part_reasons, part_status
from ntm_rules.engine.plan import Part
from ntm_rules.engine.statuses import REASONS, STATUSES, UNKNOWN
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr, words
from ntm_rules.tables.communes import rows_named
from ntm_rules.tables.table import bounds_of

if TYPE_CHECKING:
    from ntm_rules.engine.papers import Papers


class Explainer:
    """Explains rows of one judgement; what all rows share is worked out once."""

    def __init__(self, judged: Judgement, papers: Papers | None = None) -> None:
        self._judged, self._papers = judged, papers
        self._by_indicator: dict[int, list[Entry]] = {}
        for entry in entries(judged):
            self._by_indicator.setdefault(entry.indicator, []).append(entry)
        parts = [e.part for listed in self._by_indicator.values() for e in listed if e.part]
        self._levels = {part.number: level_of(judged, part) for part in parts}
        self._gaps = {part.number: gap_of(judged, part, self._levels[part.number]) for part in parts}
        self._statuses = {part.number: part_status(judged, part) for part in parts}
        self._reasons = {part.number: part_reasons(judged, part) for part in parts}
        self._of_case: dict[tuple[int, int], dict[str, Any]] = {}

    def rows_of(self, commune: str) -> list[int]:
        """The rows of a commune by its code or name, by its name without accents where no name is so spelt.

        Raises UsageError where there is none.
        """
        table = self._judged.table
        found: list[int] = rows_named(table, commune).tolist()
        if not found:
            names = sorted({name for name in table.identity["commune"].values if name})
            raise UsageError(
                Problem(
                    "unknown_commune",
                    tr("no commune is called “{name}”.", name=commune),
                    file=table.name,
                    expected=tr(
                        "one of {ids}", ids=", ".join(names[:20]) + (" …" if len(names) > 20 else "")
                    ),
                )
            )
        return found

    def criterion(
        self, row: int, number: int, only: str | None = None, *, full: bool = True
    ) -> dict[str, Any]:
        """One criterion of one row, or one indicator of it, down to value, cell, level, column and source."""
        judged = self._judged
        criterion = judged.loaded.criteria[number]
        day = judged.table.judged_on[row]
        return {
            "code": criterion.code,
            "title": words(title_on(criterion.titles, day)),
            "group": criterion.group,
            "status": STATUSES[judged.statuses.criteria[number, row]],
            "reason": REASONS[judged.criterion_reasons[number, row]] or None,
            **self._ground(criterion.code, row, full=full),
            "indicators": [
                self.indicator(row, position, full=full)
                for position in judged.plan.criteria[number]
                if self._listed(position, row)
                and only in (None, judged.plan.indicators[position].indicator.code)
            ],
        }

    def indicator(self, row: int, number: int, *, full: bool = True) -> dict[str, Any]:
        """One indicator of one row with all its parts."""
        judged = self._judged
        indicator = judged.plan.indicators[number].indicator
        title = title_on(indicator.titles, judged.table.judged_on[row])
        return {
            "code": indicator.code,
            "title": words(title),
            "title_evidence": title.evidence,
            "status": STATUSES[judged.statuses.indicators[number, row]],
            "reason": REASONS[judged.indicator_reasons[number, row]] or None,
            **self._ground(indicator.code, row, full=full),
            "parts": [
                self.part(row, e.part, full=full)
                for e in self._by_indicator[number]
                if e.part and e.rows[row]
            ],
            **self._papers_of(row, number, full=full),
        }

    def _papers_of(self, row: int, number: int, *, full: bool) -> dict[str, Any]:
        if self._papers is None:
            return {}
        from ntm_rules.engine.paper_lists import papers_entry

        return papers_entry(self._papers, row, number, full=full)

    def part(self, row: int, part: Part, *, full: bool = True) -> dict[str, Any]:
        """One comparison of one row; `full` adds the cell, the column's reason and the levels passed over."""
        judged = self._judged
        table, case = judged.table, judged.cases.index[row]
        resolved = part.resolved[case]
        level = resolved.level
        values = table.values.get(part.column)
        variable = judged.loaded.variables[part.comparison.variable]
        found = {
            "variable": part.column,
            "value": _figure(values[row] if values is not None else math.nan, variable.kind),
            "unit": variable.unit,
            "comparison": part.op,
            "threshold": _figure(self._levels[part.number][row], variable.kind),
            "gap": rounded(self._gaps[part.number][row]),
            **self._level_of_case(part, int(case)),
            "condition": self._condition(part, row),
            "status": STATUSES[self._statuses[part.number][row]],
            "reason": REASONS[self._reasons[part.number][row]] or None,
        }
        if not full:
            return found
        unread = table.unread.get(part.column, {}).get(row)
        cell = table.cell(row, part.column) if found["value"] is not None or unread else None
        return {
            **found,
            "label": words(variable.label),
            "note": level.block.note if level else None,
            "cell": {**cell, "text": unread} if cell and unread else cell,
            "by_verdict": part.number in judged.verdicts.figures
            and bool(judged.verdicts.figures[part.number][row]),
            "condition_words": self._condition(part, row, named=True),
            "counts": self._counts(part.column, row),
            "bounds": self._bounds(part.column, row),
            "level_place": level.block.place if level else None,
            "level_year": self._level_year(row, part),
            "common_level": level.region == ALL_REGIONS if level else None,
            "passed_over": [_passed(judged, other) for other in resolved.passed_over]
            + self._other_column(row, part),
        }

    def _level_year(self, row: int, part: Part) -> int | None:
        """The year whose level stands, where it is that of the figure and not that of the row; else None."""
        day = part.days[self._judged.cases.index[row]]
        return None if day == self._judged.table.judged_on[row] else day.year

    def _level_of_case(self, part: Part, case: int) -> dict[str, Any]:
        """What is the same for all rows of a case: where a part's level comes from."""
        found = self._of_case.get((part.number, case))
        if found is None:
            level = part.resolved[case].level
            found = self._of_case[part.number, case] = {
                "evidence": level.block.evidence if level else None,
                "source": level.block.source if level else None,
                "valid_from": level.block.valid_from.isoformat() if level else None,
                "valid_to": _end(self._judged, level),
                "threshold_region": self._judged.cases.different[case].region,
                "origin": level.origin if level else None,
            }
        return found

    def column(self, row: int) -> dict[str, Any]:
        """Whose column applies to a row, and why."""
        judged = self._judged
        reason = judged.cases.column_reason[row]
        own = judged.table.regions[row]
        rules = {rule.id: rule for rule in judged.loaded.head.threshold_column}
        rule = rules.get(reason)
        return {
            "region": own,
            "threshold_region": judged.cases.different[judged.cases.index[row]].region,
            "threshold_region_reason": reason,
            "words": _column_words(
                judged, row, own, rule.column if rule else None, words(rule.title) if rule else ""
            ),
            "evidence": rule.evidence if rule else None,
            "source": rule.source if rule else None,
            "note": rule.note if rule else None,
        }

    def _listed(self, number: int, row: int) -> bool:
        return any(entry.rows[row] for entry in self._by_indicator.get(number, ()))

    def _ground(self, code: str, row: int, *, full: bool) -> dict[str, Any]:
        """What a criterion or indicator was judged by: figures or verdicts, and whether they disagree."""
        basis, verdicts = self._basis(code, row), self._verdicts(code, row)
        found = {"basis": basis, "verdicts": verdicts, **self._conflict(code, row, full=full)}
        return {**found, "verdict_cells": self._verdict_cells(code, row, verdicts)} if full else found

    def _verdict_cells(
        self, code: str, row: int, verdicts: dict[str, str | None]
    ) -> dict[str, dict[str, Any]]:
        """Where each verdict that is given was read, by stage."""
        table = self._judged.table
        return {
            stage: table.cell(row, f"verdict:{code}:{stage}") for stage, given in verdicts.items() if given
        }

    def _basis(self, code: str, row: int) -> str:
        return "verdict" if self._judged.verdicts.decided(code, row) else "measured"

    def _verdicts(self, code: str, row: int) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for stage in ("self", "verified", "appraised", "unstaged"):
            given = self._judged.table.verdicts.get((code, stage))
            found[stage] = None if given is None or given[row] < 0 else STATUSES[given[row]]
        return found

    def _conflict(self, code: str, row: int, *, full: bool) -> dict[str, bool]:
        rows = self._judged.verdicts.conflicts.get(code)
        return {"conflict": rows is not None and bool(rows[row])} if full else {}

    def _condition(self, part: Part, row: int, *, named: bool = False) -> str | None:
        """The clause a part hangs on: in the set's own names, or `named` for people."""
        clause = part.condition
        if clause is None:
            return None
        name = words(self._judged.loaded.variables[clause.column].label) if named else clause.column
        unknown = self._judged.statuses.parts[clause.number][row] == UNKNOWN
        said = f" ({tr('not given, so every branch is judged')})" if named and unknown else ""
        if not isinstance(clause.comparison, Compare):
            negated = tr("{what}: no", what=name) if named else f"not {name}"
            return (negated if part.negated else name) + said
        opposite = {">": "<=", "<": ">=", ">=": "<", "<=": ">"}
        op = opposite[clause.op] if part.negated else clause.op
        level = clause.resolved[self._judged.cases.index[row]].value
        if named:
            op = {"<=": "≤", ">=": "≥"}.get(op, op)
        return f"{name} {op} {'?' if level is None else f'{level:g}'}{said}"

    def _counts(self, column: str, row: int) -> dict[str, Any] | None:
        pair = self._judged.table.counts.get(column)
        if pair is None or math.isnan(pair[0][row]):
            return None
        return {"num": rounded(pair[0][row]), "den": rounded(pair[1][row])}

    def _bounds(self, column: str, row: int) -> dict[str, Any] | None:
        """The least and greatest that a merger leaves possible (None: no upper bound); None where nothing is left open."""
        least, most = (self._judged.table.values.get(name) for name in bounds_of(column))
        if least is None or most is None or math.isnan(least[row]):
            return None
        return {
            "least": rounded(least[row]),
            "most": None if math.isinf(most[row]) else rounded(most[row]),
        }

    def _other_column(self, row: int, part: Part) -> list[dict[str, Any]]:
        """The level of the province's own region, where another region's column applies."""
        own = self._judged.table.regions[row]
        judged_case = self._judged.cases.index[row]
        case = self._judged.cases.different[judged_case]
        if own is None or own == case.region:
            return []
        return [
            {**_passed(self._judged, level), "why": self._judged.cases.column_reason[row]}
            for level in part.comparison.levels_on(own, part.days[judged_case])
            if level.region == own
        ]


def _column_words(judged: Judgement, row: int, own: str | None, column: str | None, title: str) -> str:
    names = {key: words(region) for key, region in places().regions.items()}
    reason = judged.cases.column_reason[row]
    if reason == "region_unknown":
        possible = judged.cases.different[judged.cases.index[row]].possible
        if possible:
            listed = ", ".join(names[region] for region in possible)
            return tr("one of those of {regions}, which its province holds; a level they share decides", regions=listed)  # fmt: skip
        return tr("the region is not known")
    region = names[own] if own else tr("a region that is not known")
    own_case = judged.cases.index[row] == judged.cases.other[row]
    if reason == "province" or (reason == "assumed_not_listed" and own_case):
        return tr("the column of {region}, the region of its province", region=region)
    if reason == "assumed_not_listed":
        return tr(
            "the column of {region}; the facts that could give another are blank and taken as not so",
            region=region,
        )
    if own == column:
        return tr(
            "the column of {region}, that of its province and also: {title}", region=region, title=title
        )
    return tr(
        "the column of {column} in place of {region}: {title}",
        column=names[column or ""],
        region=region,
        title=title,
    )


def _passed(judged: Judgement, level: Level) -> dict[str, Any]:
    return {
        "origin": level.origin,
        "region": level.region,
        "threshold": rounded(level.value if level.value is not None else float("nan")),
        "evidence": level.block.evidence,
        "source": level.block.source,
        "valid_from": level.block.valid_from.isoformat(),
        "valid_to": _end(judged, level),
        "why": "outranked",
    }


def _end(judged: Judgement, level: Level | None) -> str | None:
    if level is None:
        return None
    end: date = level.block.valid_to or judged.loaded.head.valid_to
    return end.isoformat()


def _figure(value: float, kind: str) -> bool | float | int | None:
    if kind == "flag" and not math.isnan(value):
        return bool(value)
    return rounded(value)


def rounded(value: float) -> float | int | None:
    """Rounded to 6 places, whole numbers without a point, None for NaN."""
    if math.isnan(value):
        return None
    rounded = round(float(value), 6)
    return int(rounded) if rounded.is_integer() else rounded
