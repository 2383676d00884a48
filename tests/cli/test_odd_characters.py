"""Control characters, halves of characters and marks of direction: never on a terminal, never in a result as they are."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

import ntm_rules as ntm
from ntm_rules.errors import Problem
from ntm_rules.plain_text import escaped, plain

# ESC, BEL, NUL, CSI of eight bits, right-to-left override and isolate, without width, half a character.
STEERING = ["\x1b", "\x07", "\x00", "\x9b", "\x7f", "\ud800"]
UNSEEN = ["\u202e", "\u2067", "\u200b", "\u200f", "\ufeff", "\u00ad", "\U000e0041"]
ANY = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def _records(tmp_path, commune, name="a.json", **more):
    path = tmp_path / name
    path.write_text(
        json.dumps([{"commune": commune, "province": "Hòa Bình", "year": 2023, "10": 42, **more}])
    )
    return path


@pytest.mark.parametrize("sign", STEERING)
@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "md"])
def test_what_is_no_text_in_a_name_is_replaced_and_told(run, tmp_path, form, sign):
    ran = run("evaluate", _records(tmp_path, f"Xã{sign}[31m Mẫu"), "--format", form)
    assert ran.code == 0, ran.err
    assert not ANY.search(ran.out + ran.err)
    assert "Xã�[31m Mẫu" in ran.out.replace("\\[", "[")
    assert "NTM370" in ran.err
    assert "cell A2" in ran.err
    assert "1 cell(s) hold characters that are no text" in ran.err


@pytest.mark.parametrize("sign", UNSEEN)
@pytest.mark.parametrize("form", ["table", "json", "csv", "md"])
def test_what_is_unseen_in_a_name_is_left_out_so_that_it_is_the_same_commune(run, tmp_path, form, sign):
    ran = run("evaluate", _records(tmp_path, f"Xã {sign}Mẫu 1"), "--format", form)
    assert ran.code == 0, ran.err
    assert not ANY.search(ran.out + ran.err)
    assert "Xã Mẫu 1" in ran.out
    assert "NTM370" not in ran.err


@pytest.mark.parametrize("suffix", ["json", "jsonl", "csv", "md", "xlsx", "parquet"])
def test_every_writer_ends_well_on_half_a_character(run, tmp_path, suffix):
    out = tmp_path / f"out.{suffix}"
    ran = run("evaluate", _records(tmp_path, "Xã \ud800 Mẫu"), "-o", out)
    assert ran.code == 0, ran.err
    assert out.stat().st_size


def test_half_a_character_in_a_data_frame_is_replaced_and_told():
    names = pd.Series(["Xã \udcff"], dtype=object)
    frame = pd.DataFrame({"commune": names, "province": ["Hòa Bình"], "year": [2023], "10": [42.0]})
    found = ntm.evaluate(frame)
    assert found.communes.commune.tolist() == ["Xã �"]
    assert "no_text" in {warning.kind for warning in found.warnings}
    found.to_json().encode()
    assert frame.commune.tolist() == ["Xã \udcff"]


def test_a_refused_cell_shows_nothing_that_steers(run, csv_file):
    ran = run(
        "evaluate", csv_file("commune,province,year,10\nA\x1b]0;x\x07,Hà N\u202eội,2023,\x1b[2Jnhiều\n")
    )
    assert ran.code != 0
    assert not ANY.search(ran.err)
    assert "nhiều" in ran.err


def test_an_odd_header_is_shown_plain(run, csv_file):
    ran = run("evaluate", csv_file("commune,province,year,10,\x1b[31mđỏ\nA,Hòa Bình,2023,42,1\n"))
    assert not ANY.search(ran.out + ran.err)
    assert "�[31mđỏ" in ran.err


@pytest.mark.parametrize("name", ["x\x1b[31m.csv", "x\u202e.csv", "x\x07.csv", "khong-co\x1b.csv"])
def test_the_name_of_a_file_is_shown_plain(run, csv_file, tmp_path, name):
    path = csv_file("commune,province,year,10\nA,Hòa Bình,2023,nhiều\n", name)
    refused = run("evaluate", path)
    assert refused.code != 0
    assert "“nhiều”" in refused.err
    assert not ANY.search(refused.err)
    path.write_text("commune,province,year,10\nA,Hòa Bình,2023,42\n")
    for form in ("table", "json", "md", "csv"):
        good = run("evaluate", path, "--format", form)
        assert good.code == 0, good.err
        assert not ANY.search(good.out + good.err)


OPTIONS = [
    ["--year", "20\x1b23"],
    ["--as-of", "\x1b[31m2023"],
    ["--map", "x\x1b[31m=10"],
    ["--map", "10=\x1b[31m"],
    ["--watch", "\x1b[31m"],
    ["--horizon", "\u202e2025"],
    ["--sheet", "\x1b[31m"],
    ["--set", "\x1b[31m"],
    ["--province-set", "\x1b[31m"],
    ["--documents", "khong-co\x1b[31m.csv"],
    ["--documents=khong-co\x1b[31m.csv"],
    ["--\x1b[31m"],
    ["--format", "\x1b[31m"],
    ["-o", "thu-muc\x1b[31m/x.csv"],
]


@pytest.mark.parametrize("option", OPTIONS, ids=repr)
def test_an_option_is_shown_plain(run, good, option):
    ran = run("evaluate", good, *option)
    assert ran.code != 0, ran.out
    assert "Traceback" not in ran.err
    assert not ANY.search(ran.out + ran.err)


@pytest.mark.parametrize("command", [["explain", "--commune", "\x1b[31m"], ["what-if", "--sensitivity", "\x1b[31m"], ["what-if", "--set-value", "\x1b[31m:10=2"], ["what-if", "--sweep", "\x1b:10=1:2:1"], ["what-if", "--merge", "\x1b+A=B"], ["\x1b[31m"]], ids=repr)  # fmt: skip
def test_an_option_of_a_command_is_shown_plain(run, good, command):
    ran = run(command[0], good, *command[1:])
    assert ran.code != 0
    assert not ANY.search(ran.out + ran.err)


def test_a_title_of_a_scenario_is_shown_plain(run, good, tmp_path):
    file = tmp_path / "s.yaml"
    file.write_text(
        'scenarios:\n  - {id: a, title: {vi: "\\e[31mđỏ", en: "\\e[31mred\\u202e"}, changes: [{value: "10", add: 5}]}\n'
    )
    ran = run("what-if", good, "--scenario", file)
    assert ran.code == 0, ran.err
    assert "�[31mred" in ran.out
    assert not ANY.search(ran.out + ran.err)


def test_a_problem_raised_by_a_library_holds_nothing_that_steers():
    problem = Problem(
        "not_a_number", ntm_message("\x1b"), file="a\x1b.csv", value="\x1b[31m", remedy="\u202e"
    )
    assert not ANY.search(str(problem))


def ntm_message(text: str) -> str:
    from ntm_rules.i18n import tr

    return tr("there is no criteria set “{name}”.", name=text)


def test_json_says_the_same_with_escapes():
    text = json.dumps({"a\u202e": "b\x1b\ud800\U000e0001"}, ensure_ascii=False)
    assert not ANY.search(escaped(text))
    assert json.loads(escaped(text)) == json.loads(text)


@pytest.mark.parametrize("text", ["Xã Mẫu 1", "ậ\u0323", "a\tb\nc", "1\u00a0%", "日本", "🙂", "≥≤"])
def test_text_that_can_be_shown_stays_as_it_is(text):
    assert plain(text) == text


def test_breaks_of_word_and_old_macs_become_plain_ones():
    assert plain("a\x0bb\u2028c\r\nd\re") == "a b c\nd\ne"


def test_no_name_of_an_output_steers(run, good, tmp_path):
    ran = run("evaluate", good, "-o", tmp_path / "ra\x1b[31m.json")
    assert ran.code == 0
    assert [path.name for path in tmp_path.glob("*.json")] == ["ra�[31m.json"]


@pytest.mark.parametrize("code", ["F0FE", "110000", "FFFFFFFF", "D800", "0", "zz", "-1"])
def test_a_sign_of_word_that_cannot_be_is_told_or_refused_and_never_ends_the_program(run, tmp_path, code):
    from docx import Document
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    document = Document()
    table = document.add_table(2, 4)
    for at, text in enumerate(["commune", "province", "year", "10"]):
        table.cell(0, at).text = text
    for at, text in enumerate(["Xã Mẫu", "Hòa Bình", "2023", "42"]):
        table.cell(1, at).text = text
    sign = OxmlElement("w:sym")
    sign.set(qn("w:char"), code)
    table.cell(1, 0).paragraphs[0].runs[0]._r.append(sign)
    path = tmp_path / "a.docx"
    document.save(str(path))
    ran = run("evaluate", path, "--format", "csv")
    assert "Traceback" not in ran.err
    assert ran.code == 0, ran.err
    assert not ANY.search(ran.out + ran.err)
    assert ("NTM370" in ran.err) == (code != "F0FE")
    Path(path).unlink()
