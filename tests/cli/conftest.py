"""Files the command line is tried on."""

from __future__ import annotations

import pytest

HEADERS = ["commune", "province", "year", "10", "4.2", "9.1", "postal_point", "17.1"]


@pytest.fixture
def good(csv_file):
    """Two communes: one that meets what it reports, one that does not."""
    return csv_file(
        [
            HEADERS,
            ["Xã An", "Hòa Bình", 2023, "42,1", "98%", "Không", "Có", "Đạt"],
            ["Xã Bình", "Hòa Bình", 2023, "30", "80", "2", "Chưa có", "Chưa đạt"],
        ]
    )


@pytest.fixture
def invented(csv_file):
    """Figures that are marked as invented."""
    return csv_file([[*HEADERS, "illustrative"], ["Xã Mẫu", "Hòa Bình", 2023, 42, 98, 0, 1, "Đạt", "có"]])
