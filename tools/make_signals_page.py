"""Make the page about the signals that move a muscle: from the brain over cord and nerve to the muscle, and what moves the messengers."""

from __future__ import annotations

from pathlib import Path

from legato.knowledge.library import Library
from legato.knowledge.pages.parts import NOT_REVIEWED
from make_knowledge_pages import MADE, relative
from repository import ROOT

__all__ = ["LOOKS_AT", "PAGE", "STEPS", "signals_page"]

PAGE = ROOT / "docs" / "explanation" / "signals-that-move-a-muscle.md"

STEPS = {
    "cortex": (
        "The cortex plans and orders",
        ("cortical",),
        "The strip of cortex that moves the leg lies near the midline. A cell group there that fires by itself makes short jerks of the"
        " other side, or an attack that spreads.",
    ),
    "deep": (
        "The deep brain starts, steadies and times",
        ("subcortical", "central", "cerebellar", "brainstem"),
        "Basal ganglia let the wanted movement through and hold others back; cerebellum, thalamus and brainstem time and steady it. When"
        " their loops swing, the leg swings with them, at rest, on standing or on reaching.",
    ),
    "cord": (
        "The cord passes on and holds back",
        ("spinal",),
        "Motor cells of the cord add up what comes from the brain and from the muscle. Cells beside them act as brakes; when the brakes"
        " fail, a stretch or a noise makes the leg beat or go stiff.",
    ),
    "nerve": (
        "The nerve carries it there and feels back",
        ("peripheral",),
        "One nerve cell reaches from the cord to the muscle. A thin or irritable nerve lets fibres twitch or delays what is felt, and a"
        " delay is enough to make a leg tremble.",
    ),
    "muscle": (
        "The muscle pulls",
        ("muscle",),
        "At the endplate acetylcholine makes fibres pull. A tired, cold or ill muscle pulls unevenly, and a leg is a weight on a spring"
        " that has its own pace.",
    ),
    "around": (
        "What feeds and tunes all of them",
        ("systemic", "vascular", "behavioural", "not_brain", "mixed"),
        "Blood, salts, sugar, hormones, temperature, medicines, sleep, fear and habit act at several steps at once.",
    ),
}

LOOKS_AT = {
    "eeg": ("cortex",),
    "eeg_emg_back_averaging": ("cortex", "muscle"),
    "mri_brain": ("cortex", "deep"),
    "ct_head": ("cortex", "deep"),
    "dat_spect": ("deep",),
    "smell_test": ("deep",),
    "slit_lamp": ("deep",),
    "gait_analysis": ("deep",),
    "sleep_study": ("deep", "muscle"),
    "immobilisation_test": ("deep", "muscle"),
    "mri_spine": ("cord",),
    "lumbar_puncture": ("cord", "nerve"),
    "antibodies_gad_glycine": ("cord",),
    "nerve_conduction_emg": ("nerve", "muscle"),
    "antibodies_lgi1_caspr2": ("nerve",),
    "paraprotein": ("nerve",),
    "b12_mma": ("cord", "nerve"),
    "serum_copper": ("cord", "nerve"),
    "emg_surface": ("muscle",),
    "ck": ("muscle",),
    "video_recording": ("muscle",),
    "examination": ("cortex", "deep", "cord", "nerve", "muscle"),
    "genetic_test": ("deep", "nerve", "muscle"),
    "autonomic_tests": ("nerve", "around"),
    "carotid_imaging": ("around",),
    "orthostatic_bp": ("around",),
    "ecg": ("around",),
    "blood_count": ("around",),
    "ferritin_tsat": ("around", "deep"),
    "thyroid": ("around",),
    "glucose": ("around",),
    "hba1c": ("around",),
    "ketones": ("around",),
    "kidney_electrolytes": ("around",),
    "liver": ("around",),
    "calcium_magnesium": ("around", "nerve"),
    "copper_ceruloplasmin": ("around", "deep"),
    "drug_levels": ("around",),
    "ammonia": ("around", "cortex"),
    "inflammation": ("around",),
    "blood_cultures": ("around",),
    "pregnancy_test": ("around",),
    "toxicology": ("around",),
    "diary": ("around",),
    "medicine_review": ("around",),
    "temperature": ("around",),
}
"""Which step a test looks at: common knowledge of anatomy, ours, mark K; a test of the documentation keeps it complete."""


