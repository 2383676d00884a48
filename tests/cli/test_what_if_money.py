"""`what-if --set-money`: money of the programmes stated in a word, never above its plan in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
DISTRICT = FIXTURES / "example-district-2023.csv"
MONEY = ("--programmes", FIXTURES / "programmes-2023.csv")
NEW_RURAL = "National target programme on new rural areas, 2023"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("new_rural:disbursed=95%", f"{NEW_RURAL}: disbursed 11,663.1 → 20,302 million VND"),
        ("Nông thôn mới@2023:giải ngân=95 %", f"{NEW_RURAL}: disbursed 11,663.1 → 20,302 million VND"),
        ("Huyện Mẫu:NTM:disbursed=*0,9", f"{NEW_RURAL}: disbursed 11,663.1 → 10,496.8"),
        ("new_rural:Môi trường, sản xuất:disbursed=+500", f"{NEW_RURAL}: disbursed 11,663.1 → 12,163.1"),
        ("new_rural:carried over:disbursed=-0,5 tỷ", f"{NEW_RURAL}: disbursed 11,663.1 → 11,163.1"),
        ("new_rural:kéo dài:kế hoạch=3 tỷ", f"{NEW_RURAL}: planned 21,370.5 → 22,230.5"),
        ("Xã Mẫu 7:new_rural:disbursed=1500", "what is supposed: money disbursed (1)"),
    ],
)
def test_money_is_changed_by_a_word(run, change, says):
    ran = run("what-if", DISTRICT, *MONEY, "--set-money", change)
    assert ran.code == 0, ran.err
    out = " ".join(ran.out.split())
    assert says in out
    assert "more is disbursed than planned" not in out


@pytest.mark.parametrize(
    "change",
    [
        "new_rural:disbursed=*3",
        "poverty_reduction:disbursed=120%",
        "Xã Mẫu 7:new_rural:planned=100",
        "Xã Mẫu 7:new_rural:disbursed=+2 tỷ",
    ],
)
def test_more_disbursed_than_planned_is_told(run, change):
    out = " ".join(run("what-if", DISTRICT, *MONEY, "--set-money", change).out.split())
    assert "more is disbursed than planned: " in out
    assert "To do: suppose more planned money too" in out


def test_a_scenario_file_is_told_as_well(run, tmp_path):
    path = tmp_path / "scenario.yaml"
    text = "scenarios: [{id: a, changes: [{money: disbursed, set: 120%, programmes: [giảm nghèo], places: [Huyện Mẫu]}]}]"
    path.write_text(text, encoding="utf-8")
    out = " ".join(run("what-if", DISTRICT, *MONEY, "--scenario", path).out.split())
    assert "10,368 of 8,640 million VND" in out


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("new_rural:disbursed=+500", "name the component, nature, source or whether it is carried over"),
        ("new_rural:kéo dài:disbursed=2.000", "“2.000” is no amount of money"),
        ("new_rural:kéo dài:planned=95%", "“95%” is no amount of money"),
        ("Xã Lạ:new_rural:disbursed=5", "no line of money is what the change is for"),
        ("điện gió:disbursed=5", "there is no programme “điện gió”"),
        ("disbursed=5", "not of the form [PLACE:]PROGRAMME"),
        ("new_rural:paid=5", "not of the form [PLACE:]PROGRAMME"),
        ("new_rural@23:disbursed=5", "“23” is not a year"),
        ("new_rural:disbursed=*x", "no factor such as *1.05"),
    ],
)
def test_what_cannot_be_meant_is_refused(run, change, says):
    ran = run("what-if", DISTRICT, *MONEY, "--set-money", change)
    assert ran.code != 0
    assert ran.out == ""
    assert says in " ".join(ran.err.split())


def test_money_without_a_table_of_it_is_refused(run):
    ran = run("what-if", DISTRICT, "--set-money", "new_rural:disbursed=95%")
    assert "give it with --programmes" in ran.err
