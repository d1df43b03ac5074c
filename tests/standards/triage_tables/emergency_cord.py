"""E08-E10, E19 and E20: cauda equina, injury, ascending weakness, pump and a threatened cord, each clause as codes."""

from __future__ import annotations

from standards.triage_tables.row import each, fires, silent, silent_each

E08 = [
    *each(
        "E08",
        "any of these alone, with or without shaking",
        one_of=("symptom:saddle_bladder", "symptom:bilateral_sciatica", "symptom:bilateral_leg_weakness"),
    ),
    *each(
        "E08",
        "new hesitancy with leg or back pain",
        "symptom:bladder_urge_new",
        one_of=("symptom:pain", "symptom:back_pain"),
    ),
    silent("E08", "new hesitancy without pain", "symptom:bladder_urge_new"),
    *silent_each("E08", "pain without bladder trouble", one_of=("symptom:pain", "symptom:back_pain")),
    silent("E08", "urgency for years with back pain", "symptom:bladder_urge", "symptom:back_pain"),
    silent("E08", "weakness of a leg", "symptom:weakness"),
    silent("E08", "numbness that is not between the legs", "symptom:numbness"),
]

E09 = [
    *each(
        "E09",
        "new trouble of a leg after an injury of head, neck or spine",
        "history:injury_recent",
        one_of=("symptom:tremor", "symptom:jerks", "symptom:stiffness", "symptom:weakness"),
    ),
    *each(
        "E09",
        "new trouble of a leg after spinal surgery, epidural or puncture",
        "history:spinal_procedure",
        one_of=("symptom:tremor", "symptom:jerks", "symptom:stiffness", "symptom:weakness"),
    ),
    silent("E09", "shaking after other surgery", "history:surgery_recent", "symptom:tremor"),
    silent("E09", "shaking in an old disease of the cord", "history:cord_disease", "symptom:tremor"),
    silent("E09", "stumbling without injury", "symptom:falls", "symptom:tremor"),
    *silent_each(
        "E09",
        "the trouble without an injury",
        one_of=("symptom:tremor", "symptom:jerks", "symptom:stiffness", "symptom:weakness"),
    ),
]

E10 = [
    fires("E10", "weakness that climbs over hours to days", "symptom:ascending"),
    fires("E10", "newly unable to stand or walk", "symptom:cannot_walk"),
    fires(
        "E10",
        "symmetrical weakness of weeks that gets worse",
        "symptom:weakness",
        "side:bilateral",
        "tempo:worsening",
        "tempo:weeks",
    ),
    fires(
        "E10",
        "symmetrical weakness of days that gets worse",
        "symptom:weakness",
        "side:bilateral",
        "tempo:worsening",
        "tempo:days",
    ),
    fires(
        "E10",
        "weakness of both legs, worse within two weeks",
        "symptom:weakness",
        "side:bilateral",
        "tempo:rapid_worsening",
    ),
    *each(
        "E10",
        "leg weakness with",
        "symptom:weakness",
        one_of=(
            "sign:areflexia",
            "symptom:breathlessness",
            "symptom:swallowing_trouble",
            "symptom:facial_droop",
        ),
    ),
    *each(
        "E10",
        "weakness of both legs with",
        "symptom:bilateral_leg_weakness",
        one_of=("symptom:breathlessness", "symptom:swallowing_trouble"),
    ),
    silent("E10", "weakness alone", "symptom:weakness"),
    silent("E10", "breathlessness alone", "symptom:breathlessness"),
    silent("E10", "trouble swallowing alone", "symptom:swallowing_trouble"),
    silent("E10", "a drooping face alone", "symptom:facial_droop"),
    silent("E10", "shaking much worse within two weeks, no weakness", "tempo:rapid_worsening"),
    silent(
        "E10",
        "one weak leg that gets worse over years",
        "symptom:weakness",
        "side:unilateral",
        "tempo:worsening",
        "tempo:years",
    ),
    silent("E10", "trouble walking that is not inability", "symptom:gait_trouble"),
]

E19 = [
    *each(
        "E19",
        "a pump for baclofen in the spine with",
        "drug:intrathecal_baclofen",
        one_of=("symptom:itching", "symptom:fever", "symptom:spasm"),
    ),
    fires(
        "E19",
        "the pump with rising spasticity",
        "drug:intrathecal_baclofen",
        "sign:spasticity",
        "tempo:worsening",
    ),
    silent("E19", "the pump alone", "drug:intrathecal_baclofen"),
    silent("E19", "the pump with an alarm only", "drug:intrathecal_baclofen", "history:device_fault"),
    *silent_each(
        "E19",
        "no pump, baclofen by mouth, with",
        "drug:baclofen",
        one_of=("symptom:itching", "symptom:fever", "symptom:spasm", "sign:spasticity"),
    ),
]

E20 = [
    *each(
        "E20",
        "back pain and shaking with",
        "symptom:back_pain",
        "symptom:tremor",
        one_of=(
            "history:cancer",
            "history:immunosuppressed",
            "drug:anticoagulant",
            "history:iv_drug_use",
            "symptom:fever",
            "symptom:night_pain",
        ),
    ),
    fires(
        "E20", "back pain and weakness in cancer", "symptom:back_pain", "symptom:weakness", "history:cancer"
    ),
    fires("E20", "back pain and jerks in cancer", "symptom:back_pain", "symptom:jerks", "history:cancer"),
    silent("E20", "back pain and shaking without a warning", "symptom:back_pain", "symptom:tremor"),
    *silent_each(
        "E20",
        "shaking without back pain in",
        "symptom:tremor",
        one_of=(
            "history:cancer",
            "history:immunosuppressed",
            "drug:anticoagulant",
            "history:iv_drug_use",
            "symptom:fever",
        ),
    ),
]

ROWS = [*E08, *E09, *E10, *E19, *E20]
