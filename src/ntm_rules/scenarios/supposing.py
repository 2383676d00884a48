"""What a scenario supposes, judged: communes merged first, then figures, facts, verdicts and levels; money beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from operator import add
from pathlib import Path

from ntm_rules.definitions.scenarios import Change, MoneyChange, Scenario, Scenarios
from ntm_rules.engine.evaluate import Judgement, judge_table
from ntm_rules.errors import DefinitionError, UsageError
from ntm_rules.i18n import tr
from ntm_rules.risks.subject import Subject
from ntm_rules.scenarios.apply import judged_under
from ntm_rules.scenarios.meant import Meant
from ntm_rules.scenarios.mergers import merge
from ntm_rules.scenarios.money import merged_money, with_money
from ntm_rules.scenarios.pairing import Pairing
from ntm_rules.scenarios.words import wrong
from ntm_rules.tables.coded import Coded
from ntm_rules.tables.mergers import Mergers, parse_merge_option, read_mergers
from ntm_rules.tables.programmes import ProgrammeTable
from ntm_rules.tables.table import Table


@dataclass(frozen=True, slots=True)
class Supposed:
    """A judgement under a scenario, its rows beside those of the baseline, and the table of money there, if any.

    `steps` are the tables between which figures, facts and verdicts were changed: of two, mergers stand between.
    """

    judged: Judgement
    pairing: Pairing
    programmes: ProgrammeTable | None
    steps: tuple[tuple[Table, Table], ...]


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
        steps = []
        chain = scenarios.chain(scenario)
        of_year = next((one for one in reversed(chain) if one.year is not None), None)
        if of_year is not None:
            judged = _in_year(judged, of_year)
            meant = Meant(judged)
        for stage in _stages(chain):
            if stage.mergers:
                mergers = reduce(add, [_read(text, stage.scenario) for text in stage.mergers])
                merged = merge(judged.table, mergers, judged.loaded)
                if programmes is not None:
                    own = Pairing.of_places(merged.place, merged.made)
                    programmes = merged_money(programmes, judged.table, merged.table, own)
                pairing = pairing.then(merged.place, merged.made)
                judged = judge_table(merged.table, judged.loaded, judged.options)
                meant = Meant(judged)
            money = [change for _, change in stage.changes if isinstance(change, MoneyChange)]
            others = [(name, change) for name, change in stage.changes if not isinstance(change, MoneyChange)]
            programmes = with_money(programmes, money, judged.loaded.units) if money else programmes
            before, judged = judged, judged_under(others, judged, meant)
            steps.append((before.table, judged.table))
        return Supposed(judged, pairing, programmes, tuple(steps))


@dataclass(slots=True)
class _Stage:
    """Mergers that one scenario names, and the changes that come after them, each with the id of its scenario."""

    scenario: Scenario
    mergers: tuple[str, ...]
    changes: list[tuple[str, Change]] = field(default_factory=list)


def _stages(chain: Sequence[Scenario]) -> list[_Stage]:
    """The mergers and changes of scenarios that build one upon the other; without mergers all changes are one stage."""
    found: list[_Stage] = []
    for scenario in chain:
        if scenario.merge or not found:
            found.append(_Stage(scenario, scenario.merge))
        found[-1].changes += [(scenario.id, change) for change in scenario.changes]
    return found


def _in_year(judged: Judgement, scenario: Scenario) -> Judgement:
    """The last period of each commune by the levels of another year; what came before stays as it was."""
    head, year = judged.loaded.head, scenario.year or 0
    if not judged.loaded.covers(date(year, 12, 31)):
        message = tr("the set {set} has no levels of {year}.", set=judged.loaded.id, year=year)
        expected = tr("a year from {first} to {last}", first=head.valid_from.year, last=head.valid_to.year)
        raise DefinitionError(wrong(scenario, message, kind="outside_validity", expected=expected))
    table = judged.table
    last = Subject(judged).last & ~judged.cases.outside
    days = [date(year, 12, 31) if now else day for now, day in zip(last.tolist(), table.judged_on.cells.tolist(), strict=True)]  # fmt: skip
    # The year that a figure is of would choose its level; here the year that is asked does.
    beside = dict(table.beside)
    for key in [key for key in beside if key[1] == "year"]:
        beside[key] = beside[key].copy()
        beside[key][last] = None
    anew = replace(table, judged_on=Coded.of(days), beside=beside)
    return judge_table(anew, judged.loaded, judged.options)


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
