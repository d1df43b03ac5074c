"""A recording written as EDF+ opens in other readers with the same rate, the same samples and the same marks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import edfio
import numpy as np
import pyedflib
import pytest

import hand_made
from legato.errors import InputError, MissingChannelError
from legato.io.read import read_recording
from legato.io.write_edf import write_edf
from legato.model.annotation import Annotation
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.recording import Placement, Recording, Sensor, Side
from legato.model.time_base import Run, TimeBase

START = datetime(2026, 1, 2, 22, 47)


def night(*, rates=(200.0, 200.0), seconds=20.0, change=lambda values: values, **changes) -> Recording:
    rng = np.random.default_rng(4)
    channels = []
    for place, (rate_hz, name) in enumerate(zip(rates, ("TA left", "TA right", "EEG C3"), strict=False)):
        n = round(seconds * rate_hz)
        values = change(rng.normal(scale=40e-6 * (place + 1), size=n))
        time = TimeBase.regular(n, sampling_rate_hz=rate_hz)
        channels.append(Channel(name, ChannelKind.EMG, None, "legs", ArraySamples(values), time))
    base = hand_made.make_recording(seconds=1, is_simulated=False)
    sensor = Sensor("legs", Placement.SHANK, Side.BOTH, tuple(channels))
    whole = replace(
        base,
        channels=tuple(channels),
        sensors=(sensor,),
        duration_s=seconds,
        start=START,
        annotations=(),
        issues=(),
    )
    return replace(whole, **changes)


@pytest.mark.parametrize("rate_hz", [199.7, 200.0, 256.0, 499.99, 512.0, 1000.0])
def test_rate_samples_and_start_come_back(rate_hz, tmp_path):
    written = night(rates=(rate_hz, rate_hz), seconds=100.0)
    write_edf(tmp_path / "night.edf", written)
    read = read_recording(tmp_path / "night.edf")
    assert read.start == START
    for before, after in zip(written.channels, read.channels, strict=True):
        assert after.sampling_rate_hz == pytest.approx(rate_hz, rel=1e-12)
        assert after.unit == "V"
        values = before.read()
        step = (values.max() - values.min()) / 65535
        assert np.abs(after.read() - values).max() <= step


def test_two_other_readers_see_label_unit_rate_and_samples(tmp_path):
    written = night(rates=(199.7, 199.7), seconds=30.0)
    write_edf(tmp_path / "night.edf", written)
    own = edfio.read_edf(tmp_path / "night.edf")
    assert [signal.label for signal in own.signals] == ["TA left", "TA right"]
    assert {signal.physical_dimension for signal in own.signals} == {"uV"}
    assert own.signals[0].sampling_frequency == pytest.approx(199.7, rel=1e-12)
    with pyedflib.EdfReader(str(tmp_path / "night.edf")) as reader:
        assert reader.getSampleFrequency(0) == pytest.approx(199.7)
        assert np.allclose(reader.readSignal(1), written.channels[1].read() * 1e6, atol=0.02)


def test_channels_of_several_rates_share_one_record(tmp_path):
    write_edf(tmp_path / "night.edf", night(rates=(256.0, 499.99, 200.0), seconds=200.0))
    own = edfio.read_edf(tmp_path / "night.edf")
    assert [round(signal.sampling_frequency, 6) for signal in own.signals] == [256.0, 499.99, 200.0]


def test_annotations_of_the_recording_and_others_come_back(tmp_path):
    marks = (Annotation(1.25, 0.75, "arousal"), Annotation(3.123456, 0.0, "Lights off"))
    write_edf(
        tmp_path / "a.edf", night(annotations=marks), annotations=[Annotation(2.0, 1.5, "wasm2016 plm left")]
    )
    read = read_recording(tmp_path / "a.edf").annotations
    assert [(mark.start_s, mark.duration_s, mark.text) for mark in read] == [
        (1.25, 0.75, "arousal"),
        (2.0, 1.5, "wasm2016 plm left"),
        (3.123456, 0.0, "Lights off"),
    ]


def test_only_the_channels_asked_for_are_written(tmp_path):
    write_edf(tmp_path / "a.edf", night(), channels=["TA right"])
    assert [signal.label for signal in edfio.read_edf(tmp_path / "a.edf").signals] == ["TA right"]
    with pytest.raises(MissingChannelError):
        write_edf(tmp_path / "b.edf", night(), channels=["SOL left"])


def lose_one(values):
    values[7] = np.nan
    return values


def test_lost_samples_are_refused_by_name_and_leave_no_file(tmp_path):
    with pytest.raises(InputError, match="lost") as told:
        write_edf(tmp_path / "a.edf", night(change=lose_one))
    assert told.value.code == "LEG-E991"
    assert "TA left" in str(told.value)
    assert not list(tmp_path.iterdir())


def test_a_gap_and_a_late_start_are_refused(tmp_path):
    whole = night()
    first = whole.channels[0]
    for runs in ((Run(0, 0.0, 200.0), Run(100, 9.0, 200.0)), (Run(0, 0.5, 200.0),)):
        time = TimeBase(first.n_samples, 200.0, runs)
        channel = replace(first, time=time)
        gapped = replace(
            whole, channels=(channel,), sensors=(replace(whole.sensors[0], channels=(channel,)),)
        )
        with pytest.raises(InputError, match="gaps"):
            write_edf(tmp_path / "a.edf", gapped)


def test_a_rate_that_no_record_holds_is_refused(tmp_path):
    with pytest.raises(InputError, match="sampling rate"):
        write_edf(tmp_path / "a.edf", night(rates=(np.pi * 60, 200.0)))


def test_a_length_that_no_record_divides_is_refused(tmp_path):
    with pytest.raises(InputError, match="length"):
        write_edf(tmp_path / "a.edf", night(rates=(200.0,), seconds=20011 / 200))


def test_channels_of_unequal_length_are_refused(tmp_path):
    whole, longer = night(rates=(200.0,)), night(rates=(200.0, 200.0), seconds=21.0)
    channels = (whole.channels[0], longer.channels[1])
    mixed = replace(whole, channels=channels, sensors=(replace(whole.sensors[0], channels=channels),))
    with pytest.raises(InputError, match="equally long"):
        write_edf(tmp_path / "a.edf", mixed)


def test_labels_that_sixteen_letters_can_not_tell_apart_are_refused(tmp_path):
    whole = night()
    channels = tuple(replace(one, name=f"tibialis anterior {one.name}") for one in whole.channels)
    named = replace(whole, channels=channels, sensors=(replace(whole.sensors[0], channels=channels),))
    with pytest.raises(InputError, match="16 letters"):
        write_edf(tmp_path / "a.edf", named)


@pytest.mark.parametrize("value", [0.0, 3e-5, -3e-5])
def test_a_flat_channel_comes_back_flat(value, tmp_path):
    write_edf(tmp_path / "a.edf", night(change=lambda values: np.full_like(values, value)))
    assert np.allclose(read_recording(tmp_path / "a.edf").channels[0].read(), value, atol=1e-9)


def test_a_range_too_large_for_the_header_is_refused(tmp_path):
    with pytest.raises(InputError, match="range"):
        write_edf(tmp_path / "a.edf", night(change=lambda values: values * 1e9))


def test_a_mark_outside_the_recording_is_refused(tmp_path):
    with pytest.raises(InputError, match="outside"):
        write_edf(tmp_path / "a.edf", night(), annotations=[Annotation(21.0, 0.0, "late")])
