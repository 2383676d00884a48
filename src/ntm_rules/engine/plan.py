"""A set compiled for the cases and columns of one table: what the kernel runs.

Levels are resolved once per comparison and case; rows gather them by the number of their case.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from ntm_rules.definitions.conditions import STRICT_GRADES, AllOf, AnyOf, Compare, Condition, Flag, When
from ntm_rules.definitions.models import CriteriaSet, Indicator, Rule
from ntm_rules.definitions.resolve import Case, Resolved, resolve
from ntm_rules.engine.statuses import REASON, Codes, Flags, Floats
from ntm_rules.tables.figures import SEXES

Comparison = Compare | Flag


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One comparison of one column with a level per case; `in_force` says in which cases it is asked.

    `condition` is the `when` clause it hangs on, and `negated` whether on its being not so. `days` are those whose
    levels stand, by case: of an indicator judged by the figure's year not those of the rows.
    """

    number: int
    comparison: Comparison
    column: str
    levels: Floats
    reasons: Codes
    resolved: tuple[Resolved, ...]
    in_force: Flags
    days: tuple[date, ...]
    condition: Part | None = None
    negated: bool = False

    @property
    def op(self) -> str:
        """The comparison's operator."""
        return self.comparison.op


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single part."""

    part: Part


@dataclass(frozen=True, slots=True)
class Every:
    """All parts must hold."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One part is enough."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The branch that a condition picks."""

    condition: Part
    then: Tree
    otherwise: Tree | None


@dataclass(frozen=True, slots=True)
class BySex:
    """One level for all, for women and for men: both sexes where either is given, the whole where it is given."""

    whole: Part
    sexes: tuple[Part, ...]


Tree = Leaf | Every | Some | Choice | BySex


@dataclass(frozen=True, slots=True)
class Composition:
    """What an indicator asks in some of the cases."""

    tree: Tree
    cases: Flags


@dataclass(frozen=True, slots=True)
class CompiledIndicator:
    """An indicator's compositions; `reasons` says, for cases without one, why (0: it is not asked there)."""

    indicator: Indicator
    criterion: int
    compositions: tuple[Composition, ...]
    reasons: Codes

    @property
    def single(self) -> Part | None:
        """The part that alone decides it in every case, if there is one."""
        if len(self.compositions) == 1 and self.compositions[0].cases.all():
            tree = self.compositions[0].tree
            return tree.part if isinstance(tree, Leaf) else None
        return None


@dataclass(frozen=True, slots=True)
class Plan:
    """A set compiled for the cases of a table."""

    parts: tuple[Part, ...]
    indicators: tuple[CompiledIndicator, ...]
    criteria: tuple[tuple[int, ...], ...]
    cases: tuple[Case, ...]

    def parts_of(self, code: str) -> list[Part]:
        """The parts of an indicator in all its compositions, conditions too; none of a criterion."""
        trees = (
            c.tree for found in self.indicators if found.indicator.code == code for c in found.compositions
        )
        return [part for tree in trees for part in parts_of(tree)]


def parts_of(tree: Tree) -> list[Part]:
    """The parts of a tree in reading order, conditions too."""
    match tree:
        case Leaf(part):
            return [part]
        case Every(members) | Some(members):
            return [part for member in members for part in parts_of(member)]
        case BySex(whole, sexes):
            return [whole, *sexes]
        case Choice(condition, then, otherwise):
            return [condition, *parts_of(then), *(parts_of(otherwise) if otherwise else [])]


def part_of(plan: Plan, criteria: Sequence[int]) -> Plan:
    """The plan of some of its criteria alone, by their numbers, its parts numbered anew in the same order."""
    members = [[plan.indicators[member] for member in plan.criteria[number]] for number in criteria]
    parts: dict[int, Part] = {}
    trees = (c.tree for group in members for found in group for c in found.compositions)
    for part in sorted((part for tree in trees for part in parts_of(tree)), key=lambda part: part.number):
        # A part comes after the condition it hangs on.
        condition = part.condition and parts[part.condition.number]
        parts[part.number] = replace(part, number=len(parts), condition=condition)
    indicators: list[CompiledIndicator] = []
    groups: list[tuple[int, ...]] = []
    for number, group in enumerate(members):
        groups.append(tuple(range(len(indicators), len(indicators) + len(group))))
        for found in group:
            compositions = tuple(Composition(_renumbered(c.tree, parts), c.cases) for c in found.compositions)
            indicators.append(replace(found, criterion=number, compositions=compositions))
    return Plan(tuple(parts.values()), tuple(indicators), tuple(groups), plan.cases)


def _renumbered(tree: Tree, parts: Mapping[int, Part]) -> Tree:
    match tree:
        case Leaf(part):
            return Leaf(parts[part.number])
        case Every(members):
            return Every(tuple(_renumbered(member, parts) for member in members))
        case Some(members):
            return Some(tuple(_renumbered(member, parts) for member in members))
        case BySex(whole, sexes):
            return BySex(parts[whole.number], tuple(parts[part.number] for part in sexes))
        case Choice(condition, then, otherwise):
            other = None if otherwise is None else _renumbered(otherwise, parts)
            return Choice(parts[condition.number], _renumbered(then, parts), other)


