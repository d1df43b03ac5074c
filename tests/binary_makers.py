"""Small files of binary formats, made byte by byte from the formats' descriptions, so that tests know every number."""

from __future__ import annotations

import io
import json
import struct
import zipfile

import numpy as np

CWA_FIELDS = [
    ("id", "S2"),
    ("length", "<u2"),
    ("fraction", "<u2"),
    ("session", "<u4"),
    ("sequence", "<u4"),
    ("stamp", "<u4"),
    ("light", "<u2"),
    ("temperature", "<u2"),
    ("events", "u1"),
    ("battery", "u1"),
    ("rate", "u1"),
    ("layout", "u1"),
    ("offset", "<i2"),
    ("count", "<u2"),
    ("data", "V480"),
    ("checksum", "<u2"),
]
CWA_BLOCK = np.dtype(CWA_FIELDS)


def cwa_stamp(seconds, *, day=5):
    """Pack seconds since 2026-01-05 00:00:00 the way the device does (up to the end of the month)."""
    seconds = int(seconds)
    day += seconds // 86400
    hour, minute, second = seconds // 3600 % 24, seconds // 60 % 60, seconds % 60
    return (26 << 26) | (1 << 22) | (day << 17) | (hour << 12) | (minute << 6) | second


def make_cwa(
    counts,
    *,
    rate_hz=100.0,
    true_rate_hz=None,
    packed=False,
    start_s=36000.0,
    note=b"",
    skip=(),
    fraction=True,
):
    """Write samples (n, 3) or (n, 6), int16, gyroscope first, as a CWA file; ``skip`` lists blocks left out."""
    counts = np.asarray(counts)
    n_axes = counts.shape[1]
    per = 120 if packed else 480 // (2 * n_axes)
    code = {50.0: 9, 100.0: 10, 200.0: 11}[rate_hz]
    true_rate_hz = true_rate_hz or rate_hz
    head = bytearray(1024)
    head[0:4] = b"MD\xfc\x03"
    head[5:7] = struct.pack("<H", 4711)
    head[36] = 0x40 | code
    head[64 : 64 + len(note)] = note
    blocks = np.zeros(len(counts) // per, CWA_BLOCK)
    for k, block in enumerate(blocks):
        first_s = start_s + k * per / true_rate_hz
        # The device stamps some sample in the block: here the 50th, with the time of that moment.
        at = 50 if per > 50 else 10
        moment_s = first_s + at / true_rate_hz
        ticks = round((moment_s - int(moment_s)) * 32768)
        moment_s, ticks = (moment_s + 1, 0) if ticks == 32768 else (moment_s, ticks)
        block["id"], block["length"], block["sequence"] = b"AX", 508, k
        block["stamp"] = cwa_stamp(int(moment_s))
        if fraction:
            block["fraction"] = 0x8000 | ticks
            block["offset"] = at - int(ticks / 32768 * rate_hz)
        else:
            block["offset"] = at - round((moment_s - int(moment_s)) * true_rate_hz)
        scale = 0 if n_axes == 3 else (3 << 13) | (2 << 10)
        block["light"], block["temperature"], block["battery"] = 300 | scale, 260, 200
        block["rate"], block["layout"], block["count"] = 0x40 | code, n_axes << 4 | (0 if packed else 2), per
        block["data"] = _cwa_data(counts[k * per : (k + 1) * per], packed=packed).ljust(480, b"\0")
    words = blocks.view("<u2").reshape(len(blocks), 256)
    blocks["checksum"] = -words[:, :255].astype(np.int64).sum(axis=1) & 0xFFFF
    return bytes(head) + np.delete(blocks, list(skip)).tobytes()


def _cwa_data(rows, *, packed):
    if not packed:
        return rows.astype("<i2").tobytes()
    shift = np.zeros(len(rows), dtype=np.int64)
    largest = np.abs(rows).max(axis=1)
    for step in (1, 2, 3):
        shift[largest >= 512 << (step - 1)] = step
    ten = (rows.astype(np.int64) >> shift[:, None]) & 0x3FF
    return (ten[:, 0] | ten[:, 1] << 10 | ten[:, 2] << 20 | shift << 30).astype("<u4").tobytes()


def _field(value, width):
    return str(value)[:width].ljust(width).encode("latin-1")


def make_edf(
    signals,
    *,
    record_s=1.0,
    kind="EDF",
    reserved="",
    n_records=None,
    patient="MCH-0234567 F 16-SEP-1987 Haagse_Harry",
    recording="Startdate 16-SEP-2021 X X X",
    onsets=None,
    marks=(),
):
    """Write signals {label: (unit, rate, digital numbers, (pmin, pmax, dmin, dmax))}; ``onsets`` adds EDF+ annotations."""
    width = 3 if kind == "BDF" else 2
    rows = [(label, *given) for label, given in signals.items()]
    stated = n_records
    n_records = min(len(numbers) // round(rate * record_s) for _, _, rate, numbers, _ in rows)
    columns = [
        list(column)
        for column in zip(*[(r[0], "", r[1], *r[4], "", round(r[2] * record_s), "") for r in rows])
    ]
    if onsets is not None:
        limits = (-8388608, 8388607) if kind == "BDF" else (-32768, 32767)
        extra = (f"{kind} Annotations", "", "", -1, 1, *limits, "", 120 // width, "")
        for column, value in zip(columns, extra):
            column.append(value)
    n_signals = len(columns[0])
    head = b"\xffBIOSEMI" if kind == "BDF" else _field("0", 8)
    head += _field(patient, 80) + _field(recording, 80) + _field("16.09.21", 8) + _field("20.30.10", 8)
    head += _field(256 * (n_signals + 1), 8) + _field(reserved, 44)
    head += _field(n_records if stated is None else stated, 8) + _field(record_s, 8) + _field(n_signals, 4)
    for column, size in zip(columns, (16, 80, 8, 8, 8, 8, 8, 80, 8, 32)):
        head += b"".join(_field(value, size) for value in column)
    body = []
    for k in range(n_records):
        for _, _, rate, numbers, _ in rows:
            n = round(rate * record_s)
            piece = np.asarray(numbers[k * n : (k + 1) * n]).astype("<i4")
            body.append(piece.view(np.uint8).reshape(-1, 4)[:, :width].tobytes())
        if onsets is not None:
            text = f"+{onsets[k]:g}\x14\x14\x00"
            text += "".join(f"+{a:g}\x15{d:g}\x14{t}\x14\x00" for a, d, t, record in marks if record == k)
            body.append(text.encode().ljust(120, b"\0"))
    return head + b"".join(body)


def make_wfdb(numbers, *, storage=16, rate_hz=100, gain="200(10)/mV", record="rec", labels=("EMG left",)):
    """Write (n, n_signals) integers; gives {file name: bytes}."""
    numbers = np.asarray(numbers)
    lines = [f"{record} {numbers.shape[1]} {rate_hz} {len(numbers)} 20:30:10 16/09/2021"]
    for k, label in enumerate(labels):
        total = int(numbers[:, k].sum()) & 0xFFFF
        total -= (total & 0x8000) << 1
        lines.append(f"{record}.dat {storage} {gain} 12 0 {numbers[0, k]} {total} 0 {label}")
    return {
        f"{record}.hea": ("\n".join(lines) + "\n# <age>: 44\n").encode(),
        f"{record}.dat": _wfdb_data(numbers, storage),
    }


def _wfdb_data(numbers, storage):
    if storage == 8:
        return np.diff(numbers, axis=0, prepend=numbers[:1]).astype(np.int8).tobytes()
    flat = numbers.reshape(-1).astype(np.int64)
    if storage == 80:
        return (flat + 128).astype(np.uint8).tobytes()
    if storage == 160:
        return (flat + 32768).astype("<u2").tobytes()
    if storage == 24:
        return flat.astype("<i4").view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
    if storage in (310, 311):
        flat = np.append(flat, np.zeros(-len(flat) % 3, dtype=np.int64)).reshape(-1, 3) & 0x3FF
        if storage == 311:
            return (flat[:, 0] | flat[:, 1] << 10 | flat[:, 2] << 20).astype("<u4").tobytes()
        low = flat[:, 0] << 1 | (flat[:, 2] & 0x1F) << 11
        high = flat[:, 1] << 1 | (flat[:, 2] >> 5) << 11
        return (low | high << 16).astype("<u4").tobytes()
    if storage == 212:
        n = len(flat)
        pair = np.append(flat, np.zeros(n % 2, dtype=np.int64)).reshape(-1, 2) & 0xFFF
        triple = np.stack(
            [pair[:, 0] & 0xFF, pair[:, 0] >> 8 | (pair[:, 1] >> 8) << 4, pair[:, 1] & 0xFF], axis=1
        )
        return triple.astype(np.uint8).tobytes()[: -(-n * 3 // 2)]
    return flat.astype({16: "<i2", 61: ">i2", 32: "<i4"}[storage]).tobytes()


def make_atr(marks):
    """Write (sample, code, note) in MIT format."""
    out, before = b"", 0
    for sample, code, note in marks:
        step = sample - before
        if step > 1023:
            out += struct.pack("<H", 59 << 10) + struct.pack("<HH", step >> 16, step & 0xFFFF)
            step = 0
        out += struct.pack("<H", code << 10 | step)
        if note:
            text = note.encode()
            out += struct.pack("<H", 63 << 10 | len(text)) + text + b"\0" * (len(text) % 2)
        before = sample
    return out + b"\0\0"


def gt3x_record(kind, second, payload):
    """Write one record of a log."""
    raw = struct.pack("<BBIH", 0x1E, kind, second, len(payload)) + payload
    checksum = 0
    for byte in raw:
        checksum ^= byte
    return raw + bytes([checksum ^ 0xFF])


def make_gt3x(counts, *, rate_hz=30, kind=0x1A, missing=(), start=1568745600, info_extra=""):
    """Write samples (n, 3), one record a second; ``missing`` lists seconds left out."""
    log = gt3x_record(6, start, b'{"MetaDataType":"x"}')
    for k in range(len(counts) // rate_hz):
        if k in missing:
            continue
        piece = np.asarray(counts[k * rate_hz : (k + 1) * rate_hz])
        log += gt3x_record(kind, start + k, _gt3x_payload(piece, kind))
        log += gt3x_record(2, start + k, b"\x39\x10")
    info = f"Serial Number: TAS1H0\r\nDevice Type: Link\r\nSample Rate: {rate_hz}\r\nStart Date: 637043424000000000\r\n"
    info += f"TimeZone: -04:00:00\r\nAcceleration Scale: 256.0\r\nAcceleration Max: 8.0\r\n{info_extra}"
    return zip_of({"log.bin": log, "info.txt": (info + "Subject Name: Jane Doe\r\n").encode()})


def _gt3x_payload(piece, kind):
    if kind == 0x1A:
        return piece.astype("<i2").tobytes()
    twelve = piece[:, [1, 0, 2]].reshape(-1).astype(np.int64) & 0xFFF
    bits = "".join(f"{number:012b}" for number in twelve)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))


def zip_of(files):
    """Pack {name: bytes}."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return out.getvalue()


def make_geneactiv(counts, *, rate_hz=50.0, cut_hex=0):
    """Write samples (n, 3), 12 bits, in pages of 300."""
    text = (
        "Device Identity\r\nDevice Unique Serial Code:012967\r\nDevice Type:GENEActiv\r\n\r\n"
        f"Configuration Info\r\nMeasurement Frequency:{rate_hz} Hz\r\nStart Time:2013-05-30 10:12:49:500\r\n"
        "Time Zone:GMT +01:00\r\n\r\nTrial Info\r\n\r\nSubject Info\r\nDevice Location Code:left ankle\r\n"
        "Subject Code:S07\r\nDate of Birth:1980-1-1\r\n\r\nCalibration Data\r\nx gain:25600\r\nx offset:0\r\n"
        "y gain:25600\r\ny offset:100\r\nz gain:12800\r\nz offset:0\r\nVolts:300\r\nLux:800\r\n\r\n"
        f"Memory Status\r\nNumber of Pages:{len(counts) // 300}\r\n\r\n"
    )
    for k in range(len(counts) // 300):
        rows = np.asarray(counts[k * 300 : (k + 1) * 300]) & 0xFFF
        moment_ms = 49500 + round(k * 300 / rate_hz * 1000)
        stamp = (
            f"2013-05-30 10:{12 + moment_ms // 60000:02d}:{moment_ms // 1000 % 60:02d}:{moment_ms % 1000:03d}"
        )
        text += f"Recorded Data\r\nDevice Unique Serial Code:012967\r\nSequence Number:{k}\r\nPage Time:{stamp}\r\n"
        text += (
            f"Unassigned:\r\nTemperature:21.5\r\nBattery voltage:4.1\r\nMeasurement Frequency:{rate_hz}\r\n"
        )
        text += "".join(f"{x:03X}{y:03X}{z:03X}{5 << 2:03X}" for x, y, z in rows.tolist()) + "\r\n"
    raw = text.encode("latin-1")
    return raw[: len(raw) - cut_hex] if cut_hex else raw


def make_tsdf(values, *, rate_hz=100.0, scale=(0.01, 0.05), data_type="int", bits=16):
    """Write acceleration and rotation (n, 6); gives {file name: bytes}."""
    values = np.asarray(values)
    step_ms = np.full(len(values), 1000.0 / rate_hz, dtype="<f4")
    step_ms[:1] = 0.0
    axes = [f"{kind}_{axis}" for kind in ("acceleration", "rotation") for axis in "xyz"]
    meta = {
        "study_id": "T",
        "device_id": "W",
        "subject_id": "S1",
        "metadata_version": "0.1",
        "start_iso8601": "2021-06-27T16:52:20Z",
        "end_iso8601": "2021-06-27T17:04:31Z",
        "rows": len(values),
        "endianness": "little",
        "sensors": [
            {
                "file_name": "t.bin",
                "channels": ["time"],
                "units": ["time_delta_ms"],
                "data_type": "float",
                "bits": 32,
            }
            | {"scale_factors": [1]},
            {
                "file_name": "v.bin",
                "channels": axes,
                "units": ["m/s/s"] * 3 + ["deg/s"] * 3,
                "data_type": data_type,
            }
            | {"bits": bits, "scale_factors": [scale[0]] * 3 + [scale[1]] * 3},
        ],
    }
    return {
        "meta.json": json.dumps(meta).encode(),
        "t.bin": step_ms.tobytes(),
        "v.bin": values.astype({"int": "<i2", "float": "<f4"}[data_type]).tobytes(),
    }


def make_xdf(
    samples, *, rate_hz=100.0, offsets=((0.0, -0.5), (10.0, -0.5)), labels=("accel_x", "accel_y", "accel_z")
):
    """Write one float32 stream (n, k) of accelerations and its clock offsets."""
    samples = np.asarray(samples, dtype="<f4")
    channels = "".join(f"<channel><label>{label}</label><unit>g</unit></channel>" for label in labels)
    head = (
        f"<?xml version='1.0'?><info><name>shank left</name><type>ACC</type><channel_count>{samples.shape[1]}"
        f"</channel_count><nominal_srate>{rate_hz:g}</nominal_srate><channel_format>float32</channel_format>"
        f"<created_at>1</created_at><uid>u</uid><desc><channels>{channels}</channels></desc></info>"
    )
    body = b"\x04" + struct.pack("<I", len(samples))
    for k, row in enumerate(samples):
        body += b"\x08" + struct.pack("<d", 100.0 + k / rate_hz) + row.tobytes()
    out = b"XDF:" + _xdf_chunk(1, b"<?xml version='1.0'?><info><version>1.0</version></info>")
    out += _xdf_chunk(2, struct.pack("<I", 1) + head.encode()) + _xdf_chunk(3, struct.pack("<I", 1) + body)
    for moment, value in offsets:
        out += _xdf_chunk(4, struct.pack("<Idd", 1, 100.0 + moment, value))
    return out + _xdf_chunk(6, struct.pack("<I", 1) + b"<?xml version='1.0'?><info></info>")


def _xdf_chunk(tag, content):
    return b"\x04" + struct.pack("<I", len(content) + 2) + struct.pack("<H", tag) + content


def c3d_parameter(group, name, value):
    """Write one parameter record: a list of texts, of ints or of floats."""
    if isinstance(value[0], str):
        width = max(len(text) for text in value)
        data = "".join(text.ljust(width) for text in value).encode("latin-1")
        body = struct.pack("bBBB", -1, 2, width, len(value)) + data
    elif isinstance(value[0], float):
        body = struct.pack("bBB", 4, 1, len(value)) + np.asarray(value, "<f4").tobytes()
    else:
        body = struct.pack("bBB", 2, 1, len(value)) + np.asarray(value, "<i2").tobytes()
    body += b"\0"
    raw = struct.pack("bb", len(name), group) + name.encode()
    return raw + struct.pack("<h", len(body) + 2) + body


def make_c3d(
    analog, *, frame_rate_hz=100.0, per_frame=10, labels=("EMG left TA",), units=("mV",), scale=0.5, offset=3
):
    """Write analogue integers (n, k) with two markers a frame."""
    analog = np.asarray(analog)
    k = analog.shape[1]
    n_frames = len(analog) // per_frame
    group = struct.pack("bb", 6, -1) + b"ANALOG" + struct.pack("<h", 3) + b"\0"
    group += struct.pack("bb", 5, -2) + b"EVENT" + struct.pack("<h", 3) + b"\0"
    parameters = group + c3d_parameter(1, "LABELS", list(labels)) + c3d_parameter(1, "UNITS", list(units))
    parameters += c3d_parameter(1, "SCALE", [float(scale)] * k) + c3d_parameter(1, "OFFSET", [offset] * k)
    parameters += c3d_parameter(1, "GEN_SCALE", [1.0]) + c3d_parameter(2, "LABELS", ["Foot Strike"])
    parameters += c3d_parameter(1, "USED", [k]) + c3d_parameter(1, "RATE", [frame_rate_hz * per_frame])
    parameters += struct.pack("bb", 5, -3) + b"POINT" + struct.pack("<h", 3) + b"\0"
    parameters += c3d_parameter(3, "USED", [2]) + c3d_parameter(3, "FRAMES", [n_frames])
    parameters += c3d_parameter(3, "SCALE", [0.1]) + c3d_parameter(3, "RATE", [frame_rate_hz])
    parameters += c3d_parameter(3, "LABELS", ["a", "b"]) + c3d_parameter(3, "DATA_START", [4])
    parameters += c3d_parameter(2, "CONTEXTS", ["Left"]) + c3d_parameter(2, "TIMES", [0.0, 0.25]) + b"\0\0"
    blocks = -(-(len(parameters) + 4) // 512)
    parameters = (struct.pack("BBBB", 1, 0x50, blocks, 84) + parameters).ljust(blocks * 512, b"\0")
    head = struct.pack(
        "<BBHHHHHfHHf", 2, 0x50, 2, k * per_frame, 1, n_frames, 10, 0.1, 2 + blocks, per_frame, frame_rate_hz
    )
    rows = np.zeros((n_frames, 8 + k * per_frame), "<i2")
    rows[:, 8:] = analog[: n_frames * per_frame].reshape(n_frames, k * per_frame)
    return head.ljust(512, b"\0") + parameters + rows.tobytes()


def make_hdf5(n=600):
    """Write two boxes with accelerometer, gyroscope and one clock."""
    import h5py

    out = io.BytesIO()
    with h5py.File(out, "w") as file:
        t = np.arange(n) / 100.0
        file["time_s"] = t
        for box in ("left_ankle", "right_ankle"):
            group = file.create_group(box)
            acc = group.create_dataset(
                "accelerometer", data=np.stack([np.sin(t), np.cos(t), t], axis=1), compression=1
            )
            acc.attrs["units"] = "m/s2"
            gyro = group.create_dataset("gyro_x", data=np.cos(3 * t).astype("f4"))
            gyro.attrs["units"] = "deg/s"
        file["weights"] = np.ones((5, 5))
    return out.getvalue()


def make_bids_motion(n=500):
    """Write a Motion-BIDS folder; gives {path: bytes}."""
    stem = "sub-07/motion/sub-07_task-rest_tracksys-imu"
    names = [f"left_ankle_ACCEL_{axis}" for axis in "xyz"] + [f"left_ankle_GYRO_{axis}" for axis in "xyz"]
    rows = "".join(
        f"{name}\t{name[-1]}\t{name.split('_')[2]}\tleft_ankle\t{'m/s^2' if 'ACC' in name else 'deg/s'}\t100\n"
        for name in names
    )
    values = np.round(np.random.default_rng(3).normal(0, 1, (n, 6)), 4)
    table = "\n".join("\t".join(f"{value:.4f}" for value in row) for row in values) + "\n"
    return {
        f"{stem}_motion.tsv": table.encode(),
        f"{stem}_motion.json": b'{"SamplingFrequency": 100, "TaskName": "rest"}',
        f"{stem}_channels.tsv": b"name\tcomponent\ttype\ttracked_point\tunits\tsampling_frequency\n"
        + rows.encode(),
        "dataset_description.json": b'{"Name": "x", "BIDSVersion": "1.9.0"}',
    }
