"""Where results go: files whole or not at all, pipes, terminals."""

from __future__ import annotations

import codecs
import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import ntm_rules as ntm
from ntm_rules.cli.evaluate import FORMATS

CLI = [sys.executable, "-c", "from ntm_rules.cli.main import main; main()"]
BINARY = ("parquet", "xlsx")
posix = pytest.mark.skipif(
    os.name == "nt", reason="Windows has no modes, links of this kind or pseudo-terminals"
)


@pytest.mark.parametrize("form", [*BINARY, "md"])
def test_each_form_is_written_by_its_suffix(run, good, tmp_path, form):
    output = tmp_path / f"result.{form}"
    ran = run("evaluate", good, "-o", output)
    assert (ran.code, ran.out) == (0, "")
    match form:
        case "parquet":
            assert set(pd.read_parquet(output)["commune"]) == {"Xã An", "Xã Bình"}
        case "xlsx":
            assert openpyxl.load_workbook(output).sheetnames[0] == "Summary"
        case _:
            assert "| Xã An |" in output.read_text(encoding="utf-8")


EACH_FORM = """
import sys
from ntm_rules.cli.main import main
for number, form in enumerate({forms}):
    language = ("vi", "en")[number % 2]
    try:
        main(["evaluate", sys.argv[1], "-o", f"{{sys.argv[2]}}/result.{{form}}", "--lang", language])
    except SystemExit as ended:
        assert not ended.code
main(["evaluate", sys.argv[1], "--lang", "vi"])
"""


@pytest.mark.slow
def test_the_same_input_gives_the_same_bytes_in_every_form(good, tmp_path):
    """Across processes, whatever order sets and hashes take."""
    found = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        ran = subprocess.run(
            [sys.executable, "-c", EACH_FORM.format(forms=FORMATS), good, folder],
            capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed},
        )  # fmt: skip
        found.append({"": ran.stdout, **{path.name: path.read_bytes() for path in folder.iterdir()}})
    first, second = found
    assert len(first) == 1 + len(FORMATS)
    assert [name for name, content in first.items() if second[name] != content] == []
    assert b"\x1b" not in first[""]


def test_a_dash_is_standard_output(run, good):
    assert (
        run("evaluate", good, "-o", "-", "--format", "csv").out
        == run("evaluate", good, "--format", "csv").out
    )


def test_a_binary_form_goes_into_a_pipe(good):
    ran = subprocess.run(
        [*CLI, "evaluate", str(good), "--format", "parquet"], capture_output=True, check=True
    )
    assert len(pd.read_parquet(io.BytesIO(ran.stdout))) > 57


@posix
@pytest.mark.parametrize("form", BINARY)
def test_a_binary_form_is_refused_on_a_terminal(good, form):
    import pty

    master, slave = pty.openpty()
    ran = subprocess.run([*CLI, "evaluate", str(good), "--format", form, "--lang", "en"],
                         stdout=slave, stderr=subprocess.PIPE, text=True)  # fmt: skip
    os.close(slave)
    os.close(master)
    assert ran.returncode == 2
    assert "-o" in ran.stderr


@pytest.mark.parametrize("form", ["json", "jsonl", "xlsx", "md", "table"])
def test_wide_is_for_rows_alone(run, good, form):
    ran = run("evaluate", good, "--wide", "--format", form)
    assert (ran.code, ran.out) == (2, "")
    assert "csv, parquet" in ran.err


@pytest.fixture
def stopped(monkeypatch):
    """Let writing stop with an error of the system, after the bytes are out and before the file is in place."""

    def stop(error):
        def fail(_handle):
            raise error

        monkeypatch.setattr(os, "fsync", fail)

    return stop


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "make room on the disk"),
        (errno.EACCES, "close the file"),
        (errno.EROFS, "another folder"),
    ],
)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_write_that_stops_leaves_the_old_file_and_says_what_to_do(
    run, good, tmp_path, stopped, form, number, says
):
    output = tmp_path / f"result.{form}"
    output.write_text("as it was")
    stopped(OSError(number, os.strerror(number)))
    ran = run("evaluate", good, "-o", output)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"NTM235 {output.as_posix()}: cannot be written: {os.strerror(number)}.")
    assert says in ran.err
    assert output.read_text() == "as it was"
    assert sorted(path.name for path in tmp_path.iterdir()) == [good.name, output.name]


def test_an_interruption_leaves_the_old_file(good, tmp_path, stopped, national):
    output = tmp_path / "result.md"
    output.write_text("as it was")
    stopped(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        ntm.evaluate(good, national).write(output)
    assert output.read_text() == "as it was"
    assert len(list(tmp_path.iterdir())) == 2


@posix
def test_a_file_that_stood_there_keeps_its_mode(run, good, tmp_path):
    output = tmp_path / "result.parquet"
    output.write_bytes(b"")
    output.chmod(0o640)
    run("evaluate", good, "-o", output)
    assert output.stat().st_mode & 0o777 == 0o640


@posix
def test_a_link_stays_a_link(run, good, tmp_path):
    (tmp_path / "link.csv").symlink_to("real.csv")
    run("evaluate", good, "-o", tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text(encoding="utf-8-sig").startswith("commune_code,")


@posix
def test_a_device_is_written_to_and_not_replaced(run, good):
    assert run("evaluate", good, "--format", "csv", "-o", "/dev/null").code == 0
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize("name", ["result", "result.txt", "result.docx"])
def test_the_library_names_the_forms_it_can_write(good, tmp_path, national, name):
    with pytest.raises(ntm.UsageError, match="parquet"):
        ntm.evaluate(good, national).write(tmp_path / name)
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "parquet", "md"])
def test_the_library_writes_what_it_renders(good, tmp_path, national, form):
    found = ntm.evaluate(good, national)
    found.write(tmp_path / f"result.{form}")
    rendered = found.render(form)
    written = (tmp_path / f"result.{form}").read_bytes()
    expected = rendered if isinstance(rendered, bytes) else rendered.encode()
    assert written.removeprefix(codecs.BOM_UTF8).rstrip(b"\n") == expected.rstrip(b"\n")


def test_wide_is_refused_by_the_library_where_there_are_no_rows(good, tmp_path, national):
    with pytest.raises(ntm.UsageError, match="csv, parquet"):
        ntm.evaluate(good, national).write(tmp_path / "result.md", wide=True)


@pytest.mark.parametrize("command", [["evaluate"], ["evaluate", "--wide"], ["risks"], ["recommend"], ["what-if", "--set-value", "*:10=50"], ["plan"]], ids=" ".join)  # fmt: skip
def test_a_csv_file_begins_with_the_mark_that_excel_needs_and_standard_output_does_not(
    run, good, tmp_path, command
):
    name, *more = command
    file = tmp_path / "out.CSV"
    assert run(name, good, *more, "-o", file).code == 0
    data = file.read_bytes()
    assert data.startswith(codecs.BOM_UTF8)
    assert not data.startswith(codecs.BOM_UTF8 * 2)
    printed = run(name, good, *more, "--format", "csv").out
    assert data.decode("utf-8-sig") == printed
    assert "\ufeff" not in printed


def test_a_csv_that_was_written_is_read_back_as_a_table(run, good, tmp_path):
    form = tmp_path / "form.csv"
    assert run("template", "-o", form, "--commune", "Xã Mẫu 1", "--year", "2023").code == 0
    data = form.read_bytes()
    assert data.startswith(codecs.BOM_UTF8)
    assert data.count(codecs.BOM_UTF8) == 1
