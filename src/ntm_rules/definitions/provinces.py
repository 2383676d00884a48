"""A province's own set laid over the national one: levels filled, tightened, indicators added."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from ntm_rules.definitions.conditions import (
    ALL_REGIONS,
    Compare,
    Condition,
    Flag,
    Level,
    LevelBlock,
    comparisons,
    copied,
    with_comparisons,
)
from ntm_rules.definitions.lint import check_facts, check_indicator, check_variables
from ntm_rules.definitions.models import CriteriaSet, Criterion, Indicator, Override, ProvinceSet
from ntm_rules.definitions.override_days import decides_nothing
from ntm_rules.definitions.places import places
from ntm_rules.definitions.resolve import column_for
from ntm_rules.errors import DefinitionError, Problem
from ntm_rules.i18n import tr


def with_provinces(national: CriteriaSet, overlays: Sequence[ProvinceSet]) -> CriteriaSet:
    """Lay province sets over a national set. Raises DefinitionError where they do not fit.

    An override names what it replaces; two of equal rank on one day are an error that names both places.
    """
    variables = dict(national.variables)
    for overlay in overlays:
        variables.update(overlay.variables)
    widened = copied(national, variables=variables)
    problems = [problem for overlay in overlays for problem in _misfits(overlay, widened, national)]
    problems.extend(_conflicts(overlays))
    if problems:
        raise DefinitionError(problems)
    criteria = tuple(_criterion(criterion, overlays) for criterion in national.criteria)
    digest = hashlib.sha256(
        "".join([national.digest, *(o.model_dump_json() for o in overlays)]).encode()
    ).hexdigest()
    # A province is known by one name from here on, however its file spells it.
    laid = tuple(copied(overlay, province=_named(overlay)) for overlay in overlays)
    merged = copied(widened, criteria=criteria, provinces=laid, digest=digest)
    codes = [indicator.code for c in criteria for indicator in c.indicators]
    for overlay in overlays:
        for added in overlay.indicators:
            problems.extend(check_indicator(added, merged))
            if codes.count(added.code) > 1:
                problems.append(
                    _at(added, "set_shape", tr("indicator {code} exists already.", code=added.code))
                )
    if problems:
        raise DefinitionError(problems)
    return merged


def looser_levels(merged: CriteriaSet) -> list[Problem]:
    """Province levels that ask less than the nation's in the column that applies there: to be warned of."""
    found = []
    for overlay in merged.provinces:
        for override in overlay.levels:
            for part, national in national_levels(merged, overlay, override.overrides, override.valid_from):
                if _looser(part, override.value, national):
                    message = tr(
                        "{key}: the province's {own:g} is looser than the nation's {national:g}.",
                        key=override.overrides, own=override.value, national=national,
                    )  # fmt: skip
                    found.append(_at(override, "looser_than_national", message))
    return found


def national_levels(
    loaded: CriteriaSet, overlay: ProvinceSet, key: str, day: date
) -> Iterator[tuple[Compare | Flag, float | None]]:
    """The comparisons an override names, each with the nation's level on a day in the column of its communes."""
    column = _column(loaded, overlay, day)
    for part in targets(loaded, key):
        national = [level for level in part.levels_on(column, day) if not level.rank]
        if national:
            yield part, national[0].value


def _looser(part: Compare | Flag, own: float, national: float | None) -> bool:
    if national is None:
        return False
    return own < national if part.op == ">=" else own > national if part.op == "<=" else False


def _column(merged: CriteriaSet, overlay: ProvinceSet, day: date) -> str | None:
    """The national column that the communes a province set is for would take on a day."""
    place = places().find_old(overlay.province)
    facts = overlay.applies_to.names() if overlay.applies_to else frozenset()
    return column_for(merged, place.region if place else None, day, dict.fromkeys(facts, True))


