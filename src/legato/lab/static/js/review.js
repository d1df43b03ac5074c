// The review page: fetch the night, show a stretch, and do what keys, buttons and the mouse ask for.

import { fetchPiece, getJson, pieceAtHand } from "./api.js";
import { columns, drawTrace } from "./draw_trace.js";
import { drawOverview, overviewTime } from "./overview.js";
import { markSelected, showCard, showIndices, showList, showTable } from "./side.js";
import { GAINS, chosen, cursorHere, isInFilter, movements, place, sentence, startOf, state } from "./state.js";
import * as edits from "./edits.js";
import { deedOf, isBig } from "./keys.js";
import { listen } from "./pointer.js";
import { clock, say, setStart, t } from "./words.js";

const byId = (id) => document.getElementById(id);
const canvas = byId("trace");
let shown = 0;

const view = (start = state.start) => ({ start, length: state.length, columns: columns() });

/** Show the stretch that begins at `state.start`, at once what is at hand, the trace as soon as it comes. */
async function show(asked = performance.now()) {
  const turn = ++shown;
  const wanted = view();
  const { n, count } = place();
  byId("where").textContent = `${t("epoch_of", { n, count })} · ${clock(state.start)}`;
  const piece = pieceAtHand(wanted);
  draw(piece);
  showTable();
  remember();
  if (piece) painted(asked);
  else {
    const come = await fetchPiece(wanted);
    if (turn !== shown) return;
    draw(come);
    painted(asked);
  }
  ahead(wanted);
}

function draw(piece) {
  drawTrace(piece);
  drawOverview();
}

/** Note when the stretch stood on the screen; tests and the curious read it. */
function painted(asked) {
  requestAnimationFrame(() => setTimeout(() => {
    document.body.dataset.paintMs = (performance.now() - asked).toFixed(1);
    document.body.dataset.shown = String(state.start);
  }));
}

/** Fetch what will be asked for next. */
function ahead(wanted) {
  for (const step of [1, -1, 2]) {
    const start = state.start + step * state.length;
    if (start < state.night.duration_s && start + state.length > 0) fetchPiece({ ...wanted, start }).catch(() => {});
  }
}

const redraw = () => draw(pieceAtHand(view()));

function go(time) {
  const start = startOf(time);
  if (Math.abs(start - state.start) < 1e-6) return redraw();
  state.start = start;
  return show(performance.now()).catch(lost);
}

const lost = () => edits.warn(t("lost"));

/** Select a movement, and go where it is. */
function select(id) {
  state.selected = id;
  const index = chosen();
  if (index < 0) return;
  const [first, last] = movements()[index].span;
  state.cursor = first;
  markSelected();
  showCard();
  remember();
  if (first < state.start || first >= state.start + state.length || (last > state.start + state.length && first < state.start)) go(first);
  else redraw();
}

/** Go to the next movement under the filter: from the selected one, else from the beginning of the stretch. */
async function step(direction) {
  await edits.settle();
  const all = movements();
  const at = chosen();
  let index = at;
  if (at < 0) {
    index = all.findIndex((one) => one.span[0] >= state.start);
    if (index < 0) index = all.length;
    if (direction > 0) index -= 1;
  }
  do index += direction; while (index >= 0 && index < all.length && !isInFilter(index));
  if (index < 0 || index >= all.length) return say(t("end_of_night"));
  select(all[index].id);
  say(sentence(index));
}

async function page(by) {
  await edits.settle();
  await go(state.start + by * state.length + state.length / 2);
  const { n, count } = place();
  say(`${t("epoch_of", { n, count })}, ${clock(state.start)}`);
}

function zoom(by) {
  const at = Math.min(GAINS.length - 1, Math.max(0, GAINS.indexOf(state.gain) + by));
  state.gain = GAINS[at];
  showGain();
  redraw();
  remember();
  say(byId("gain").textContent);
}

const showGain = () => { byId("gain").textContent = `± ${state.gain} µV`; };

function setLength(seconds) {
  const time = state.cursor !== null && state.cursor >= state.start && state.cursor < state.start + state.length ? state.cursor : state.start;
  state.length = seconds;
  byId("length").value = String(seconds);
  state.start = startOf(time);
  show().catch(lost);
}

function setRule(rule) {
  state.rule = rule;
  byId("rules").querySelector(`input[value="${CSS.escape(rule)}"]`).checked = true;
  changed();
  remember();
  say(`${t("rules")} ${state.night.rules[rule].title}`);
}

function otherRules() {
  const rules = Object.keys(state.night.rules);
  setRule(rules[(rules.indexOf(state.rule) + 1) % rules.length]);
}

function moveCursor(by) {
  state.cursor = Math.round(Math.min(state.night.duration_s, Math.max(0, cursorHere() + by)) * 1e4) / 1e4;
  if (state.cursor < state.start || state.cursor >= state.start + state.length) go(state.cursor);
  else redraw();
  say(clock(state.cursor, 2));
}

/** Show everything that an edit, a filter or a rule set changes. */
function changed() {
  showList();
  showCard();
  showIndices();
  showTable();
  edits.showDraft();
  redraw();
}

