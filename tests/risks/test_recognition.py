"""What recognition asks beside the criteria: arrears, satisfaction, security; and files of rules of one's own."""

from __future__ import annotations

import pytest

import ntm_rules as ntm
from ntm_rules.definitions.location import criteria_folder

SHIPPED = (criteria_folder() / "policies" / "revocation.yaml").read_text(encoding="utf-8")


@pytest.fixture
def conditions(csv_file):
    """The conditions of one commune, from the document."""

    def of(policies=(), **columns):
        header = ["commune", "province", "year", "10", *columns]
        path = csv_file([header, ["Xã Mẫu 1", "Lai Châu", 2023, 42, *columns.values()]])
        (commune,) = ntm.evaluate(path, policies=policies).to_dict()["communes"]
        return commune["summary"]["recognition"]

    return of


@pytest.fixture
def own(tmp_path):
    """The shipped rules with a text changed, as a file of the user's."""

    def written(old, new, name="own.yaml"):
        assert old in SHIPPED
        path = tmp_path / name
        path.write_text(SHIPPED.replace(old, new), encoding="utf-8")
        return path

    return written


def test_what_is_not_given_is_not_known(conditions):
    assert conditions() == {"arrears": None, "satisfaction": None, "security": None}


@pytest.mark.parametrize(("column", "name"), [("construction_arrears", "arrears"), ("security_complicated", "security")])  # fmt: skip
def test_each_is_true_where_the_condition_holds(conditions, column, name):
    """No arrears is what recognition asks, so that no is true."""
    assert conditions(**{column: "không"})[name] is True
    assert conditions(**{column: "có"})[name] is False
    assert conditions(**{column: ""})[name] is None


def test_satisfaction_is_undecided_until_an_officer_enters_the_rate(conditions, own):
    """The rate asked of communes was not found."""
    assert conditions(satisfaction_pct="99")["satisfaction"] is None
    rate = own("at_least: null", "at_least: 90")
    found = [
        conditions(policies=rate, satisfaction_pct=share)["satisfaction"] for share in ("90", "89,9", "")
    ]
    assert found == [True, False, None]


def test_the_direction_of_a_condition_is_data(conditions, own):
    path = own(
        "column: construction_arrears\n    must_be: false", "column: construction_arrears\n    must_be: true"
    )
    assert conditions(policies=path, construction_arrears="có")["arrears"] is True


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("column: construction_arrears", "column: construction_arrear", "construction_arrear"),
        ("column: satisfaction_pct", "column: satisfaction", "satisfaction"),
        ("must_be: false", "must_be: 3", "must_be"),
        ("share: 50", "share: 500", "share"),
        ("at_least: null", "rate: 90", "rate"),
        ("evidence: press\n  source:", "evidence: press\n  sourced:", "sourced"),
    ],
)
def test_a_mistake_in_the_file_is_refused_with_its_line(conditions, own, old, new, said):
    with pytest.raises(ntm.DefinitionError, match=rf"own\.yaml:\d+: .*{said}"):
        conditions(policies=own(old, new))


def test_both_kinds_of_policies_are_told_apart_and_given_together(conditions, own):
    risks = criteria_folder() / "policies" / "at-risk.yaml"
    found = conditions(policies=[risks, own("at_least: null", "at_least: 50")], satisfaction_pct="60")
    assert found["satisfaction"] is True


def test_two_files_of_a_kind_are_refused(conditions, own):
    with pytest.raises(ntm.UsageError, match="already"):
        conditions(policies=[own("share: 50", "share: 51"), own("share: 50", "share: 52", "other.yaml")])


def test_a_file_that_is_not_there_is_named(conditions, tmp_path):
    with pytest.raises(ntm.UsageError, match="absent"):
        conditions(policies=tmp_path / "absent.yaml")


def test_a_set_without_rules_says_nothing_of_recognition(csv_file, own):
    """Absent, never empty or false."""
    rules = own("commune-2021-2025: [", "commune-1999-2000: [")
    path = csv_file([["commune", "year", "10"], ["A", 2023, 42]])
    result = ntm.evaluate(path, policies=rules)
    assert not {"recognition", "revocation"} & result.to_dict()["communes"][0]["summary"].keys()
    assert "revocation" not in result.communes
