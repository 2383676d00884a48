"""The YAML cases that read as law: what each gives, what it expects, and how a whole file is judged at once.

A case is a sentence, the year (or `as_of`), the place, the columns of an input file, and the expected status
of indicators or criteria. A row of `levels` is a small table of one variable: values that meet, do not meet
or leave open an indicator, in one region, several, or `all` of them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

import ntm_rules as ntm
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.statuses import REASONS, STATUSES, UNKNOWN

FOLDER = Path(__file__).parents[1] / "cases"
REGIONS = ("TDMNPB", "DBSH", "BTB", "DHNTB", "TN", "DNB", "DBSCL")
PLACE = ("region", "province", "old_province")
_CASE = {
    "case",
    "year",
    "as_of",
    *PLACE,
    "given",
    "expect",
    "column",
    "qualifies",
    "strict_evidence",
    "refused",
}
_ROW = {"indicator", "variable", "year", "as_of", "region", "with", "reason", *STATUSES}


@dataclass(frozen=True)
class Expected:
    """What is expected of one indicator or criterion; `basis` only where the case says it."""

    status: str
    reason: str | None = None
    basis: str | None = None


@dataclass(frozen=True)
class Case:
    """One situation and its outcome; cells are text, as in a file, and blank where nothing is given.

    `column` is whose column of levels applies and why; `refused` the kind of the error that refuses the input;
    `row` what the row of `levels` it comes from says in common.
    """

    file: str
    name: str
    year: int
    as_of: date | None
    given: Mapping[str, str]
    expect: Mapping[str, Expected]
    column: Mapping[str, str] = field(default_factory=dict)
    qualifies: bool | str | None = None
    strict_evidence: bool = False
    refused: str | None = None
    row: str | None = None

    @property
    def day(self) -> date:
        """The day whose levels judge it."""
        return self.as_of or date(self.year, 12, 31)

    @property
    def id(self) -> str:
        """How pytest names its test; the cases of one row of `levels` share it."""
        return f"{self.file.split('-')[0]}: {self.row or self.name}"


def read_cases(set_id: str) -> list[Case]:
    """Every case of a set, file by file."""
    return [
        case
        for path in sorted((FOLDER / set_id).glob("*.yaml"))
        for case in parse(yaml.safe_load(path.read_text(encoding="utf-8")), path.stem)
    ]


def parse(data: Mapping[str, Any], file: str) -> Iterator[Case]:
    """The cases of one file; a key nobody knows is an error."""
    _known(data, {"cases", "levels"}, file)
    for entry in data.get("cases", ()):
        _known(entry, _CASE, file)
        place = {key: str(entry[key]) for key in PLACE if key in entry}
        yield Case(
            file=file,
            name=entry["case"],
            **_when(entry),
            given=place | {str(key): cell(value) for key, value in entry["given"].items()},
            expect={code: _expected(value) for code, value in entry.get("expect", {}).items()},
            **{
                key: entry[key]
                for key in ("column", "qualifies", "strict_evidence", "refused")
                if key in entry
            },
        )
    for row in data.get("levels", ()):
        _known(row, _ROW, file)
        yield from _table(row, file)


def _table(row: Mapping[str, Any], file: str) -> Iterator[Case]:
    """One case for each region and value of a row of `levels`."""
    regions = [row["region"]] if isinstance(row["region"], str) else row["region"]
    beside = {key: cell(value) for key, value in row.get("with", {}).items()}
    given = "".join(f", {key} {value or 'blank'}" for key, value in beside.items())
    day = row.get("as_of") or row["year"]
    statuses = [status for status in STATUSES if status in row]
    label = (
        f"{row['indicator']} {row['variable']} of {day} in {' '.join(regions)}{given}: {' '.join(statuses)}"
    )
    for region in REGIONS if row["region"] == "all" else regions:
        for status in statuses:
            reason = row.get("reason", "missing_value") if status == "unknown" else None
            for value in row[status]:
                shown = f"{row['variable']} {cell(value) or 'blank'}{given}"
                yield Case(
                    file=file,
                    name=f"{row['indicator']} of {day} in {region}: {shown} is {status}",
                    **_when(row),
                    given={"region": region, row["variable"]: cell(value), **beside},
                    expect={row["indicator"]: Expected(status, reason)},
                    row=label,
                )


def _known(entry: Mapping[str, Any], keys: set[str], file: str) -> None:
    if strange := entry.keys() - keys:
        raise ValueError(f"{file}: {sorted(strange)} in {dict(entry)!r}")


def _when(entry: Mapping[str, Any]) -> dict[str, Any]:
    day = entry.get("as_of")
    return {"year": entry.get("year") or day.year, "as_of": day}


def _expected(value: str | Mapping[str, str]) -> Expected:
    found = Expected(value) if isinstance(value, str) else Expected(**value)
    if found.status not in STATUSES or (found.status == "unknown") != (found.reason is not None):
        raise ValueError(f"{value!r}: a known status, and a reason where it is unknown and only there")
    return found


def cell(value: Any) -> str:
    """A value of a case as a file writes it."""
    blank = value is None or (isinstance(value, float) and math.isnan(value))
    return "" if blank else str(value)


@dataclass(frozen=True)
class Outcome:
    """What the tool made of one case."""

    judged: Judgement
    row: int

    def of(self, code: str) -> Expected:
        """The status, reason and basis of an indicator, or of a criterion that is not one."""
        codes = list(self.judged.loaded.indicators)
        if code in codes:
            number, statuses = codes.index(code), self.judged.statuses.indicators
            reasons = self.judged.indicator_reasons
        else:
            number = [c.code for c in self.judged.loaded.criteria].index(code)
            statuses, reasons = self.judged.statuses.criteria, self.judged.criterion_reasons
        status = int(statuses[number, self.row])
        by_verdict = self.judged.verdicts.whole.get(code)
        return Expected(
            STATUSES[status],
            REASONS[reasons[number, self.row]] if status == UNKNOWN else None,
            "verdict" if by_verdict is not None and by_verdict[self.row] else "measured",
        )

    @property
    def column(self) -> dict[str, str | None]:
        """Whose column applied, and why."""
        cases = self.judged.cases
        region = cases.different[cases.index[self.row]].region
        return {"region": region, "because": cases.column_reason[self.row]}

    @property
    def qualifies(self) -> bool | None:
        """Whether all criteria count; None where that is open."""
        return {0: False, 1: True, -1: None}[int(self.judged.qualifies[self.row])]


def evaluate_all(
    cases: Sequence[Case], loaded: CriteriaSet, *, as_numbers: bool = False
) -> dict[int, Outcome]:
    """Judge cases, those of one day and strictness in one call; the outcome of each by its position.

    `as_numbers` gives columns of figures as floats with NaN for blank, as pandas would hold them.
    """
    groups: dict[tuple[date | None, bool], list[int]] = defaultdict(list)
    for position, case in enumerate(cases):
        if case.refused is None:
            groups[case.as_of, case.strict_evidence].append(position)
    found = {}
    for (day, strict), members in groups.items():
        table = frame([cases[position] for position in members], as_numbers=as_numbers)
        evaluation = ntm.evaluate(table, loaded, as_of=day, strict_evidence=strict)
        # A misspelt column would be left out with a warning, and the case would hold for no reason.
        assert "unknown_column" not in {warning.kind for warning in evaluation.judged.table.warnings}
        found |= {position: Outcome(evaluation.judged, row) for row, position in enumerate(members)}
    return found


def frame(cases: Sequence[Case], *, as_numbers: bool = False) -> pd.DataFrame:
    """The input table of some cases, one invented commune each."""
    rows = [
        {"commune": f"Xã Mẫu {n}", "year": str(case.year), **case.given}
        for n, case in enumerate(cases, start=1)
    ]
    table = pd.DataFrame(rows, dtype=object).fillna("")
    if as_numbers:
        for name in table.columns.difference(["commune", "area"]):
            numbers = pd.to_numeric(table[name].replace("", math.nan), errors="coerce")
            if (numbers.notna() == (table[name] != "")).all():
                table[name] = numbers.astype(float)
    return table


@cache
def criteria_set() -> CriteriaSet:
    """The set the cases are of, loaded once."""
    return ntm.load_set("commune-2021-2025")
