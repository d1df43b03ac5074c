"""An Apple Health export by day: nights over clock changes, two devices counted once, zones, and files made to harm."""

from __future__ import annotations

import datetime
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from health_makers import HEAD, TAIL, export, record, sleep, zipped
from legato.errors import FormatError, InputError
from legato.io.apple_health import HealthExport, read_health_export
from legato.model.diary import HealthDay


def read(folder: Path, *records: str, **options: str) -> HealthExport:
    path = folder / "export.xml"
    path.write_bytes(export(*records, **options))
    return read_health_export(path)


def only_day(found: HealthExport) -> HealthDay:
    (day,) = found.days
    return day


def test_a_night_belongs_to_the_day_of_waking_and_being_awake_in_bed_is_no_sleep(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        sleep("2026-11-22 22:30:00 +0100", "2026-11-23 06:30:00 +0100", stage="InBed"),
        sleep("2026-11-22 23:00:00 +0100", "2026-11-23 02:00:00 +0100"),
        sleep("2026-11-23 02:00:00 +0100", "2026-11-23 02:30:00 +0100", stage="Awake"),
        sleep("2026-11-23 02:30:00 +0100", "2026-11-23 06:00:00 +0100", stage="AsleepREM"),
    )
    day = only_day(found)
    assert (day.day, day.sleep_h, day.in_bed_h) == (datetime.date(2026, 11, 23), 6.5, 8)
    assert (day.steps, day.heart_rate_mean, day.resting_heart_rate) == (None, None, None)
    assert (found.n_records, found.n_used, found.issues) == (4, 3, ())


def test_time_in_bed_alone_says_nothing_of_sleep(tmp_path: Path) -> None:
    day = only_day(
        read(tmp_path, sleep("2026-11-22 22:30:00 +0100", "2026-11-23 06:30:00 +0100", stage="InBed"))
    )
    assert (day.sleep_h, day.in_bed_h) == (None, 8)


def test_a_night_in_which_the_clocks_change_is_as_long_as_it_was(tmp_path: Path) -> None:
    longer = read(
        tmp_path,
        sleep("2026-10-24 23:00:00 +0200", "2026-10-25 02:30:00 +0200"),
        sleep("2026-10-25 02:30:00 +0200", "2026-10-25 02:30:00 +0100"),
        sleep("2026-10-25 02:30:00 +0100", "2026-10-25 07:00:00 +0100"),
    )
    shorter = read(tmp_path, sleep("2026-03-28 23:00:00 +0100", "2026-03-29 07:00:00 +0200"))
    assert (only_day(longer).sleep_h, only_day(shorter).sleep_h) == (9, 7)


def test_two_devices_that_saw_the_same_night_and_walk_are_counted_once(tmp_path: Path) -> None:
    day = only_day(
        read(
            tmp_path,
            sleep("2026-11-22 23:00:00 +0100", "2026-11-23 06:00:00 +0100", source="Anna's Watch"),
            sleep("2026-11-22 23:00:00 +0100", "2026-11-23 06:00:00 +0100", source="Anna's Watch"),
            sleep("2026-11-22 23:30:00 +0100", "2026-11-23 06:15:00 +0100", source="An app"),
            record("steps", 3000, "2026-11-23 10:00:00 +0100", source="Anna's Watch"),
            record("steps", 500, "2026-11-23 12:00:00 +0100", source="Anna's Watch"),
            record("steps", 2800, "2026-11-23 10:00:00 +0100", source="Anna's Phone"),
        )
    )
    assert (day.sleep_h, day.steps) == (7, 3500)
    assert "Anna" not in repr(day)


def test_the_pulse_of_a_day_is_a_mean_with_its_range(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        record("heart_rate", 60, "2026-11-23 10:00:00 +0100"),
        record("heart_rate", 90, "2026-11-23 23:59:59 +0100"),
        record("resting", 58, "2026-11-23 10:00:00 +0100"),
        record("heart_rate", 70, "2026-11-24 00:00:00 +0100"),
    )
    first, second = found.days
    assert (first.heart_rate_mean, first.heart_rate_low, first.heart_rate_high) == (75, 60, 90)
    assert (first.resting_heart_rate, second.resting_heart_rate) == (58, None)
    assert (second.day, second.heart_rate_mean) == (datetime.date(2026, 11, 24), 70)


def test_a_zone_that_a_record_names_decides_the_day_and_an_unknown_one_is_told(tmp_path: Path) -> None:
    named = read(tmp_path, record("steps", 10, "2026-11-23 02:00:00 +0100", zone="America/New_York"))
    assert (only_day(named).day, only_day(named).zone) == (datetime.date(2026, 11, 22), "America/New_York")
    unknown = read(tmp_path, record("steps", 10, "2026-11-23 02:00:00 +0100", zone="../../etc/passwd"))
    assert only_day(unknown).day == datetime.date(2026, 11, 23)
    assert [issue.code for issue in unknown.issues] == ["health_unknown_zone"]