def _link(kind: str, id_: str, words: str) -> str:
    return f"[{words}]({relative(kind, id_, start=PAGE)})"


def _step(library: Library, step: str) -> list[str]:
    title, origins, what = STEPS[step]
    here = [one for one in library.conditions.values() if one.origin in origins]
    tests = [one for one in library.records("test") if step in LOOKS_AT.get(one["id"], ())]
    lines = [f"## {title}", "", what, ""]
    lines += [
        "Tests that look here: "
        + ", ".join(_link("test", one["id"], one["plain_name"]) for one in tests)
        + ".",
        "",
    ]
    lines += ["| Cause that starts here | What goes on |", "|---|---|"]
    lines += [f"| {_link('condition', one.id, one.name)} | {one.mechanism} |" for one in here]
    return [*lines, ""]


def _messenger(library: Library, id_: str) -> list[str]:
    one = library.by_id("transmitter")[id_]
    medicines: dict[str, list[str]] = {}
    for medicine in library.records("medicine"):
        for name in medicine["transmitters"]:
            base, _, how = name.rpartition("_")
            if base == id_:
                medicines.setdefault(how, []).append(medicine["id"])
    lines = [f"### {one['name']}", "", f"{one['role']} *Pathway.* {one['pathway']}.", ""]
    lines += [f"- *Lowered by* {'; '.join(one['lowered_by'])}."]
    lines += [f"- *Raised by* {'; '.join(one['raised_by'])}."] if one["raised_by"] else []
    lines += [f"- *Too little shows as* {'; '.join(one['seen_when_low'])}."]
    lines += [f"- *Too much shows as* {'; '.join(one['seen_when_high'])}."] if one["seen_when_high"] else []
    counts = ", ".join(f"{len(ids)} {_HOW[how]}" for how, ids in sorted(medicines.items()) if how in _HOW)
    if counts:
        lines.append(
            f"- *Medicines and substances on record:* {counts}; {_link('transmitter', id_, 'more')}."
        )
    return [*lines, ""]


_HOW = {"up": "raise it", "down": "lower it", "block": "block it"}


def signals_page(library: Library) -> tuple[Path, str]:
    """Give the page with its place.

    Parameters
    ----------
    library : Library

    Returns
    -------
    Path, str
    """
    lines = [
        "# Signals that move a muscle",
        "",
        MADE,
        "",
        "A movement of the leg is a chain: the brain orders, the cord passes on, the nerve carries, the muscle pulls, and what is felt",
        "runs back. Shaking can start at each link. This page follows the chain, with the causes that start at each step, the tests",
        "that look there, and the messengers in between. It explains and decides nothing. " + NOT_REVIEWED,
        "",
        "```text",
        "cortex  ──►  deep brain  ──►  cord  ──►  nerve  ──►  muscle",
        "   ▲             loops         brakes                   │",
        "   └──────────────── what is felt runs back ────────────┘",
        "```",
        "",
        "Which step a test looks at is common knowledge of anatomy (mark K); where a cause starts and what goes on there is the record",
        "of that cause.",
        "",
    ]
    for step in STEPS:
        lines += _step(library, step)
    lines += [
        "## The messengers",
        "",
        "Nerve cells speak by messengers. No test measures them in the brain of a person at home or in a surgery; what is known comes from",
        "tissue, animals, scans of single messengers, and from what medicines do.",
        "",
    ]
    for one in library.records("transmitter"):
        lines += _messenger(library, one["id"])
    return PAGE, "\n".join(lines).rstrip() + "\n"
