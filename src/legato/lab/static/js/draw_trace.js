// The stretch shown: stage, breathing and arousals on top, both legs with thresholds and movements, the clock beneath.

import { clock, t } from "./words.js";
import { editText, movements, shortText, state, statusOf, visible } from "./state.js";

export const LEFT_MARGIN = 62;
const RIGHT_MARGIN = 10, BAND = 18, BANDS = 3, AXIS = 22, LABEL = 18;
const canvas = document.getElementById("trace");
const css = getComputedStyle(document.documentElement);
export const colour = (name) => css.getPropertyValue(`--${name}`).trim();
const STAGES = { W: "wake", 1: "n1", 2: "n2", 3: "n3", R: "rem" };
export const stageColour = (letter) => colour(STAGES[letter] ?? "line");
export const stageName = (letter) => ({ 1: "N1", 2: "N2", 3: "N3" })[letter] ?? letter;

export const plotWidth = () => Math.max(50, canvas.clientWidth - LEFT_MARGIN - RIGHT_MARGIN);
export const columns = () => Math.min(8192, Math.max(16, Math.round(plotWidth() * devicePixelRatio)));
export const toX = (time) => LEFT_MARGIN + ((time - state.start) / state.length) * plotWidth();
export const toTime = (x) => state.start + ((x - LEFT_MARGIN) / plotWidth()) * state.length;

/** Give the lane of a leg: its top and height. */
export function lane(side) {
  const top = BAND * BANDS + 4;
  const height = (canvas.clientHeight - top - AXIS) / 2;
  return { top: top + (side === "right" ? height : 0), height };
}

/** Make a canvas as sharp as the screen, and give its brush. */
export function brushOf(target) {
  const ratio = devicePixelRatio;
  const width = Math.round(target.clientWidth * ratio), height = Math.round(target.clientHeight * ratio);
  if (target.width !== width || target.height !== height) { target.width = width; target.height = height; }
  const brush = target.getContext("2d");
  brush.setTransform(ratio, 0, 0, ratio, 0, 0);
  brush.clearRect(0, 0, target.clientWidth, target.clientHeight);
  brush.font = '12px system-ui, "Segoe UI", Roboto, sans-serif';
  brush.textBaseline = "middle";
  return brush;
}

/** Draw everything; `piece` is null while the trace is on its way. */
export function drawTrace(piece) {
  const brush = brushOf(canvas);
  drawBands(brush);
  for (const side of ["left", "right"]) drawLane(brush, side, piece?.[side] ?? null, piece === null);
  drawAxis(brush);
  for (const index of visible()) drawMovement(brush, index);
  drawDraft(brush);
  drawCursor(brush);
}

function drawBands(brush) {
  const { hypnogram, respiratory, arousals } = state.night;
  brush.textAlign = "left";
  [t("stage"), t("breathing"), t("arousal")].forEach((name, row) => {
    brush.fillStyle = colour("soft");
    brush.fillText(name, 4, row * BAND + BAND / 2 + 1, LEFT_MARGIN - 8);
  });
  if (hypnogram) drawStages(brush, hypnogram);
  else note(brush, t("no_hypnogram"), 0);
  drawMarks(brush, respiratory, 1, colour("clm"));
  drawMarks(brush, arousals, 2, colour("rejected"));
  brush.strokeStyle = colour("line");
  line(brush, 0, BAND * BANDS + 2.5, canvas.clientWidth, BAND * BANDS + 2.5);
}

function note(brush, text, row) {
  brush.fillStyle = colour("soft");
  brush.fillText(text, LEFT_MARGIN + 6, row * BAND + BAND / 2 + 1);
}

function drawStages(brush, { start_s: first, epoch_s: length, stages }) {
  const end = state.start + state.length;
  const from = Math.max(0, Math.floor((state.start - first) / length));
  for (let index = from; index < stages.length && first + index * length < end; index += 1) {
    const x0 = Math.max(LEFT_MARGIN, toX(first + index * length));
    const x1 = Math.min(LEFT_MARGIN + plotWidth(), toX(first + (index + 1) * length));
    if (x1 <= x0) continue;
    brush.fillStyle = stageColour(stages[index]);
    brush.fillRect(x0, BAND - 3, x1 - x0 - 1, 3);
    brush.fillStyle = colour("ink");
    brush.fillText(stageName(stages[index]), x0 + 6, BAND / 2 + 1);
  }
}

function drawMarks(brush, marks, row, tint) {
  if (marks === null) return note(brush, t("not_scored"), row);
  const end = state.start + state.length;
  for (const [first, last, text] of marks) {
    if (first >= end || last <= state.start) continue;
    const x0 = Math.max(LEFT_MARGIN, toX(first)), x1 = Math.min(LEFT_MARGIN + plotWidth(), toX(last));
    brush.strokeStyle = tint;
    brush.strokeRect(x0 + 0.5, row * BAND + 2.5, Math.max(2, x1 - x0 - 1), BAND - 5);
    brush.fillStyle = colour("ink");
    if (brush.measureText(text).width <= x1 - x0 - 8) brush.fillText(text, x0 + 5, row * BAND + BAND / 2 + 1);
  }
}

