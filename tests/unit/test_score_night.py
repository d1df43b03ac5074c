"""The use case of a night: from a recording to indices under several rule sets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from legato.errors import KnowledgeError, MissingChannelError
from legato.model.measure import MeasureStatus
from legato.model.recording import Side
from legato.model.scored_night import ScoredNight
from legato.model.sleep import SleepNotes
from legato.score_night import excerpts_of, rescore, score_night, work_on_night
from legato.simulation.night import SimulatedNight, simulate_night
from legato.simulation.night_artefacts import LegFault, NightArtefacts


@pytest.fixture(scope="module")
def night() -> SimulatedNight:
    return simulate_night(seed=11, hours=0.5, sampling_rate_hz=256.0)


def measure_of(scored: ScoredNight, rule: str, name: str):
    return next(
        one
        for one in scored.scorings[rule].measures
        if one.name == name and one.side is None and one.state is None
    )


def test_the_movements_of_both_legs_are_those_that_were_simulated(night):
    found = work_on_night(night.recording, notes=night.truth.notes).found["wasm2016"]
    for side in (Side.LEFT, Side.RIGHT):
        true = night.truth.of(side, shortest_s=0.6, longest_s=9.5)
        seen = [one.span for one in found if one.side is side]
        missed = [span for span in true if not any(span.overlaps(other) for other in seen)]
        assert true
        assert not missed
        onset_errors_s = [min(abs(span.start_s - other.start_s) for other in seen) for span in true]
        assert np.median(onset_errors_s) <= 0.020


def test_rule_sets_stand_in_the_order_asked_for(night):
    scored = score_night(night.recording, rules=("aasm3", "wasm2006", "wasm2016"))
    assert list(scored.scorings) == ["aasm3", "wasm2006", "wasm2016"]


def test_rule_sets_with_the_same_levels_share_one_detection(night):
    work = work_on_night(night.recording, rules=("wasm2016", "aasm3"))
    assert work.found["wasm2016"] is work.found["aasm3"]


def test_an_unknown_rule_set_is_refused_with_those_there_are(night):
    with pytest.raises(KnowledgeError, match="wasm2016"):
        score_night(night.recording, rules=("wasm1066",))


def test_without_stages_the_index_is_of_the_recording_and_says_so(night):
    scored = score_night(night.recording, notes=SleepNotes())
    asleep = measure_of(scored, "wasm2016", "plms_per_hour")
    assert asleep.status is MeasureStatus.NOT_MEASURED
    assert asleep.value is None
    whole = measure_of(scored, "wasm2016", "plm_per_hour")
    assert whole.status is MeasureStatus.MEASURED
    assert "recording" in whole.note
    assert {issue.code for issue in scored.issues} >= {"night_without_notes"}


def test_a_flat_leg_is_told_and_left_out():
    bad = NightArtefacts(bad_leg=Side.RIGHT, fault=LegFault.FLAT)
    night = simulate_night(seed=5, hours=0.3, sampling_rate_hz=256.0, artefacts=bad)
    scored = score_night(night.recording, notes=night.truth.notes)
    by_side = {leg.side: leg for leg in scored.legs}
    assert by_side[Side.LEFT].is_scorable
    assert not by_side[Side.RIGHT].is_scorable
    assert by_side[Side.RIGHT].reason
    codes = {issue.code for issue in scored.issues}
    assert {"leg_not_scorable", "one_leg"} <= codes
    assert all(one.legs == (Side.LEFT,) for one in scored.scorings["wasm2016"].movements)


def test_a_recording_without_legs_is_refused_with_the_channels_there_are(night):
    recording = night.recording
    brain = eeg_like(recording.channels[0])
    sensor = replace(recording.sensors[0], channels=(brain,))
    only = replace(recording, channels=(brain,), sensors=(sensor,))
    with pytest.raises(MissingChannelError, match="Cz"):
        score_night(only)


def eeg_like(channel):
    from legato.model.channel import ChannelKind

    return replace(channel, name="Cz", kind=ChannelKind.EEG)


def test_rescoring_the_same_movements_changes_nothing(night):
    work = work_on_night(night.recording, notes=night.truth.notes)
    again = rescore(work, work.found["wasm2016"])
    for id, scoring in work.night.scorings.items():
        assert again[id].movements == scoring.movements
        assert again[id].series == scoring.series


def test_rescoring_without_a_movement_drops_it(night):
    work = work_on_night(night.recording, notes=night.truth.notes)
    fewer = rescore(work, work.found["wasm2016"][1:])["wasm2016"]
    assert len(fewer.movements) < len(work.night.scorings["wasm2016"].movements)


def test_excerpts_show_the_movement_with_its_levels(night):
    work = work_on_night(night.recording, notes=night.truth.notes)
    excerpts = excerpts_of(work)
    assert excerpts
    for one in excerpts:
        inside = (one.times_s >= one.marked.start_s) & (one.times_s < one.marked.end_s)
        assert inside.any()
        assert np.all(one.onset_uv[inside] > one.offset_uv[inside])
        assert np.nanmax(np.abs(one.emg_uv[inside])) > np.nanmin(one.onset_uv[inside])


def test_progress_runs_from_nothing_to_all(night):
    seen: list[float] = []
    score_night(night.recording, progress=seen.append)
    assert seen[0] == 0.0
    assert seen[-1] == 1.0
    assert seen == sorted(seen)


def test_a_cancelled_night_stops(night):
    def cancel(share: float) -> None:
        if share >= 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        score_night(night.recording, progress=cancel)


def test_the_provenance_names_rules_and_knowledge(night):
    scored = score_night(night.recording, rules=("aasm3",))
    settings = dict(scored.provenance.settings)
    assert settings["rules"] == "aasm3"
    assert settings["knowledge"]
    assert scored.provenance.is_simulated


def test_legs_that_pick_each_other_up_are_told():
    artefacts = NightArtefacts(crosstalk=0.3)
    mixed = simulate_night(seed=5, hours=0.2, sampling_rate_hz=256.0, artefacts=artefacts)
    assert [issue.code for issue in score_night(mixed.recording).issues].count("leg_crosstalk") == 2


def test_legs_of_their_own_are_not_called_crosstalk(night):
    assert "leg_crosstalk" not in {issue.code for issue in score_night(night.recording).issues}
