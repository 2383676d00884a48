"""Bad input through the real command line: what it says, how it ends, what it leaves behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAD = "commune,province,year,4.2,10\n"
BAD_FILES = {
    "no commune column": ("year,10\n2023,42\n", [["commune"]]),
    "no year": ("commune,10\nA,42\n", [["year", "--year"]]),
    "no year in one row": ("commune,year,10\nA,2023,42\nB,,43\n", [["row 3", "--year"]]),
    "empty file": ("", [["no rows"]]),
    "header only": (HEAD, [["header"]]),
    "duplicate commune and period": ("commune,year,10\nA,2023,42\nB,2023,1\nA,2023,43\n", [["row 4", "“A”", "row 2"]]),
    "unknown province": (HEAD + "A,Hà Nộ,2023,1,42\n", [["row 2", "“province”", "“Hà Nộ”", "Hà Nội"]]),
    "only years outside validity": (HEAD + "A,Hà Nội,2019,99,42\nB,Hà Nội,2021,99,42\n", [["2019", "2021"]]),
    "a rate of 140": (HEAD + "A,Hà Nội,2023,140,42\n", [["row 2", "“4.2”", "“140”", "0 to 100"]]),
    "text in a number": (HEAD + "A,Hà Nội,2023,99,nhiều\n", [["row 2", "“10”", "“nhiều”", "million VND"]]),
    "CĐ": (HEAD + "A,Hà Nội,2023,CĐ,42\n", [["row 2", "“4.2”", "“CĐ”", "in full"]]),
    "x": (HEAD + "A,Hà Nội,2023,x,42\n", [["row 2", "“4.2”", "“x”", "Đạt or Chưa đạt"]]),
    "two columns for one variable": (
        "commune,year,income_per_capita,TNBQĐN\nA,2023,1,2\n",
        [["income_per_capita", "TNBQĐN", "keep one"]],
    ),
    "two headers 17.1": ("commune,year,17.1,17.1\nA,2023,Đạt,Đạt\n", [["“17.1”", "17.10", "title"]]),
    "a look-alike": ("commune,year,10,Nước hợp vệ sinh\nA,2023,42,99\n", [["“Nước hợp vệ sinh”", "17.1"]]),
    "a plan": (HEAD + "A,Hà Nội,2023,Phấn đấu đạt,42\n", [["row 2", "“4.2”", "“Phấn đấu đạt”", "plan"]]),
    "an ambiguous number": (HEAD + "A,Hà Nội,2023,99,1.234\n", [["row 2", "“10”", "“1.234”", "1234"]]),
    "a contradicting region": ("commune,province,region,year,10\nA,Hà Nội,TN,2023,42\n", [["row 2", "“region”", "“TN”"]]),
    "a bad date": ("commune,recognised_on,year,10\nA,31/02/2023,2023,42\n", [["row 2", "“recognised_on”", "“31/02/2023”"]]),
    "a figure under several": (HEAD.replace("10", "17.1") + "A,Hà Nội,2023,99,45\n", [["row 2", "“17.1”", "“45”", "clean_water_household_pct"]]),
    "a row too long": (HEAD + "A,Hà Nội,2023,99,42,7\n", [["row 2", "“7”"]]),
    "several at once": (
        HEAD + "A,Hà Nộ,2023,140,42\nB,Hà Nội,2023,CĐ,nhiều\nA,Hà Nộ,2023,99,-3\n",
        [
            ["row 2", "“Hà Nộ”"],
            ["row 2", "“140”"],
            ["row 3", "“CĐ”"],
            ["row 3", "“nhiều”"],
            ["row 4", "“-3”"],
            ["row 4", "already in row 2"],
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("command", ["evaluate", "explain"])
@pytest.mark.parametrize("case", BAD_FILES)
def test_bad_input_is_refused_with_every_error_at_once(run, csv_file, case, command):
    text, said = BAD_FILES[case]
    path = csv_file(text)
    ran = run(command, path, *(["--commune", "A"] if command == "explain" else []))
    assert (ran.code, ran.out) == (1, "")
    assert "Traceback" not in ran.err
    lines = ran.err.splitlines()
    for words in said:
        assert any(all(word in line for word in [path.name, *words]) for line in lines), (words, ran.err)
    # One line an error, under a line that counts them.
    assert len(lines) >= len(said)
    assert all(line.startswith("NTM2") for line in lines[len(said) > 1 :])


@pytest.mark.parametrize("case", BAD_FILES)
def test_every_error_says_what_to_do(run, csv_file, case):
    ran = run("evaluate", csv_file(BAD_FILES[case][0]))
    for line in ran.err.splitlines():
        assert "To do:" in line or "Expected:" in line or line.endswith("nothing was written:"), line


@pytest.mark.parametrize("case", BAD_FILES)
@pytest.mark.parametrize("existing", [None, "old result\n"])
def test_refused_input_leaves_no_file_behind(run, csv_file, tmp_path, case, existing):
    path = csv_file(BAD_FILES[case][0])
    output = tmp_path / "out" / "result.json"
    output.parent.mkdir()
    if existing:
        output.write_text(existing)
    assert run("evaluate", path, "-o", output).code == 1
    assert [p.read_text() for p in output.parent.iterdir()] == ([existing] if existing else [])


@pytest.mark.parametrize(
    "arguments",
    [
        ["evaluate", "none.csv"],
        ["evaluate"],
        ["evaluate", "{good}", "--no-such-option"],
        ["evaluate", "{good}", "--format", "pdf"],
        ["evaluate", "{good}", "-o", "result.txt"],
        ["evaluate", "{good}", "-o", "result"],
        ["evaluate", "{good}", "--year", "abc"],
        ["evaluate", "{good}", "--year", "12"],
        ["evaluate", "{good}", "--as-of", "31/13/2023"],
        ["evaluate", "{good}", "--lang", "fr"],
        ["evaluate", "{good}", "--fail-on", "met"],
        ["evaluate", "{good}", "--basically-met", "perhaps"],
        ["evaluate", "{good}", "--set", "commune-1999"],
        ["evaluate", "{good}", "--set", "{dir}"],
        ["evaluate", "{good}", "--set", ""],
        ["evaluate", "{good}", "--province-set", "atlantis-2022"],
        ["evaluate", "{good}", "--province-set", "none.yaml"],
        ["evaluate", "{good}", "-o", "{dir}/none/result.json"],
        ["evaluate", "{good}", "-o", "{dir}"],
        ["explain", "{good}"],
        ["explain", "{good}", "--commune", "Xã Không Có"],
        ["explain", "{good}", "--commune", ""],
        ["explain", "{good}", "--commune", "Xã An", "99"],
        ["explain", "{good}", "--commune", "Xã An", "17.13"],
        ["explain", "{good}", "--commune", "Xã An", "--format", "csv"],
        ["explain", "none.csv", "--commune", "Xã An"],
        ["criteria", "show", "commune-1999"],
        ["criteria", "show", "commune-2021-2025", "99"],
        ["criteria", "validate", "commune-1999"],
        ["criteria", "audit", "commune-1999"],
        ["criteria", "audit", "--grade", "hearsay"],
        ["criteria", "list", "--format", "xml"],
        ["criteria", "none"],
        ["none"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2(run, good, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    ran = run(*(argument.format(good=good, dir=tmp_path) for argument in arguments))
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.strip()
    assert [path.name for path in tmp_path.iterdir()] == [good.name]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["evaluate", "{good}", "--set", "commune-1999"], "commune-2021-2025"),
        (["evaluate", "{good}", "--province-set", "atlantis"], "binh-phuoc-2022-difficult"),
        (["explain", "{good}", "--commune", "Xã Anh"], "Xã An"),
        (["evaluate", "{good}", "-o", "result.txt"], "json"),
    ],
    ids=" ".join,
)
def test_wrong_usage_names_what_there_is(run, good, arguments, expected):
    assert expected in run(*(argument.format(good=good) for argument in arguments)).err


def test_lenient_counts_the_cells_it_left_out(run, csv_file):
    path = csv_file(HEAD + "A,Hà Nội,2023,140,nhiều\nB,Hà Nội,2023,CĐ,70\nC,Hà Nội,2023,Đạt,71\n")
    ran = run("evaluate", path, "--lenient", "--format", "csv")
    assert ran.code == 0
    assert "3 cell(s)" in ran.err
    lines = ran.out.splitlines()
    assert sum(",invalid_value," in line for line in lines) == 3


def test_lenient_still_refuses_what_makes_the_whole_file_unclear(run, csv_file):
    for text in ("year,10\n2023,42\n", "commune,10\nA,42\n", "", "commune,year,17.1,17.1\nA,2023,1,1\n"):
        ran = run("evaluate", csv_file(text), "--lenient")
        assert (ran.code, ran.out) == (1, "")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["evaluate", "bad.csv"], 1), (["evaluate", "none.csv"], 2), (["evaluate", "bad.csv", "--lenient"], 0)],
)
@pytest.mark.slow
def test_the_installed_command_ends_so_too(csv_file, tmp_path, arguments, code):
    csv_file(HEAD + "A,Hà Nội,2023,140,42\n", "bad.csv")
    ran = subprocess.run(
        [sys.executable, "-c", "from ntm_rules.cli.main import main; main()", *arguments, "--lang", "en"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
    )
    assert ran.returncode == code
    assert bool(ran.stdout) == (code == 0)
    assert "Traceback" not in ran.stderr
    assert "\x1b" not in ran.stdout + ran.stderr


def test_a_file_that_cannot_be_opened_is_no_crash(run, csv_file, monkeypatch):
    path = csv_file(HEAD + "A,Hà Nội,2023,50,42\n")

    def closed(*_arguments, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", closed)
    ran = run("evaluate", path)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"NTM115 {path.as_posix()}: cannot be opened: Permission denied.\n"


@pytest.mark.parametrize("option", ["--documents", "--mapping", "--owners"])
def test_no_file_that_is_read_is_written_over(run, good, csv_file, option):
    other = csv_file("commune,indicator\n", "other.csv")
    ran = run("evaluate", good, option, other, "-o", other)
    assert ran.code == 2
    assert "is the input" in ran.err
    assert other.read_text() == "commune,indicator\n"
