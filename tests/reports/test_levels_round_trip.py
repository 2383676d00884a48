"""Out to a workbook and back: no province set loses anything on the way."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ntm_rules as ntm
from ntm_rules.definitions.conditions import comparisons
from ntm_rules.definitions.models import RANGES
from ntm_rules.definitions.override_days import spans_of_part
from ntm_rules.definitions.province_yaml import parsed, plain
from ntm_rules.definitions.yaml_edit import written
from ntm_rules.reports.levels.importing import Order, import_levels
from ntm_rules.reports.levels.workbook import levels_workbook

SET = ntm.load_set()
KEYS = sorted(
    {
        (f"{indicator.code}/{part.key}", part.variable)
        for indicator in SET.indicators.values()
        for rule in indicator.rules
        for part in comparisons(rule.require)
        if spans_of_part(SET, f"{indicator.code}/{part.key}", "Lai Châu")
    }
)
TEXTS = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=30)
ORDER = Order(province="Lai Châu", decision="01/QĐ-UBND (minh họa)", start=date(2022, 7, 1))


def figures(kind: str) -> st.SearchStrategy[float]:
    if kind == "flag":
        return st.just(1.0)
    high = min(RANGES[kind][1], 5000.0)
    return st.just(0.0) | st.floats(0, high).map(
        lambda x: float(round(x)) if kind == "count" else round(x, 2)
    )


@st.composite
def evidenced(draw: st.DrawFn, grades: list[str]) -> dict[str, Any]:
    grade = draw(st.sampled_from(grades))
    asked = grade in ("unverified", "delegated")
    source = draw(st.none() | TEXTS) if asked else draw(TEXTS)
    note = draw(TEXTS) if asked else draw(st.none() | TEXTS)
    return {"evidence": grade, **({"source": source} if source else {}), **({"note": note} if note else {})}


@st.composite
def province_sets(draw: st.DrawFn, grades: list[str]) -> dict[str, Any]:
    """A set of Lai Châu as plain data: levels by key with spans that follow each other, and own indicators."""
    levels = []
    for key, variable in draw(st.lists(st.sampled_from(KEYS), unique=True, min_size=1, max_size=6)):
        # An entry decides on each of its days, so it lies where the set has such a part.
        first, last = draw(st.sampled_from(spans_of_part(SET, key, "Lai Châu")))
        days = sorted(draw(st.sets(st.dates(first, last), min_size=1, max_size=3)))
        ends = st.none() | st.just(last) if last == SET.head.valid_to else st.just(last)
        for day, following in zip(days, [*days[1:], None], strict=True):
            end = following - timedelta(days=1) if following else draw(ends)
            span = {"from": day, **({"to": end} if end else {})}
            value = draw(figures(SET.variables[variable].kind))
            levels.append({**span, **draw(evidenced(grades)), "overrides": key, "value": value})
    found: dict[str, Any] = {
        "id": draw(st.sampled_from(["lai-chau-2022", "own"])),
        "set": SET.id,
        "province": "Lai Châu",
        "title": {"vi": draw(TEXTS), "en": draw(TEXTS)},
        "decision": {"number": "01/QĐ-UBND (minh họa)"},
        "complete": draw(st.booleans()),
        "levels": tuple(draw(st.permutations(levels))),
    }
    codes = draw(st.lists(st.sampled_from(["2.5", "17.13", "17.20", "18.7"]), unique=True, max_size=3))
    own = [draw(own_indicators(code, grades)) for code in codes]
    if own:
        found["indicators"] = tuple(indicator for indicator, _ in own)
        found["variables"] = {f"v_{n}": variable for n, (_, variable) in zip(codes, own, strict=True)}
        found["variables"] = {
            name.replace(".", "_"): variable for name, variable in found["variables"].items()
        }
    return found


@st.composite
def own_indicators(draw: st.DrawFn, code: str, grades: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    name = f"v_{code.replace('.', '_')}"
    kind, unit = draw(st.sampled_from([("flag", None), ("rate", "%"), ("count", "households")]))
    span = {"from": draw(st.dates(date(2022, 3, 8), date(2025, 1, 1)))}
    common = {**span, **draw(evidenced(grades))}
    sourced = {key: common[key] for key in ("evidence", "source") if key in common}
    words = {"vi": draw(TEXTS), "en": draw(TEXTS)}
    require: dict[str, Any] = {"flag": name, "levels": (common,)}
    if kind != "flag":
        level = {**common, "values": {"all": draw(figures(kind))}}
        require = {"compare": name, "op": draw(st.sampled_from([">=", "<="])), "levels": (level,)}
    indicator = {
        "criterion": code.partition(".")[0],
        "code": code,
        "titles": ({**span, **sourced, **words},),
        "rules": ({**span, "require": require},),
    }
    return indicator, {"kind": kind, **({"unit": unit} if unit else {}), "label": words}


def carried(data: dict[str, Any], *, with_file: bool) -> Any:
    """What an import of the exported set gives."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.yaml"
        path.write_text(written(data), encoding="utf-8")
        book = Path(folder) / "levels.xlsx"
        loaded = ntm.load_set(province=path)
        book.write_bytes(levels_workbook(loaded, base=path.read_text("utf-8") if with_file else None))
        return import_levels(book, Order() if with_file else ORDER)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(province_sets(["signed", "guidance", "reprint", "press", "unverified"]))
def test_any_province_set_comes_back_as_it_was(data: dict[str, Any]) -> None:
    """Exported and imported unchanged: the same set, and the same file byte for byte."""
    found = carried(data, with_file=True)
    assert found.text == written(data)
    assert plain(found.province_set) == plain(parsed(written(data), "own.yaml"))
    assert found.changes == []


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(province_sets(["guidance", "reprint", "press", "unverified"]))
def test_the_cells_alone_say_every_level(data: dict[str, Any]) -> None:
    """Without the file it came from, the cells hold the same levels and own indicators; none is confirmed anew."""
    found = plain(carried(data, with_file=False).province_set)

    def in_order(entries: Any) -> list[str]:
        return sorted(repr(sorted(entry.items(), key=str)) for entry in entries)

    assert in_order(found["levels"]) == in_order(plain(parsed(written(data), "x"))["levels"])
    before = {i["code"]: i for i in plain(parsed(written(data), "x")).get("indicators", ())}
    assert {i["code"]: i for i in found.get("indicators", ())} == before
