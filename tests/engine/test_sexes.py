"""A total without the rates of women and of men decides, and that it does so alone is said."""

from __future__ import annotations

import pytest

import ntm_rules as ntm


def warnings_of(csv_file, headers, *rows):
    cells = [[f"Xã Mẫu {n}", "Sơn La", 2024, *row] for n, row in enumerate(rows, start=1)]
    result = ntm.evaluate(csv_file([["Tên xã", "Tỉnh", "Năm", *headers], *cells]))
    return result, [w for w in result.warnings if w.kind == "sexes_not_given"]


@pytest.mark.parametrize("code", ["12.1", "12.2", "14.2", "15.1"])
def test_a_total_alone_decides_with_a_warning(csv_file, code):
    result, (warning,) = warnings_of(csv_file, [code], [99], [98])
    criterion = code.partition(".")[0]
    (found,) = {
        i["status"]
        for c in result.to_dict()["communes"][0]["criteria"] if c["code"] == criterion
        for i in c["indicators"] if i["code"] == code
    }  # fmt: skip
    assert found == "met"
    assert warning.facts == {"codes": [code], "totals": 2, "rows": [2, 3]}


def test_with_both_sexes_there_is_none(csv_file):
    assert warnings_of(csv_file, ["12.1", "12.1 Nữ", "12.1 Nam"], [99, 99, 99])[1] == []


def test_only_rows_that_lack_them_are_counted(csv_file):
    _, (warning,) = warnings_of(
        csv_file, ["12.1", "12.1 Nữ", "12.1 Nam", "15.1"], [99, 99, 99, ""], [99, "", "", 99]
    )
    assert warning.facts == {"codes": ["12.1", "15.1"], "totals": 2, "rows": [3]}


def test_what_is_not_asked_by_sex_has_none(csv_file):
    assert warnings_of(csv_file, ["4.2", "15.3"], [99, 5])[1] == []
