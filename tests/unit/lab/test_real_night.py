"""A really scored night on the desk: traces as detection saw them, edits measured and judged as detection would."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from legato.errors import InputError
from legato.lab.desk import AskedEdit, NightDesk
from legato.lab.real_night import RealTrace, lay_on_desk, measure_span, rescore_edited
from legato.model.interval import Interval
from legato.model.recording import Side
from legato.model.review import ReviewEditKind
from legato.score_night import NightWork, work_on_night
from legato.simulation.night import simulate_night
from legato.simulation.night_artefacts import NightArtefacts


@pytest.fixture(scope="module")
def work() -> NightWork:
    made = simulate_night(seed=11, hours=0.5, sampling_rate_hz=256.0)
    return work_on_night(made.recording, notes=made.truth.notes, rules=("wasm2016", "aasm3"))


@pytest.fixture
def desk(work: NightWork, tmp_path: Path) -> NightDesk:
    return lay_on_desk(work, review_path=tmp_path / "night.edf.review.json", author="AB")


def test_a_piece_is_what_detection_saw_and_ends_with_the_recording(work: NightWork) -> None:
    rule = work.night.scorings["wasm2016"].rule
    source = RealTrace(work.traces[0], rule)
    piece = source.piece(60.0, 90.0)
    assert len(piece.times_s) == 30 * 256
    assert piece.onset_level_uv - piece.offset_level_uv == pytest.approx(
        np.full(30 * 256, rule.number("onset_uv") - rule.number("offset_uv"))
    )
    assert len(source.piece(-40.0, -10.0).times_s) == 0
    assert source.piece(-10.0, 10.0).times_s[0] == 0.0
    end_s = work.night.duration_s
    assert source.piece(end_s - 5.0, end_s + 25.0).times_s[-1] < end_s
    assert len(source.piece(end_s, end_s + 30.0).emg_uv) == 0


def test_a_span_is_measured_as_detection_measured_it(work: NightWork) -> None:
    rule = work.night.scorings["wasm2016"].rule
    legs = {trace.side: trace for trace in work.traces}
    assert work.found[rule.id]
    for found in work.found[rule.id]:
        again = measure_span(legs[found.side], found.span, rule=rule)
        assert (again.peak_uv, again.median_uv, again.resting_uv) == pytest.approx(
            (found.peak_uv, found.median_uv, found.resting_uv), abs=1e-3
        )
        assert again.is_cut == found.is_cut


def test_a_movement_cannot_lie_outside_what_was_recorded(work: NightWork) -> None:
    rule = work.night.scorings["wasm2016"].rule
    end_s = work.night.duration_s
    with pytest.raises(InputError, match="signal was lost"):
        measure_span(work.traces[0], Interval(end_s + 1.0, end_s + 2.0), rule=rule)


def test_a_movement_cannot_bridge_a_loss_of_signal() -> None:
    lost = NightArtefacts(drop_outs=(Interval(300.0, 302.0),))
    made = simulate_night(seed=11, hours=0.2, sampling_rate_hz=256.0, artefacts=lost)
    broken = work_on_night(made.recording, rules=("wasm2016",), with_minor=False)
    rule = broken.night.scorings["wasm2016"].rule
    trace = broken.traces[0]
    with pytest.raises(InputError, match="signal was lost"):
        measure_span(trace, Interval(299.0, 303.0), rule=rule)
    assert measure_span(trace, Interval(299.0, 300.0), rule=rule).is_cut
    assert not measure_span(trace, Interval(299.0, 299.9), rule=rule).is_cut


def test_a_movement_that_reaches_the_end_of_the_recording_is_cut(work: NightWork) -> None:
    rule = work.night.scorings["wasm2016"].rule
    end_s = work.night.duration_s
    assert measure_span(work.traces[0], Interval(end_s - 1.0, end_s), rule=rule).is_cut
    assert not measure_span(work.traces[0], Interval(end_s - 1.0, end_s - 1 / 256), rule=rule).is_cut
    # A page rounds to the microsecond; that is no sample more.
    assert measure_span(work.traces[0], Interval(end_s - 1.0, end_s + 4e-7), rule=rule).is_cut


def test_without_an_edit_every_rule_set_says_what_it_said(work: NightWork) -> None:
    assert rescore_edited(work, work.found["wasm2016"]) == dict(work.night.scorings)


def test_a_rule_set_with_other_movements_keeps_its_own_beside_the_edit(work: NightWork) -> None:
    found = work.found["wasm2016"]
    longer = tuple(replace(one, span=Interval(one.span.start_s, one.span.end_s + 0.05)) for one in found)
    other = replace(work, found={**work.found, "aasm3": longer})
    scored = rescore_edited(other, found[1:])["aasm3"].movements
    seen = {(one.side, one.span) for one in scored if one.side is not Side.BOTH}
    assert {(one.side, one.span) for one in longer[1:]} == seen


def test_an_edit_through_the_desk_is_scored_and_there_again(
    work: NightWork, desk: NightDesk, tmp_path: Path
) -> None:
    first = desk.state().reviewed[0]
    moved = Interval(first.span.start_s, first.span.start_s + 0.2)
    desk.edit(AskedEdit(ReviewEditKind.MOVE, "AB", "seen", event=first.id, span=moved), base_version=0)
    again = lay_on_desk(work, review_path=tmp_path / "night.edf.review.json")
    state = again.state()
    assert state.review.version == 1
    assert next(one.span for one in state.reviewed if one.id == first.id) == moved
    verdict = next(
        one for one in state.scorings["wasm2016"].movements if one.span == moved and one.side is first.side
    )
    assert verdict.excluded_by == "wasm2016.shortest_s"


def test_a_leg_that_is_not_there_is_refused_and_nothing_is_kept(work: NightWork, tmp_path: Path) -> None:
    one_leg = replace(work, traces=tuple(t for t in work.traces if t.side is Side.LEFT))
    desk = lay_on_desk(one_leg, review_path=tmp_path / "one.review.json")
    asked = AskedEdit(ReviewEditKind.ADD, "AB", "seen", side=Side.RIGHT, span=Interval(3.0, 4.0))
    with pytest.raises(InputError, match="no scorable channel"):
        desk.edit(asked, base_version=0)
    assert not (tmp_path / "one.review.json").exists()


def test_a_night_without_a_left_or_a_right_leg_says_how_to_name_one(work: NightWork, tmp_path: Path) -> None:
    combined = replace(work, traces=(replace(work.traces[0], side=Side.UNKNOWN),))
    with pytest.raises(InputError, match="no channel of the left") as caught:
        lay_on_desk(combined, review_path=tmp_path / "x.review.json")
    assert "--left" in str(caught.value.mend)
