"""The least change as people and machines read it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import ntm_rules as ntm
from ntm_rules.definitions.conditions import copied
from ntm_rules.definitions.recognition import load_recognition
from ntm_rules.engine.evaluate import judge_table
from ntm_rules.planning.least_change import ways, ways_out_of_revocation
from ntm_rules.reports.least_change_table import least_change_table
from ntm_rules.reports.least_change_words import change_columns, way_document
from ntm_rules.risks.assessment import Assessment
from tests.support.small_sets import compare, flag, invented

EXAMPLE = "fixtures/example-district-2023.csv"


def shown(language: str) -> str:
    judged = judge_table(ntm.read_table(EXAMPLE), ntm.load_set())
    with ntm.language(language):
        return least_change_table(Assessment(judged), ways(judged), (), plain=True)


def test_a_planner_reads_what_is_left_in_vietnamese() -> None:
    text = shown("vi")
    assert "SỐ LIỆU MINH HỌA" in text
    assert "Xã Mẫu 4: còn 7 việc · 2023 · tổng khoảng cách 0,69" in text
    assert (
        "✗ 17.6 Tỷ lệ chất thải rắn được thu gom, xử lý: 66,3 → 70 % (còn thiếu 3,7 điểm phần trăm)" in text
    )
    assert "✗ 11 Tỷ lệ nghèo đa chiều: 215/968 → 125/968 (22,21 → 12,91 %; mức chuẩn ≤ 13 %)" in text
    assert "? 12 (12.2): chưa có số liệu" in text
    assert "Xã Mẫu 1: không còn việc nào" in text
    assert max(map(len, text.splitlines())) <= 100


def test_and_in_english() -> None:
    text = shown("en")
    assert "Xã Mẫu 4: 7 thing(s) left to do · 2023 · distance in all 0.69" in text
    assert "no → yes" in text


def test_columns_hold_one_row_a_change_with_figures_and_words() -> None:
    judged = judge_table(ntm.read_table(EXAMPLE), ntm.load_set())
    found = ways(judged)
    columns = change_columns(judged, found)
    lengths = {len(column) for column in columns.values()}
    assert lengths == {sum(len(way.changes) for way in found)}
    share = columns["share"]
    assert isinstance(share, np.ndarray)
    assert share.sum() == pytest.approx(sum(way.cost for way in found), abs=1e-4)


def test_no_change_at_all_gives_columns_without_rows() -> None:
    judged = judge_table(ntm.read_table(EXAMPLE), ntm.load_set())
    assert {len(column) for column in change_columns(judged, []).values()} == {0}


def test_the_document_says_from_to_level_distance_and_share(csv_file: Any) -> None:
    path = csv_file(
        [["commune", "province", "year", "solid_house_pct"], ["Xã Mẫu 1", "Lai Châu", "2023", "9/13"]]
    )
    judged = judge_table(ntm.read_table(path), ntm.load_set())
    found = way_document(judged, ways(judged)[0])
    (change,) = found["changes"]
    message = change.pop("message")
    assert change == {
        "criterion": "9", "indicators": ["9.2"], "kind": "count", "variable": "solid_house_pct", "from": 9, "to": 10,
        "whole": 13, "unit": "%", "comparison": ">=", "level": 75, "gap": 5.769231, "distance": 1, "share": 0.076923,
    }  # fmt: skip
    assert "9/13 → 10/13 (69.23 → 76.92 %; level ≥ 75 %)" in message
    assert {"criterion": "1", "reason": "missing_value", "indicators": ["1.1", "1.2"]} in found["needs_data"]
    assert found["certain"] is False
    json.dumps(found, allow_nan=False)


def test_what_stops_a_commune_is_said(csv_file: Any) -> None:
    loaded = invented([[flag("has_craft_village")], [compare("solid_house_pct", ">=", 50)]])
    path = csv_file(
        [
            ["commune", "province", "year", "has_craft_village", "solid_house_pct"],
            ["Xã Mẫu 1", "Lai Châu", "2023", "không", "60"],
        ]
    )
    judged = judge_table(ntm.read_table(path, loaded), loaded)
    # No rule of recognition is laid down for an invented set.
    shipped = load_recognition()
    rules = copied(shipped, revocation=copied(shipped.revocation, named={}))
    text = least_change_table(Assessment(judged, rules=rules), ways(judged), (), plain=True)
    assert "! 1.1 " in text
    assert "a fact of the commune that no plan changes" in text
    assert "Xã Mẫu 1: what is left is out of reach" in text


def test_leaving_the_zone_of_revocation_is_a_part_of_its_own(csv_file: Any) -> None:
    """Ten of 19 judged unmet by the council, none of them a named one: one must be met."""
    codes = [str(n) for n in range(1, 20)]
    unmet = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "11"]
    cells = ["Chưa đạt" if code in unmet else "Đạt" for code in codes]
    path = csv_file(
        [
            ["commune", "province", "year", "recognised", *codes],
            ["Xã Mẫu 1", "Lai Châu", "2023", "NTM", *cells],
        ]
    )
    judged = judge_table(ntm.read_table(path), ntm.load_set())
    zone = ways_out_of_revocation(judged)
    text = least_change_table(Assessment(judged), ways(judged), (), revocation=zone, plain=True)
    part = text[text.index("The least change to leave the zone of revocation") :]
    assert "Xã Mẫu 1: 1 thing(s) left to do" in part
    assert "✗ 5 " in part
    assert "verdict: unmet → met" in part
