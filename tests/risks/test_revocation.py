"""Revocation of recognition by Decision 18/2022/QĐ-TTg, over everything that is not known."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import ntm_rules as ntm
from ntm_rules.definitions.location import criteria_folder
from ntm_rules.definitions.recognition import load_recognition
from ntm_rules.definitions.risk_policies import load_policies
from ntm_rules.engine.statuses import BASICALLY_MET, MET, NOT_APPLICABLE, UNKNOWN, UNMET
from ntm_rules.risks.assess import Looking
from ntm_rules.risks.assessment import Assessment
from ntm_rules.risks.revocation import VERDICTS, Limits, interval


def commune(unmet=(), unknown=(), basically=(), waived=(), **columns):
    """A commune judged by verdicts alone, what is not named met; its verdict on revocation, and what decides it."""
    said = {
        **dict.fromkeys(map(str, unmet), "Chưa đạt"),
        **dict.fromkeys(map(str, unknown), ""),
        **dict.fromkeys(map(str, basically), "Cơ bản đạt"),
        **dict.fromkeys(map(str, waived), "Không xét"),
    }
    columns = {"commune": "Xã Mẫu 1", "province": "Lai Châu", "year": "2023", "recognised": "NTM", **columns}
    codes = [str(n) for n in range(1, 20)]
    cells = [*columns.values(), *(said.get(code, "Đạt") for code in codes)]
    return [[*columns, *codes], cells]


@pytest.fixture
def verdict(csv_file, silent):
    """The verdict of a commune, and the criteria that decide it."""

    def of(rules=None, **how):
        judged = ntm.evaluate(csv_file(commune(**how))).judged
        found = Assessment(judged, how=silent, rules=rules).revoked
        codes = [criterion.code for criterion in judged.loaded.criteria]
        return found.verdict(0), [
            code for code, decides in zip(codes, found.deciding[:, 0], strict=True) if decides
        ]

    return of


@pytest.fixture
def silent():
    """No policy finds anything at risk, so that the statuses alone speak."""
    return Looking(policies=load_policies().model_copy(update={"policies": ()}))


UNNAMED = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11]


def test_ten_of_19_unmet_revoke_without_a_named_one(verdict):
    assert verdict(unmet=UNNAMED) == ("triggered", [str(n) for n in UNNAMED])


def test_nine_unmet_without_a_named_one_do_not(verdict):
    assert verdict(unmet=UNNAMED[:9]) == ("none", [])


@pytest.mark.parametrize("named", [10, 17, 19])
def test_six_unmet_with_a_named_one_revoke(verdict, named):
    """Income, environment, defence and security weigh more."""
    assert verdict(unmet=[*UNNAMED[:5], named])[0] == "triggered"
    assert verdict(unmet=[*UNNAMED[:4], named])[0] == "none"


def test_18_the_political_system_is_none_of_the_named(verdict):
    assert verdict(unmet=[*UNNAMED[:5], 18])[0] == "none"


def test_what_is_unknown_may_have_failed(verdict):
    """Five unmet and income unknown: revoked if income fails."""
    found, deciding = verdict(unmet=UNNAMED[:5], unknown=[10])
    assert (found, deciding) == ("undecided", ["1", "2", "3", "4", "5", "10"])


def test_what_is_basically_met_is_at_risk_and_not_failed(verdict):
    assert verdict(unmet=UNNAMED[:5], basically=[10])[0] == "risk"
    assert verdict(basically=range(1, 20))[0] == "risk"


def test_what_is_not_considered_has_not_failed_and_counts_among_all(verdict):
    """With nine waived, five of the other ten are no half of the set."""
    assert verdict(unmet=[10, 17, 19, 18, 16], waived=range(1, 10)) == ("none", [])


def test_a_commune_that_is_not_recognised_has_nothing_to_lose(verdict):
    assert verdict(unmet=range(1, 20), recognised="chưa") == ("not_recognised", [])
    assert verdict(unmet=range(1, 20), recognised="NTM")[0] == "triggered"


@pytest.mark.parametrize("how", [{"unmet": range(1, 20)}, {"basically": range(1, 20)}, {"unknown": [10]}, {}])
def test_nothing_is_decided_of_a_commune_that_is_not_stated_to_be_recognised(verdict, how):
    """Whatever its criteria: there may be nothing to revoke."""
    assert verdict(recognised="", **how) == ("undecided", [])


def test_what_a_policy_puts_at_risk_may_be_lost(csv_file, silent):
    """Five unmet, and income met with a hair to spare."""
    thin = [policy for policy in load_policies().policies if policy.kind == "thin_margin"]
    how = Looking(policies=silent.policies.model_copy(update={"policies": tuple(thin)}))
    rows = commune(unmet=UNNAMED[:5])
    found = []
    for income in ("42,1", "90"):
        rows[1][rows[0].index("10")] = income
        found.append(Assessment(ntm.evaluate(csv_file(rows)).judged, how=how).revoked.verdict(0))
    assert found == ["risk", "none"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [({"share": 53}, "none"), ({"share": 52}, "triggered"), ({"share_with_named": 53}, "triggered"),
     ({"named": {"commune-2021-2025": ["1"]}, "share": 100}, "triggered"), ({"share": 100}, "none")],
)  # fmt: skip
def test_shares_and_named_criteria_are_those_of_the_file(verdict, tmp_path, change, expected):
    """Ten of 19, none of them named, are 52.6 %."""
    data = yaml.safe_load((criteria_folder() / "policies" / "revocation.yaml").read_text(encoding="utf-8"))
    data["revocation"].update(change)
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    assert verdict(load_recognition(path), unmet=UNNAMED)[0] == expected


def test_a_named_criterion_that_the_set_has_not_is_refused_with_its_line(verdict, tmp_path):
    path = tmp_path / "own.yaml"
    text = (criteria_folder() / "policies" / "revocation.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace('"19"', '"20"'), encoding="utf-8")
    with pytest.raises(ntm.DefinitionError, match=r"own\.yaml:\d+: .*no criterion 20"):
        verdict(load_recognition(path))


@st.composite
def communes(draw):
    """Some criteria of few, each with its status, whether it is at risk, and whether it is named."""
    count = draw(st.integers(1, 7))
    each = st.lists(
        st.sampled_from([UNMET, UNKNOWN, BASICALLY_MET, MET, NOT_APPLICABLE]), min_size=count, max_size=count
    )
    flags = st.lists(st.booleans(), min_size=count, max_size=count)
    shares = draw(st.tuples(st.integers(1, 100), st.integers(1, 100)))
    return draw(each), draw(flags), draw(flags), sorted(shares)


def by_hand(failed, named, shares):
    """Whether a share of all has failed, or the smaller share with a named one among them."""
    few, many = (100 * sum(failed) >= share * len(failed) for share in shares)
    return many or (few and any(f and n for f, n in zip(failed, named, strict=True)))


def fillings(statuses, at_risk, losing):
    """Every way in which what is unknown can have come out, and with `losing` what is at risk too."""
    ways = []
    for status, risk in zip(statuses, at_risk, strict=True):
        may = status == UNKNOWN or (losing and (status == BASICALLY_MET or (risk and status == MET)))
        ways.append([False, True] if may else [status == UNMET])
    return product(*ways)


@given(communes())
def test_the_interval_contains_the_verdict_of_every_filling(drawn):
    statuses, risky, named, shares = drawn
    rule = load_recognition().revocation.model_copy(
        update={"share_with_named": float(shares[0]), "share": float(shares[1])}
    )
    places = frozenset(number for number, weighs in enumerate(named) if weighs)
    limits = Limits.of(rule, places, len(statuses))
    held = np.array(risky) & (np.array(statuses) == MET)
    codes, _ = interval(np.array([statuses], np.int8).T, held[:, None], limits)
    now = {by_hand(failed, named, shares) for failed in fillings(statuses, risky, losing=False)}
    later = {by_hand(failed, named, shares) for failed in fillings(statuses, risky, losing=True)}
    expected = (
        "triggered" if now == {True} else "undecided" if True in now else "risk" if True in later else "none"
    )
    assert VERDICTS[codes[0]] == expected
