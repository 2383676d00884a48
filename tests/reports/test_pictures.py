"""Pictures of sweeps and sensitivity: whole files, the same bytes each time, with their words in them."""

from __future__ import annotations

import builtins
import struct
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import ntm_rules as ntm

DISTRICT = Path(__file__).resolve().parents[2] / "fixtures" / "example-district-2023.csv"
ASKED = {
    "one": lambda found: ntm.sweep(found, "10=34:50:1"),
    "shift": lambda found: ntm.sweep(found, "15.1=+0:+12:1"),
    "two": lambda found: ntm.sweep(found, "10=40:46:2", "11=5:20:5"),
    "two-of-one": lambda found: ntm.sweep(found, "Xã Mẫu 4:10=40:46:2", "Xã Mẫu 4:11=5:20:5"),
    "tornado": lambda found: ntm.sensitivity(found, "Xã Mẫu 5"),
}


@pytest.fixture(scope="module")
def district() -> ntm.Evaluation:
    return ntm.evaluate(DISTRICT)


def texts(picture: bytes) -> str:
    """The words of an SVG."""
    root = ET.fromstring(picture)
    assert root.tag.endswith("svg")
    return "\n".join("".join(node.itertext()) for node in root.iter() if node.tag.endswith("}text"))


@pytest.mark.parametrize(
    "asked",
    ["two-of-one", *(pytest.param(name, marks=pytest.mark.slow) for name in ASKED if name != "two-of-one")],
)
@pytest.mark.slow
def test_a_picture_is_whole_and_always_the_same_bytes(district, asked):
    for form in ("svg", "png"):
        first, second = (ASKED[asked](district).picture(form) for _ in range(2))
        assert first == second
        if form == "svg":
            assert "dc:date" not in first.decode()
            texts(first)
        else:
            assert first.startswith(b"\x89PNG\r\n\x1a\n")
            assert first.endswith(b"IEND\xaeB`\x82")
            width, height = struct.unpack(">II", first[16:24])
            assert min(width, height) > 400
            assert b"Software" not in first


def test_the_words_of_a_sweep_are_in_it_in_vietnamese(district):
    with ntm.language("vi"):
        said = texts(ntm.sweep(district, "10=34:50:1").picture())
    for text in ("SỐ LIỆU MINH HỌA", "Thu nhập bình quân đầu người (triệu đồng/người/năm)", "Xã Mẫu 9", "đạt chuẩn",
                 "mức chuẩn 10: ≥ 42 triệu đồng/người/năm [chưa kiểm chứng]", "đạt tiêu chí 10", "Huyện Mẫu"):  # fmt: skip
        assert text in said, text


def test_the_words_of_a_heat_map_and_of_a_tornado_are_in_them(district):
    said = texts(ASKED["two"](district).picture())
    for text in ("ILLUSTRATIVE DATA", "communes that meet criteria 10, 11", "level of 11: ≤ 13 % [", "Income per head"):  # fmt: skip
        assert text in said, text
    said = texts(ASKED["tornado"](district).picture())
    for text in ("Sensitivity: Xã Mẫu 5", "34.6; ≥ 42 million VND/person/year [unverified]", "gains criterion 10", "% of the level"):  # fmt: skip
        assert text in said, text


def test_a_name_is_drawn_as_it_is_and_real_data_bears_no_stamp():
    import pandas as pd

    row = {"commune": "Xã $a$ & <b>", "province": "Lai Châu", "year": 2023, "income_per_capita": 40}
    said = texts(ntm.sweep(pd.DataFrame([row]), "10=38:44:1").picture())
    assert "Xã $a$ & <b>" in said
    assert "ILLUSTRATIVE" not in said


def test_what_lies_at_no_distance_and_what_has_no_figure_is_drawn_too():
    import pandas as pd

    row = {"commune": "Xã A", "province": "Lai Châu", "year": 2023, "postal_point": "x"}
    found = ntm.sensitivity(pd.DataFrame([{**row, "postal_point": True}]), "Xã A")
    assert found.to_dict()["levers"] == []
    assert "Sensitivity: Xã A" in texts(found.picture())


def test_another_form_is_refused(district):
    with pytest.raises(ntm.UsageError, match="svg, png"):
        ASKED["one"](district).picture("pdf")


def test_without_matplotlib_the_extra_is_named(district, monkeypatch):
    real = builtins.__import__

    def missing(name, *more, **keywords):
        if name.partition(".")[0] == "matplotlib":
            raise ImportError(name)
        return real(name, *more, **keywords)

    for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(ntm.UsageError, match=r"ntm-rules\[pictures\]"):
        ASKED["one"](district).picture()
