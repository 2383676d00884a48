"""Chances for eyes: percent with the error of drawing, the whole, what is known of it, what is left out."""

from __future__ import annotations

import math
from typing import Any

import pytest

import ntm_rules as ntm
from ntm_rules.reports.uncertainty_table import chance_words, uncertainty_sections, uncertainty_table
from ntm_rules.scenarios.monte_carlo import Chances, Drawing, StatedError, draw
from tests.scenarios.uncertain import commune, complete
from tests.support.strategies import SET, frame


@pytest.mark.parametrize(
    ("chances", "undecided", "said"),
    [
        ((0.7312, 0.7225, 0.7399), 0, "73 % (±1)"),
        ((0.731, 0.701, 0.761), 0, "73 % (±3)"),
        ((0.7312, 0.7303, 0.7321), 0, "73,1 % (±0,1)"),
        ((0.004, 0.003, 0.005), 0, "0,4 % (±0,1)"),
        ((0.0001, 0, 0.0003), 0, "< 0,1 %"),
        ((0.9999, 0.9997, 1), 0, "> 99,9 %"),
        ((0.0, 0.0, 0.0003), 0, "0 % (< 0,03 %)"),
        ((1.0, 0.9997, 1.0), 0, "100 % (> 99,97 %)"),
        ((1.0, 1.0, 1.0), 0, "100 %"),
        ((math.nan, math.nan, math.nan), 1, "chưa đủ căn cứ"),
        ((math.nan, math.nan, math.nan), 0.69, "chưa đủ căn cứ ở 69 % số lần lấy mẫu"),
    ],
)
def test_a_chance_is_told_to_what_the_draws_can_tell(chances: Any, undecided: float, said: str) -> None:
    with ntm.language("vi"):
        assert chance_words(chances, undecided) == said


def found() -> tuple[ntm.Evaluation, Chances]:
    open_ = complete(2, income_per_capita=42, income_per_capita_se=1, waste_sorting_household_pct=30)
    del open_["18.1_appraised"]
    rows = [complete(1, income_per_capita=43, income_per_capita_se=1.5), open_, commune(3)]
    result = ntm.evaluate(frame(rows), SET)
    errors = (StatedError("waste_sorting_household_pct", 2),)
    return result, draw(result.judged, Drawing(10_000, 1, errors))


def test_the_table_tells_the_whole_then_criteria_then_their_indicators() -> None:
    result, chances = found()
    with ntm.language("vi"):
        lines = [line.rstrip() for line in uncertainty_table(result.assessment, chances).splitlines()]
    first = lines.index("Xã Mẫu 1, Lai Châu · 2023")
    assert [line.split() for line in lines[first + 1 : first + 4]] == [
        ["Nội", "dung", "Theo", "số", "liệu", "đã", "có", "Xác", "suất", "đạt"],
        ["Toàn", "bộ", "tiêu", "chí", "đạt", "74", "%", "(±1)"],
        ["10", "Thu", "nhập", "đạt", "74", "%", "(±1)"],
    ]
    second = "\n".join(lines[lines.index("Xã Mẫu 2, Lai Châu · 2023") :])
    assert "Toàn bộ tiêu chí " in second
    assert "Các tiêu chí đã đủ căn cứ " in second
    assert "  17.11 Tỷ lệ hộ gia đình" in second
    assert "1 dòng không có số liệu nào có sai số" in second
    assert "lấy mẫu độc lập với nhau" in second
    assert "Xã Mẫu 3" not in second


def test_the_markdown_table_has_a_line_for_each_verdict() -> None:
    _, chances = found()
    lines = list(uncertainty_sections(chances))
    assert "| Xã Mẫu 1 | 10 Income | met | 74 % (±1) |" in lines
    assert any(line.startswith("| Xã Mẫu 2 | – 17.11 ") for line in lines)
    assert any("drawn independently" in line for line in lines)


def test_the_document_and_the_frame_say_the_same() -> None:
    _, chances = found()
    document, table = chances.as_dict(), chances.frame
    assert [entry["commune"] for entry in document["communes"]] == ["Xã Mẫu 1", "Xã Mẫu 2"]
    one, two = document["communes"]
    assert one["drawn"] == [{"variable": "income_per_capita", "value": 43.0, "standard_error": 1.5}]
    assert two["qualifies"]["probability"] is None
    assert two["known_criteria"]["probability"] == two["qualifies"]["undecided"]
    assert [entry["code"] for entry in two["criteria"]] == ["10", "17"]
    assert [entry["code"] for entry in two["criteria"][1]["indicators"]] == ["17.11"]
    mine = table[(table["commune"] == "Xã Mẫu 2") & (table["level"] == "criterion")]
    assert mine["code"].tolist() == ["10", "17"]
    assert mine["probability"].tolist() == [entry["probability"] for entry in two["criteria"]]
    assert mine["status"].tolist() == ["met", "met"]
    assert set(table["draws"]) == {10_000}
