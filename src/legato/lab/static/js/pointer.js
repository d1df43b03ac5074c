// The mouse on the traces: select, drag an edge, drag a selection, put the cursor.

import { lane, toTime, toX } from "./draw_trace.js";
import { chosen, movements, state, visible } from "./state.js";
import { beginMove, setEdge } from "./edits.js";

const GRIP = 7, DRAG = 4;
const canvas = document.getElementById("trace");

const sideAt = (y) => (y >= lane("right").top ? "right" : "left");

/** Give 0 or 1 where an edge of the draft or of the selected movement lies under the pointer, else null. */
function edgeAt(x, y) {
  const index = chosen();
  const held = state.draft ?? (index < 0 ? null : movements()[index]);
  if (!held || (held.side && held.side !== sideAt(y)) || held.is_rejected) return null;
  const distances = held.span.map((time) => Math.abs(toX(time) - x));
  const edge = distances[0] <= distances[1] ? 0 : 1;
  return distances[edge] <= GRIP ? edge : null;
}

function movementAt(x, y) {
  const time = toTime(x), side = sideAt(y);
  const hits = visible().filter((index) => {
    const one = movements()[index];
    return one.side === side && toX(one.span[0]) - 2 <= x && x <= Math.max(toX(one.span[1]), toX(one.span[0]) + 4) + 2 && time >= 0;
  });
  return hits.length ? movements()[hits[0]].id : null;
}

/** Connect the pointer with the page. */
export function listen({ select, redraw, told }) {
  let grip = null;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    canvas.focus();
    const edge = edgeAt(event.offsetX, event.offsetY);
    grip = { edge, x: event.offsetX, time: toTime(event.offsetX), y: event.offsetY, isDrag: false };
    if (edge !== null && event.pointerType !== "touch") canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!grip) {
      canvas.style.cursor = edgeAt(event.offsetX, event.offsetY) === null ? "crosshair" : "ew-resize";
      return;
    }
    grip.isDrag ||= Math.abs(event.offsetX - grip.x) >= DRAG;
    if (!grip.isDrag) return;
    const time = toTime(event.offsetX);
    if (grip.edge !== null) {
      if (!state.draft) beginMove();
      setEdge(grip.edge, time);
    } else if (!state.draft && event.pointerType !== "touch") {
      const clamp = (one) => Math.min(state.night.duration_s, Math.max(0, one));
      state.selection = [Math.min(grip.time, time), Math.max(grip.time, time)].map(clamp);
      redraw();
    }
  });
  canvas.addEventListener("pointerup", (event) => {
    const held = grip;
    grip = null;
    if (!held) return;
    if (held.isDrag) return told();
    const id = movementAt(event.offsetX, event.offsetY);
    state.cursor = Math.min(state.night.duration_s, Math.max(0, held.time));
    state.selection = null;
    if (id && !state.draft) select(id);
    redraw();
  });
  canvas.addEventListener("pointercancel", () => { grip = null; });
}
