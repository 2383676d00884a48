"""What is recommended, as a Markdown page."""

from __future__ import annotations

from collections.abc import Sequence

from ntm_rules.errors import Problem
from ntm_rules.recommend.advise import Advice


def advice_page(advice: Advice, warnings: Sequence[Problem]) -> str:
    """What is recommended as a Markdown page: each group first, then what is a commune's own."""
    raise NotImplementedError
