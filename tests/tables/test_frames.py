"""A pandas DataFrame goes in and is not changed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ntm_rules as ntm

INCOME, AREA = "income_per_capita", "public_green_area"


def frame(**columns):
    size = len(next(iter(columns.values())))
    return pd.DataFrame(
        {"commune": [f"Xã {n}" for n in range(size)], "region": "DBSH", "year": 2023, **columns}
    )


def test_the_callers_frame_is_unchanged():
    given = frame(
        **{INCOME: [50.0, None], "4.2": ["98,5%", None], "postal_point": [True, False], "Số hộ nghèo": [1, 2], "n/a": ["x", "y"]}
    )  # fmt: skip
    before = given.copy(deep=True)
    result = ntm.evaluate(given)
    assert len(result.communes) == 2
    assert result.indicators is not given
    pd.testing.assert_frame_equal(given, before)


@pytest.mark.parametrize(
    "cells",
    [
        [50, 51],
        [50.0, np.nan],
        np.array([50, 51], dtype="int8"),
        np.array([50, 51], dtype="float32"),
        pd.array([50, None], dtype="Int64"),
        pd.array([50.0, None], dtype="Float64"),
        pd.array(["50", None], dtype="string"),
        pd.Categorical(["50", None]),
        ["50", None],
        [50, "Đạt"],
        [50, None],
        np.array([50, None], dtype=object),
    ],
    ids=repr,
)
def test_numbers_are_read_from_any_column_type(cells):
    values = ntm.read_table(frame(**{INCOME: cells})).values[INCOME]
    assert values[0] == 50
    assert len(values) == 2


@pytest.mark.parametrize(
    "missing", [None, np.nan, pd.NA, pd.NaT, "", "-"], ids=["None", "nan", "NA", "NaT", "blank", "dash"]
)
def test_missing_is_never_zero_nor_unmet(missing):
    given = frame(**{INCOME: pd.Series([missing, 90], dtype=object)})
    result = ntm.evaluate(given).indicators.query("indicator == '10'")
    assert result["status"].tolist() == ["unknown", "met"]
    assert result["reason"].tolist()[0] == "missing_value"


@pytest.mark.parametrize("cells", [[True, False], pd.array([True, False], dtype="boolean"), [1, 0], [1.0, 0.0], np.array([True, False], dtype=object)], ids=repr)  # fmt: skip
def test_flags_are_bools_or_ones_and_zeros(cells):
    assert ntm.read_table(frame(postal_point=cells)).values["postal_point"].tolist() == [1, 0]


@pytest.mark.parametrize(
    "cells", [[True, None], pd.array([True, None], dtype="boolean"), [1.0, np.nan]], ids=repr
)
def test_a_flag_may_be_missing(cells):
    values = ntm.read_table(frame(postal_point=cells)).values["postal_point"]
    assert values[0] == 1
    assert np.isnan(values[1])


@pytest.mark.parametrize("value", [89.9999996, 123456.75, 42.125, 1234.5678, 1e-05, 1000000.0, 12345678.5])
def test_a_float_among_texts_keeps_every_digit(value):
    """A column of mixed cells holds Python numbers; they are written in one way only."""
    assert ntm.read_table(frame(**{AREA: pd.Series([value, "Đạt"], dtype=object)})).values[AREA][0] == value


def test_a_rate_just_short_of_its_level_is_not_rounded_up_to_it():
    """Health insurance asks 90: 89.99996 is not 90, also in a column of mixed cells."""
    given = frame(
        health_insurance_pct_female=pd.Series([89.9999996, "-"], dtype=object),
        health_insurance_pct_male=pd.Series([95.0, "-"], dtype=object),
    )
    table = ntm.read_table(given)
    assert table.values["health_insurance_pct_female"][0] == 89.9999996
    assert ntm.evaluate(given).communes["commune"].tolist() == ["Xã 0", "Xã 1"]
    found = ntm.evaluate(given).indicators.query(
        "commune == 'Xã 0' and variable == 'health_insurance_pct_female'"
    )
    assert found["status"].tolist() == ["unmet"]


@pytest.mark.parametrize("value", [np.inf, -np.inf])
@pytest.mark.parametrize("header", [INCOME, "4.2", "population", "public_green_area"])
def test_infinity_is_no_figure(value, header):
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(frame(**{header: [value, 1.0]}))
    assert [(p.row, p.column) for p in caught.value.problems] == [(2, header)]


@pytest.mark.parametrize("header", ["10_verdict", "2", "17.1", "4.2", "postal_point", INCOME, "10_appraised"])
@pytest.mark.parametrize("cells", [[None, None], [np.nan, np.nan], ["", ""]], ids=repr)
def test_an_empty_column_is_missing_not_wrong(header, cells):
    result = ntm.evaluate(frame(**{header: cells, "16": [1.0, 2.0]}))
    assert not any(w.kind == "unknown_column" for w in result.warnings)
    assert (result.criteria.query("criterion != '16'")["status"] == "unknown").all()


@pytest.mark.parametrize("header", [10, 4.2])
def test_a_column_may_be_headed_by_a_number(header):
    assert len(ntm.read_table(frame(**{}, **{"x": [1, 2]}).rename(columns={"x": header})).values) == 1


def test_identity_columns_may_be_numbers_and_dates():
    given = frame(**{INCOME: [50, 51]}).assign(
        province_code=[1, 17],
        recognised_on=pd.to_datetime(["2022-12-31", None]),
        especially_difficult=[True, None],
    )
    given["year"] = [2023.0, 2024.0]
    table = ntm.read_table(given.drop(columns="region"))
    assert table.years.tolist() == [2023, 2024]
    assert list(table.regions.cells) == ["DBSH", "TDMNPB"]
    assert table.text(0, "recognised_on").isoformat() == "2022-12-31"
    assert [table.text(row, "especially_difficult") for row in (0, 1)] == [True, None]


def test_the_index_does_not_matter():
    given = frame(**{INCOME: [50, 51]})
    shuffled = given.set_axis([7, 7])
    assert ntm.evaluate(shuffled).to_json() == ntm.evaluate(given).to_json()


@pytest.mark.parametrize(
    "given", [pd.DataFrame(), frame(**{INCOME: [50]}).iloc[:0]], ids=["no columns", "no rows"]
)
def test_an_empty_frame_is_refused_like_an_empty_file(given):
    with pytest.raises(ntm.InputError):
        ntm.evaluate(given)


def test_a_frame_judges_like_the_csv_it_was_written_to(tmp_path):
    given = frame(**{INCOME: [50.25, 41.0], "15.3": [10.5, 30.0], "postal_point": [True, False]})
    given.to_csv(tmp_path / "a.csv", index=False)
    one, other = ntm.evaluate(given), ntm.evaluate(tmp_path / "a.csv")
    pd.testing.assert_frame_equal(one.indicators, other.indicators)
    pd.testing.assert_frame_equal(one.criteria, other.criteria)


def test_a_frames_bad_cell_is_named_by_the_row_it_would_have_in_a_sheet():
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(frame(**{"4.2": [99.0, 140.0]}))
    (problem,) = caught.value.problems
    assert (problem.row, problem.column, problem.value) == (3, "4.2", "140")


def test_the_tables_own_frame_is_new_each_time():
    table = ntm.read_table(frame(**{INCOME: [50, 51]}))
    first = table.frame
    first[INCOME] = 0
    assert table.frame[INCOME].tolist() == [50, 51]


def test_flags_that_a_program_wrote_as_decimals_are_flags(csv_file):
    """pandas writes a column of flags with blanks as 1.0 and 0.0."""
    table = ntm.read_table(csv_file("commune,year,postal_point\nA,2023,1.0\nB,2023,0.0\nC,2023,\n"))
    assert table.values["postal_point"].tolist()[:2] == [1, 0]


def test_a_column_in_the_wrong_form_does_not_bury_the_other_errors(run, csv_file):
    rows = "".join(f"Xã Mẫu {n},2023,khoảng,96\n" for n in range(500))
    done = run("evaluate", csv_file("commune,year,10,4.2\n" + rows + "Xã Mẫu 0,2023,41,140\n"))
    assert done.code == 1
    lines = done.err.splitlines()
    assert len(lines) < 20
    assert "and 497 more" in done.err
    assert any("140" in line for line in lines)
    assert lines[0].startswith("502 ")


def test_a_cell_that_holds_many_things_is_no_figure_and_no_crash():
    with pytest.raises(ntm.InputError, match=r"row 2 \(Xã 0\), column “10”, value “\[50\]”"):
        ntm.read_table(frame(**{"10": [[50], 51]}))


def test_a_frame_without_rows_says_so():
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(frame(**{INCOME: [50]}).head(0))
    assert [problem.kind for problem in caught.value.problems] == ["empty_file"]
