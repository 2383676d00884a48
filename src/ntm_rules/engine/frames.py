"""Evaluations as tidy pandas frames: one row a part, a criterion, a commune, a group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ntm_rules.engine.columns import Columns, Labels, criterion_columns, indicator_columns, keys_of
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.groups import Group, groups_of
from ntm_rules.engine.levels import levels_that_decided
from ntm_rules.engine.reported import stated
from ntm_rules.engine.summary import Counted, count_criteria, count_indicators

if TYPE_CHECKING:
    from ntm_rules.engine.papers import Papers


def frame(columns: Columns) -> pd.DataFrame:
    """Columns as a frame, texts as categories."""
    return pd.DataFrame(
        {name: _series(column) if isinstance(column, Labels) else column for name, column in columns.items()},
        copy=False,
    )


def _series(column: Labels) -> Any:
    dtype: Any = pd.CategoricalDtype(list(column.texts))
    return pd.Categorical.from_codes(column.codes, dtype=dtype)


def indicators_frame(judged: Judgement) -> pd.DataFrame:
    """One row per commune, period, indicator and part, with value, level, gap, status and evidence."""
    return frame(indicator_columns(judged))


def criteria_frame(judged: Judgement) -> pd.DataFrame:
    """One row per commune, period and criterion."""
    return frame(criterion_columns(judged))


def communes_frame(judged: Judgement) -> pd.DataFrame:
    """One row per commune and period, with its summary."""
    criteria, indicators = count_criteria(judged), count_indicators(judged)
    qualifies = judged.qualifies
    found = frame({**keys_of(judged), **_counted("criteria", criteria), **_counted("indicators", indicators)})
    if (counts := stated(judged)) is not None:
        found["criteria_reported"] = pd.Series(counts).astype("Int64")
    found["qualifies"] = pd.Series(np.where(qualifies < 0, None, qualifies == 1), dtype="boolean")
    found["levels_unverified"] = levels_that_decided(judged).weak_by_row
    return found


def groups_frame(judged: Judgement) -> pd.DataFrame:
    """One row per group (all, province, district), year and criterion: communes of each status, and in each band."""
    return pd.DataFrame([row for group in groups_of(judged) for row in _group(group)])


def papers_frame(papers: Papers) -> pd.DataFrame:
    """One row per commune, period, indicator and paper, and one for each that is missing."""
    from ntm_rules.engine.paper_columns import paper_columns

    found = frame(paper_columns(papers))
    found["source_row"] = found["source_row"].astype("Int64").where(found["source_row"] > 0)
    return found


def _counted(name: str, counted: Counted) -> dict[str, Any]:
    return {f"{name}_{key}": values for key, values in counted.items()}


def _group(group: Group) -> list[dict[str, Any]]:
    row = group.as_dict()
    criteria, bands = row.pop("criteria"), row.pop("bands")
    whole = {**row, **{f"band_{band}": count for band, count in bands.items()}}
    return [
        {**whole, "criterion": entry.pop("code"), **entry} for entry in (dict(entry) for entry in criteria)
    ]
