"""Tables of verdicts without figures, and communes of which recognition is not stated: no false alarm."""

from __future__ import annotations

import json

import openpyxl
import pytest

import ntm_rules as ntm

CODES = [str(number) for number in range(1, 20)]
PLACE = {"commune": "Xã Mẫu 1", "province": "Sơn La", "year": 2024, "recognised": "NTM", "recognised_on": "31/12/2022"}  # fmt: skip


def table(headers, cell, **place):
    return [[*PLACE, *headers], [*{**PLACE, **place}.values(), *([cell] * len(headers))]]


@pytest.fixture
def summary(run):
    """The exit code of --fail-on at-risk, the verdict on revocation, and the criteria at risk."""

    def of(path):
        ended = run("evaluate", str(path), "--fail-on", "at-risk", "--format", "json")
        (commune,) = json.loads(ended.out)["communes"]
        at_risk = [criterion["code"] for criterion in commune["criteria"] if criterion["at_risk"]]
        return ended.code, commune["summary"]["revocation"], at_risk

    return of


@pytest.mark.parametrize(
    "header", ["{} Thẩm định", "TC{} Thẩm định", "{}", "Tiêu chí {}", "{}_self", "{} Thẩm tra"]
)
def test_nineteen_met_verdicts_put_nothing_at_risk(summary, csv_file, header):
    path = csv_file(table([header.format(code) for code in CODES], "Đạt"))
    assert summary(path) == (0, "none", [])


def test_verdicts_on_every_indicator_put_nothing_at_risk(summary, csv_file, national):
    codes = [f"{code}_appraised" for code in national.indicators]
    assert summary(csv_file(table(codes, "Đạt"))) == (0, "none", [])


def test_a_workbook_of_verdicts_puts_nothing_at_risk(summary, tmp_path):
    book = openpyxl.Workbook()
    for row in table(CODES, "Đạt chuẩn"):
        book.active.append(row)
    path = tmp_path / "verdicts.xlsx"
    book.save(path)
    assert summary(path) == (0, "none", [])


def test_basically_met_is_at_risk(summary, csv_file):
    rows = table(CODES, "Đạt")
    rows[1][-1] = "Cơ bản đạt"
    assert summary(csv_file(rows)) == (1, "none", ["19"])
    assert summary(csv_file(table(CODES, "Cơ bản đạt")))[:2] == (1, "risk")


@pytest.mark.parametrize("cell", ["Đạt", "Cơ bản đạt", "Chưa đạt"])
def test_a_commune_that_does_not_state_its_recognition_is_undecided(summary, csv_file, cell):
    assert summary(csv_file(table(CODES, cell, recognised="")))[1] == "undecided"


def test_a_table_without_the_column_is_undecided_and_says_so_in_one_line(run, csv_file):
    rows = [
        ["commune", "province", "year", *CODES],
        *([f"Xã Mẫu {n}", "Sơn La", 2024, *["Chưa đạt"] * 19] for n in (1, 2, 3)),
    ]
    path = csv_file(rows)
    found = ntm.evaluate(path)
    assert {c["summary"]["revocation"] for c in found.to_dict()["communes"]} == {"undecided"}
    lines = [line for line in run("risks", str(path)).out.splitlines() if "recognition not stated" in line]
    assert lines == [
        "Revocation undecided for 3 of 3 commune(s): recognition not stated (column recognised, “Danh hiệu”)."
    ]
    assert run("risks", str(path), "--format", "md").out.count("recognition not stated") == 3


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("NTM", "nâng cao", "undecided"),
        ("NTM", "chưa", "undecided"),
        ("NTM", "", "undecided"),
        ("NTM", "NTM", "triggered"),
        ("chưa", "chưa", "not_recognised"),
    ],
)
def test_parts_of_a_merger_that_differ_in_recognition_leave_it_undecided(csv_file, one, other, verdict):
    rows = [
        ["commune", "province", "year", "recognised", *CODES],
        ["Xã Mẫu 1", "Sơn La", 2024, one, *["Chưa đạt"] * 19],
        ["Xã Mẫu 2", "Sơn La", 2024, other, *["Chưa đạt"] * 19],
    ]
    found = ntm.what_if(csv_file(rows), {"id": "m", "merge": "Xã Mẫu 1+Xã Mẫu 2=Xã Mẫu 3"})
    (commune,) = found.to_dict()["scenarios"][0]["evaluation"]["communes"]
    assert commune["summary"]["revocation"] == verdict
