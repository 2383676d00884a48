"""The tidy frames of an evaluation with what is at risk in them."""

from __future__ import annotations

import pandas as pd

from ntm_rules.engine import frames
from ntm_rules.risks.assessment import Assessment
from ntm_rules.risks.columns import commune_columns, risk_columns


def risks_frame(assessment: Assessment) -> pd.DataFrame:
    """One row per risk, each commune's in the order they are told; messages in the language in force."""
    return frames.frame(risk_columns(assessment.risks))


def criteria_frame(assessment: Assessment) -> pd.DataFrame:
    """One row per commune, period and criterion; `at_risk` as its last column."""
    return frames.criteria_frame(assessment.judged).assign(at_risk=assessment.risks.at_risk.T.ravel())


def communes_frame(assessment: Assessment) -> pd.DataFrame:
    """One row per commune and period, with its summary; conditions of recognition are None where not known."""
    found = frames.communes_frame(assessment.judged)
    for name, column in frames.frame(commune_columns(assessment)).items():
        condition = str(name).startswith("recognition_")
        found[name] = (column == 1).astype("boolean").mask(column < 0) if condition else column
    return found


def groups_frame(assessment: Assessment) -> pd.DataFrame:
    """One row per group of communes, year and criterion; `at_risk` of the communes whose last period it is."""
    at_risk = [count for found in assessment.groups for count in found.at_risk]
    return frames.groups_frame(assessment.judged).assign(at_risk=at_risk)