const toY = (uv, { top, height }, isSigned) => {
  const usable = height - LABEL - 6;
  const share = isSigned ? 0.5 - uv / (2 * state.gain) : 1 - uv / state.gain;
  return top + LABEL + usable * share;
};

function drawLane(brush, side, trace, isComing) {
  const box = lane(side);
  const leg = state.night.legs.find((one) => one.side === side);
  brush.fillStyle = colour("ink");
  brush.textAlign = "left";
  brush.fillText(leg ? `${t(side)} · ${leg.name}` : t(side), LEFT_MARGIN + 6, box.top + LABEL / 2 + 1);
  brush.strokeStyle = colour("line");
  line(brush, 0, box.top + box.height - 0.5, canvas.clientWidth, box.top + box.height - 0.5);
  if (!trace) {
    const why = leg ? (leg.has_trace || isComing ? "" : t("no_trace", { reason: leg.reason })) : t("no_channel");
    brush.fillStyle = colour("soft");
    brush.fillText(why, LEFT_MARGIN + 6, box.top + box.height / 2);
    if (!leg) return;
  }
  const isSigned = !trace || trace.low.some((value) => value < 0);
  drawScale(brush, box, isSigned);
  if (!trace) return;
  brush.save();
  brush.beginPath();
  brush.rect(LEFT_MARGIN, box.top + LABEL, plotWidth(), box.height - LABEL);
  brush.clip();
  drawSamples(brush, box, trace, isSigned);
  drawLevel(brush, box, trace, trace.onset, { tint: "onset", dash: [7, 4], isSigned });
  drawLevel(brush, box, trace, trace.offset, { tint: "offset", dash: [2, 3], isSigned });
  brush.restore();
  drawLevelNames(brush, box, trace);
}

function drawScale(brush, box, isSigned) {
  brush.textAlign = "right";
  for (const share of isSigned ? [-1, -0.5, 0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1]) {
    const y = Math.round(toY(share * state.gain, box, isSigned)) + 0.5;
    brush.strokeStyle = colour("grid");
    line(brush, LEFT_MARGIN, y, LEFT_MARGIN + plotWidth(), y);
    brush.fillStyle = colour("soft");
    const number = String(share * state.gain).replace("-", "−");
    brush.fillText(share === 1 ? `${number} µV` : number, LEFT_MARGIN - 5, Math.min(y, box.top + box.height - 7));
  }
  brush.textAlign = "left";
}

function drawSamples(brush, box, { offsets, low, high, isThinned }, isSigned) {
  brush.strokeStyle = colour("trace");
  brush.lineWidth = isThinned ? 1 / devicePixelRatio : 1;
  brush.lineJoin = "round";
  brush.beginPath();
  let isOpen = false;
  for (let index = 0; index < offsets.length; index += 1) {
    if (Number.isNaN(low[index])) { isOpen = false; continue; }
    const x = toX(state.start + offsets[index]);
    if (isOpen) brush.lineTo(x, toY(high[index], box, isSigned));
    else brush.moveTo(x, toY(high[index], box, isSigned));
    if (isThinned) brush.lineTo(x, toY(low[index], box, isSigned));
    isOpen = true;
  }
  brush.stroke();
  brush.lineWidth = 1;
}

function drawLevel(brush, box, { offsets }, levels, { tint, dash, isSigned }) {
  brush.strokeStyle = colour(tint);
  brush.lineWidth = 1.5;
  brush.setLineDash(dash);
  for (const sign of isSigned ? [1, -1] : [1]) {
    brush.beginPath();
    let isOpen = false;
    const step = Math.max(1, Math.floor(offsets.length / 400));
    for (let index = 0; index < offsets.length; index += step) {
      if (Number.isNaN(levels[index])) { isOpen = false; continue; }
      const x = toX(state.start + offsets[index]), y = toY(sign * levels[index], box, isSigned);
      if (isOpen) brush.lineTo(x, y); else brush.moveTo(x, y);
      isOpen = true;
    }
    brush.stroke();
  }
  brush.setLineDash([]);
  brush.lineWidth = 1;
}

function drawLevelNames(brush, box, { onset, offset }) {
  const [first, second] = [onset, offset].map((levels) => levels.find((one) => !Number.isNaN(one)));
  if (first === undefined || second === undefined || plotWidth() < 420) return;
  brush.textAlign = "right";
  const right = LEFT_MARGIN + plotWidth() - 4, y = box.top + LABEL / 2 + 1;
  const names = [[`··· ${t("offset_level")} ${second.toFixed(1)} µV`, "offset"], [`– – ${t("onset_level")} ${first.toFixed(1)} µV`, "onset"]];
  let x = right;
  for (const [text, tint] of names) {
    brush.fillStyle = colour(tint);
    brush.fillText(text, x, y);
    x -= brush.measureText(text).width + 14;
  }
  brush.textAlign = "left";
}

