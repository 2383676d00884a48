"""What stands behind a recommendation, attached after the inference: figures beside their levels, risks, money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import numpy as np

from ntm_rules.definitions.models import title_on
from ntm_rules.definitions.owners import Office, Owners, Whose
from ntm_rules.definitions.programmes import ALL, load_programmes
from ntm_rules.definitions.remedies import Remedy, load_remedies
from ntm_rules.engine.papers import whose_lines
from ntm_rules.engine.statuses import MET, STATUSES, UNKNOWN, UNMET, Index
from ntm_rules.i18n import words
from ntm_rules.recommend.funds import Funds
from ntm_rules.recommend.money_lines import Line
from ntm_rules.recommend.recommendation import Recommendation
from ntm_rules.risks.assessment import Assessment
from ntm_rules.risks.findings import Block
from ntm_rules.risks.saying import unmet
from ntm_rules.risks.subject import Figure


@dataclass(frozen=True, slots=True)
class Short:
    """An indicator that is not met: with the figure that is short and its level, or without where a verdict decided."""

    indicator: int
    figure: Figure | None
    value: float
    level: float


class Evidence:
    """The evidence of the recommendations of an evaluation."""

    def __init__(self, assessment: Assessment, funds: Funds | None) -> None:
        self.assessment, self.funds = assessment, funds
        self._judged = assessment.judged
        # What a row has open is asked for by each of its recommendations.
        self.short = lru_cache(maxsize=4096)(self._short)
        self._risks = lru_cache(maxsize=64)(self._risks_of_row)
        self._answering = cache(self._office)
        self._open = lru_cache(maxsize=4096)(self._open_of_row)

    def status(self, criterion: int, row: int) -> str:
        """The status of a criterion in a row."""
        return STATUSES[self._judged.statuses.criteria[criterion, row]]

    def _short(self, criterion: int, row: int) -> list[Short]:
        """The unmet indicators of a criterion in a row, each with its figures that are short."""
        if self._judged.statuses.criteria[criterion, row] != UNMET:
            return []
        deciding = self._figures.get(criterion, ())
        (found,) = unmet(self._judged, criterion, deciding, np.array([row]))
        return [
            Short(
                number, one, *((float(one.values[row]), float(one.levels[row])) if one else (np.nan, np.nan))
            )
            for number, one in found
        ]

    def undecided(self, criterion: int, row: int) -> list[str]:
        """The numbers of the undecided indicators of a criterion in a row."""
        plan, statuses = self._judged.plan, self._judged.statuses.indicators
        members = (number for number in plan.criteria[criterion] if statuses[number, row] == UNKNOWN)
        return [plan.indicators[number].indicator.code for number in members]

    def risks(self, criterion: int, row: int) -> list[tuple[Block, int]]:
        """The risks of a criterion in a row, in the order they are told."""
        return self._risks(row).get(criterion, [])

    def _risks_of_row(self, row: int) -> dict[int, list[tuple[Block, int]]]:
        found: dict[int, list[tuple[Block, int]]] = {}
        for block, at in self.assessment.risks.of_row(row):
            found.setdefault(block.criterion, []).append((block, at))
        return found

    def title(self, criterion: int, row: int) -> str:
        """The title of a criterion on the day that a row is judged on."""
        found = self._judged.loaded.criteria[criterion]
        return words(title_on(found.titles, self._judged.table.judged_on[row]))

    def communes_of(self, recommendation: Recommendation, criterion: int) -> list[str]:
        """The communes of a group for which a recommendation's rule holds by one of its criteria, by name."""
        return [self._judged.table.text(row, "commune") for row in recommendation.rows_of[criterion]]

    def offices(self, recommendation: Recommendation) -> list[str]:
        """The leading offices for what a recommendation answers, by name; none where none is known.

        Those that hold the figures where the rule wants these, else those whose work brings them about.
        """
        row, keepers = recommendation.rows[0], recommendation.what.actor == "keepers"
        found: dict[str, None] = {}
        for criterion in recommendation.criteria:
            rows = recommendation.rows_of.get(criterion, recommendation.rows)
            for code in self._open_codes(criterion, rows):
                office = self._answering(code, int(self._whose[0][row]), keepers)
                if office is not None:
                    found[words(office)] = None
        return list(found)

    def _office(self, code: str, whose: int, keepers: bool) -> Office | None:
        """The leading office of an indicator, by the number of the day and province."""
        answer = self._owners.answer(code, self._whose[1][whose])
        if answer is None:
            return None
        leading, *_ = answer.offices if keepers or not answer.acts else answer.acts
        return self._owners.offices[leading]

    def lines(self, recommendation: Recommendation, group_lines: Sequence[Line]) -> list[Line]:
        """The money that a recommendation speaks of, that of all programmes last.

        Of a commune what is idle and can serve the criteria that are open; of a group what is late or idle.
        """
        if self.funds is None or not any(
            fact.startswith("money:") for fact in recommendation.conclusion.facts
        ):
            return []
        if recommendation.row is None and recommendation.rule.scope == "group":
            pressing = [line for line in group_lines if line.late or line.idle]
            return [line for line in pressing if line.programme == ALL] or pressing
        given, loaded = load_programmes(), self._judged.loaded
        lines = self.funds.lines(recommendation.rows[0]) if recommendation.row is not None else group_lines
        codes = {loaded.criteria[criterion].code for criterion in recommendation.criteria}
        serving = [
            line for line in lines if line.idle and codes & {*given.serving(line.programme, loaded.id)}
        ]
        single = [line for line in serving if line.programme != ALL]
        return single or serving

    def examples(self, recommendation: Recommendation) -> list[Remedy]:
        """What communes did about the criteria that a recommendation for each of them answers."""
        remedies = load_remedies()
        if remedies.set_id != self._judged.loaded.id or not recommendation.what.one_each:
            return []
        codes = {self._judged.loaded.criteria[criterion].code for criterion in recommendation.criteria}
        codes |= {code for n in recommendation.criteria for code in self._open_codes(n, recommendation.rows)}
        return remedies.of(codes)

    def _open_codes(self, criterion: int, rows: Sequence[int]) -> Iterator[str]:
        """The numbers of the indicators of a criterion that are not met in some of the rows; all where all are."""
        plan = self._judged.plan
        open_ = {number for row in rows for number in self._open(criterion, row)}
        members = plan.criteria[criterion]
        yield from (plan.indicators[n].indicator.code for n in members if n in open_ or not open_)

    def _open_of_row(self, criterion: int, row: int) -> list[int]:
        statuses = self._judged.statuses.indicators[:, row].tolist()
        return [number for number in self._judged.plan.criteria[criterion] if statuses[number] < MET]

    @cached_property
    def _figures(self) -> dict[int, list[Figure]]:
        found: dict[int, list[Figure]] = {}
        for figure in self.assessment.risks.subject.figures:
            found.setdefault(figure.criterion, []).append(figure)
        return found

    @property
    def _owners(self) -> Owners:
        return self.assessment.risks.subject.owners

    @cached_property
    def _whose(self) -> tuple[Index, list[Whose]]:
        return whose_lines(self._judged)
