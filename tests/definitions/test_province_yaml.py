"""A province set's file is edited on the lines that must change alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ntm_rules as ntm
from ntm_rules.definitions.load import province_set_ids, province_set_path
from ntm_rules.definitions.province_yaml import parsed, plain, text_with
from ntm_rules.definitions.yaml_edit import edited, written
from ntm_rules.definitions.yaml_source import Source

TEXT = """\
# The province's own, as an officer wrote it.
id:   own   # two spaces more
set: commune-2021-2025
province: Bình Phước
title: {vi: Của tỉnh, en: 'Its own'}
decision: {number: 1/QĐ-UBND}

levels:
# Roads first.
- overrides: 2.1/commune_road_paved_pct   # đường xã
  from: 2022-07-28
  value: 100.0
  evidence: press
  source: >-
    a paper of two
    lines
- {overrides: 2.2/village_road_hardened_pct, from: 2022-07-28, value: 80, evidence: press, source: x}

# Then income.
- value: 39
  overrides: 10/income_per_capita
  from: 2022-07-28
  to: null
  evidence: unverified
  note: "a: b"
# The end.
"""


def data(text: str) -> dict:
    return plain(parsed(text, "own.yaml"))


def changed(text: str = TEXT, **changes) -> str:
    """The text with the level of each key changed: a mapping of fields, or None to take it out."""
    wanted = data(text)
    levels = []
    for level in wanted["levels"]:
        change = changes.get(level["overrides"].split("/")[1], {})
        if change is not None:
            levels.append({k: v for k, v in {**level, **change}.items() if v is not None})
    found = text_with({**wanted, "levels": tuple(levels)}, text, "own.yaml")
    assert data(found)["levels"] == tuple(levels)
    return found


def lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that only one of two texts has."""
    old, new = before.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


@pytest.mark.parametrize(
    "text", [TEXT, *(province_set_path(n).read_text("utf-8") for n in province_set_ids())]
)
def test_nothing_to_change_leaves_every_byte(text):
    assert text_with(data(text), text, "own.yaml") == text


def test_a_value_is_changed_where_it_stands():
    assert lines(TEXT, changed(commune_road_paved_pct={"value": 95.5})) == (
        ["  value: 100.0"],
        ["  value: 95.5"],
    )


def test_a_text_over_several_lines_is_replaced_whole():
    after = changed(commune_road_paved_pct={"source": "one: line"})
    assert lines(TEXT, after) == (
        ["  source: >-", "    a paper of two", "    lines"],
        ["  source: 'one: line'"],
    )


def test_a_key_that_is_added_stands_in_its_order():
    after = changed(commune_road_paved_pct={"to": date(2023, 1, 1)}).splitlines()
    assert after[after.index("  to: 2023-01-01") - 1] == "  from: 2022-07-28"


def test_a_key_that_was_null_is_filled():
    assert lines(TEXT, changed(income_per_capita={"to": date(2022, 12, 31)})) == (["  to: null"], ["  to: 2022-12-31"])  # fmt: skip


def test_an_entry_on_one_line_stays_on_one_line():
    before, after = lines(TEXT, changed(village_road_hardened_pct={"value": 81, "note": "n"}))
    assert len(before) == len(after) == 1
    assert after[0].startswith("- {overrides: 2.2/village_road_hardened_pct")


def test_an_entry_that_is_removed_takes_no_comment_along():
    before, after = lines(TEXT, changed(income_per_capita=None))
    assert len(before) == 5
    assert after == []
    assert "# Then income." in changed(income_per_capita=None)


def test_a_file_with_windows_line_ends_keeps_them():
    text = TEXT.replace("\n", "\r\n")
    after = changed(text, commune_road_paved_pct={"value": 95, "to": date(2023, 1, 1)})
    assert after.count("\n") == after.count("\r\n") == TEXT.count("\n") + 1


def test_a_file_without_a_last_line_end_can_grow():
    text = "\n".join(TEXT.splitlines()[:-1])
    wanted = {**data(text), "complete": True}
    more = {"overrides": "2.3/alley_road_clean_passable_pct", "from": date(2022, 7, 28), "value": 50.0, "evidence": "unverified", "note": "n"}  # fmt: skip
    wanted["levels"] = (*wanted["levels"], more)
    assert data(text_with(wanted, text, "own.yaml")) == wanted


@pytest.mark.parametrize("levels", ["levels: []\n", "levels: [] # none yet\nvariables: {}\n", ""])
def test_a_file_without_levels_can_grow(levels):
    text = TEXT[: TEXT.index("levels:")] + levels
    wanted = {**data(text), "levels": data(TEXT)["levels"]}
    assert data(text_with(wanted, text, "own.yaml")) == wanted


def test_a_file_that_cannot_be_edited_line_by_line_is_refused_and_not_spoiled():
    text = TEXT.replace("value: 100.0", "value: &v 100").replace("value: 39", "value: *v")
    with pytest.raises(ntm.DefinitionError) as caught:
        changed(text, commune_road_paved_pct={"value": 95.0})
    assert "own.yaml" in str(caught.value)


WORDS = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=20)
SCALARS = st.one_of(
    WORDS,
    st.booleans(),
    st.floats(-1e6, 1e6).map(lambda x: round(x, 3)),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.dictionaries(WORDS, inner, min_size=1, max_size=4),
        st.lists(inner, min_size=1, max_size=3).map(tuple),
    ),
    max_leaves=8,
)
MAPPINGS = st.dictionaries(WORDS, TREES, min_size=1, max_size=4)


@settings(max_examples=40, deadline=None)
@given(MAPPINGS)
def test_what_is_written_reads_back_the_same(tree):
    assert Source(written(tree), "x").data == tree


@settings(max_examples=40, deadline=None)
@given(MAPPINGS, MAPPINGS)
def test_any_edit_gives_what_was_wanted(before, after):
    """Whatever changes into whatever: the text of the first becomes a text of the second."""
    mixed = {**before, **after}
    assert Source(edited(written(before), before, mixed), "x").data == mixed
    assert Source(edited(written(mixed), mixed, after), "x").data == after
