"""The few codes that may calm: how long the shaking has been there, and patterns that are accounted for.

They are the codes of the macros SLOW, OLD, HABIT, SLEEPY, KNOWN and BENIGN in the table of macros of the clinical paper, which
was looked at for this list alone; DECISIONS names the macros but not their codes.
"""

from __future__ import annotations

__all__ = ["MAY_CALM", "may_open_self_care"]

MAY_CALM = frozenset(
    {
        # SLOW and OLD
        "tempo:weeks",
        "tempo:months",
        "tempo:years",
        "tempo:lifelong",
        "tempo:stable_years",
        # HABIT
        "modulation:stops_on_request",
        "modulation:no_urge",
        "onset:childhood",
        # SLEEPY
        "activation:sleep_onset",
        "activation:asleep",
        "symptom:no_distress",
        # KNOWN
        "trigger:new_medicine",
        "history:known_benign",
        "modulation:entrains",
        # BENIGN
        "trigger:caffeine",
        "trigger:stress",
        "trigger:sleep_loss",
        "trigger:exercise",
        "trigger:fasting",
        "trigger:cold",
        "activation:after_effort",
        "activation:in_water_or_cold_air",
    }
)


def may_open_self_care(code: str) -> bool:
    """Tell whether a code may complete self-care where no rule fired at all."""
    return code.startswith(("tempo:", "onset:")) or code == "frequency:brief_episodes"