function drawMovement(brush, index) {
  const movement = movements()[index];
  if (state.draft?.id === movement.id) return;
  const status = statusOf(index);
  const isPicked = movement.id === state.selected;
  const tint = { plm: "plm", clm: "clm", lm: "refused", refused: "refused", rejected: "rejected" }[status] ?? "soft";
  const box = boxOf(movement.side, movement.span);
  brush.fillStyle = colour(`${tint}-tint`) || "transparent";
  brush.fillRect(box.x, box.y, box.width, box.height);
  if (status === "refused" || status === "lm" || status === "unknown") hatch(brush, box, colour(tint));
  if (status === "rejected") cross(brush, box, colour(tint));
  frame(brush, box, { tint: isPicked ? "pick" : tint, width: isPicked ? 3 : status === "plm" ? 2 : 1.25, dash: status === "plm" || status === "clm" ? [] : [5, 3] });
  if (movement.found && String(movement.found) !== String(movement.span)) {
    frame(brush, boxOf(movement.side, movement.found), { tint: "soft", width: 1, dash: [1, 3] });
  }
  const edit = movement.is_rejected ? "" : editText(movement);
  label(brush, box, `${shortText(index)}${edit ? ` · ${edit}` : ""}`, isPicked ? "pick" : tint);
}

function boxOf(side, [first, last]) {
  const { top, height } = lane(side);
  const x = toX(first);
  return { x, y: top + LABEL, width: Math.max(2, toX(last) - x), height: height - LABEL - 2 };
}

function frame(brush, { x, y, width, height }, { tint, width: thick, dash }) {
  brush.strokeStyle = colour(tint);
  brush.lineWidth = thick;
  brush.setLineDash(dash);
  brush.strokeRect(x, y, width, height);
  brush.setLineDash([]);
  brush.lineWidth = 1;
}

function hatch(brush, { x, y, width, height }, tint) {
  brush.save();
  brush.beginPath();
  brush.rect(x, y, width, height);
  brush.clip();
  brush.globalAlpha = 0.3;
  brush.strokeStyle = tint;
  for (let at = x - height; at < x + width; at += 12) line(brush, at, y + height, at + height, y);
  brush.restore();
}

function cross(brush, { x, y, width, height }, tint) {
  brush.strokeStyle = tint;
  line(brush, x, y, x + width, y + height);
  line(brush, x, y + height, x + width, y);
}

function label(brush, { x, y, height }, text, tint) {
  const width = brush.measureText(text).width + 8;
  const left = Math.max(LEFT_MARGIN, Math.min(x, LEFT_MARGIN + plotWidth() - width));
  const at = y + height - 10;
  brush.fillStyle = colour("card");
  brush.globalAlpha = 0.88;
  brush.fillRect(left, at - 8, width, 16);
  brush.globalAlpha = 1;
  brush.fillStyle = colour(tint);
  brush.fillText(text, left + 4, at + 0.5);
}

function drawDraft(brush) {
  const { draft, selection } = state;
  const sides = draft?.side ? [draft.side] : ["left", "right"];
  const span = draft?.span ?? selection;
  if (!span) return;
  for (const side of sides) {
    const box = boxOf(side, span);
    brush.fillStyle = colour("pick");
    brush.globalAlpha = 0.16;
    brush.fillRect(box.x, box.y, box.width, box.height);
    brush.globalAlpha = 1;
    frame(brush, box, { tint: "pick", width: draft ? 2.5 : 1, dash: [6, 3] });
  }
}

function drawCursor(brush) {
  if (state.cursor === null || state.cursor < state.start || state.cursor > state.start + state.length) return;
  const x = Math.round(toX(state.cursor)) + 0.5;
  brush.strokeStyle = colour("pick");
  line(brush, x, BAND * BANDS, x, canvas.clientHeight - AXIS + 4);
}

function drawAxis(brush) {
  const step = [1, 2, 5, 10, 30, 60].find((one) => (one / state.length) * plotWidth() >= 76) ?? 60;
  const y = canvas.clientHeight - AXIS;
  brush.textAlign = "center";
  const from = Math.ceil(state.start / step) * step;
  for (let time = from; time <= state.start + state.length + 1e-6; time += step) {
    const x = Math.round(toX(time)) + 0.5;
    brush.strokeStyle = colour("edge");
    line(brush, x, y, x, y + 5);
    const half = brush.measureText("00:00:00").width / 2;
    brush.fillStyle = colour("soft");
    if (x + half < canvas.clientWidth) brush.fillText(clock(time), x, y + 14);
  }
  brush.textAlign = "left";
}

function line(brush, x0, y0, x1, y1) {
  brush.beginPath();
  brush.moveTo(x0, y0);
  brush.lineTo(x1, y1);
  brush.stroke();
}
