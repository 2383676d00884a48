"""Small invented sets over a few figures, and one commune for each, for laws that are held against brute force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from hypothesis import strategies as st

from ntm_rules.definitions.models import CriteriaSet, Criterion
from tests.support import naive
from tests.support.strategies import SET

DAY = date(2023, 12, 31)
_FROM = SET.head.valid_from
# The direction of each figure, and the levels that are drawn for it. One of 0 stands alone: to reach it may cost less than
# to reach a weaker one, as all that is there counts 1.
FIGURES = {
    "village_road_hardened_pct": (">=", (50, 80)),
    "child_stunting_pct": ("<=", (20, 35)),
    "trained_labour_pct": (">=", (40, 60)),
    "temporary_house_count": ("<=", (0,)),
}
FLAGS = ("postal_point", "telecom_internet", "rural_trade_place")
BY_SEX = "trained_labour_pct"
_EVIDENCE = {"from": _FROM, "evidence": "unverified", "note": "invented for a test"}


def compare(variable: str, op: str, level: float) -> dict[str, Any]:
    """A comparison as a set holds it."""
    levels = ({**_EVIDENCE, "values": {"all": float(level)}},)
    return {"compare": variable, "op": op, "by_sex": variable == BY_SEX, "levels": levels}


def flag(variable: str) -> dict[str, Any]:
    """A flag as a set holds it."""
    return {"flag": variable, "levels": (_EVIDENCE,)}


def invented(criteria: Sequence[Sequence[dict[str, Any]]], codes: Sequence[str] | None = None) -> CriteriaSet:
    """A set of criteria, each with the conditions of its indicators."""
    numbers = codes or [str(n) for n in range(1, len(criteria) + 1)]
    made = tuple(_criterion(code, conditions) for code, conditions in zip(numbers, criteria, strict=True))
    head = SET.head.model_copy(update={"criteria": len(made)})
    shared = {"variables": SET.variables, "units": SET.units, "provinces": (), "digest": ""}
    return CriteriaSet.model_construct(head=head, criteria=made, **shared)


def _criterion(code: str, conditions: Sequence[dict[str, Any]]) -> Criterion:
    titles = ({"from": _FROM, "evidence": "unverified", "vi": "Thử", "en": "Invented"},)
    indicators = tuple(
        {"code": f"{code}.{n}", "titles": titles, "rules": ({"from": _FROM, "require": condition},)}
        for n, condition in enumerate(conditions, start=1)
    )
    return Criterion.model_validate(
        {"code": code, "group": "society", "titles": titles, "indicators": indicators}
    )


def _leaves() -> st.SearchStrategy[dict[str, Any]]:
    figures = st.sampled_from(sorted(FIGURES)).flatmap(
        lambda name: st.sampled_from(FIGURES[name][1]).map(
            lambda level: compare(name, FIGURES[name][0], level)
        )
    )
    return figures | st.sampled_from(FLAGS).map(flag)


def _composed(parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    fact = st.sampled_from([compare("school_count", ">", 3), flag("has_craft_village")])
    return (
        several.map(lambda found: {"all_of": found})
        | several.map(lambda found: {"any_of": found})
        | st.fixed_dictionaries({"when": fact, "then": parts}, optional={"else": parts})
    )


def asked() -> st.SearchStrategy[list[list[dict[str, Any]]]]:
    """What one to three criteria ask, with any_of, all_of, when and figures by sex; `invented` makes the set of it."""
    conditions = st.recursive(_leaves(), _composed, max_leaves=5)
    return st.lists(st.lists(conditions, min_size=1, max_size=3), min_size=1, max_size=3)


def communes(*, unknown: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """A commune with its figures; `unknown` lets some be missing."""

    def maybe(known: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.none() | known if unknown else known

    rate = st.integers(0, 100).map(float)
    by_sex = st.sampled_from(
        [("trained_labour_pct",), ("trained_labour_pct_female", "trained_labour_pct_male")]
    )
    rest = st.fixed_dictionaries(
        {
            "village_road_hardened_pct": maybe(rate),
            "child_stunting_pct": maybe(rate),
            "temporary_house_count": maybe(st.integers(0, 8).map(float)),
            "school_count": maybe(st.integers(1, 6).map(float)),
            "has_craft_village": maybe(st.booleans()),
            **{name: maybe(st.booleans()) for name in FLAGS},
        }
    )
    labour = by_sex.flatmap(lambda names: st.fixed_dictionaries({name: maybe(rate) for name in names}))
    return st.tuples(rest, labour).map(
        lambda found: {"commune": "Xã Mẫu 1", "province": "Lai Châu", "year": 2023, **found[0], **found[1]}
    )


@dataclass(frozen=True)
class Tried:
    """What brute force set, and what it costs."""

    row: Mapping[str, Any]
    changed: frozenset[str]
    cost: float


def every_change(row: Mapping[str, Any]) -> Iterator[Tried]:
    """Every way to bring figures of a row to levels that are drawn, and flags to yes."""
    moves: list[list[tuple[str, Any, float]]] = []
    for name, value in row.items():
        stem = name.removesuffix("_female").removesuffix("_male")
        if value is None:
            continue
        if name in FLAGS and not value:
            moves.append([(name, value, 0), (name, True, 1)])
        elif stem in FIGURES:
            op, levels = FIGURES[stem]
            better = [lv for lv in levels if (value < lv if op == ">=" else value > lv)]
            moves.append(
                [(name, value, 0), *((name, float(lv), abs(lv - value) / lv if lv else 1) for lv in better)]
            )
    for chosen in product(*moves):
        changed = frozenset(name for name, value, _ in chosen if value != row[name])
        yield Tried(
            {**row, **{name: value for name, value, _ in chosen}}, changed, sum(cost for *_, cost in chosen)
        )


def statuses(loaded: CriteriaSet, row: Mapping[str, Any]) -> dict[str, int]:
    """The oracle's statuses of a row, in a set that asks the same of every region."""
    return naive.judge(loaded, row, "TDMNPB", DAY)


def qualifies(loaded: CriteriaSet, row: Mapping[str, Any]) -> bool:
    """Whether the oracle finds every criterion met or not considered."""
    return all(status >= naive.MET for status in statuses(loaded, row).values())
