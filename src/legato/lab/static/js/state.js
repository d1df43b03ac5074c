// What is shown and selected, and what follows from it; nothing here touches the page.

import { clock, t } from "./words.js";

export const GAINS = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
const EPOCH_S = 30;

export const state = {
  night: null, review: null, rule: "", start: 0, length: 30, gain: 50,
  selected: null, cursor: null, selection: null, draft: null, filter: "all",
};

/** Where the first stretch begins: on the grid of the hypnogram where there is one, never after second 0. */
export function origin() {
  const hypnogram = state.night.hypnogram;
  return hypnogram ? hypnogram.start_s - Math.ceil(hypnogram.start_s / EPOCH_S) * EPOCH_S : 0;
}

/** Give the beginning of the stretch that holds a time. */
export function startOf(time) {
  const first = origin();
  const last = Math.max(0, Math.ceil((state.night.duration_s - first) / state.length) - 1);
  const index = Math.floor((time - first) / state.length + 1e-9);
  return first + Math.min(last, Math.max(0, index)) * state.length;
}

/** Give number and count of the stretches of the length shown. */
export function place() {
  const first = origin();
  return {
    n: Math.round((state.start - first) / state.length) + 1,
    count: Math.max(1, Math.ceil((state.night.duration_s - first) / state.length)),
  };
}

export const movements = () => state.review.movements;
export const verdictOf = (index) => state.review.scored[state.rule]?.[index] ?? null;
export const indexOf = (id) => state.review.movements.findIndex((one) => one.id === id);
export const chosen = () => (state.selected === null ? -1 : indexOf(state.selected));

/** Give what a movement is now: plm, clm, lm, refused, rejected or unknown; it decides words and pattern alike. */
export function statusOf(index) {
  if (movements()[index].is_rejected) return "rejected";
  const verdict = verdictOf(index);
  if (!verdict) return "unknown";
  return verdict.counts ? verdict.kind : "refused";
}

export function isInFilter(index) {
  const status = statusOf(index);
  if (state.filter === "counted") return status === "plm" || status === "clm";
  if (state.filter === "refused") return status === "refused" || status === "lm";
  if (state.filter === "edited") return movements()[index].edits.length > 0;
  return true;
}

/** Give what the rule says, in words; the id of the clause where the rule set has no sentence for it. */
export function clauseSays(id) {
  const clause = state.night.rules[state.rule].clauses[id];
  return clause ? clause.says : id.replaceAll("_", " ");
}

const lastAuthor = (movement) => {
  const id = movement.edits.at(-1);
  return state.review.edits.find((one) => one.id === id)?.author ?? "";
};

/** Give the short text on the box and in the list. */
export function shortText(index) {
  const status = statusOf(index);
  const verdict = verdictOf(index);
  if (status === "rejected") return t("state_rejected", { author: lastAuthor(movements()[index]) });
  if (!verdict) return t("not_shown");
  const kind = t(`kinds.${verdict.kind}`);
  if (status === "refused") return `${kind} ${t("refused")} · ${verdict.clause.split(".").at(-1).replace(/_(s|uv)$/, "").replaceAll("_", " ")}`;
  return verdict.series === null ? kind : `${kind} ${t("in_series", { n: verdict.series })}`;
}

/** Give what a person did to a movement, in words; empty where nobody did anything. */
export function editText(movement) {
  const author = lastAuthor(movement);
  if (movement.is_rejected) return t("state_rejected", { author });
  const found = [];
  if (!movement.found) found.push(t("state_added", { author }));
  if (movement.found && String(movement.found) !== String(movement.span)) found.push(t("state_moved", { author }));
  if (movement.is_accepted && !found.length) found.push(t("state_accepted", { author }));
  return found.join(", ");
}

/** Give a movement in one sentence, for the live region and the table. */
export function sentence(index) {
  const movement = movements()[index];
  const [first, last] = movement.span;
  const verdict = verdictOf(index);
  const rule = verdict && statusOf(index) === "refused" ? t("refused_by", { says: clauseSays(verdict.clause) }) : "";
  const parts = [
    `${t(movement.side)}, ${t("begins")} ${clock(first, 2)}, ${t("lasts")} ${(last - first).toFixed(2)} s`,
    statusOf(index) === "refused" ? t(`kinds_long.${verdict.kind}`) : shortText(index), rule,
    verdict?.bilateral ? t("bilateral") : "", movement.is_rejected ? "" : editText(movement),
  ];
  return parts.filter(Boolean).join("; ");
}

/** Give the cursor where it is in sight, else the middle of the stretch shown. */
export function cursorHere() {
  const isInSight = state.cursor !== null && state.cursor >= state.start && state.cursor < state.start + state.length;
  return isInSight ? state.cursor : Math.max(0, state.start + state.length / 2);
}

/** Give the indices of the movements that touch the stretch shown. */
export function visible() {
  const end = state.start + state.length;
  return movements().map((one, index) => index)
    .filter((index) => movements()[index].span[0] < end && movements()[index].span[1] > state.start);
}
