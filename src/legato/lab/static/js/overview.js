// The whole night beneath: stages as steps, movements per five minutes, lights, and where we are.

import { brushOf, colour, stageColour, stageName } from "./draw_trace.js";
import { movements, state, statusOf } from "./state.js";
import { clock, t } from "./words.js";

const canvas = document.getElementById("overview");
const LEFT = 62, RIGHT = 10, STEPS = 54, BIN_S = 300, AXIS = 15;
const ROWS = ["W", "R", "1", "2", "3"];

const width = () => Math.max(50, canvas.clientWidth - LEFT - RIGHT);
const toX = (time) => LEFT + (time / state.night.duration_s) * width();
export const overviewTime = (x) => Math.min(state.night.duration_s, Math.max(0, ((x - LEFT) / width()) * state.night.duration_s));

/** Draw the whole night. */
export function drawOverview() {
  const brush = brushOf(canvas);
  brush.font = "10.5px system-ui, sans-serif";
  drawHypnogram(brush);
  drawDensity(brush);
  drawClock(brush);
  drawLights(brush);
  const x = toX(Math.max(0, state.start));
  const wide = Math.max(3, toX(Math.min(state.night.duration_s, state.start + state.length)) - x);
  brush.fillStyle = colour("pick");
  brush.globalAlpha = 0.25;
  brush.fillRect(x, 0, wide, canvas.clientHeight - AXIS);
  brush.globalAlpha = 1;
  brush.strokeStyle = colour("pick");
  brush.strokeRect(x + 0.5, 0.5, wide, canvas.clientHeight - AXIS - 1);
}

function drawHypnogram(brush) {
  const { hypnogram } = state.night;
  brush.textAlign = "right";
  brush.fillStyle = colour("soft");
  if (!hypnogram) {
    brush.textAlign = "left";
    brush.fillText(t("no_hypnogram"), LEFT + 6, STEPS / 2);
    return;
  }
  const rowHeight = STEPS / ROWS.length;
  ROWS.forEach((letter, row) => brush.fillText(stageName(letter), LEFT - 5, row * rowHeight + rowHeight / 2));
  [...hypnogram.stages].forEach((letter, index) => {
    const row = ROWS.indexOf(letter);
    if (row < 0) return;
    const x = toX(hypnogram.start_s + index * hypnogram.epoch_s);
    brush.fillStyle = stageColour(letter);
    brush.fillRect(x, row * rowHeight + rowHeight / 2 - 2, toX(hypnogram.start_s + (index + 1) * hypnogram.epoch_s) - x + 0.3, 4);
  });
}

function drawDensity(brush) {
  const bins = new Array(Math.max(1, Math.ceil(state.night.duration_s / BIN_S))).fill(0);
  movements().forEach((one, index) => {
    const status = statusOf(index);
    if (status === "plm" || status === "clm") bins[Math.min(bins.length - 1, Math.floor(one.span[0] / BIN_S))] += 1;
  });
  const top = STEPS + 2, height = canvas.clientHeight - AXIS - top;
  const most = Math.max(1, ...bins);
  brush.textAlign = "right";
  brush.fillStyle = colour("soft");
  brush.fillText(`${most} / 5 min`, LEFT - 5, top + height / 2);
  brush.fillStyle = colour("plm");
  bins.forEach((count, index) => {
    const x = toX(index * BIN_S), tall = (count / most) * height;
    brush.fillRect(x, top + height - tall, Math.max(1, toX((index + 1) * BIN_S) - x - 1), tall);
  });
}

function drawClock(brush) {
  const y = canvas.clientHeight - AXIS / 2;
  const step = [600, 1800, 3600, 7200].find((one) => (one / state.night.duration_s) * width() >= 60) ?? 7200;
  brush.textAlign = "center";
  brush.fillStyle = colour("soft");
  for (let time = 0; time <= state.night.duration_s; time += step) {
    const x = toX(time);
    if (x + 18 < canvas.clientWidth) brush.fillText(clock(time).slice(0, 5), x, y);
  }
}

function drawLights(brush) {
  const { lights_off_s: off, lights_on_s: on } = state.night;
  brush.strokeStyle = colour("ink");
  brush.setLineDash([2, 2]);
  for (const time of [off, on]) {
    if (time === null) continue;
    const x = Math.round(toX(time)) + 0.5;
    brush.beginPath();
    brush.moveTo(x, 0);
    brush.lineTo(x, canvas.clientHeight - AXIS);
    brush.stroke();
  }
  brush.setLineDash([]);
}
