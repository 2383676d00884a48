"""Documents show what the program really prints, and name what exists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import ntm_rules as ntm
from ntm_rules.errors import CODES
from tests.support.documents import DOCUMENTS, ROOT, renewed


@pytest.fixture(autouse=True)
def at_the_top(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def with_its_cost(document: Path) -> Any:
    """A document that works on files of its own takes a few seconds."""
    own = "<!-- screen:" in document.read_text(encoding="utf-8")
    return pytest.param(document, marks=[pytest.mark.slow] if own else [])


@pytest.mark.parametrize("document", [with_its_cost(d) for d in DOCUMENTS], ids=lambda path: path.name)
def test_outputs_are_as_printed(document: Path) -> None:
    """Run `python -m tests.support.documents` where this fails."""
    text = document.read_text(encoding="utf-8")
    assert renewed(text) == text


@pytest.mark.parametrize(
    "document", [*DOCUMENTS, ROOT / "CONTRIBUTING.md", ROOT / "ARCHITECTURE.md"], ids=lambda p: p.name
)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (document.parent / target).exists(), target


def test_the_readme_counts_the_evidence_as_the_set_does() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    evidence = ntm.load_set().evidence
    assert f"Of the {sum(evidence.values())} levels, **{evidence['unverified']} are unverified**" in text
    assert f"{evidence['guidance']} come from a ministry" in text


def test_make_targets_named_in_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(
        r"^make ([\w-]+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    ):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_every_error_number_is_raised_somewhere() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py") if path.name != "errors.py"
    )
    unused = [kind for kind in CODES if f'"{kind}"' not in source]
    assert not unused
    assert len(set(CODES.values())) == len(CODES)
