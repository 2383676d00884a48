"""Text files: encodings, delimiters, conventions of numbers, cells of words and figures."""

from __future__ import annotations

import unicodedata

from tests.support.nasty import read, refused

INCOME, POWER, ROADS = "income_per_capita", "safe_electricity_household_pct", "village_road_hardened_pct"
COMMUNES = ["Xã Mẫu 1", "Xã Mẫu 2"]
TEXT = "Xã,Năm,Thu nhập bình quân đầu người,4.2,illustrative\nXã Mẫu 1,2023,42.1,98.5,có\nXã Mẫu 2,2023,43,100,có\n"
COLUMNS = {"commune": COMMUNES, INCOME: [42.1, 43], POWER: [98.5, 100]}


def csv(header: str, *cells: str, mark: str = ";") -> bytes:
    """One column beside the communes and the year."""
    lines = [f"Xã;Năm;{header};illustrative"]
    lines += [f"Xã Mẫu {n};2023;{cell};có" for n, cell in enumerate(cells, start=1)]
    return "\n".join(lines).replace(";", mark).encode()


@read("nfd-headers.csv", **COLUMNS)
def nfd_headers() -> bytes:
    return unicodedata.normalize("NFD", TEXT).encode()


@read("utf-16.csv", **COLUMNS)
def utf_16() -> bytes:
    return b"\xff\xfe" + TEXT.encode("utf-16-le")


@read("utf-16-big-endian-without-mark.csv", **COLUMNS)
def utf_16_without_mark() -> bytes:
    return TEXT.encode("utf-16-be")


@read("windows-1258.csv", **COLUMNS)
def windows_1258() -> bytes:
    # The code page writes the tone behind the vowel, and has the circumflexed vowels whole.
    text = unicodedata.normalize("NFD", TEXT)
    for mark, letters in (("\u0302", "aeoAEO"), ("\u0306", "aA"), ("\u031b", "ouOU")):
        for letter in letters:
            for tone in "\u0300\u0301\u0303\u0309\u0323":
                text = text.replace(letter + tone + mark, letter + mark + tone)
            text = text.replace(letter + mark, unicodedata.normalize("NFC", letter + mark))
    return text.encode("cp1258")


@read("semicolons.csv", **COLUMNS)
def semicolons() -> bytes:
    return TEXT.replace(",", ";").encode()


@read("tabs.tsv", **COLUMNS)
def tabs() -> bytes:
    return TEXT.replace(",", "\t").encode()


@read("bom.csv", **COLUMNS)
def bom() -> bytes:
    return b"\xef\xbb\xbf" + TEXT.encode()


@read("sep-line.csv", **COLUMNS)
def sep_line() -> bytes:
    return b"sep=;\r\n" + TEXT.replace(",", ";").replace("\n", "\r\n").encode()


@read("decimal-commas-and-thousands-points.csv", population=[12345, 9876], public_green_area=[1042.5, 43])
def decimal_commas_and_thousands_points() -> bytes:
    return (
        "Xã;Năm;17.4;population;illustrative\nXã Mẫu 1;2023;1.042,5;12.345;có\nXã Mẫu 2;2023;43;9876;có\n"
    ).encode()


@read("mixed-conventions.csv", **{INCOME: [42.1, 43.5]})
def mixed_conventions() -> bytes:
    """Each cell can be read in one way."""
    return csv("10", "42,1", "43.5")


@refused("mixed-conventions-that-settle-nothing.csv", "NTM215", "row 4", "“1.234”", "write 1234 or 1,2340")
def mixed_conventions_that_settle_nothing() -> bytes:
    return csv("10", "42,1", "43.5", "1.234")


@read("fractions-of-villages.csv", **{ROADS: [700 / 9, 100]})
def fractions_of_villages() -> bytes:
    return csv(ROADS, "7/9 thôn", "9/9 thôn")


@read("verdict-beside-figure.csv", **{POWER: [98.5, 97]})
def verdict_beside_figure() -> bytes:
    return csv("4.2", "Đạt (98,5%)", "97% - Chưa đạt")


@refused("17.10-that-lost-its-zero.csv", "two headers read 17.1", "a workbook drops the last zero of 17.10")
def lost_zero() -> bytes:
    return "Xã,Năm,17.1,17.1,illustrative\nXã Mẫu 1,2023,50,90,có\n".encode()


@refused("duplicated-headers.csv", "“10” and “10” hold the same figure (columns C and D)")
def duplicated_headers() -> bytes:
    return "Xã,Năm,10,10,illustrative\nXã Mẫu 1,2023,42,43,có\n".encode()


@refused("quote-left-open.csv", "a quotation mark is opened and not closed", "row 2")
def quote_left_open() -> bytes:
    return 'Xã,Năm,10,illustrative\n"Xã Mẫu 1,2023,42,có\n'.encode()


@refused("empty.csv", "the file has no rows")
def empty() -> bytes:
    return b""
