"""Text files in the encodings that offices save; what cannot be told for sure is refused by name."""

from __future__ import annotations

import codecs
import unicodedata

import pytest

import ntm_rules as ntm
from tests.conftest import as_csv
from tests.support.strategies import windows_1258

ROWS = [
    ["Xã", "Tỉnh", "Năm", "Thu nhập bình quân đầu người", "4.2"],
    ["Xã Mường Ẳng", "Điện Biên", 2023, "42,1", "98,5%"],
    ["Xã Thụy Hương", "Hà Nội", 2023, "43", "Đạt"],
]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode(),
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: unicodedata.normalize("NFD", text).encode(),
        lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
        lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-16-be"),
        lambda text: unicodedata.normalize("NFD", text).encode("utf-16-le"),
        windows_1258,
    ],
)
def test_any_delimiter_in_any_encoding_of_the_contract(csv_file, encode, delimiter):
    table = ntm.read_table(csv_file(encode(as_csv(ROWS, delimiter)), "communes.tsv"))
    assert table.values["income_per_capita"].tolist() == [42.1, 43]
    names = [unicodedata.normalize("NFC", name) for name in table.identity["commune"].cells]
    assert names == ["Xã Mường Ẳng", "Xã Thụy Hương"]
    assert table.regions[0] == "TDMNPB"


def test_windows_1258_comes_out_composed(csv_file):
    table = ntm.read_table(csv_file(windows_1258(as_csv(ROWS))))
    assert table.text(0, "commune") == "Xã Mường Ẳng"


@pytest.mark.parametrize(
    "content",
    [
        b"X\xb7,N\xa8m,10\nX\xb7 M\xad\xeang caf\xe9,2023,42\n",  # TCVN3, and French
        b"Xa\xf5,Na\xeam,10\nXa\xf5 Bi\xecnh T\xf2nh,2023,42\n",  # VNI, misspelt
        "Xã,Năm,10\nXã Á,2023,42\n".replace("ă", "a").encode("cp1252"),
    ],
)
def test_bytes_that_are_not_one_encoding_for_sure_are_refused_by_name(csv_file, content):
    with pytest.raises(ntm.InputError, match="TCVN3") as caught:
        ntm.read_table(csv_file(content))
    assert caught.value.problems[0].row == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04", "zip archive"),
        (b"PAR1", "Parquet"),
        (codecs.BOM_UTF16_LE + b"a", "UTF-16"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "password-protected"),
    ],
)
def test_what_is_no_text_is_named(csv_file, content, words):
    with pytest.raises(ntm.InputError, match=words):
        ntm.read_table(csv_file(content))
