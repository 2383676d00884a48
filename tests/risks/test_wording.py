"""Messages of a block are worded at once, and each is what it would be alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

import ntm_rules as ntm
from ntm_rules.risks import wording
from ntm_rules.risks.findings import Block, Risks
from tests.risks.test_example_history import risks

__all__ = ["risks"]


def alone(block: Block) -> Iterator[Block]:
    """Each row of a block as a block of its own."""
    for at in range(len(block.rows)):
        place = slice(at, at + 1)
        facts = {n: f[place] if isinstance(f, np.ndarray) else f for n, f in block.facts.items()}
        yield replace(block, rows=block.rows[place], facts=facts)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_message_is_the_same_alone_and_among_others(risks: Risks, language: str) -> None:
    with ntm.language(language):
        for block in risks.blocks:
            expected = [wording.messages(risks, one)[0] for one in alone(block)]
            assert wording.messages(risks, block) == expected


def test_facts_as_text_are_those_of_the_document(risks: Risks) -> None:
    for block in risks.blocks:
        texts = wording.facts_json(risks, block)
        assert texts == [
            json.dumps(wording.risk(risks, block, at)["facts"], ensure_ascii=False)
            for at in range(len(block.rows))
        ]


def test_the_language_is_that_in_force_when_a_message_is_asked_for(risks: Risks) -> None:
    block = next(block for block in risks.blocks if block.kind == "declining")
    said = []
    for language in ("vi", "en", "vi"):
        with ntm.language(language):
            said.append(wording.message(risks, block, 0))
    assert said[0] == said[2] != said[1]


def test_no_message_holds_an_unfilled_slot(risks: Risks) -> None:
    assert not [m for block in risks.blocks for m in wording.messages(risks, block) if "\x00" in m]


def test_percentages_are_apart_by_percentage_points(risks: Risks) -> None:
    """Between two rates, one writes %, of their distance never."""
    block = next(b for b in risks.blocks if b.kind == "thin_margin" and b.part and b.part.column == "health_insurance_pct")  # fmt: skip
    with ntm.language("en"):
        assert "only 1.3 percentage points above" in wording.message(risks, block, 0)


@pytest.mark.parametrize(
    ("code", "figure", "language", "words"),
    [
        ("11", 12.2, "vi", "chỉ thấp hơn mức tối đa cho phép"),
        ("11", 12.2, "en", "below the highest value allowed"),
        ("15.1", 91.3, "vi", "chỉ cao hơn mức quy định"),
        ("15.1", 91.3, "en", "above the lowest value required"),
        ("9.1", 0, "vi", None),
        ("11", 13, "vi", "đúng bằng mức quy định"),
        ("15.1", 90, "en", "exactly the threshold"),
    ],
)
def test_each_direction_of_a_narrow_margin_has_its_own_sentence(csv_file, run, code, figure, language, words):
    """12.2 % is not “hơn” 13 %: it is below the most that is allowed."""
    table = csv_file([["Xã", "Tỉnh", "Năm", code], ["Xã Mẫu 1", "Lai Châu", 2023, figure]])
    page = " ".join(run("risks", table, "--format", "md", "--lang", language).out.split())
    assert words is None or words in page
    assert "chỉ hơn" not in page
    assert "better than" not in page
