"""Usage lines, place holders and examples of every command in Vietnamese; no word of the command-line library's own."""

from __future__ import annotations

import re

import click
import pytest

from ntm_rules.cli.main import build

ENGLISH = re.compile(
    r"\b(OPTIONS|COMMAND|ARGS|FILE|TEXT|INTEGER|FLOAT|RANGE|NAME|DATE|NUMBER|CODE|SET|PATH)\b|<=x<="
)


def commands(group: click.Group, path: tuple[str, ...] = ()):
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


@pytest.mark.parametrize("command", [(), *commands(build())], ids=lambda c: " ".join(c) or "ntm-rules")
def test_the_help_of_every_command_is_in_vietnamese(run, command) -> None:
    ran = run(*command, "--help", lang="vi") if command else run("--lang", "vi", "--help", lang=None)
    usage, _, rest = ran.out.partition("\n\n")
    assert not ENGLISH.search(usage), usage
    # What stands beside the name of each option, before what it does.
    for line in re.findall(r"^  (-.+?)(?:  .*)?$", rest, re.MULTILINE):
        assert not ENGLISH.search(line), line


@pytest.mark.parametrize("command", ["evaluate", "risks", "recommend", "explain"])
def test_a_file_that_is_not_there_is_said_in_plain_vietnamese(run, command) -> None:
    more = ["--commune", "Xã Mẫu 1"] if command == "explain" else []
    ran = run(command, "nope.csv", *more, lang="vi")
    assert ran.code == 2
    assert "Không tìm thấy tệp 'nope.csv'." in ran.err
    assert "Đường Dẫn" not in ran.err


@pytest.mark.parametrize(("year", "accepted"), [("1989", False), ("2101", False), ("hai nghìn", False), ("2023.5", False), ("2023", True)])  # fmt: skip
def test_a_year_out_of_bounds_is_refused_with_the_bounds(run, csv_file, year, accepted) -> None:
    path = csv_file("commune,province,10\nXã Mẫu 1,Lai Châu,43\n")
    ran = run("evaluate", path, "--year", year, lang="vi")
    assert ran.code == (0 if accepted else 2)
    assert accepted or f"“{year}” không phải là năm từ 1990 đến 2100" in ran.err


def test_the_page_of_a_district_does_not_say_we(run, csv_file) -> None:
    rows = [["Xã", "Tỉnh", "Huyện", "Năm", "10", "11"]]
    rows += [[f"Xã Mẫu {n}", "Lai Châu", "Huyện Mẫu", 2023, 20, 40] for n in range(1, 4)]
    path = csv_file(rows)
    for form in ("table", "md", "json"):
        page = run("recommend", path, "--format", form, lang="vi").out
        assert "chúng tôi" not in page
        assert "recommendations.yaml" not in page
