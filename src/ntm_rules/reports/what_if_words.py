"""What a scenario changes, in words: a commune's standing, its criteria with their figures and levels, its risks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.figure_words import label_of, value_of
from ntm_rules.engine.listing import Entry, entries, level_of
from ntm_rules.engine.plan import Part
from ntm_rules.engine.statuses import MET, STATUSES, UNKNOWN, UNMET, Floats, status_words
from ntm_rules.i18n import current_language, figure, tr, words
from ntm_rules.reports.explanation import label_words, level_words
from ntm_rules.reports.group_words import group_name
from ntm_rules.reports.risk_words import criterion_words, revocation_words
from ntm_rules.scenarios.differences import Change, Differences, GroupChange, RiskKey
from ntm_rules.scenarios.figures import variable_of
from ntm_rules.tables.table import Table
from ntm_rules.tables.vocabulary import identity_columns

SIGNS = {UNMET: "✗", UNKNOWN: "?", MET: "✓"}


@dataclass(frozen=True, slots=True)
class Turned:
    """An indicator or criterion that came out otherwise: its status after, a line, and its figures where it has any."""

    status: int
    line: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Commune:
    """What changed in one row: its name and standing in a line, criteria and indicators, and sentences on its risks."""

    name: str
    standing: str
    turned: tuple[Turned, ...]
    risks: tuple[str, ...]


class Told:
    """The differences of one scenario as they are told."""

    def __init__(self, differences: Differences) -> None:
        self._found = differences
        self._before = _Side(differences.baseline.judged)
        self._after = _Side(differences.scenario.judged)

    @cached_property
    def _by_row(self) -> dict[int, list[Change]]:
        found: dict[int, list[Change]] = {}
        for change in self._found.changes():
            found.setdefault(change.row, []).append(change)
        return found

    def communes(self) -> Iterator[Commune]:
        """The communes in which anything changed, in the order of the table."""
        for row, changes in self._by_row.items():
            yield Commune(
                name=self._name(row),
                standing="; ".join(self._standing(row, changes)),
                turned=tuple(self._turned(row, changes)),
                risks=tuple(self._risks(row)),
            )

    def supposed(self) -> str:
        """What was changed: figures, facts and verdicts with the number of their rows, and whose levels."""
        before, after = self._found.baseline.judged, self._found.scenario.judged
        variables = before.loaded.variables
        parts = [
            f"{label_words(words(variables[variable_of(name, before.loaded)].label), name)} ({n})"
            for name, n in _figures_changed(before.table, after.table)
        ]
        parts += [f"{_fact(name)} ({n})" for name, n in _facts_changed(before.table, after.table)]
        parts += [
            tr("level of {code}", code=code)
            for code, indicator in before.loaded.indicators.items()
            if after.loaded.indicators[code] is not indicator
        ]
        return ", ".join(parts)

    def unchanged(self) -> int:
        """How many rows that the set judges came out as they were."""
        judged = self._found.baseline.judged
        return int((~judged.cases.outside).sum()) - len(self._by_row)

    def groups(self) -> Iterator[str]:
        """A line for each group that changed, all communes first."""
        total = len(self._found.baseline.judged.loaded.criteria)
        names = [found for found in self._found.groups if found.before.level != "province"]
        districts = [found for found in names if found.before.level == "district"]
        for found in names:
            # All communes of one district are that district.
            if found.before.level == "all" and any(one.after.communes == found.after.communes for one in districts):  # fmt: skip
                continue
            yield _group(found, total)

    def _name(self, row: int) -> str:
        table = self._found.baseline.judged.table
        return ", ".join(filter(None, (table.text(row, "commune"), table.text(row, "district"), table.text(row, "period"))))  # fmt: skip

    def _standing(self, row: int, changes: Iterable[Change]) -> Iterator[str]:
        total = len(self._found.baseline.judged.loaded.criteria)
        few, many = (int(found[row]) for found in self._found.counted)
        same = few == many
        yield tr("{n}/{total} criteria met", n=figure(few) if same else f"{few} → {many}", total=total)
        for change in changes:
            if change.code == "qualifies":
                yield f"{tr('qualifies')}: {_yes(change.before)} → {_yes(change.after)}"
            elif change.code == "revocation":
                yield f"{revocation_words(change.before)} → {revocation_words(change.after)}"

    def _turned(self, row: int, changes: Iterable[Change]) -> Iterator[Turned]:
        """Each criterion with its indicators below it; an indicator whose criterion stays stands alone."""
        judged = self._found.baseline.judged
        indicators = {change.code: change for change in changes if change.kind == "indicator"}
        turned = {change.code: change for change in changes if change.kind == "criterion"}
        for number, members in enumerate(judged.plan.criteria):
            code = judged.loaded.criteria[number].code
            own = [m for m in members if judged.plan.indicators[m].indicator.code in indicators]
            if code in turned:
                name = criterion_words(judged, number, row)
                figures = tuple(line for member in own for line in self._figures(member, row, code))
                yield Turned(_status(turned[code].after), f"{name}: {_moved(turned[code])}", figures)
            else:
                for member in own:
                    found = indicators[judged.plan.indicators[member].indicator.code]
                    line = f"{tr('indicator {code}', code=found.code)}: {_moved(found)}"
                    yield Turned(_status(found.after), line, tuple(self._figures(member, row, found.code)))

    def _figures(self, indicator: int, row: int, under: str) -> Iterator[str]:
        """The figures of an indicator beside their levels, where value or level is another."""
        before, after = self._before.figures(indicator, row), self._after.figures(indicator, row)
        code = self._found.baseline.judged.plan.indicators[indicator].indicator.code
        start = "" if code == under else f"{code} "
        for name in {**before, **after}:
            was, now = before.get(name), after.get(name)
            if was != now:
                yield f"{start}{name}: {_beside(was, now)}"

    def _risks(self, row: int) -> Iterator[str]:
        come, gone = self._by_risk
        if row in come:
            yield f"{tr('risks that appear')}: {self._named(come[row], row)}"
        if row in gone:
            yield f"{tr('risks that vanish')}: {self._named(gone[row], row)}"

    @cached_property
    def _by_risk(self) -> tuple[dict[int, list[RiskKey]], dict[int, list[RiskKey]]]:
        """By row, the risks that appear and those that vanish."""
        come: dict[int, list[RiskKey]] = {}
        gone: dict[int, list[RiskKey]] = {}
        for key, vanished, appeared in self._found.risks:
            for found, rows in ((come, appeared), (gone, vanished)):
                for row in rows.tolist():
                    found.setdefault(row, []).append(key)
        return come, gone

    def _named(self, keys: Iterable[RiskKey], row: int) -> str:
        judged = self._found.baseline.judged
        kinds: dict[int, dict[str, None]] = {}
        for key in keys:
            kinds.setdefault(key.criterion, {})[self._kinds[key.kind]] = None
        return ", ".join(
            f"{criterion_words(judged, number, row)} ({'; '.join(named)})" for number, named in kinds.items()
        )

    @cached_property
    def _kinds(self) -> dict[str, str]:
        """The kinds of risk in words, as the policies in use title them."""
        sides = (self._found.baseline, self._found.scenario)
        return {block.kind: words(block.policy.title) for side in sides for block in side.risks.blocks}


class _Side:
    """The figures of one judgement against their levels."""

    def __init__(self, judged: Judgement) -> None:
        self._judged = judged
        self._levels: dict[int, Floats] = {}

    @cached_property
    def _entries(self) -> dict[int, list[Entry]]:
        found: dict[int, list[Entry]] = {}
        for entry in entries(self._judged):
            found.setdefault(entry.indicator, []).append(entry)
        return found

    def figures(self, indicator: int, row: int) -> dict[str, tuple[str, str]]:
        """By what is measured, the value and its level."""
        loaded = self._judged.loaded
        return {
            label_of(loaded, entry.part): self._pair(entry.part, row)
            for entry in self._entries.get(indicator, ())
            if entry.part is not None and entry.rows[row]
        }

    def _pair(self, part: Part, row: int) -> tuple[str, str]:
        loaded, unit = self._judged.loaded, self._judged.loaded.variables[part.comparison.variable].unit
        if part.number not in self._levels:
            self._levels[part.number] = level_of(self._judged, part)
        values = self._judged.table.values.get(part.column)
        value = math.nan if values is None else float(values[row])
        level = float(self._levels[part.number][row])
        near = not math.isnan(level) and abs(value - level) < 0.01
        said = tr("no figure given") if math.isnan(value) else value_of(loaded, part, value, 6 if near else 2)
        return said, level_words(None if math.isnan(level) else level, part.op, unit)


def _beside(was: tuple[str, str] | None, now: tuple[str, str] | None) -> str:
    """A value and its level before and after, what stays said once."""
    if was is None or now is None:
        return f"{was[0] if was else '–'} → {now[0] if now else '–'}"
    value, level = (_arrow(*pair) for pair in zip(was, now, strict=True))
    return tr("{value}; level {level}", value=value, level=level)


def _arrow(was: str, now: str) -> str:
    """Two texts with an arrow between them, a unit that both end with said once."""
    if was == now:
        return now
    first, second = was.split(), now.split()
    while len(first) > 1 and first[-1] == second[-1]:
        first, second = first[:-1], second[:-1]
    return f"{' '.join(first)} → {now}"


def _figures_changed(before: Table, after: Table) -> Iterator[tuple[str, int]]:
    for name, values in after.values.items():
        old = before.values.get(name)
        if values is not old:
            same = np.isnan(values) if old is None else (values == old) | (np.isnan(values) & np.isnan(old))
            yield name, int((~same).sum())


def _fact(name: str) -> str:
    """A fact of the identity as its column is headed."""
    kind = identity_columns().get(name)
    plain = name.replace("_", " ")
    return kind.aliases[0] if current_language() == "vi" and kind and kind.aliases else plain


def _facts_changed(before: Table, after: Table) -> Iterator[tuple[str, int]]:
    for name, given in after.identity.items():
        old = before.identity.get(name)
        if given is not old:
            cells = np.full(len(after), None) if old is None else old.cells
            yield name, int((given.cells != cells).sum())


def _status(name: str) -> int:
    return STATUSES.index(name)


def _moved(change: Change) -> str:
    return f"{status_words(change.before)} → {status_words(change.after)}"


def _yes(found: bool | None) -> str:
    return tr("undecided") if found is None else tr("yes") if found else tr("no")


def _group(found: GroupChange, total: int) -> str:
    """A group before and after in one line."""
    means = [figure(round(group.mean_criteria, 1)) for group in (found.before, found.after)]
    mean = means[0] if means[0] == means[1] else " → ".join(means)
    said = tr("{n} commune(s), mean {mean}/{total} criteria", n=found.after.communes, mean=mean, total=total)
    parts = [f"{group_name(found.before)}, {found.before.year}: {said}"]
    if found.qualify[0] != found.qualify[1]:
        parts.append(f"{tr('communes that qualify')}: {found.qualify[0]} → {found.qualify[1]}")
    bands = [
        f"{band}: {count} → {found.after.bands[band]}"
        for band, count in found.before.bands.items()
        if count != found.after.bands[band]
    ]
    if bands:
        parts.append(f"{tr('by criteria met')}: {' · '.join(bands)}")
    return "; ".join(parts)
