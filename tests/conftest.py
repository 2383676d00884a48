"""What every room's tests share: the language, the set, small tables, the command line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import ntm_rules as ntm
from ntm_rules.cli.main import main
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.tables.table import Table


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages in the language of the source, whatever the machine's locale."""
    with ntm.language("en"):
        yield


@pytest.fixture(scope="session")
def national() -> CriteriaSet:
    """The commune set of 2021-2025 as shipped."""
    return ntm.load_set("commune-2021-2025")


def as_csv(rows: list[list[Any]], delimiter: str = ",") -> str:
    """Rows as CSV text, quoted where they must be."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a CSV file of text, bytes, or rows of cells."""

    def write(
        content: str | bytes | list[list[Any]], name: str = "communes.csv", delimiter: str = ","
    ) -> Path:
        path = tmp_path / name
        if isinstance(content, list):
            content = as_csv(content, delimiter)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def read_column(csv_file: Callable[..., Path], national: CriteriaSet) -> Callable[..., Table]:
    """Read a file whose last column has a header and cells, one commune a row."""

    def read(header: str, *cells: str, year: int = 2023, province: str = "Hòa Bình", **how: Any) -> Table:
        rows = [[f"Xã {n}", province, year, cell] for n, cell in enumerate(cells, start=1)]
        path = csv_file([["commune", "province", "year", header], *rows])
        return ntm.read_table(path, national, **how)

    return read


@pytest.fixture
def refused(read_column: Callable[..., Table]) -> Callable[..., tuple[ntm.Problem, ...]]:
    """The problems for which a file with one such column is refused."""

    def problems(header: str, *cells: str, **how: Any) -> tuple[ntm.Problem, ...]:
        with pytest.raises(ntm.InputError) as caught:
            read_column(header, *cells, **how)
        return caught.value.problems

    return problems


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run the real command line in English, unless the arguments name a language; `lang=None` leaves it to the locale."""
    # main() sets this for click's own messages; noted here so that it is put back.
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")

    def invoke(*arguments: str | Path, lang: str | None = "en") -> Ran:
        given = [str(argument) for argument in arguments]
        if lang and not any(argument.startswith("--lang") for argument in given):
            given += ["--lang", lang]
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(given)
        said = capsys.readouterr()
        return Ran(int(ended.value.code or 0), said.out, said.err)

    return invoke
