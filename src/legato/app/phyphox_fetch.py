"""Fetch from phyphox on a phone at home what it measured: its buffers by the names that it tells, and nothing from elsewhere."""

from __future__ import annotations

import http.client
import ipaddress
import json
import re
from pathlib import Path
from typing import Any

from legato.errors import InputError

__all__ = ["address_of", "fetch_experiment"]

_ADDRESS = re.compile(r"(?:http://)?(\d{1,3}(?:\.\d{1,3}){3})(?::(\d{1,5}))?/?")
_PORT, _TIMEOUT_S, _MOST_BYTES = 80, 8.0, 64 << 20
# What the buffers of phyphox's own experiments are called, behind the name of their sensor.
_WANTED = {"acc": "accel", "gyr": "gyro", "gyro": "gyro"}
_UNITS = {"accel": "mps2", "gyro": "radps"}


def address_of(text: str) -> tuple[str, int]:
    """Read the address that phyphox shows.

    Parameters
    ----------
    text : str

    Returns
    -------
    str, int
        Host and port.

    Raises
    ------
    InputError
        If it is no address inside a home.
    """
    found = _ADDRESS.fullmatch(text.strip())
    try:
        host = ipaddress.ip_address(found[1]) if found else None
    except ValueError:
        host = None
    port = int(found[2] or _PORT) if found else 0
    is_home = host is not None and (host.is_private or host.is_loopback) and not host.is_unspecified
    if host is None or not is_home or not 0 < port < 65536:
        raise InputError(
            "This is no address inside your home",
            found=text[:60],
            mend="type it as phyphox shows it, such as 192.168.1.20:8080",
            code="LEG-E848",
        )
    return str(host), port


def fetch_experiment(host: str, port: int, *, folder: Path) -> str:
    """Fetch all samples of acceleration and turning, and write them as a table.

    Parameters
    ----------
    host : str
    port : int
        From ``address_of``.
    folder : Path
        Where the table is written.

    Returns
    -------
    str
        Name of the table.

    Raises
    ------
    InputError
        If nobody answers there, or it is not phyphox with a motion experiment.
    """
    told = _ask(host, port, "/config")
    buffers = [str(one.get("name", "")) for one in told.get("buffers", []) if isinstance(one, dict)]
    groups = _groups(buffers)
    if not groups:
        raise _not_phyphox("no buffers of acceleration or turning")
    names = [name for group in groups.values() for name in group.values()]
    # One clock a table: the finer sensor is taken, since phyphox gives each sensor times of its own.
    answer = _ask(host, port, "/get?" + "&".join(f"{name}=full" for name in names)).get("buffer", {})
    kind, group = next(iter(groups.items()))
    columns = {axis: _numbers(answer, name) for axis, name in group.items()}
    length = min(map(len, columns.values()))
    lines = [",".join(["time_s", *(f"{kind}_{axis}_{_UNITS[kind]}" for axis in "xyz")])]
    lines += [",".join(repr(columns[axis][k]) for axis in ("t", "x", "y", "z")) for k in range(length)]
    (folder / "phyphox.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return "phyphox.csv"


def _groups(buffers: list[str]) -> dict[str, dict[str, str]]:
    """Find which buffers are the axes and the time of one sensor; turning first, as it is the finer."""
    found: dict[str, dict[str, str]] = {}
    for name in buffers:
        part = re.fullmatch(r"([A-Za-z]+)_?([XYZ]|_?time|T)", name)
        kind = _WANTED.get(part[1].lower()) if part else None
        if part and kind:
            axis = part[2].strip("_").lower()[0]
            found.setdefault(kind, {})[axis] = name
    whole = {kind: axes for kind, axes in found.items() if set(axes) >= {"t", "x", "y", "z"}}
    return dict(sorted(whole.items(), key=lambda pair: pair[0] != "gyro"))


def _numbers(answer: Any, name: str) -> list[float]:
    values = answer.get(name, {}).get("buffer", []) if isinstance(answer, dict) else []
    return [float(one) for one in values if isinstance(one, (int, float)) and not isinstance(one, bool)]


def _ask(host: str, port: int, path: str) -> dict[str, Any]:
    """Ask once, follow nowhere, and read no more than a recording can be."""
    connection = http.client.HTTPConnection(host, port, timeout=_TIMEOUT_S)
    try:
        connection.request("GET", path, headers={"connection": "close"})
        response = connection.getresponse()
        body = response.read(_MOST_BYTES + 1)
        if response.status != 200 or len(body) > _MOST_BYTES:
            raise _not_phyphox(f"status {response.status}, {len(body)} bytes")
        told = json.loads(body)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise _not_phyphox(type(error).__name__) from None
    finally:
        connection.close()
    if not isinstance(told, dict):
        raise _not_phyphox("no object")
    return told


def _not_phyphox(found: str) -> InputError:
    return InputError(
        "phyphox did not answer there with a motion experiment",
        found=found,
        mend="allow remote access in phyphox, press play, and look at the address again",
        code="LEG-E849",
    )
