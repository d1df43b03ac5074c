"""A medicine or substance: what it is called, how it can add to shaking, and which codes naming it sets."""

from __future__ import annotations

from legato.knowledge.records.finding import CODE
from legato.knowledge.schema import Kind, choice, confidence, listing, number, record, text

__all__ = ["EFFECTS", "MEDICINE", "WHEN"]

EFFECTS = (
    "akathisia",
    "asterixis",
    "ataxia",
    "brain_swelling",
    "clonus",
    "cramps",
    "dyskinesia",
    "fasciculation",
    "hyperthermia",
    "irritability",
    "low_b12",
    "low_blood_pressure",
    "low_calcium",
    "low_magnesium",
    "low_sodium",
    "low_sugar",
    "muscle_breakdown",
    "muscle_pain",
    "myelopathy",
    "myoclonus",
    "neuropathy",
    "none_known",
    "parkinsonism",
    "restless_legs_worse",
    "seizure",
    "serotonin_toxicity",
    "spasticity",
    "stereotypy",
    "tardive",
    "tetany",
    "thyroid_upset",
    "tics",
    "tingling",
    "tremor",
    "weakness",
)
WHEN = ("combined", "high_level", "kidney_failure", "long_term", "mixed", "rare", "withdrawal")

MEDICINE = Kind(
    "medicine",
    "medicines",
    record(
        {"class": text()},
        id=text(pattern=r"[a-z][a-z0-9_]*"),
        row=number(null=True, low=1, high=88),
        kind=choice("medicine", "substance", "exposure", "class"),
        names=listing(text(at_least=3), at_least=1),
        brands=listing(text(at_least=3)),
        mechanism=text(),
        transmitters=listing(text(pattern=r"[a-z]+_(?:up|down|block)|none_specific"), at_least=1),
        effects=listing(
            record(
                effect=text(pattern="|".join(EFFECTS) + r"|helps:[a-z][a-z0-9_]*"),
                when=choice(*WHEN, required=False),
                confidence=confidence(required=False),
            ),
            at_least=1,
        ),
        timing=text(),
        grade=choice("a", "b", "c"),
        confidence=confidence(),
        source=text(refers_to="source"),
        codes=listing(text(pattern=CODE, refers_to="finding")),
        plain=text(),
        action=choice("tell_prescriber"),
        limits=text(required=False),
    ),
    what="A medicine or substance that can add to shaking or is used against it. Nobody is told to stop, start or change one.",
)
