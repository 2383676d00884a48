"""What a scenario changes, in words: a commune's standing, its criteria with their figures and levels, its risks and advice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np

from ntm_rules.engine.statuses import MET, STATUSES, UNKNOWN, UNMET, status_words
from ntm_rules.i18n import figure, tr
from ntm_rules.reports.group_words import group_name
from ntm_rules.reports.money_words import amount, programme_of
from ntm_rules.reports.risk_words import criterion_words, revocation_words
from ntm_rules.reports.what_if_figures import Side, beside
from ntm_rules.reports.what_if_mergers import Union
from ntm_rules.reports.what_if_moves import Moves
from ntm_rules.reports.what_if_supposed import supposed_words
from ntm_rules.reports.what_if_told import Commune, Turned, name_of, yes
from ntm_rules.scenarios.comparison import Compared
from ntm_rules.scenarios.differences import Change, GroupChange
from ntm_rules.tables.communes import Communes

SIGNS = {UNMET: "✗", UNKNOWN: "?", MET: "✓"}


class Told:
    """The differences of one scenario as they are told."""

    def __init__(self, compared: Compared) -> None:
        differences, self._steps = compared.differences, compared.steps
        self._scenario = compared.scenario
        self._found, self._pairing = differences, differences.pairing
        self._before = Side(differences.baseline.judged)
        self._after = Side(differences.scenario.judged)
        self._moves = Moves(differences)

    @cached_property
    def _by_pair(self) -> dict[int, list[Change]]:
        found: dict[int, list[Change]] = {}
        for change in self._found.changes():
            found.setdefault(change.pair, []).append(change)
        return found

    def communes(self) -> Iterator[Commune]:
        """The communes in which anything changed, in the order of the table; those of mergers stand in `merged`."""
        for pair, changes in self._by_pair.items():
            if not self._pairing.merged[pair]:
                yield Commune(
                    name=self._name(pair),
                    standing="; ".join(self._standing(pair, changes)),
                    turned=tuple(self._turned(pair, changes)),
                    risks=tuple(self._moves.risks([pair])),
                    advice=tuple(self._moves.advice([pair])),
                )

    def merged(self) -> Iterator[Commune]:
        """Each merged commune beside its parts."""
        parts: dict[int, list[int]] = {}
        for pair in np.flatnonzero(self._pairing.merged).tolist():
            parts.setdefault(int(self._pairing.after[pair]), []).append(pair)
        if parts:
            union = Union(self._found, self._before, self._after)
            for row, pairs in parts.items():
                yield Commune(
                    name=union.name(row, pairs),
                    standing="; ".join(union.standing(row, pairs)),
                    turned=tuple(union.turned(row, pairs)),
                    risks=tuple(self._moves.risks(pairs)),
                    advice=tuple(self._moves.advice(pairs)),
                )

    def supposed(self) -> str:
        """What was changed: mergers, figures, facts and verdicts, levels, money."""
        return ", ".join(supposed_words(self._found, self._steps, self._scenario))

    def qualified(self) -> str:
        """How many communes qualify before and under the scenario, and of how many that is not decided."""
        before, after = self._found.standing
        sides = [
            tr("{n} of {total}", n=figure(side.qualify), total=figure(side.communes))
            for side in (before, after)
        ]
        found = f"{tr('communes that qualify')}: {sides[0]} → {sides[1]}"
        if before.undecided or after.undecided:
            found += f"; {tr('undecided')}: {figure(before.undecided)} → {figure(after.undecided)}"
        return found

    def unchanged(self) -> int:
        """How many communes that the set judges, and no merger touches, came out as they were in every period."""
        judged = self._found.baseline.judged
        counted = ~judged.cases.outside[self._pairing.before] & ~self._pairing.merged
        group = Communes(judged.table).group[self._pairing.before]
        return len(np.setdiff1d(group[counted], group[[*self._by_pair]]))

    def groups(self) -> Iterator[tuple[str, bool]]:
        """A line for each group that changed, all communes first, then lines that are part of it: money and advice."""
        total = len(self._found.baseline.judged.loaded.criteria)
        names = [found for found in self._found.groups if found.before.level != "province"]
        districts = [found for found in names if found.before.level == "district"]
        for found in names:
            # All communes of one district are that district.
            if found.before.level == "all" and any(one.after.communes == found.after.communes for one in districts):  # fmt: skip
                continue
            yield _group(found, total), False
            yield from ((line, True) for line in (*_money_of(found), *self._advice_of(found)))

    def _advice_of(self, found: GroupChange) -> Iterator[str]:
        for heading, comes in (
            (tr("recommendations that appear"), True),
            (tr("recommendations that vanish"), False),
        ):
            if keys := [(rule, code) for rule, code, appears in found.advised if appears is comes]:
                yield f"{heading}: {self._moves.advice_words(keys)}"

    def _name(self, pair: int) -> str:
        return name_of(self._found.scenario.judged.table, int(self._pairing.after[pair]))

    def _standing(self, pair: int, changes: Iterable[Change]) -> Iterator[str]:
        total = len(self._found.baseline.judged.loaded.criteria)
        few, many = (int(found[pair]) for found in self._found.counted)
        same = few == many
        yield tr("{n}/{total} criteria met", n=figure(few) if same else f"{few} → {many}", total=total)
        for change in changes:
            if change.code == "qualifies":
                yield f"{tr('qualifies')}: {yes(change.before)} → {yes(change.after)}"
            elif change.code == "revocation":
                yield f"{revocation_words(change.before)} → {revocation_words(change.after)}"

    def _turned(self, pair: int, changes: Iterable[Change]) -> Iterator[Turned]:
        """Each criterion with its indicators below it; an indicator whose criterion stays stands alone."""
        judged, row = self._found.baseline.judged, int(self._pairing.before[pair])
        indicators = {change.code: change for change in changes if change.kind == "indicator"}
        turned = {change.code: change for change in changes if change.kind == "criterion"}
        for number, members in enumerate(judged.plan.criteria):
            code = judged.loaded.criteria[number].code
            own = [m for m in members if judged.plan.indicators[m].indicator.code in indicators]
            if code in turned:
                name = criterion_words(judged, number, row)
                figures = tuple(line for member in own for line in self._figures(member, pair, code))
                yield Turned(_status(turned[code].after), f"{name}: {_moved(turned[code])}", figures)
            else:
                for member in own:
                    found = indicators[judged.plan.indicators[member].indicator.code]
                    line = f"{tr('indicator {code}', code=found.code)}: {_moved(found)}"
                    lines = tuple(self._figures(member, pair, found.code))
                    yield Turned(_status(found.after), line, lines)

    def _figures(self, indicator: int, pair: int, under: str | None) -> Iterator[str]:
        """The figures of an indicator beside their levels, where value or level is another."""
        before = self._before.figures(indicator, int(self._pairing.before[pair]))
        after = self._after.figures(indicator, int(self._pairing.after[pair]))
        code = self._found.baseline.judged.plan.indicators[indicator].indicator.code
        start = "" if code == under else f"{code} "
        for name in {**before, **after}:
            was, now = before.get(name), after.get(name)
            if was != now:
                yield f"{start}{name}: {beside(was, now)}"


def _status(name: str) -> int:
    return STATUSES.index(name)


def _moved(change: Change) -> str:
    return f"{status_words(change.before)} → {status_words(change.after)}"


def _group(found: GroupChange, total: int) -> str:
    """A group before and after in one line."""
    means = [figure(round(group.mean_criteria, 1)) for group in (found.before, found.after)]
    mean = means[0] if means[0] == means[1] else " → ".join(means)
    communes = [found.before.communes, found.after.communes]
    count = figure(communes[0]) if communes[0] == communes[1] else " → ".join(map(str, communes))
    said = tr("{n} commune(s), mean {mean}/{total} criteria", n=count, mean=mean, total=total)
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


def _money_of(found: GroupChange) -> Iterator[str]:
    """A line for each programme whose money is another."""
    for was, now in found.money:
        for said, before, after in (
            (tr("planned"), was.planned, now.planned),
            (tr("disbursed"), was.disbursed, now.disbursed),
        ):
            if before != after:
                shown = f"{amount(before)} → {amount(after)} {tr('million VND')}"
                yield f"{programme_of(was)}, {was.budget_year}: {said} {shown}"
