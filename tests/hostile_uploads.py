"""Files made to harm: bombs, ways out of the folder, damaged headers of every format, sizes that lie, scripts in every text."""

from __future__ import annotations

import gzip
import io
import json
import random
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator

__all__ = ["SCRIPT", "hostile_files"]

SCRIPT = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
Made = tuple[str, bytes]


def hostile_files(count: int, *, seed: int = 5) -> Iterator[Made]:
    """Make files with their names.

    Parameters
    ----------
    count : int
    seed : int

    Yields
    ------
    str, bytes
    """
    dice = random.Random(seed)
    for k in range(count):
        yield MAKERS[k % len(MAKERS)](dice)


def _zip_bomb(dice: random.Random) -> Made:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as box:
        for k in range(dice.randint(1, 6)):
            box.writestr(
                f"Accelerometer{k}.csv" if k else "Accelerometer.csv",
                b"0" * dice.choice((1 << 24, 1 << 26, 1 << 27)),
            )
    return "bomb.zip", out.getvalue()


def _zip_slip(dice: random.Random) -> Made:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        for name in ("../../escaped.csv", "/tmp/escaped.csv", "..\\..\\escaped.csv", "a/../../escaped.csv"):
            box.writestr(
                name, "time_s,accel_x_mps2\n" + "".join(f"{k / 50},{dice.random()}\n" for k in range(200))
            )
    return "../../../slip.zip", out.getvalue()


def _lying_zip(dice: random.Random) -> Made:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        box.writestr("a.csv", b"1,2\n" * 100)
    content = bytearray(out.getvalue())
    at = content.rfind(b"PK\x01\x02")
    content[at + 20 : at + 28] = struct.pack("<II", 10 * 2**28, 10 * 2**28)
    return f"lying{dice.randint(0, 9)}.zip", bytes(content)


def _gzip_bomb(dice: random.Random) -> Made:
    return "bomb.csv.gz", gzip.compress(b"0,0\n" * dice.choice((1 << 22, 1 << 24)), 9)


def _tar_slip(dice: random.Random) -> Made:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as box:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
            link = tarfile.TarInfo(f"../../link{dice.randint(0, 99)}")
            link.type, link.linkname = kind, "/etc/passwd"
            box.addfile(link)
    return "slip.tar.gz", out.getvalue()


def _edf(dice: random.Random) -> Made:
    """An EDF header with fields that lie."""
    signals = dice.choice((0, 1, 2, 9999, -1))
    fields = [
        (b"0", 8), (SCRIPT.encode()[:80], 80), (b"Startdate 01-JAN-2020 X X X", 80), (b"01.01.20", 8), (b"00.00.00", 8),
        (str(dice.choice((256, 0, 10**7))).encode(), 8), (b"EDF+C", 44), (str(dice.choice((-1, 0, 10**7, 3))).encode(), 8),
        (dice.choice((b"1", b"0", b"nan", b"1e308")), 8), (str(signals).encode(), 4),
    ]  # fmt: skip
    head = b"".join(text[:size].ljust(size) for text, size in fields)
    for size in (16, 80, 8, 8, 8, 8, 8, 80, 8, 32):
        head += b"".join(
            dice.choice((b"9" * size, b"x", b"-99999999", b""))[:size].ljust(size)
            for _ in range(max(0, min(signals, 50)))
        )
    return f"{SCRIPT[:20]}.edf", head + dice.randbytes(dice.choice((0, 100, 4000)))


def _bdf(dice: random.Random) -> Made:
    return "x.bdf", b"\xffBIOSEMI" + _edf(dice)[1][8:]


def _cwa(dice: random.Random) -> Made:
    block = bytearray(dice.randbytes(512))
    block[0:2] = b"AX"
    block[2:4] = struct.pack("<H", dice.choice((508, 0, 65535)))
    blocks = b"MD" + struct.pack("<H", 1020) + dice.randbytes(1020) + bytes(block) * dice.randint(1, 40)
    return "x.cwa", blocks[: dice.choice((len(blocks), 700, 3))]


def _gt3x(dice: random.Random) -> Made:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr(
            "info.txt",
            f"Serial Number: {SCRIPT}\nSample Rate: {dice.choice(('30', '0', '-5', '1e9'))}\nStart Date: {dice.choice(('0', '636000000000000000', '-1'))}\n",
        )
        box.writestr(
            "log.bin",
            b"".join(
                b"\x1e"
                + bytes([dice.choice((0, 26, 3))])
                + dice.randbytes(4)
                + struct.pack("<H", dice.choice((0, 9, 65535)))
                + dice.randbytes(20)
                for _ in range(50)
            ),
        )
    return "x.gt3x", out.getvalue()


