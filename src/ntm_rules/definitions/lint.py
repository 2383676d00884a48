"""Checks of a whole set that no single entry can make: dates that tile, regions, variables, counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from ntm_rules.definitions.conditions import (
    ALL_REGIONS,
    Compare,
    Dated,
    Fact,
    Flag,
    FlagBlock,
    LevelBlock,
    Node,
    comparisons,
)
from ntm_rules.definitions.merger_rules import merger_rules
from ntm_rules.definitions.models import (
    RANGES,
    AddedIndicator,
    CriteriaSet,
    Indicator,
    Rule,
    Variable,
)
from ntm_rules.definitions.places import places
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr

_DAY = timedelta(days=1)
Span = tuple[date, date]


def check_set(loaded: CriteriaSet, folder: str, file_names: Sequence[str]) -> list[Problem]:
    """Everything wrong with a set as a whole, each with file and line."""
    return [
        *_shape(loaded, folder, file_names),
        *(
            problem
            for indicator in loaded.indicators.values()
            for problem in check_indicator(indicator, loaded)
        ),
        *(problem for c in loaded.criteria for problem in _tiles(c.titles, _whole(loaded), c, tr("titles"))),
        *_columns(loaded),
        *check_variables(loaded.variables.values(), loaded),
        *check_combining(loaded.variables),
    ]


def check_indicator(indicator: Indicator, loaded: CriteriaSet) -> Iterator[Problem]:
    """Exactly one composition on each day in each region, and within it exactly one level.

    An indicator of a province's own need not stand before its decision, nor after it was repealed.
    """
    whole = _whole(loaded)
    if isinstance(indicator, AddedIndicator):
        whole = (
            min(rule.valid_from for rule in indicator.rules),
            max(rule.valid_to or loaded.head.valid_to for rule in indicator.rules),
        )
    yield from _tiles(indicator.titles, whole, indicator.titles[0], tr("titles"))
    known = True
    for rule in indicator.rules:
        found = [*_regions(rule, rule.regions), *_parts(rule, loaded)]
        known = known and not found
        yield from found
    if not known:
        return
    for region in places().regions:
        rules = [rule for rule in indicator.rules if not rule.regions or region in rule.regions]
        yield from _tiles(
            rules,
            whole,
            indicator,
            tr("compositions of {code} in {region}", code=indicator.code, region=region),
        )
        for rule in rules:
            span = (rule.valid_from, rule.valid_to or whole[1])
            for part in comparisons(rule.require, conditions_too=True):
                blocks = [b for b in part.blocks for key in (ALL_REGIONS, region) if key in b.values]
                standing = [
                    b for b in blocks if b.valid_from <= span[1] and (b.valid_to or whole[1]) >= span[0]
                ]
                yield from _tiles(
                    standing, span, part, tr("levels of {key} in {region}", key=part.key, region=region)
                )


def check_variables(variables: Iterable[Variable], loaded: CriteriaSet) -> Iterator[Problem]:
    """Units that exist, counts that exist."""
    for variable in variables:
        if variable.unit and variable.unit not in loaded.units:
            yield _problem(
                "missing_unit", variable, tr("the unit “{unit}” is not in units.yaml.", unit=variable.unit)
            )
        if variable.counts:
            for name in (*variable.counts.numerator, variable.counts.denominator):
                if name not in loaded.variables:
                    yield _problem(
                        "unknown_variable", variable, tr("the variable “{name}” is not defined.", name=name)
                    )


def check_combining(variables: Mapping[str, Variable]) -> Iterator[Problem]:
    """Each variable says how it combines when communes are merged, and over what there is."""
    known = merger_rules().denominators
    for name, variable in variables.items():
        if variable.combines is None:
            yield _problem(
                "schema",
                variable,
                tr("“{name}” does not say how it combines when communes are merged.", name=name),
            )
        elif variable.combines.over and variable.combines.over not in known:
            yield _problem(
                "unknown_variable",
                variable.combines,
                tr("the denominator “{name}” is not in mergers.yaml.", name=variable.combines.over),
                tr("one of {ids}", ids=", ".join(known)),
            )
        elif variable.combines.where and variable.combines.where not in variables:
            yield _problem(
                "unknown_variable",
                variable.combines,
                tr("the variable “{name}” is not defined.", name=variable.combines.where),
            )


def _shape(loaded: CriteriaSet, folder: str, file_names: Sequence[str]) -> Iterator[Problem]:
    head = loaded.head
    if head.id != folder:
        yield _problem(
            "set_shape",
            head,
            tr("the id “{id}” is not the folder's name “{folder}”.", id=head.id, folder=folder),
        )
    for criterion in loaded.criteria:
        name = criterion.file.rpartition("/")[2]
        if not name.startswith(f"{int(criterion.code):02}-"):
            yield _problem(
                "set_shape",
                criterion,
                tr("criterion {code} is not the number in its file's name.", code=criterion.code),
            )
        if criterion.group not in head.groups:
            yield _problem(
                "set_shape", criterion, tr("the group “{group}” is not in set.yaml.", group=criterion.group)
            )
        for indicator in criterion.indicators:
            if indicator.code != criterion.code and not indicator.code.startswith(criterion.code + "."):
                yield _problem(
                    "set_shape",
                    indicator,
                    tr(
                        "indicator {code} does not belong to criterion {criterion}.",
                        code=indicator.code,
                        criterion=criterion.code,
                    ),
                )
    codes = [indicator.code for c in loaded.criteria for indicator in c.indicators]
    counted = {
        tr("criteria"): (head.criteria, len({c.code for c in loaded.criteria}), len(file_names)),
        tr("indicators"): (head.indicators, len(set(codes)), len(codes)),
    }
    for what, (stated, distinct, found) in counted.items():
        if not stated == distinct == found:
            yield _problem(
                "set_shape",
                head,
                tr(
                    "set.yaml states {stated} {what}; {found} stand in the files, {distinct} of them different.",
                    what=what,
                    stated=stated,
                    found=found,
                    distinct=distinct,
                ),
            )


def _whole(loaded: CriteriaSet) -> Span:
    return loaded.head.valid_from, loaded.head.valid_to


def _parts(rule: Rule, loaded: CriteriaSet) -> Iterator[Problem]:
    keys: set[str] = set()
    for part in comparisons(rule.require, conditions_too=True):
        variable = loaded.variables.get(part.variable)
        if variable is None:
            yield _problem(
                "unknown_variable", part, tr("the variable “{name}” is not defined.", name=part.variable)
            )
        elif (variable.kind == "flag") != isinstance(part, Flag):
            yield _problem(
                "unknown_variable",
                part,
                tr(
                    "“{name}” is a {kind}: a flag stands under flag, a figure under compare.",
                    name=part.variable,
                    kind=variable.kind,
                ),
            )
        if part.key in keys:
            yield _problem(
                "set_shape",
                part,
                tr("“{key}” stands twice in one composition; give each an id.", key=part.key),
            )
        keys.add(part.key)
        for block in part.blocks:
            yield from _possible(block, part, variable)
            yield from _regions(block, [key for key in block.values if key != ALL_REGIONS])
        if isinstance(part, Compare) and part.op in (">", "<") and part in comparisons(rule.require):
            yield _problem(
                "set_shape", part, tr("a level is met at its own value: use >= or <= outside a when clause.")
            )


def _possible(
    block: LevelBlock | FlagBlock, part: Compare | Flag, variable: Variable | None
) -> Iterator[Problem]:
    low, high = RANGES[variable.kind] if variable else (float("-inf"), float("inf"))
    for value in block.values.values():
        if value is not None and not low <= value <= high:
            message = tr(
                "{key}: a level of {value:g} is outside what the figure can be.", key=part.key, value=value
            )
            yield _problem("out_of_range", block, message)


def _regions(node: Node, names: Iterable[str]) -> Iterator[Problem]:
    for name in names:
        if name not in places().regions:
            yield _problem(
                "unknown_region",
                node,
                tr("the region “{region}” is not known.", region=name),
                tr("one of {ids}", ids=", ".join(places().regions)),
            )


def _columns(loaded: CriteriaSet) -> Iterator[Problem]:
    for rule in loaded.head.threshold_column:
        yield from _regions(rule, [rule.column])
        yield from check_facts(rule.applies_to)


def check_facts(fact: Fact) -> Iterator[Problem]:
    """Facts that the identity columns have."""
    for name in sorted(fact.names() - places().facts):
        yield _problem(
            "unknown_variable",
            fact,
            tr("the fact “{name}” is not an identity column.", name=name),
            tr("one of {ids}", ids=", ".join(sorted(places().facts))),
        )


def _tiles(entries: Sequence[Dated], whole: Span, at: Node, what: str) -> Iterator[Problem]:
    """Each day of the span is covered by exactly one entry."""
    expected = whole[0]
    for number, entry in enumerate(sorted(entries, key=lambda e: e.valid_from)):
        if entry.valid_from < expected and number:
            yield _problem("dates", entry, tr("{what}: two stand on {day}.", what=what, day=entry.valid_from))
        elif entry.valid_from > expected:
            yield _gap(entry, what, (expected, entry.valid_from - _DAY))
        expected = (entry.valid_to or whole[1]) + _DAY
        at = entry
    if expected <= whole[1]:
        yield _gap(at, what, (expected, whole[1]))


def _gap(at: Node, what: str, span: Span) -> Problem:
    return _problem(
        "dates", at, tr("{what}: none stands from {day} to {end}.", what=what, day=span[0], end=span[1])
    )


def _problem(kind: str, at: Node, message: str, expected: str | None = None) -> Problem:
    return Problem(kind, message, file=at.file, line=at.line or None, expected=expected)