def _misfits(overlay: ProvinceSet, national: CriteriaSet, before: CriteriaSet) -> Iterator[Problem]:
    for name in sorted(overlay.variables.keys() & before.variables.keys()):
        message = tr("the variable “{name}” is the nation's and cannot be defined anew.", name=name)
        yield _at(overlay.variables[name], "unknown_variable", message)
    if overlay.set_id != national.id:
        yield _at(
            overlay,
            "unknown_set",
            tr("it is for the set {own}, not {set}.", own=overlay.set_id, set=national.id),
        )
    if places().find_old(overlay.province) is None:
        yield _at(overlay, "unknown_province", tr("there is no province “{name}”.", name=overlay.province))
    if overlay.applies_to:
        yield from check_facts(overlay.applies_to)
    yield from check_variables(overlay.variables.values(), national)
    for override in overlay.levels:
        if not targets(national, override.overrides):
            known = sorted({f"{i.code}/{part.key}" for _, i, part, _ in national.levels()})
            near = [key for key in known if key.split("/")[0] == override.overrides.split("/")[0]]
            yield _at(
                override,
                "unknown_override",
                tr("nothing is called “{key}” in the set.", key=override.overrides),
                tr("one of {ids}", ids=", ".join(near or known)),
            )
        elif problem := decides_nothing(national, override, overlay.province):
            yield problem
    for added in overlay.indicators:
        if added.criterion not in {c.code for c in national.criteria}:
            yield _at(added, "set_shape", tr("there is no criterion {code}.", code=added.criterion))
        elif not added.code.startswith(added.criterion + "."):
            message = tr(
                "indicator {code} does not belong to criterion {criterion}.",
                code=added.code,
                criterion=added.criterion,
            )
            yield _at(added, "set_shape", message)


def _named(overlay: ProvinceSet) -> str:
    found = places().find_old(overlay.province)
    return found.name if found else overlay.province


def _conflicts(overlays: Sequence[ProvinceSet]) -> Iterator[Problem]:
    seen: dict[tuple[str, str, bool], list[Override]] = {}
    for overlay in overlays:
        for override in overlay.levels:
            key = (_named(overlay), override.overrides, overlay.applies_to is not None)
            for other in seen.setdefault(key, []):
                if override.overlaps(other):
                    message = tr(
                        "{key}: {other} sets a level of equal rank for the same days.",
                        key=override.overrides, other=other.place,
                    )  # fmt: skip
                    yield _at(override, "province_conflict", message)
            seen[key].append(override)


def targets(national: CriteriaSet, name: str) -> list[Compare | Flag]:
    """The comparisons of a set that an override of this name replaces."""
    code, _, key = name.partition("/")
    indicator = national.indicators.get(code)
    if indicator is None:
        return []
    return [part for rule in indicator.rules for part in comparisons(rule.require) if part.key == key]


def _criterion(criterion: Criterion, overlays: Sequence[ProvinceSet]) -> Criterion:
    indicators = [_indicator(indicator, overlays) for indicator in criterion.indicators]
    indicators += [added for o in overlays for added in o.indicators if added.criterion == criterion.code]
    return copied(criterion, indicators=tuple(indicators))


def _indicator(indicator: Indicator, overlays: Sequence[ProvinceSet]) -> Indicator:
    own = [
        (o, level) for o in overlays for level in o.levels if level.overrides.split("/")[0] == indicator.code
    ]
    if not own:
        return indicator
    rules = tuple(copied(rule, require=_require(rule.require, own)) for rule in indicator.rules)
    return copied(indicator, rules=rules)


def _require(node: Condition, own: Sequence[tuple[ProvinceSet, Override]]) -> Condition:
    def laid(part: Compare | Flag) -> Compare | Flag:
        levels = tuple(
            Level.model_construct(
                region=ALL_REGIONS,
                value=override.value,
                block=_block(override),
                origin=overlay.id,
                applies_to=overlay.applies_to,
            )
            for overlay, override in own
            if override.overrides.split("/")[1] == part.key
        )
        return copied(part, province_levels=levels)

    return with_comparisons(node, laid)


def _block(override: Override) -> LevelBlock:
    return LevelBlock.model_construct(
        valid_from=override.valid_from,
        valid_to=override.valid_to,
        evidence=override.evidence,
        source=override.source,
        note=override.note,
        values={ALL_REGIONS: override.value},
        line=override.line,
        file=override.file,
    )


def _at(node: Any, kind: str, message: str, expected: str | None = None) -> Problem:
    return Problem(kind, message, file=node.file, line=node.line or None, expected=expected)
