"""The sentences for a reader in a hurry, and the tables of the terminal."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from hand_made import make_analysis, make_bout, make_windows
from legato.model.channel import ChannelKind
from legato.model.issue import Issue, Severity
from legato.model.measure import MeasureStatus
from legato.model.movement import MovementKind
from legato.model.recording import Placement
from legato.report.headline import headline, listed_measures
from legato.report.rows import cards, page_title
from legato.report.text import print_analysis, print_recording
from legato.report.words import load_words

NO_MOTION = Issue("no_motion_channel", Severity.WARNING, "No sensor gives a movement")


def sentences(**changes):
    return headline(replace(make_analysis(with_pictures=False), **changes), load_words())


def shown(printer, subject):
    console = Console(file=io.StringIO(), width=160)
    printer(subject, console)
    return console.file.getvalue()


def of_unknown_kind(recording):
    """Give the recording as a table of which nobody said what its columns measure."""
    sensors = []
    for sensor in recording.sensors:
        channels = tuple(replace(c, kind=ChannelKind.UNKNOWN, axis=None, scale=None) for c in sensor.channels)
        sensors.append(replace(sensor, channels=channels))
    return replace(recording, channels=tuple(c for s in sensors for c in s.channels), sensors=tuple(sensors))


def test_what_was_analysed_as_movement_is_not_said_to_lack_a_movement_sensor():
    found = sentences(recording=of_unknown_kind(make_analysis().recording))
    assert found[0].startswith("Legato found shaking at rest")


def test_a_short_column_of_unknown_kind_is_called_too_short():
    short = Issue("shorter_than_a_window", Severity.WARNING, "Too short")
    found = sentences(
        recording=of_unknown_kind(make_analysis().recording),
        windows=make_windows([]),
        states={},
        issues=(short,),
    )
    assert found == ["The recording is shorter than one window of 4 s, so nothing could be assessed."]


def test_a_recording_of_other_signals_is_said_to_hold_no_movement():
    (sentence,) = sentences(windows=make_windows([]), states={}, issues=(NO_MOTION,))
    assert sentence.startswith("No sensor in this recording gives acceleration")


def test_where_nothing_came_before_there_is_no_rest_of_the_time():
    assert sentences(states={"still": 30.0})[1] == "What there was: still (30 s)."
    assert sentences(states={"still": 30.0, "rest_shaking": 9.0})[-1] == "The rest of the time: still (30 s)."


def test_jerks_that_took_seconds_are_several():
    assert sentences(states={"jerk": 12.0}, bouts=())[0].startswith("Legato found single jerks for 12 s")


def test_a_movement_that_no_pair_explains_is_told_with_its_reason():
    bout = replace(make_bout(), state=MovementKind.CANNOT_TELL, runner_up=None, reasons=("no unit is known",))
    (*_, sentence) = sentences(states={"cannot_tell": 20.0}, bouts=(bout,))
    assert sentence.endswith("its kind can't be told: no unit is known.")


def test_a_measure_below_the_noise_has_a_row_only_where_it_has_a_bound():
    below = [m for m in make_analysis().measures if m.status is MeasureStatus.BELOW_NOISE_FLOOR]
    bare = tuple(replace(m, value=None) for m in below)
    assert listed_measures(replace(make_analysis(), measures=tuple(below))) == (below, [])
    assert listed_measures(replace(make_analysis(), measures=bare)) == ([], list(bare))


def test_measures_stand_under_one_heading_for_each_place():
    text = shown(print_analysis, make_analysis(with_pictures=False))
    assert text.count("in: shaking at rest, left") == 1
    assert "below the noise floor (under 0.0200)" in text


def test_where_nothing_at_all_was_measured_one_line_says_why():
    measures = tuple(
        replace(m, value=None, status=MeasureStatus.NOT_MEASURED, note="no movement sensor")
        for m in make_analysis().measures
    )
    bare = replace(
        make_analysis(with_pictures=False), windows=make_windows([]), states={}, bouts=(), measures=measures
    )
    text = shown(print_analysis, replace(bare, issues=(NO_MOTION,)))
    assert "Nothing was measured: no movement sensor." in text
    assert "No bout was found" not in text


def test_channels_of_one_sensor_kind_and_clock_stand_in_one_row():
    recording = make_analysis().recording
    text = shown(print_recording, recording)
    names = (recording.channels[0].name, "6000")
    rows = [line for line in text.splitlines() if all(name in line for name in names)]
    assert len(rows) == 1
    assert recording.channels[1].name in rows[0]


def test_time_that_cannot_be_told_is_not_said_to_be_free_of_shaking():
    whole = sentences(states={"cannot_tell": 31.0}, bouts=())
    assert not any("No involuntary shaking" in sentence for sentence in whole)
    most = sentences(states={"cannot_tell": 20.0, "still": 10.0}, bouts=())
    assert most[1] == "In the other 10 s no involuntary shaking was found."
    few = sentences(states={"cannot_tell": 5.0, "still": 25.0}, bouts=())
    assert few[0] == "No involuntary shaking was found in 25 s of assessable time."


def test_a_second_kind_of_less_than_a_window_is_left_to_the_table():
    found = sentences(states={"rest_shaking": 20.0, "seizure_like": 1.0, "clonus": 6.0})
    assert found[1] == "It also found clonus-like beating (6 s)."


def test_the_card_of_shaking_says_how_much_more_might_be_shaking():
    card = cards(replace(make_analysis(), states={"still": 9.0, "cannot_tell": 31.0}), load_words())[1]
    assert (card["value"], card["note"]) == ("0 %", "0 s; 31 s can't be told")


def test_a_sensor_away_from_the_legs_is_not_said_to_tell_what_the_leg_did():
    analysis = make_analysis()
    sensors = tuple(replace(sensor, placement=Placement.WRIST) for sensor in analysis.recording.sensors)
    worn = replace(analysis, recording=replace(analysis.recording, sensors=sensors))
    assert page_title(worn, load_words()) == "What this sensor recorded"
    assert page_title(analysis, load_words()) == "What this leg did"


def test_no_frequency_of_a_bout_stands_in_where_none_was_found():
    (lead, *_) = make_analysis().measures
    nowhere = replace(lead, value=None, interval=None, status=MeasureStatus.NOT_FOUND)
    assert "Hz" not in sentences(measures=(nowhere,))[0]
    assert "Hz" in sentences(measures=())[0]


def test_single_jerks_are_counted_at_the_leading_sensor():
    jerk = replace(make_bout(), state=MovementKind.JERK, frequency_hz=None)
    elsewhere = replace(jerk, sensor="other leg")
    assert sentences(states={"jerk": 3.0}, bouts=(jerk, jerk, elsewhere))[0] == "Legato found 2 single jerks."
    assert sentences(states={"jerk": 1.0}, bouts=(jerk,))[0] == "Legato found one single jerk."
