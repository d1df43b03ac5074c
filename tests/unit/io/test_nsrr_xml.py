"""Hand-written files of the published structure of NSRR and of Profusion: stages, breathing events, arousals, clock."""

from __future__ import annotations

from datetime import datetime

import pytest

from legato.errors import FormatError, InputError
from legato.io.night_clock import NightClock
from legato.io.nsrr_xml import looks_like_xml, read_nsrr_xml
from legato.model.interval import Interval
from legato.model.sleep import SleepEventKind, SleepStage

NIGHT = NightClock(datetime(2026, 1, 2, 22, 0, 0), 28_800.0)


def scored(event_type, concept, start_s, duration_s, more=""):
    return (
        f"<ScoredEvent><EventType>{event_type}</EventType><EventConcept>{concept}</EventConcept>"
        f"<Start>{start_s}</Start><Duration>{duration_s}</Duration>{more}</ScoredEvent>"
    )


RECORDING = (
    "<ScoredEvent><EventType/><EventConcept>Recording Start Time</EventConcept><Start>0</Start>"
    "<Duration>28800.0</Duration><ClockTime>00.00.00 {clock}</ClockTime></ScoredEvent>"
)
EVENTS = (
    scored("Stages|Stages", "Wake|0", "0.0", "60.0"),
    scored("Stages|Stages", "Stage 1 sleep|1", "60.0", "30.0"),
    scored("Stages|Stages", "Stage 2 sleep|2", "90.0", "90.0"),
    scored("Stages|Stages", "Stage 3 sleep|3", "180.0", "30.0"),
    scored("Stages|Stages", "REM sleep|5", "210.0", "30.0"),
    scored(
        "Respiratory|Respiratory",
        "Hypopnea|Hypopnea",
        "100.5",
        "14.2",
        "<SignalLocation>AIRFLOW</SignalLocation>",
    ),
    scored("Respiratory|Respiratory", "Obstructive apnea|Obstructive Apnea", "130.0", "20.0"),
    scored("Respiratory|Respiratory", "SpO2 desaturation|SpO2 desaturation", "140.0", "25.0"),
    scored("Arousals|Arousals", "Arousal|Arousal ()", "115.0", "6.5"),
    scored("Arousals|Arousals", "ASDA arousal|Arousal (ASDA)", "151.0", "4.0"),
)


def nsrr(*events, clock="22.00.00"):
    body = "".join((RECORDING.format(clock=clock), *events))
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'
        "<PSGAnnotation><SoftwareVersion>Compumedics</SoftwareVersion><EpochLength>30</EpochLength>"
        f"<ScoredEvents>{body}</ScoredEvents></PSGAnnotation>"
    )
    return text.encode()


def read(raw, night=NIGHT):
    return read_nsrr_xml(raw, where="night-nsrr.xml", night=night)


def test_stages_stand_at_their_times_with_their_lengths():
    found = read(nsrr(*EVENTS))
    assert [(mark.start_s, mark.duration_s, mark.stage) for mark in found.stages] == [
        (0.0, 60.0, SleepStage.WAKE),
        (60.0, 30.0, SleepStage.N1),
        (90.0, 90.0, SleepStage.N2),
        (180.0, 30.0, SleepStage.N3),
        (210.0, 30.0, SleepStage.REM),
    ]
    assert found.epoch_s == 30.0


def test_breathing_events_and_arousals_are_told_apart_and_a_desaturation_is_neither():
    found = read(nsrr(*EVENTS))
    spans = {kind: [one.span for one in found.events if one.kind is kind] for kind in SleepEventKind}
    assert spans[SleepEventKind.RESPIRATORY] == [Interval(100.5, 114.7), Interval(130.0, 150.0)]
    assert spans[SleepEventKind.AROUSAL] == [Interval(115.0, 121.5), Interval(151.0, 155.0)]
    assert found.mentioned == {SleepEventKind.RESPIRATORY, SleepEventKind.AROUSAL}


def test_a_kind_that_nothing_mentions_was_not_scored():
    found = read(nsrr(*EVENTS[:5], EVENTS[8]))
    assert found.mentioned == {SleepEventKind.AROUSAL}


@pytest.mark.parametrize(("clock", "is_told"), [("22.00.00", False), ("22.00.01", False), ("22.05.00", True)])
def test_another_start_than_that_of_the_recording_is_told(clock, is_told):
    codes = [issue.code for issue in read(nsrr(*EVENTS, clock=clock)).issues]
    assert ("start_differs" in codes) is is_told


def test_the_numbers_of_profusion_are_read_an_epoch_each():
    stages = "".join(f"<SleepStage>{number}</SleepStage>" for number in (0, 1, 2, 3, 4, 5, 9))
    raw = (
        "<CMPStudyConfig><EpochLength>30</EpochLength><ScoredEvents><ScoredEvent><Name>Obstructive Apnea</Name>"
        "<Start>70.5</Start><Duration>12</Duration></ScoredEvent></ScoredEvents>"
        f"<SleepStages>{stages}</SleepStages></CMPStudyConfig>"
    )
    found = read(raw.encode())
    assert [mark.stage.value for mark in found.stages] == ["W", "N1", "N2", "N3", "N3", "R", "?"]
    assert [mark.start_s for mark in found.stages] == [30.0 * k for k in range(7)]
    assert found.events[0].span == Interval(70.5, 82.5)


def test_stages_without_an_epoch_length_and_unknown_numbers_are_refused():
    with pytest.raises(InputError, match="how long an epoch is"):
        read(b"<CMPStudyConfig><SleepStages><SleepStage>2</SleepStage></SleepStages></CMPStudyConfig>")
    with pytest.raises(InputError, match="not known"):
        read(
            b"<CMPStudyConfig><EpochLength>30</EpochLength><SleepStages><SleepStage>7</SleepStage>"
            b"</SleepStages></CMPStudyConfig>"
        )


@pytest.mark.parametrize(
    ("start_s", "duration_s"), [("soon", "10"), ("10", "-1"), ("nan", "10"), ("1e400", "1")]
)
def test_a_time_that_is_none_is_refused(start_s, duration_s):
    with pytest.raises(InputError, match="no time"):
        read(nsrr(scored("Arousals|Arousals", "Arousal|Arousal ()", start_s, duration_s)))


def test_xml_of_another_kind_is_refused():
    with pytest.raises(FormatError, match="no scored events"):
        read(b"<html><body/></html>")


def test_xml_is_known_by_its_first_letters():
    assert looks_like_xml(nsrr())
    assert looks_like_xml(b"\xef\xbb\xbf  <PSGAnnotation>")
    assert not looks_like_xml(b"epoch,stage\n")