def _xdf(dice: random.Random) -> Made:
    sizes = dice.choice((b"\x01\xff", b"\x04\xff\xff\xff\x7f", b"\x08" + b"\xff" * 8, b"\x00"))
    return "x.xdf", b"XDF:" + b"".join(
        sizes + struct.pack("<H", dice.choice((1, 2, 3, 6, 999))) + dice.randbytes(30) for _ in range(20)
    )


def _geneactiv(dice: random.Random) -> Made:
    text = f"Device Identity\r\nDevice Unique Serial Code:{SCRIPT}\r\nMeasurement Frequency:{dice.choice(('100 Hz', '0 Hz', '-1', 'nan'))}\r\n"
    return "x.bin", text.encode() + b"Recorded Data\r\n" * 30 + dice.randbytes(3000)


def _csv(dice: random.Random) -> Made:
    head = dice.choice(
        (
            f"time_s,{SCRIPT}",
            "time_s,accel_x_g",
            "=cmd|' /C calc'!A0,accel_x_g",
            "a" * 100_000,
            ",".join(f"accel_x_g{k}" for k in range(3000)),
        )
    )
    rows = "".join(
        f"{dice.choice(('nan', '1e999', '-1', str(k / 50), SCRIPT))},{dice.choice(('0.1', 'inf', '', '1,2,3'))}\n"
        for k in range(300)
    )
    return "x.csv", (head + "\n" + rows).encode()


def _json(dice: random.Random) -> Made:
    deep = dice.choice(
        (
            "[" * 100_000,
            '{"a":' * 20_000,
            "[1e999]",
            json.dumps([{"sensor": SCRIPT, "time": "9" * 400, "seconds_elapsed": "x"}] * 50),
        )
    )
    return "x.json", deep.encode()


def _parquet(dice: random.Random) -> Made:
    return "x.parquet", b"PAR1" + dice.randbytes(300) + struct.pack(
        "<I", dice.choice((2**31 - 1, 0, 200))
    ) + b"PAR1"


def _hdf5(dice: random.Random) -> Made:
    return "x.h5", b"\x89HDF\r\n\x1a\n" + dice.randbytes(dice.choice((10, 5000)))


def _c3d(dice: random.Random) -> Made:
    return "x.c3d", b"\x02\x50" + struct.pack("<HHHHH", 65535, 65535, 1, 65535, 0) + dice.randbytes(
        dice.choice((500, 3000))
    )


def _matlab(dice: random.Random) -> Made:
    return "x.mat", b"MATLAB 5.0 MAT-file".ljust(124) + b"\x00\x01IM" + struct.pack(
        "<II", 14, 2**31
    ) + dice.randbytes(200)


def _npz(dice: random.Random) -> Made:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        shape = dice.choice((10**12, -1, 3))
        head = (
            f"{{'descr': '{dice.choice(('|O', '<f8'))}', 'fortran_order': False, 'shape': ({shape},), }}".encode().ljust(
                118
            )
            + b"\n"
        )
        box.writestr(
            "accel_x_g.npy",
            b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head + b"cos\nsystem\n(S'true'\ntR.",
        )
    return "x.npz", out.getvalue()


def _wfdb(dice: random.Random) -> Made:
    return (
        "x.hea",
        f"x {dice.choice((1, 10**9))} {dice.choice(('250', '0', 'nan'))} {10**15}\n../../../../etc/passwd 16 200 12 0 0 0 0 {SCRIPT}\n".encode(),
    )


def _whole(dice: random.Random) -> Made:
    """A table that can be read, sometimes with a few bytes turned: the way in is open."""
    rows = [f"{k / 50:.3f},{0.2 * dice.random():.4f},9.81,{0.1 * dice.random():.4f}" for k in range(1500)]
    content = bytearray("\n".join(["time_s,accel_x_mps2,accel_y_mps2,accel_z_mps2", *rows]).encode())
    for _ in range(dice.choice((0, 0, 3, 40))):
        content[dice.randrange(60, len(content))] = dice.randrange(256)
    return "leg.csv", bytes(content)


def _noise(dice: random.Random) -> Made:
    return dice.choice(("", "x" * 300, "nul\x00.csv", "..", "a/b.edf", "\u202egnp.csv")), dice.randbytes(
        dice.choice((1, 10, 5000, 200_000))
    )


MAKERS: tuple[Callable[[random.Random], Made], ...] = (
    _zip_bomb, _zip_slip, _lying_zip, _gzip_bomb, _tar_slip, _edf, _bdf, _cwa, _gt3x, _xdf, _geneactiv,
    _csv, _json, _parquet, _hdf5, _c3d, _matlab, _npz, _wfdb, _whole, _noise,
)  # fmt: skip
