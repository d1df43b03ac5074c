"""Makes Apple Health exports as a phone writes them, and some that no phone would."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout|ActivitySummary)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
<!ELEMENT Record ((MetadataEntry|HeartRateVariabilityMetadataList)*)>
<!ATTLIST Record
  type          CDATA #REQUIRED
  unit          CDATA #IMPLIED
  value         CDATA #IMPLIED
  sourceName    CDATA #REQUIRED
>
]>
<HealthData locale="en_GB">
 <ExportDate value="2026-11-23 21:14:00 +0100"/>
 <Me HKCharacteristicTypeIdentifierDateOfBirth="1979-01-01"/>
"""
TAIL = "</HealthData>\n"
TYPES = {
    "sleep": "HKCategoryTypeIdentifierSleepAnalysis",
    "steps": "HKQuantityTypeIdentifierStepCount",
    "heart_rate": "HKQuantityTypeIdentifierHeartRate",
    "resting": "HKQuantityTypeIdentifierRestingHeartRate",
    "height": "HKQuantityTypeIdentifierHeight",
}
UNITS = {"steps": "count", "heart_rate": "count/min", "resting": "count/min"}


def record(
    kind: str,
    value: object,
    start: str,
    end: str = "",
    *,
    source: str = "A Phone",
    unit: str = "",
    zone: str = "",
) -> str:
    """Give one record; its times as ``2026-03-01 23:10:00 +0100``."""
    unit = unit or UNITS.get(kind, "")
    unit_text = f' unit="{unit}"' if unit else ""
    opening = (
        f' <Record type="{TYPES[kind]}" sourceName="{source}" sourceVersion="9.1" device="&lt;HKDevice&gt;"{unit_text}'
        f' creationDate="{start}" startDate="{start}" endDate="{end or start}" value="{value}"'
    )
    if not zone:
        return opening + "/>\n"
    return f'{opening}>\n  <MetadataEntry key="HKTimeZone" value="{zone}"/>\n </Record>\n'


def sleep(start: str, end: str, *, stage: str = "AsleepCore", **options: str) -> str:
    """Give one record of sleep."""
    return record("sleep", f"HKCategoryValueSleepAnalysis{stage}", start, end, **options)


def export(*records: str, head: str = HEAD, tail: str = TAIL) -> bytes:
    """Give a whole file."""
    return (head + "".join(records) + tail).encode()


def zipped(
    path: Path, xml: bytes, *, name: str = "apple_health_export/export.xml", others: Iterable[str] = ()
) -> Path:
    """Write a zip as the phone gives it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, xml)
        archive.writestr(
            "apple_health_export/export_cda.xml", "<?xml version='1.0'?><ClinicalDocument/>" + " " * len(xml)
        )
        for other in others:
            archive.writestr(other, "<gpx/>")
    return path