const DEEDS = {
  earlier: () => page(-1), later: () => page(1), earlier_ten: () => page(-10), later_ten: () => page(10),
  next: () => step(1), previous: () => step(-1), accept: edits.accept, reject: edits.reject, add: edits.add, undo: edits.undo,
  drop: () => edits.drop(), left_earlier: (big) => edits.nudge(0, -1, big), left_later: (big) => edits.nudge(0, 1, big),
  right_earlier: (big) => edits.nudge(1, -1, big), right_later: (big) => edits.nudge(1, 1, big),
  side_left: () => edits.addTo("left"), side_right: () => edits.addTo("right"), side_both: () => edits.addTo("both"),
  gain_up: () => zoom(-1), gain_down: () => zoom(1), other_rules: otherRules, help: () => byId("help").showModal(),
  length_30: () => setLength(30), length_60: () => setLength(60), length_120: () => setLength(120), length_300: () => setLength(300),
  cursor_earlier: () => moveCursor(-0.1), cursor_later: () => moveCursor(0.1),
  cursor_far_earlier: () => moveCursor(-1), cursor_far_later: () => moveCursor(1),
};

/** Keep how this window stands for a reload, and who sits here for the next night. */
function remember() {
  sessionStorage.setItem("legato.lab", JSON.stringify({ start: state.start, length: state.length, rule: state.rule, selected: state.selected, filter: state.filter }));
  localStorage.setItem("legato.lab", JSON.stringify({ gain: state.gain, author: byId("author").value.trim(), letters: byId("letters").checked, always: byId("ask-always").checked }));
}

function recall() {
  const here = JSON.parse(sessionStorage.getItem("legato.lab") ?? "{}");
  const kept = JSON.parse(localStorage.getItem("legato.lab") ?? "{}");
  const rules = Object.keys(state.night.rules);
  state.rule = rules.includes(here.rule) ? here.rule : rules[0];
  if ([30, 60, 120, 300].includes(here.length)) state.length = here.length;
  if (["all", "counted", "refused", "edited"].includes(here.filter)) state.filter = here.filter;
  if (GAINS.includes(kept.gain)) state.gain = kept.gain;
  state.start = startOf(here.start ?? state.night.lights_off_s ?? 0);
  state.selected = movements().some((one) => one.id === here.selected) ? here.selected : null;
  byId("author").value = document.body.dataset.author || kept.author || "";
  byId("letters").checked = kept.letters ?? true;
  byId("ask-always").checked = kept.always ?? false;
  byId("length").value = String(state.length);
  byId("filter").value = state.filter;
}

function makeRules() {
  for (const [id, rule] of Object.entries(state.night.rules)) {
    const label = document.createElement("label"), input = document.createElement("input");
    Object.assign(input, { type: "radio", name: "rule", value: id, checked: id === state.rule });
    input.addEventListener("change", () => setRule(id));
    label.append(input, id);
    label.title = rule.title;
    byId("rules").append(label);
  }
}

function wire() {
  document.addEventListener("keydown", (event) => {
    const deed = deedOf(event, { hasLetters: byId("letters").checked });
    if (!deed) return;
    event.preventDefault();
    DEEDS[deed](isBig(event));
  });
  document.addEventListener("click", (event) => {
    const deed = event.target.closest("[data-do]")?.dataset.do;
    if (deed) DEEDS[deed](event.altKey);
    const row = event.target.closest("#list [data-id]");
    if (row) edits.settle().then(() => select(row.dataset.id));
  });
  byId("overview").addEventListener("click", (event) => edits.settle().then(() => go(overviewTime(event.offsetX))));
  byId("length").addEventListener("change", (event) => { setLength(Number(event.target.value)); canvas.focus(); });
  byId("filter").addEventListener("change", (event) => { state.filter = event.target.value; showList(); remember(); });
  byId("author").addEventListener("input", () => { byId("author").classList.remove("missing"); remember(); });
  byId("author").addEventListener("keydown", (event) => { if (event.key === "Enter") { edits.warn(""); canvas.focus(); } });
  byId("help-open").addEventListener("click", DEEDS.help);
  byId("help-close").addEventListener("click", () => byId("help").close());
  for (const id of ["letters", "ask-always"]) byId(id).addEventListener("change", remember);
  const resized = new ResizeObserver(() => show().catch(lost));
  resized.observe(canvas);
  resized.observe(byId("overview"));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  listen({ select: (id) => edits.settle().then(() => select(id)), redraw, told: () => say(byId("draft-text").textContent) });
  edits.connect({ changed, redraw, select });
}

async function begin() {
  [state.night, state.review] = await Promise.all([getJson("/api/night"), getJson("/api/review")]);
  setStart(state.night.start);
  recall();
  byId("when").textContent = [state.night.start?.slice(0, 16).replace("T", " "), `${(state.night.duration_s / 3600).toFixed(1)} h`].filter(Boolean).join(" · ");
  makeRules();
  showGain();
  edits.showSaved();
  wire();
  changed();
  canvas.focus({ preventScroll: true });
  document.body.dataset.ready = "yes";
}

begin().catch((error) => edits.warn(error.message || t("lost")));
