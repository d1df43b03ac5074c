"""Clock columns: units, Unix time, written times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pyarrow as pa
import pytest

from legato.errors import FormatError, InputError
from legato.io.stamps import read_number_clock, read_text_clock

NOON = datetime(2026, 1, 31, 12, 0, 0, 250_000, tzinfo=UTC)


@pytest.mark.parametrize("factor", [1, 1_000, 1_000_000, 1_000_000_000])
def test_unix_time_is_known_by_its_size_in_every_unit(factor: int) -> None:
    stamps = np.array([round((NOON.timestamp() + i / 100) * factor) for i in range(200)])
    if factor == 1:
        clock = read_number_clock(NOON.timestamp() + np.arange(200) / 100, name="timestamp")
    else:
        clock = read_number_clock(stamps, name="timestamp")
    assert clock.start is not None
    assert abs(clock.start - NOON) < timedelta(milliseconds=1)
    assert clock.times_s[-1] == pytest.approx(1.99, abs=2e-3)
    assert clock.issues == ()


def test_nanoseconds_keep_their_precision() -> None:
    stamps = 1_700_000_000_000_000_000 + np.arange(100) * 1_000
    assert np.diff(read_number_clock(stamps, name="time_ns").times_s) == pytest.approx(
        np.full(99, 1e-6), rel=1e-9
    )


@pytest.mark.parametrize(
    ("name", "factor"), [("time_s", 1), ("time_ms", 1000), ("t_us", 1e6), ("Time (ms)", 1000)]
)
def test_the_unit_in_the_name_is_used_without_a_remark(name: str, factor: float) -> None:
    clock = read_number_clock(np.arange(100) * 0.5 * factor, name=name)
    assert clock.times_s[1] == pytest.approx(0.5)
    assert clock.issues == ()


def test_a_unit_that_only_one_rate_allows_is_used_and_told() -> None:
    clock = read_number_clock(np.arange(100) * 10, name="t")
    assert clock.times_s[1] == pytest.approx(0.01)
    assert [issue.code for issue in clock.issues] == ["time_unit_inferred"]


def test_uptime_in_nanoseconds_is_not_taken_for_unix_time() -> None:
    stamps = 1_254_712_485_889_371 + np.arange(100) * 10_000_000
    clock = read_number_clock(stamps, name="t")
    assert clock.start is None
    assert clock.times_s[1] == pytest.approx(0.01)


def test_numbers_that_count_samples_are_a_counter() -> None:
    assert read_number_clock(np.arange(100), name="Time").is_counter


def test_a_clock_of_unknown_unit_is_refused_with_the_way_to_state_it() -> None:
    with pytest.raises(InputError) as refused:
        read_number_clock(np.arange(100) * 1e12, name="t")
    assert "t_ms" in refused.value.mend


@pytest.mark.parametrize(
    "spelling",
    [
        "2019-03-21 14:58:00.500",
        "2019-03-21T14:58:00.500",
        "2019-03-21 14:58:00:500",
        "2019/03/21 14:58:00,500",
    ],
)
def test_odd_spellings_of_a_date_are_read(spelling: str) -> None:
    clock = read_text_clock(pa.array([spelling, spelling.replace("500", "510")]), name="ts")
    assert clock.start == datetime(2019, 3, 21, 14, 58, 0, 500_000)
    assert clock.times_s.tolist() == [0.0, pytest.approx(0.01)]


@pytest.mark.parametrize(("zone", "hours"), [("Z", 0), ("+02:00", 2), ("-0530", -5.5)])
def test_a_zone_is_kept(zone: str, hours: float) -> None:
    clock = read_text_clock(pa.array([f"2026-01-31T12:00:00{zone}"]), name="ts")
    assert clock.start is not None
    assert clock.start.tzinfo == timezone(timedelta(hours=hours))


def test_day_first_dates_are_read_when_only_one_order_is_possible() -> None:
    clock = read_text_clock(pa.array(["31.01.2026 12:00:00", "31.01.2026 12:00:01"]), name="ts")
    assert clock.start == datetime(2026, 1, 31, 12)
    assert clock.times_s[1] == 1.0


def test_a_date_that_may_be_either_way_round_is_left_open() -> None:
    clock = read_text_clock(pa.array(["03/04/2026 12:00:00", "03/04/2026 12:00:01"]), name="ts")
    assert clock.start is None
    assert [issue.code for issue in clock.issues] == ["date_ambiguous"]


def test_times_of_the_day_pass_midnight() -> None:
    clock = read_text_clock(pa.array(["23:59:59.5", "00:00:00.0", "00:00:00.5"]), name="ts")
    assert clock.times_s == pytest.approx([0.0, 0.5, 1.0])


def test_a_row_without_a_time_is_nan() -> None:
    clock = read_text_clock(
        pa.array(["2026-01-31 12:00:00", None, "pause", "2026-01-31 12:00:03"]), name="ts"
    )
    assert np.isnan(clock.times_s[1:3]).all()
    assert clock.times_s[3] == 3.0


def test_words_are_no_clock() -> None:
    with pytest.raises(FormatError, match="no clock"):
        read_text_clock(pa.array(["yesterday", "today"]), name="ts")


def test_a_date_that_does_not_exist_is_refused() -> None:
    with pytest.raises(FormatError, match="does not exist"):
        read_text_clock(pa.array(["2026-02-30 12:00:00"]), name="ts")
