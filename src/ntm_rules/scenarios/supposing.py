"""What a scenario supposes, judged: communes merged first, then figures, facts, verdicts and levels; money beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from pathlib import Path

import numpy as np

from ntm_rules.definitions.scenarios import MoneyChange, Scenario, Scenarios
from ntm_rules.engine.evaluate import Judgement, judge_table
from ntm_rules.errors import DefinitionError, UsageError
from ntm_rules.scenarios.apply import judged_under
from ntm_rules.scenarios.meant import Meant
from ntm_rules.scenarios.mergers import Merged, merge
from ntm_rules.scenarios.money import merged_money, with_money
from ntm_rules.scenarios.pairing import Pairing
from ntm_rules.tables.mergers import Mergers, parse_merge_option, read_mergers
from ntm_rules.tables.programmes import ProgrammeTable


@dataclass(frozen=True, slots=True)
class Supposed:
    """A judgement under a scenario, its rows beside those of the baseline, and the table of money there, if any."""

    judged: Judgement
    pairing: Pairing
    programmes: ProgrammeTable | None


class Supposing:
    """Lays scenarios over one baseline, which stays as it is."""

    def __init__(self, baseline: Judgement, programmes: ProgrammeTable | None = None) -> None:
        self._baseline, self._programmes = baseline, programmes
        self._meant = Meant(baseline)

    def under(self, scenario: Scenario, scenarios: Scenarios) -> Supposed:
        """The baseline under one of some scenarios.

        Raises DefinitionError listing the changes that do not fit, InputError for mergers that do not go with the table,
        UsageError where an option names no merger.
        """
        judged, programmes, meant = self._baseline, self._programmes, self._meant
        pairing = Pairing.of_same(len(judged.table))
        if mergers := scenarios.mergers(scenario):
            merged = _merged(mergers, judged)
            pairing = Pairing.of_places(merged.place, merged.made)
            if programmes is not None:
                programmes = merged_money(programmes, judged.table, merged.table, pairing)
            judged = judge_table(merged.table, judged.loaded, judged.options)
            meant = Meant(judged)
        changes = scenarios.changes(scenario)
        money = [change for _, change in changes if isinstance(change, MoneyChange)]
        others = [(name, change) for name, change in changes if not isinstance(change, MoneyChange)]
        programmes = with_money(programmes, money) if money else programmes
        return Supposed(judged_under(others, judged, meant), pairing, programmes)


def _merged(mergers: Sequence[tuple[Scenario, str]], judged: Judgement) -> Merged:
    """The mergers of each scenario at once, one scenario after the other."""
    together: dict[str, list[Mergers]] = {}
    for scenario, text in mergers:
        together.setdefault(scenario.id, []).append(_read(text, scenario))
    found: Merged | None = None
    for each in together.values():
        one = merge(found.table if found else judged.table, reduce(add, each), judged.loaded)
        found = one if found is None else _upon(found, one)
    assert found is not None
    return found


def _upon(first: Merged, second: Merged) -> Merged:
    """Two mergers, one upon the other, by the rows before the first."""
    made = second.made.copy()
    made[second.place[np.flatnonzero(first.made)]] = True
    return replace(second, place=second.place[first.place], made=made)


def _read(text: str, scenario: Scenario) -> Mergers:
    """Mergers as they are typed, or those of a file, seen from the folder of the scenario's own."""
    if not scenario.file:
        return read_mergers(Path(text)) if _is_file(Path(text), text) else parse_merge_option(text)
    path = Path(scenario.file).parent / text
    if _is_file(path, text):
        return read_mergers(path)
    try:
        return parse_merge_option(text, {"file": scenario.file, "line": scenario.line})
    except UsageError as error:
        raise DefinitionError(error.problems) from error


def _is_file(path: Path, text: str) -> bool:
    """Whether a file is named: one that is there, or a name with a suffix that cannot be a merger."""
    return ("=" not in text and bool(path.suffix)) or (len(text) < 200 and path.is_file())
