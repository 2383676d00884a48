"""Advise on an evaluation: communes and groups, by the rules and notices that stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from ntm_rules.definitions.directives import Notice, load_notices
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.definitions.rules import RuleFile, load_rules
from ntm_rules.engine.statuses import Index
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.recommend.advice import CommuneAdvice, key_of
from ntm_rules.recommend.chaining import Chainer, chainer
from ntm_rules.recommend.checks import check_rules
from ntm_rules.recommend.evidence import Evidence
from ntm_rules.recommend.funds import Funds
from ntm_rules.recommend.groups import GroupAdvice
from ntm_rules.recommend.money import Money
from ntm_rules.recommend.money_lines import Line
from ntm_rules.recommend.recommendation import Recommendation
from ntm_rules.risks.assessment import Assessment
from ntm_rules.tables.programmes import ProgrammeTable


@dataclass(frozen=True, slots=True)
class Advising:
    """By which rules and notices advice is given, and with what money; the shipped ones where it does not say."""

    rules: RuleFile | None = None
    notices: tuple[Notice, ...] | None = None
    money: Money | None = None


@dataclass(frozen=True, slots=True)
class _Engines:
    """What chains the rules of communes and of groups. It works when it is asked, so that a failure shows afterwards."""

    chainers: tuple[Chainer, ...]
    by_reference: bool

    @property
    def notices(self) -> Iterator[Problem]:
        """That the engine did not conclude, or not everything."""
        if self.by_reference:
            message = tr("durable-rules cannot be imported here; the rules are chained by the reference, with the same results.")  # fmt: skip
            yield Problem("chained_by_reference", message)
        failed = sum(one.failed for one in self.chainers)
        if failed:
            message = tr("durable-rules failed {n} time(s); there the rules are chained by the reference, with the same results.", n=failed)  # fmt: skip
            yield Problem("engine_failed", message, facts={"count": failed})


class Advice:
    """The recommendations of an evaluation, worked out where they are first asked for.

    Raises DefinitionError where rules name a fact or directive that there is not, or lead in a circle, and UsageError
    where they are for another set.
    """

    def __init__(self, assessment: Assessment, how: Advising | None = None) -> None:
        how = how or Advising()
        self.assessment, self.money = assessment, how.money
        self._how = how
        # At once where rules or notices are given, so that a mistake is refused whatever is shown.
        if how.rules is not None or how.notices is not None:
            self._parts  # noqa: B018

    @property
    def rules(self) -> RuleFile:
        """The rules that recommend: none of the shipped ones for a set that they are not of."""
        return _rules(self._how.rules, self.assessment.judged.loaded)

    @cached_property
    def funds(self) -> Funds | None:
        """What is said of money of each row and group; None where no table of it was given."""
        groups = [found.group for found in self.assessment.groups]
        return None if self.money is None else Funds(self.money, self.assessment.judged, groups)

    @cached_property
    def evidence(self) -> Evidence:
        """What stands behind the recommendations."""
        return Evidence(self.assessment, self.funds)

    @cached_property
    def _parts(self) -> tuple[CommuneAdvice, GroupAdvice]:
        rules, notices = self.rules, self._how.notices or load_notices()
        communes = CommuneAdvice(self.assessment, self.funds, rules, notices)
        groups = GroupAdvice(communes, [found.group for found in self.assessment.groups], rules)
        check_rules(rules, (communes.program, groups.program), notices, self.assessment.judged.loaded)
        return communes, groups

    def of(self, assessment: Assessment, programmes: ProgrammeTable | None = None) -> Advice:
        """The advice on another assessment by the same rules and notices, with the same money or another table of it."""
        money = self.money
        if money is not None:
            money = money.of(programmes or money.programmes, assessment.judged.table)
        return Advice(assessment, replace(self._how, money=money))

    @cached_property
    def _concluded(self) -> tuple[CommuneAdvice, GroupAdvice, _Engines]:
        communes, groups = self._parts
        engine, by_reference = chainer(communes.program)
        of_groups = chainer(groups.program)[0]
        communes.conclude(engine)
        groups.conclude(of_groups)
        return communes, groups, _Engines((engine, of_groups), by_reference)

    def of_row(self, row: int) -> list[Recommendation]:
        """The recommendations of a row, the most pressing first; none where it is not a commune's last period."""
        communes, groups, _ = self._concluded
        home = groups.home[row]
        shared = groups.shared[home] if home >= 0 else {}
        return [
            replace(one, shared=key_of(one.conclusion, one.criteria) in shared)
            for one in communes.of_row(row)
        ]

    def of_group(self, number: int) -> list[Recommendation]:
        """The recommendations of a group by its place in `assessment.groups`, the most pressing first."""
        return self._concluded[1].of_group(number)

    @property
    def of_communes(self) -> dict[tuple[str, int | None], Index]:
        """By rule and criterion that it answers (None for none), the rows to which it is recommended."""
        return self._concluded[0].told

    @property
    def beside(self) -> dict[str, ProgrammeTable]:
        """The table of money by the name of what it holds, where one was given."""
        return {} if self.money is None else {"programmes": self.money.programmes}

    def lines_of_group(self, number: int) -> list[Line]:
        """The money of a group by its place; none where none is told."""
        return [] if self.money is None else self.money.of_group(self.assessment.groups[number].group)

    @property
    def warnings(self) -> Iterator[Problem]:
        """What must be told of the money."""
        if self.money is not None:
            yield from self.money.warnings

    @property
    def notices(self) -> Iterator[Problem]:
        """What must be told of how the recommendations came about, once they have."""
        if "_concluded" in self.__dict__:
            yield from self._concluded[2].notices


def _rules(own: RuleFile | None, loaded: CriteriaSet) -> RuleFile:
    """The rules of one's own or the shipped ones, none of which holds in another set: they name criteria by number.

    Raises UsageError where one's own are for another set.
    """
    rules = own or load_rules()
    if rules.set_id == loaded.id:
        return rules
    if own is not None:
        message = tr("the rules are for the set {set}, not for {other}.", set=rules.set_id, other=loaded.id)
        raise UsageError(Problem("wrong_call", message, file=rules.file or None))
    return rules.model_copy(update={"rules": ()})
