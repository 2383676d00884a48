"""A merged commune beside its parts, in words: what each of them met, and what the whole meets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ntm_rules.engine.statuses import STATUSES, UNKNOWN, UNMET, status_words
from ntm_rules.i18n import figure, tr
from ntm_rules.reports.risk_words import criterion_words, revocation_words
from ntm_rules.reports.what_if_figures import Side, beside_one_another
from ntm_rules.reports.what_if_told import Turned, name_of, yes
from ntm_rules.risks.revocation import VERDICTS
from ntm_rules.scenarios.differences import QUALIFIES, Differences


class Union:
    """The merged communes of one scenario; `row` is of its table, `pairs` are those of the parts."""

    def __init__(self, differences: Differences, before: Side, after: Side) -> None:
        self._found, self._before, self._after = differences, before, after

    def name(self, row: int, pairs: Sequence[int]) -> str:
        """The commune with what it is made of."""
        parts = " + ".join(self._part(pair) for pair in pairs)
        return f"{name_of(self._found.scenario.judged.table, row)} (= {parts})"

    def standing(self, row: int, pairs: Sequence[int]) -> Iterator[str]:
        """Criteria met by the whole and by each part, whether it qualifies, and whether recognition is revoked."""
        total = len(self._found.baseline.judged.loaded.criteria)
        few, many = self._found.counted
        parts = ", ".join(f"{self._part(pair)} {few[pair]}" for pair in pairs)
        met = tr("{n}/{total} criteria met", n=figure(int(many[pairs[0]])), total=total)
        yield f"{met} ({parts})"
        yield f"{tr('qualifies')}: {yes(QUALIFIES[int(self._found.qualifies[1][pairs[0]])])}"
        yield from self._revocation(row, pairs)

    def _revocation(self, row: int, pairs: Sequence[int]) -> Iterator[str]:
        before, after = self._found.baseline.revoked, self._found.scenario.revoked
        if before is None or after is None:
            return
        verdicts = {VERDICTS[before.codes[int(self._found.pairing.before[pair])]] for pair in pairs}
        verdict = VERDICTS[after.codes[row]]
        if verdicts != {verdict}:
            yield revocation_words(verdict)

    def turned(self, row: int, pairs: Sequence[int]) -> Iterator[Turned]:
        """Which parts lose their standard; each criterion that is another than in some part, unmet ones first."""
        was, now = (side[[*pairs]] for side in self._found.qualifies)
        lost = [self._part(pair) for pair, before in zip(pairs, was, strict=True) if before == 1]
        if lost and now[0] != 1:
            message = tr("{parts} met all criteria before; whether the merged commune does: {answer}", parts=", ".join(lost), answer=yes(QUALIFIES[int(now[0])]))  # fmt: skip
            yield Turned(UNMET if now[0] == 0 else UNKNOWN, message, ())
        found = [*self._turned(row, pairs)]
        yield from sorted(found, key=lambda one: one.status)

    def _turned(self, row: int, pairs: Sequence[int]) -> Iterator[Turned]:
        before, after = self._found.baseline.judged, self._found.scenario.judged
        rows = [int(self._found.pairing.before[pair]) for pair in pairs]
        for number, members in enumerate(before.plan.criteria):
            now = int(after.statuses.criteria[number, row])
            of_parts: dict[int, list[int]] = {}
            for part in rows:
                of_parts.setdefault(int(before.statuses.criteria[number, part]), []).append(part)
            if of_parts.keys() == {now}:
                continue
            said = "; ".join(self._met_by(status, parts, rows) for status, parts in sorted(of_parts.items()))
            name = criterion_words(after, number, row)
            lines = tuple(line for member in members for line in self._figures(member, row, rows))
            yield Turned(now, f"{name}: {said} → {status_words(STATUSES[now])}", lines)

    def _met_by(self, status: int, parts: Sequence[int], rows: Sequence[int]) -> str:
        said = status_words(STATUSES[status])
        if len(parts) == len(rows):
            return tr("{status} in all parts", status=said)
        return f"{said} ({', '.join(self._commune(part) for part in parts)})"

    def _figures(self, indicator: int, row: int, parts: Sequence[int]) -> Iterator[str]:
        """An indicator that is another than in some part: what each part has, and the whole."""
        before, after = self._found.baseline.judged, self._found.scenario.judged
        now = after.statuses.indicators[indicator, row]
        if all(before.statuses.indicators[indicator, part] == now for part in parts):
            return
        code = after.plan.indicators[indicator].indicator.code
        sides = [self._before.figures(indicator, part) for part in parts]
        for name, (value, level) in self._after.figures(indicator, row).items():
            own = [side[name][0] if name in side else "–" for side in sides]
            if {*own} != {value}:
                moved = f"{beside_one_another(own, value)} → {value}"
                yield f"{code} {name}: {tr('{value}; level {level}', value=moved, level=level)}"

    def _part(self, pair: int) -> str:
        return self._commune(int(self._found.pairing.before[pair]))

    def _commune(self, row: int) -> str:
        return self._found.baseline.judged.table.text(row, "commune") or ""
