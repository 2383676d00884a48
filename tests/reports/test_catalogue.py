"""Lists about the definitions in each of their forms."""

from __future__ import annotations

from ntm_rules.reports.catalogue import Listing, rendered

LISTING = Listing(
    {"note": "Note", "n": "Count"}, [{"note": "=1+1", "n": 2, "place": "not shown"}, {"note": None, "n": 0}]
)


def test_no_text_of_a_csv_is_run_by_a_spreadsheet() -> None:
    assert rendered(LISTING, "csv") == "note,n\n'=1+1,2\n,0\n"