def test_what_cannot_be_is_left_out_and_told_and_the_rest_is_kept(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        record("steps", 100, "2026-11-23 10:00:00 +0100"),
        record("steps", "many", "2026-11-23 10:00:00 +0100"),
        record("steps", 100, "yesterday"),
        record("steps", 100, "2026-13-45 10:00:00 +0100"),
        record("steps", 100, "0001-01-01 10:00:00 +0100"),
        record("steps", -5, "2026-11-23 10:00:00 +0100"),
        record("heart_rate", "nan", "2026-11-23 10:00:00 +0100"),
        record("heart_rate", 1.2, "2026-11-23 10:00:00 +0100", unit="Hz"),
        sleep("2026-11-23 07:00:00 +0100", "2026-11-22 23:00:00 +0100"),
        sleep("2026-11-22 23:00:00 +0100", "2026-11-23 07:00:00 +0100", stage="Dreaming"),
        record("height", 1.7, "2026-11-23 10:00:00 +0100"),
        ' <Record type="HKQuantityTypeIdentifierStepCount" unit="count" value="7"/>\n',
    )
    assert (only_day(found).steps, only_day(found).sleep_h, only_day(found).heart_rate_mean) == (
        100,
        None,
        None,
    )
    assert {(issue.code, issue.where): int(issue.what.split()[0]) for issue in found.issues} == {
        ("health_unreadable", "steps"): 5,
        ("health_impossible", "steps"): 1,
        ("health_impossible", "heart_rate"): 1,
        ("health_impossible", "sleep"): 1,
        ("health_other_unit", "heart_rate"): 1,
        ("health_unknown_sleep", "sleep"): 1,
    }


@pytest.mark.parametrize("name", ["apple_health_export/export.xml", "apple_health_export/Exportación.xml"])
def test_the_zip_of_the_phone_is_read_whatever_its_language_calls_the_file(tmp_path: Path, name: str) -> None:
    xml = export(record("steps", 12, "2026-11-23 10:00:00 +0100"))
    path = zipped(
        tmp_path / "export.zip", xml, name=name, others=["apple_health_export/workout-routes/a.xml"]
    )
    told: list[int] = []
    assert only_day(read_health_export(path, progress=told.append)).steps == 12
    assert told == [len(xml)]


BILLION = """<?xml version="1.0"?><!DOCTYPE HealthData [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<HealthData locale="&b;">"""
OUTSIDE = '<!DOCTYPE HealthData [<!ENTITY x SYSTEM "file:///etc/passwd">]><HealthData><Me a="1"/>&x;'
PARAMETER = '<!DOCTYPE HealthData [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]><HealthData>'


@pytest.mark.parametrize(
    "head", [BILLION, OUTSIDE, PARAMETER], ids=["expanding", "outside file", "parameter"]
)
def test_entities_are_refused(tmp_path: Path, head: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, head=head)
    assert caught.value.code == "LEG-E863"


def test_a_document_type_elsewhere_is_never_fetched(tmp_path: Path) -> None:
    outside = '<!DOCTYPE HealthData SYSTEM "http://127.0.0.1:9/x.dtd"><HealthData locale="x">'
    assert only_day(read(tmp_path, record("steps", 1, "2026-11-23 10:00:00 +0100"), head=outside)).steps == 1


@pytest.mark.parametrize(
    ("head", "records", "tail"),
    [
        (HEAD, "<a>" * 100 + "</a>" * 100, TAIL),
        (HEAD, f'<Me a="{"x" * 3_000_000}"/>', TAIL),
        (HEAD, f"<!--{'x' * 3_000_000}-->", TAIL),
        (HEAD, "".join(f"<n{i}/>" for i in range(3000)), TAIL),
        (HEAD, "".join(f'<Me n{i}=""/>' for i in range(3000)), TAIL),
        (
            "<!DOCTYPE HealthData [" + "<!ELEMENT a (b)>" * 200_000 + "]><HealthData>",
            "",
            TAIL,
        ),
    ],
    ids=["deep", "long tag", "long comment", "many tags", "many attributes", "long prologue"],
)
def test_what_would_make_a_parser_remember_too_much_is_refused(
    tmp_path: Path, head: str, records: str, tail: str
) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, records, head=head, tail=tail)
    assert caught.value.code == "LEG-E861"


def test_more_days_or_devices_than_one_life_has_are_refused(tmp_path: Path) -> None:
    many = [record("steps", 1, "2026-11-23 10:00:00 +0100", source=f"s{n}") for n in range(201)]
    with pytest.raises(InputError, match="devices"):
        read(tmp_path, *many)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"PK\x03\x04 not a zip",
        b"<HealthData><Record",
        b"<html>HealthData</html>",
        b"\xff\xfeHealthData",
    ],
)
def test_what_is_no_export_is_refused_with_the_way_to_get_one(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(FormatError) as caught:
        read_health_export(path)
    assert caught.value.code == "LEG-E862"
    assert caught.value.mend


def test_a_zip_bomb_is_stopped_while_it_unpacks(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("export.xml", "w") as stream,
    ):
        stream.write(HEAD.encode())
        for _ in range(200):
            stream.write(b"<Me/>" * 200_000)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(InputError) as caught:
        read_health_export(path)
    assert caught.value.code == "LEG-E861"


def test_a_zip_cut_short_or_with_damaged_bytes_is_refused(tmp_path: Path) -> None:
    xml = export(*(record("steps", n, "2026-11-23 10:00:00 +0100", source=str(n % 7)) for n in range(4000)))
    whole = zipped(tmp_path / "a.zip", xml).read_bytes()
    for broken in (whole[: len(whole) // 2], whole[:2000] + bytes(500) + whole[2500:]):
        path = tmp_path / "b.zip"
        path.write_bytes(broken)
        with pytest.raises(FormatError):
            read_health_export(path)


def test_memory_does_not_grow_with_the_number_of_records(tmp_path: Path) -> None:
    def peak(n: int) -> int:
        path = tmp_path / f"{n}.xml"
        with path.open("wb") as stream:
            stream.write(HEAD.encode())
            for minute in range(n):
                clock = f"2026-11-{1 + minute % 28:02d} {minute % 24:02d}:{minute % 60:02d}:00 +0100"
                stream.write(record("heart_rate", 60 + minute % 40, clock).encode())
            stream.write(TAIL.encode())
        tracemalloc.start()
        found = read_health_export(path)
        peak_bytes = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found.n_used == n
        return peak_bytes

    small, large = peak(2_000), peak(20_000)
    assert large < small + 200_000
