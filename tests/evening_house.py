"""Go through an evening in a browser: answer as a person of the demo does, and record with motion that is put in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page, expect

from legato.model.channel import ChannelKind
from legato.model.movement import MovementKind, Posture
from legato.model.recording import Placement, Recording, Side, Task
from legato.simulation.act import Act
from legato.simulation.person import draw_person
from legato.simulation.simulate import simulate_recording
from result_makers import TOLD
from web_house import RunningServer, axe_faults, sideways_scroll

ANSWERS: Mapping[str, Any] = TOLD["answers"]
_INJECT = """(series) => {
  const from = performance.now() + 20;
  series.t_ms.forEach((t, k) => {
    const event = new DeviceMotionEvent("devicemotion", {
      accelerationIncludingGravity: { x: series.ax[k], y: series.ay[k], z: series.az[k] },
      rotationRate: { alpha: series.rx[k], beta: series.ry[k], gamma: series.rz[k] },
      interval: 16,
    });
    Object.defineProperty(event, "timeStamp", { value: from + t });
    dispatchEvent(event);
  });
}"""


def series_of(recording: Recording, *, seconds: float | None = None) -> dict[str, list[float]]:
    """Give a recording as the events of a phone tell it: m/s2 and degrees a second, rounded to 0.1."""
    (sensor,) = recording.sensors
    pushes, turns = (sensor.triad(kind) for kind in (ChannelKind.ACCELERATION, ChannelKind.ANGULAR_VELOCITY))
    assert pushes is not None
    assert turns is not None
    times = pushes[0].time.times_s(0, pushes[0].n_samples)
    kept = times - times[0] < (seconds or np.inf)
    series = {"t_ms": [float(one) for one in np.round((times - times[0])[kept] * 1000, 2)]}
    for names, triad, scale in (("ax ay az", pushes, 1.0), ("rx ry rz", turns, 180 / np.pi)):
        for name, channel in zip(names.split(), triad, strict=True):
            series[name] = [round(float(one), 1) for one in channel.read()[kept] * scale]
    return series


def lying_still(*, seconds: float = 10.0, rate_hz: float = 60.0) -> dict[str, list[float]]:
    """Give a phone on a table."""
    dice = np.random.default_rng(2)
    count = int(seconds * rate_hz)
    jitter = [round(float(one), 1) for one in 0.02 * dice.standard_normal(count)]
    return {
        "t_ms": [k * 1000 / rate_hz for k in range(count)],
        **{"ax": jitter, "ay": [0.0] * count, "az": [9.8 + one for one in jitter]},
        **{
            name: [round(float(one), 1) for one in 0.05 * dice.standard_normal(count)]
            for name in ("rx", "ry", "rz")
        },
    }


def simulated(kind: MovementKind, seconds: float = 30.0) -> dict[str, list[float]]:
    """Give one kind of movement with a phone in the sock."""
    posture = {"posture": Posture.SITTING} if kind is MovementKind.STILL else {}
    recording, _ = simulate_recording(
        [Act(kind, seconds, **posture)],
        person=draw_person(7),
        placement=Placement.SHANK,
        side=Side.RIGHT,
        sampling_rate_hz=60.0,
        seed=5,
        task=Task.REST,
    )
    return series_of(recording)


def inject(page: Page, series: Mapping[str, list[float]]) -> None:
    """Let the sensors tell all of a recording at once, each value with the time at which it was measured."""
    page.evaluate(_INJECT, dict(series))


def record(page: Page, series: Mapping[str, list[float]], *, seconds: float) -> None:
    """Press Start on the page of a task and let its time pass; needs the clock of the page to be installed."""
    page.get_by_role("button", name="Start now").click()
    expect(page.locator("[data-stage=running]")).to_be_visible()
    inject(page, series)
    page.clock.run_for(int(seconds * 1000) + 800)


def look_over(page: Page, name: str = "") -> None:
    """Look at a page for what keeps somebody out; where LEGATO_SHOTS names a folder, keep a picture of it."""
    folder = os.environ.get("LEGATO_SHOTS")
    if folder and name:
        width = page.viewport_size["width"] if page.viewport_size else 0
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{width}-{name}.png", full_page=True)
    assert axe_faults(page) == []
    assert sideways_scroll(page) == 0, page.url


def start_check(page: Page, server: RunningServer) -> None:
    """Begin a check for oneself."""
    page.goto(f"{server.url}/")
    page.get_by_role("link", name="Start (about 10 minutes)").click()
    page.get_by_label("Me", exact=True).check()
    page.get_by_role("button", name="Continue").click()


def question_of(page: Page) -> str:
    """Name the question of the page; empty on another page."""
    return page.url.split("?")[0].rsplit("/q/", 1)[1] if "/q/" in page.url else ""


def mark(page: Page, told: Any) -> None:
    """Mark one answer of the page."""
    if isinstance(told, int):
        page.locator("input[name=typed]").fill(str(told))
        return
    for choice in [told] if isinstance(told, str) else told:
        page.locator(f'input[name="choice"][value="{choice}"]').check()


def answer(page: Page, told: Mapping[str, Any] = ANSWERS) -> None:
    """Answer the question of the page as it was told, or skip it, and wait for the next page."""
    before, question = page.url, question_of(page)
    if question in told:
        mark(page, told[question])
        page.get_by_role("button", name="Continue").click()
    else:
        page.get_by_role("button", name="Skip this question").click()
    expect(page).not_to_have_url(before)


def answer_until(page: Page, question: str, told: Mapping[str, Any] = ANSWERS) -> None:
    """Answer until a question is on the page."""
    for _ in range(40):
        if question_of(page) == question:
            return
        answer(page, told)
    raise AssertionError(f"{question} was never asked")
