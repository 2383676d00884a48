"""The tidy frame of recommendations."""

from __future__ import annotations

import pandas as pd

from ntm_rules.engine import frames
from ntm_rules.recommend.advise import Advice
from ntm_rules.recommend.columns import recommendation_columns


def recommendations_frame(advice: Advice) -> pd.DataFrame:
    """One row per recommendation of a commune or group; messages in the language in force."""
    return frames.frame(recommendation_columns(advice))