def compile_plan(
    loaded: CriteriaSet, cases: Sequence[Case], columns: Collection[str], *, strict_evidence: bool = False
) -> Plan:
    """Compile a set for some cases; `columns` are those of the table, for figures given by sex."""
    compiler = _Compiler(loaded, tuple(cases), columns, strict_evidence=strict_evidence)
    outside = np.array([not loaded.covers(case.day) for case in cases])
    indicators: list[CompiledIndicator] = []
    groups: list[list[int]] = []
    for criterion in loaded.criteria:
        groups.append([])
        for indicator in criterion.indicators:
            groups[-1].append(len(indicators))
            indicators.append(
                compiler.indicator(indicator, len(groups) - 1, outside, _origin(loaded, indicator))
            )
    return Plan(tuple(compiler.parts), tuple(indicators), tuple(map(tuple, groups)), tuple(cases))


def _origin(loaded: CriteriaSet, indicator: Indicator) -> str | None:
    """The province set an indicator belongs to; None for the nation's."""
    return next((p.id for p in loaded.provinces if indicator.code in {i.code for i in p.indicators}), None)


def _one_rule(indicator: Indicator, case: Case) -> Rule | None:
    """The composition of all regions that a case may be of; None where they differ."""
    found = {id(rule): rule for region in case.regions if (rule := indicator.rule_on(region, case.day))}
    whole = all(indicator.rule_on(region, case.day) for region in case.regions)
    return next(iter(found.values())) if whole and len(found) == 1 else None


class _Compiler:
    def __init__(
        self, loaded: CriteriaSet, cases: tuple[Case, ...], columns: Collection[str], *, strict_evidence: bool
    ) -> None:
        self._loaded = loaded
        self._cases = self._own_cases = cases
        self._columns = columns
        self._strict = strict_evidence
        self.parts: list[Part] = []

    def indicator(
        self, indicator: Indicator, criterion: int, outside: Flags, origin: str | None
    ) -> CompiledIndicator:
        rules: dict[int, tuple[Rule, Flags]] = {}
        reasons = np.zeros(len(self._cases), dtype=np.int8)
        self._own_cases = tuple(case.for_figures_of(indicator) for case in self._cases)
        for number, case in enumerate(self._own_cases):
            is_outside = outside[number] or not self._loaded.covers(case.day)
            rule = None if is_outside else _one_rule(indicator, case)
            if is_outside:
                reasons[number] = REASON["outside_validity"]
            elif origin and (origin not in case.province_sets or not indicator.stands_on(case.day)):
                # Another province does not ask it, nor does its own before the day of its decision.
                continue
            elif rule is None:
                reasons[number] = REASON["region_unknown"]
            else:
                _, mask = rules.setdefault(id(rule), (rule, np.zeros(len(self._cases), dtype=np.bool_)))
                mask[number] = True
        compositions = tuple(
            Composition(self._tree(rule.require, mask), mask) for rule, mask in rules.values()
        )
        return CompiledIndicator(indicator, criterion, compositions, reasons)

    def _tree(self, node: Condition, mask: Flags, under: tuple[Part, bool] | None = None) -> Tree:
        match node:
            case Compare() | Flag():
                whole = self._part(node, node.variable, mask, under)
                given = [f"{node.variable}_{sex}" for sex in SEXES] if node.by_sex else []
                if not any(name in self._columns for name in given):
                    return Leaf(whole)
                return BySex(whole, tuple(self._part(node, name, mask, under) for name in given))
            case AllOf(all_of=parts):
                return Every(tuple(self._tree(part, mask, under) for part in parts))
            case AnyOf(any_of=parts):
                return Some(tuple(self._tree(part, mask, under) for part in parts))
            case When():
                condition = self._part(node.when, node.when.variable, mask, under)
                then = self._tree(node.then, mask, (condition, False))
                otherwise = (
                    None if node.otherwise is None else self._tree(node.otherwise, mask, (condition, True))
                )
                return Choice(condition, then, otherwise)

    def _part(self, node: Comparison, column: str, mask: Flags, under: tuple[Part, bool] | None) -> Part:
        resolved = tuple(
            resolve(node, case) if asked else Resolved(None)
            for case, asked in zip(self._own_cases, mask, strict=True)
        )
        levels = np.full(len(resolved), np.nan)
        reasons = np.zeros(len(resolved), dtype=np.int8)
        for number, found in enumerate(resolved):
            if found.reason or found.level is None:
                reasons[number] = REASON[found.reason or ""]
            elif self._strict and found.level.block.evidence not in STRICT_GRADES:
                reasons[number] = REASON["unverified_threshold"]
            elif found.value is not None:
                levels[number] = found.value
        condition, negated = under or (None, False)
        days = tuple(case.day for case in self._own_cases)
        part = Part(len(self.parts), node, column, levels, reasons, resolved, mask, days, condition, negated)
        self.parts.append(part)
        return part
