"""What a message tells to write is accepted where it is written."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ntm_rules as ntm
from ntm_rules.tables.cells import read_figure
from ntm_rules.tables.numbers import both_ways

RATE, MONEY, AREA, ROADS = "15.1", "income_per_capita", "public_green_area", "2.1"


@pytest.mark.parametrize(
    ("header", "text"),
    [
        (AREA, "1.234"),
        (AREA, "1,234"),
        (AREA, "12.500 m²/người"),
        (ROADS, "4.520/12 km"),
        (ROADS, "2/4.520 km (đạt)"),
    ],
)
def test_each_way_to_write_an_ambiguous_number_is_accepted(refused, read_column, header, text):
    (problem,) = refused(header, text)
    assert problem.kind == "ambiguous_number"
    ways = re.fullmatch(r"write (.+) or (.+), whichever is meant", problem.remedy)
    assert ways
    assert ways[1] != ways[2]
    for way in ways.groups():
        table = read_column(header, way, lenient=True)
        assert not any(way in str(told.facts) for told in table.warnings if told.kind == "ambiguous_number")
        found = read_figure(way, *_variable(header))
        assert not found.ambiguous
        assert not found.problem


def _variable(header):
    loaded = ntm.load_set()
    variable = loaded.variables["commune_road_paved_pct" if header == ROADS else header]
    return variable, loaded.units.get(variable.unit or "")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.from_regex(r"[1-9][0-9]{0,2}[.,][0-9]{3}", fullmatch=True),
    st.from_regex(r"[1-9][0-9]{0,2}([.,][0-9]{1,4})?", fullmatch=True),
    st.sampled_from(["{0}", "{0}/{1} km", "{1}/{0} km", "{0} m²/người", "{0}/{1} km - Đạt"]),
)
def test_both_ways_of_any_ambiguous_number_read_in_one_way(number, other, form):
    header = ROADS if "/{" in form else AREA
    for way in both_ways(form.format(number, other)):
        found = read_figure(way, *_variable(header))
        assert not found.ambiguous
        assert found.problem is None or found.problem[0] == "figure_contradicts"


@pytest.mark.parametrize("text", ["Chưa đạt 88%", "Cơ bản đạt 94"])
def test_the_form_of_a_verdict_and_a_figure_that_is_told_is_accepted(refused, read_column, text):
    (problem,) = refused(RATE, text)
    way = re.fullmatch(r"write “(.+)” if that is meant", problem.remedy)
    assert way
    table = read_column(RATE, way[1])
    assert table.values["health_insurance_pct"].tolist() == [float(re.findall(r"\d+", text)[0])]
    assert len(table.verdicts) == 1


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("19.2", "Không"),
        ("18.2", "Hoàn thành"),
        ("13.4", "Không"),
        ("17.3", "Có"),
        ("18.5", "Không"),
        ("17.5", "Không"),
        (RATE, "Không"),
        (RATE, "Không có"),
        (RATE, "CĐ"),
        (RATE, "x"),
        (RATE, "+"),
    ],
)
def test_every_word_that_a_hint_tells_to_write_is_accepted(refused, read_column, header, text):
    (problem,) = refused(header, text)
    words = (
        "Không có làng nghề",
        "Hoàn thành tốt nhiệm vụ",
        "Hoàn thành nhiệm vụ",
        "Không đạt",
        "Chưa đạt",
        "Không xét",
        "Đạt",
    )
    told = [word for word in words if word in problem.remedy.split("write", 1)[-1]]
    options = re.findall(r'--marks "([^"]+)"', problem.remedy)
    assert told or options
    for word in told:
        assert len(read_column(header, word)) == 1
    for option in options:
        assert len(read_column(header, text, marks=option)) == 1


@pytest.mark.parametrize(
    "cells", [("x", "", "x"), ("1", "0", "1"), ("CĐ", "Đ", "CĐ"), ("✓", "-", "✓"), ("v", "o", "")]
)
def test_the_marks_that_a_message_names_are_accepted(csv_file, cells):
    path = csv_file(
        [["Xã", "Năm", "TC2", "TC5", "TC11"], ["Xã Mẫu 1", 2023, *cells], ["Xã Mẫu 2", 2023, *cells[::-1]]]
    )
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(path)
    (problem,) = caught.value.problems
    options = re.findall(r'--marks "([^"]+)"', problem.remedy)
    assert options
    for option in options:
        assert len(ntm.read_table(path, marks=option)) == 2
    # The line that is shown as an example is a legend too.
    text = problem.expected.split("“")[1].split("”")[0]
    assert "đạt" in text
