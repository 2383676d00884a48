"""What is put forward for a column nobody knows: the same words, or nothing."""

from __future__ import annotations

import pytest

from ntm_rules.tables.headers import HeaderMatcher

# Headers that offices have beside their figures, and what each is: never one of the figures asked.
OTHER_THINGS = [
    "Tổng số thôn", "Nợ đọng", "Tỷ lệ giải ngân", "Số trường đạt chuẩn", "Số trường học đạt chuẩn", "Số hộ nghèo đa chiều",
    "Tỷ lệ hộ sử dụng nước", "Tỷ lệ nước sạch", "Số lao động qua đào tạo", "Tổng số lao động", "Tỷ lệ lao động", "Tổng vốn",
    "Kinh phí thực hiện", "Tỷ lệ thu ngân sách", "Số hợp tác xã", "Số HTX hoạt động hiệu quả", "Diện tích tự nhiên",
    "Diện tích đất nông nghiệp", "Số người tham gia BHYT", "Tỷ lệ trẻ em đến trường", "Số thôn đạt chuẩn NTM",
    "Tỷ lệ che phủ rừng", "Tỷ lệ đường bê tông", "Số km đường xã nhựa hóa",
    "Số sản phẩm OCOP", "Tổng thu nhập", "Mật độ dân số", "Xếp hạng", "Tổng điểm", "Tỷ lệ lao động qua đào tạo có chứng chỉ",
    "Tỷ lệ hộ có điện", "Số nhà tạm xóa được", "Nợ xây dựng cơ bản", "Thu nhập (USD)", "Thu nhập quý II (triệu đồng)",
]  # fmt: skip


@pytest.fixture(scope="module")
def matcher(national):
    return HeaderMatcher(national)


@pytest.mark.parametrize("header", OTHER_THINGS)
def test_a_header_of_another_thing_is_not_known_and_nothing_is_put_forward(matcher, header):
    found = matcher.match(header)
    assert found is None or getattr(found, "kind", "") == "lookalike_header"
    assert matcher.nearest(header) is None


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("income_per_capit", "income_per_capita"), ("health_insurence_pct", "health_insurance_pct"),
        ("thu nhập bình quân đầu ngườ", "income_per_capita"),
        ("Tỷ lệ hài lòng của người dân", "satisfaction_pct"),
        ("Tỷ lệ hộ nghèo, hộ cận nghèo đa chiều", "multidimensional_poverty_pct"),
    ],
)  # fmt: skip
def test_the_same_words_in_another_order_or_misspelt_are(matcher, header, name):
    assert matcher.nearest(header) == name
