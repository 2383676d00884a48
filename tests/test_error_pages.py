"""Each error and warning has its page: in both languages, with a message that the program still says."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from ntm_rules.errors import CODES
from tests.support import catalogues

PAGES = Path(__file__).resolve().parents[1] / "docs" / "errors"
HEADINGS = re.compile(
    r"# (?P<code>\S+) `(?P<kind>\w+)`\n\n## Tiếng Việt: (?P<vi_title>.+)\n(?P<vi>[\s\S]+)"
    r"\n## English: (?P<en_title>.+)\n(?P<en>[\s\S]+)"
)
HALF = {
    "vi": re.compile(
        r"\n\*\*(?P<weight>Lỗi|Cảnh báo|Cảnh báo hoặc lỗi)\.\*\* .+\n\n```text\n(?P<messages>(?:.+\n)+)```\n\n"
        r"\*\*Vì sao [^*]+:\*\* .+\n\n\*\*Cách xử lý:\*\* .+\n"
    ),
    "en": re.compile(
        r"\n\*\*(?P<weight>Error|Warning|Warning or error)\.\*\* .+\n\n```text\n(?P<messages>(?:.+\n)+)```\n\n"
        r"\*\*Why [^*]+:\*\* .+\n\n\*\*What to do:\*\* .+\n"
    ),
}
WARNING = {"vi": "Cảnh báo: ", "en": "Warning: "}


def page(code: str) -> re.Match[str]:
    found = HEADINGS.fullmatch((PAGES / f"{code}.md").read_text(encoding="utf-8"))
    assert found, f"{code}: number and kind, then Vietnamese, then English"
    return found


def half(code: str, language: str) -> re.Match[str]:
    found = HALF[language].match(page(code)[language])
    assert found, f"{code}, {language}: meaning, example, why, what to do"
    return found


def says(text: str, template: str) -> bool:
    """Whether a printed message says, behind its place, what a template says."""
    parts = re.split(r"\{[^}]*\}", template)
    if not all(part in text for part in parts):
        return False
    words = "(.*)".join(map(re.escape, parts))
    return bool(re.fullmatch(rf"(?:[^:]+: )?NTM\d+ (?:.+?: )?{words}(?: .*)?", text))


@cache
def translated() -> list[tuple[str, str]]:
    """Every message that is a sentence, with its Vietnamese."""
    return [(m.id, m.string) for m in catalogues.read("vi") if isinstance(m.id, str) and m.id[-1:] == "."]


def test_every_code_has_its_page_and_every_page_its_code() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == {*CODES.values(), "README"}


@pytest.mark.parametrize("kind", CODES)
def test_a_page_names_its_kind_and_speaks_both_languages(kind: str) -> None:
    found = page(CODES[kind])
    assert (found["code"], found["kind"]) == (CODES[kind], kind)
    assert half(found["code"], "vi")
    assert half(found["code"], "en")


@pytest.mark.parametrize("kind", CODES)
def test_its_messages_are_still_said_in_both_languages(kind: str) -> None:
    code = CODES[kind]
    vietnamese, english = (half(code, language)["messages"].splitlines() for language in ("vi", "en"))
    for vi, en in zip(vietnamese, english, strict=True):
        assert vi.removeprefix(WARNING["vi"]).startswith(f"{code} ")
        assert en.removeprefix(WARNING["en"]).startswith(f"{code} ")
        assert any(says(en, source) and says(vi, target) for source, target in translated()), en


@pytest.mark.parametrize("kind", CODES)
def test_it_is_called_a_warning_where_it_is_printed_as_one(kind: str) -> None:
    for language, start in WARNING.items():
        found = half(CODES[kind], language)
        warned = {line.startswith(start) for line in found["messages"].splitlines()}
        called = {
            "Lỗi": {False}, "Cảnh báo": {True}, "Cảnh báo hoặc lỗi": {True, False},
            "Error": {False}, "Warning": {True}, "Warning or error": {True, False},
        }  # fmt: skip
        assert warned == called[found["weight"]]


def test_the_index_lists_every_code_as_its_page_says() -> None:
    rows = [
        line
        for line in (PAGES / "README.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| [")
    ]
    expected = []
    for kind, code in CODES.items():
        found = page(code)
        weight = " / ".join(half(code, language)["weight"].lower() for language in ("vi", "en"))
        expected.append(
            f"| [{code}]({code}.md) | `{kind}` | {found['vi_title']} | {found['en_title']} | {weight} |"
        )
    assert rows == expected
