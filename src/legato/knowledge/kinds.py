"""The list of all kinds of knowledge. A new kind is one file in ``records`` and one line here."""

from __future__ import annotations

from legato.knowledge.records.condition import CONDITION
from legato.knowledge.records.coping import COPING
from legato.knowledge.records.correction import CORRECTION
from legato.knowledge.records.country import COUNTRY
from legato.knowledge.records.derivation import DERIVATION
from legato.knowledge.records.drink import DRINK
from legato.knowledge.records.exam_item import EXAM_ITEM
from legato.knowledge.records.finding import FINDING
from legato.knowledge.records.free_text import FREE_TEXT
from legato.knowledge.records.implication import IMPLICATION
from legato.knowledge.records.look_alike import LOOK_ALIKE
from legato.knowledge.records.medicine import MEDICINE
from legato.knowledge.records.never_say import NEVER_SAY
from legato.knowledge.records.question import QUESTION
from legato.knowledge.records.recording_task import RECORDING_TASK
from legato.knowledge.records.rule import MACRO, RULE, SELF_CARE_GATE
from legato.knowledge.records.scale import PROTECTED_SCALE, SCALE
from legato.knowledge.records.scoring_rule import SCORING_RULE
from legato.knowledge.records.self_care import SELF_CARE
from legato.knowledge.records.setting import SETTING
from legato.knowledge.records.source import SOURCE
from legato.knowledge.records.test import TEST
from legato.knowledge.records.translation import TRANSLATION
from legato.knowledge.records.transmitter import TRANSMITTER
from legato.knowledge.records.wording import WORDING
from legato.knowledge.schema import Kind

__all__ = ["KINDS"]

KINDS: tuple[Kind, ...] = (
    SOURCE,
    FINDING,
    CONDITION,
    TRANSLATION,
    MACRO,
    RULE,
    SELF_CARE_GATE,
    SETTING,
    IMPLICATION,
    FREE_TEXT,
    QUESTION,
    SCALE,
    PROTECTED_SCALE,
    DERIVATION,
    MEDICINE,
    LOOK_ALIKE,
    TRANSMITTER,
    TEST,
    EXAM_ITEM,
    RECORDING_TASK,
    COPING,
    SELF_CARE,
    DRINK,
    COUNTRY,
    WORDING,
    NEVER_SAY,
    CORRECTION,
    SCORING_RULE,
)
