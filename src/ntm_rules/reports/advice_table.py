"""What is recommended, for eyes: each group first, then what is a commune's own."""

from __future__ import annotations

from collections.abc import Sequence

from ntm_rules.errors import Problem
from ntm_rules.recommend.advise import Advice


def advice_table(advice: Advice, warnings: Sequence[Problem], *, plain: bool = False) -> str:
    """What is recommended as text of at most 100 columns; coloured on a terminal unless NO_COLOR is set."""
    raise NotImplementedError
