// Edits: drafts of edges and of new movements, and what is sent to be kept. Edits are sent one after the other.

import { Refused, getJson, post } from "./api.js";
import { askReason } from "./reason.js";
import { chosen, cursorHere, movements, sentence, state } from "./state.js";
import { clock, group, say, t } from "./words.js";

const STEP_S = 0.01, BIG_STEP_S = 0.1, SHORTEST_S = 0.01, NEW_LENGTH_S = 1;
const author = document.getElementById("author");
const alarm = document.getElementById("alert");
const saved = document.getElementById("saved");
let queue = Promise.resolve();
let page = { changed() {}, redraw() {}, select() {} };

/** Take what the page does after an edit. */
export const connect = (hooks) => { page = hooks; };

/** Show that something did not go as asked; empty takes it away. */
export function warn(text) {
  alarm.textContent = text;
  alarm.hidden = !text;
}

export function showSaved() {
  const count = state.review.version, file = document.body.dataset.file;
  saved.textContent = count ? t("saved", { count, file }) : t("saved_none", { file });
}

/** Give the author, or ask for one where nobody typed it. */
function signed() {
  const name = author.value.trim();
  author.classList.toggle("missing", !name);
  if (name) return name;
  author.focus();
  warn(t("author_needed"));
  return null;
}

/** Send an edit behind those under way; true where it was kept. */
function send(path, body) {
  const turn = queue.then(async () => {
    saved.textContent = t("saving");
    try {
      state.review = await post(path, { ...body, base_version: state.review.version });
      warn("");
      return true;
    } catch (error) {
      await refused(error);
      return false;
    } finally {
      showSaved();
    }
  });
  queue = turn.then(() => page.changed());
  return turn;
}

async function refused(error) {
  if (!(error instanceof Refused)) throw error;
  if (error.status === 409) {
    warn(t("stale"));
    state.review = await getJson("/api/review");
    state.draft = null;
    if (chosen() < 0) state.selected = null;
  } else {
    warn(error.status === 0 ? t("lost") : t("not_kept", { what: error.message }));
  }
}

async function reasonFor(kind, what) {
  const isObvious = kind === "accept" || kind === "move";
  const always = document.getElementById("ask-always").checked;
  return isObvious && !always ? group(`reasons.${kind}`)[0] : askReason(kind, what);
}

/** Say that a movement is a leg movement, or keep the edges that were moved. */
export async function accept() {
  if (state.draft?.kind === "move") return settle();
  if (state.draft) return say(draftText());
  return judge("accept");
}

export const reject = () => judge("reject");

async function judge(kind) {
  await settle();
  const index = chosen();
  if (index < 0) return say(t("pick_first"));
  const name = signed();
  if (!name) return;
  const id = movements()[index].id;
  const reason = await reasonFor(kind, t(kind));
  if (reason === null) return;
  if (await send("/api/edits", { kind, event: id, author: name, reason })) sayKept(kind);
}

function sayKept(kind) {
  const index = chosen();
  say(`${t(`kept.${kind}`)}. ${index < 0 ? "" : sentence(index)}`);
}

/** Move an edge of the draft, or of the selected movement, which makes it a draft. */
export function nudge(edge, direction, isBig) {
  if (!state.draft && !beginMove()) return say(t("pick_first"));
  const at = state.draft.span[edge] + direction * (isBig ? BIG_STEP_S : STEP_S);
  setEdge(edge, at);
  say(`${t(edge === 0 ? "left_edge" : "right_edge")} ${clock(state.draft.span[edge], 2)}, ${draftLength()} s`);
}

/** Make a draft of the edges of the selected movement; false where none is selected. */
export function beginMove() {
  const index = chosen();
  if (index < 0) return false;
  const { id, side, span } = movements()[index];
  state.draft = { kind: "move", id, side, span: [...span] };
  return true;
}

/** Put an edge of the draft somewhere: inside the recording, and never past the other one. */
export function setEdge(edge, time) {
  const { span } = state.draft;
  const low = edge === 0 ? 0 : span[0] + SHORTEST_S;
  const high = edge === 0 ? span[1] - SHORTEST_S : state.night.duration_s;
  span[edge] = Math.round(Math.min(high, Math.max(low, time)) * 1e6) / 1e6;
  showDraft();
  page.redraw();
}

/** Keep edges that were moved; a new movement stays a draft until its leg is named. */
export async function settle() {
  const { draft } = state;
  if (draft?.kind !== "move") return;
  const index = movements().findIndex((one) => one.id === draft.id);
  if (index < 0 || String(movements()[index].span) === String(draft.span)) return drop(false);
  const name = signed();
  if (!name) return;
  const reason = await reasonFor("move", t("kept.move"));
  if (reason === null) return;
  if (state.draft === draft) state.draft = null;
  showDraft();
  if (await send("/api/edits", { kind: "move", event: draft.id, span: draft.span, author: name, reason })) sayKept("move");
}

/** Begin a new movement at the selection, or at the cursor. */
export async function add() {
  await settle();
  const from = cursorHere();
  const span = state.selection ?? [from, Math.min(state.night.duration_s, from + NEW_LENGTH_S)];
  state.draft = { kind: "add", id: null, side: null, span: [...span] };
  state.selection = null;
  showDraft();
  page.redraw();
  say(draftText());
}

/** Name the leg of a new movement, and keep it. */
export async function addTo(side) {
  const { draft } = state;
  if (draft?.kind !== "add") return;
  const name = signed();
  if (!name) return;
  draft.side = side === "both" ? null : side;
  const reason = await reasonFor("add", `${t("kept.add")}: ${t(side)}`);
  if (reason === null) return;
  if (!(await send("/api/edits", { kind: "add", side, span: draft.span, author: name, reason }))) return;
  state.draft = null;
  showDraft();
  const made = state.review.edits.at(-1).id;
  page.select(`${made}-${side === "right" ? "right" : "left"}`);
  sayKept("add");
}

/** Take the draft or the selection away; nothing was kept of it. */
export function drop(isTold = true) {
  const had = state.draft ?? state.selection;
  state.draft = null;
  state.selection = null;
  showDraft();
  page.redraw();
  if (had && isTold) say(t("dropped"));
}

/** Take the last edit back; with a draft, only the draft. */
export async function undo() {
  if (state.draft) return drop();
  if (!state.review.can_undo) return say(t("nothing_to_undo"));
  const name = signed();
  if (!name) return;
  if (!(await send("/api/undo", { author: name, reason: t("undo_reason") }))) return;
  const undone = state.review.edits.at(-1);
  const first = state.review.edits.find((one) => one.id === undone.undoes);
  if (chosen() < 0) state.selected = null;
  if (movements().some((one) => one.id === undone.event)) page.select(undone.event);
  say(t("undone", { what: t(`kept.${first.kind}`) }));
}

const draftLength = () => (state.draft.span[1] - state.draft.span[0]).toFixed(2);

function draftText() {
  const [first, last] = state.draft.span;
  return t(`draft_${state.draft.kind}`, { first: clock(first, 2), last: clock(last, 2), length: draftLength() });
}

/** Show the line that tells what is not kept yet. */
export function showDraft() {
  const { draft } = state;
  document.getElementById("draft").hidden = !draft;
  if (!draft) return;
  document.getElementById("draft-text").textContent = draftText();
  document.getElementById("draft-sides").hidden = draft.kind !== "add";
  document.getElementById("draft-keep").hidden = draft.kind === "add";
}
