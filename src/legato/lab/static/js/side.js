// Beside the traces: the selected movement with its clause, the list, the indices; and the table for screen readers.

import { clock, group, t } from "./words.js";
import { chosen, clauseSays, editText, isInFilter, movements, sentence, shortText, state, statusOf, verdictOf, visible } from "./state.js";

const byId = (id) => document.getElementById(id);
const SIGNS = { plm: "●", clm: "○", lm: "–", refused: "⊘", rejected: "✕", unknown: "?" };

/** Make an element with a text; nothing from a file is ever read as markup. */
function make(tag, text = "", className = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** Show the selected movement: what it is, which clause decided, who changed it and why. */
export function showCard() {
  const card = byId("card");
  const index = chosen();
  if (index < 0) return card.replaceChildren(make("p", t("none_selected"), "quiet"));
  const movement = movements()[index], verdict = verdictOf(index);
  const parts = [make("p", `${t(movement.side)} · ${shortText(index)}`, "what")];
  if (verdict) {
    const says = { says: clauseSays(verdict.clause) };
    parts.push(make("p", verdict.counts ? t("admitted_by", says) : t("refused_by", says)));
    parts.push(make("p", verdict.clause, "quiet"));
  }
  parts.push(factsOf(movement, verdict));
  const edit = editText(movement);
  if (edit) parts.push(make("p", edit));
  if (movement.found && String(movement.found) !== String(movement.span)) {
    parts.push(make("p", t("found_at", { first: clock(movement.found[0], 2), last: clock(movement.found[1], 2) }), "quiet"));
  }
  const history = historyOf(movement);
  if (history) parts.push(history);
  card.replaceChildren(...parts);
}

function factsOf(movement, verdict) {
  const [first, last] = movement.span;
  const facts = [[t("begins"), clock(first, 2)], [t("lasts"), `${(last - first).toFixed(2)} s`]];
  if (movement.peak_uv !== null) facts.push([t("peak"), `${movement.peak_uv.toFixed(0)} µV`]);
  if (verdict?.imi_s != null) facts.push([t("interval"), `${verdict.imi_s.toFixed(1)} s`]);
  if (verdict) facts.push([t("stage"), verdict.stage]);
  const also = [
    verdict?.bilateral && t("bilateral"), verdict?.is_respiratory && t("respiratory"),
    verdict?.has_arousal && t("with_arousal"), movement.is_cut && t("cut"),
  ].filter(Boolean);
  const list = make("dl");
  for (const [name, value] of facts) list.append(make("dt", name), make("dd", value));
  if (also.length) list.append(make("dt", ""), make("dd", also.join(", ")));
  return list;
}

function historyOf(movement) {
  const edits = state.review.edits.filter((one) => movement.edits.includes(one.id));
  if (!edits.length) return null;
  const list = make("ul");
  list.setAttribute("aria-label", t("history"));
  for (const one of edits) {
    list.append(make("li", `${t(`kept.${one.kind}`)}: ${one.author}, ${one.at.slice(0, 16).replace("T", " ")}, ${one.reason}`));
  }
  return list;
}

/** Build the list anew: after an edit, and for another filter or rule set. */
export function showList() {
  const list = byId("list");
  const rows = [];
  movements().forEach((movement, index) => {
    if (isInFilter(index)) rows.push(rowOf(movement, index));
  });
  list.replaceChildren(...rows);
  if (!rows.length) list.append(make("li", t("list_empty"), "quiet"));
  byId("count").textContent = `${rows.length} / ${movements().length}`;
  markSelected();
}

function rowOf(movement, index) {
  const status = statusOf(index);
  const row = make("li", "", status);
  row.id = `row-${movement.id}`;
  row.dataset.id = movement.id;
  row.setAttribute("role", "option");
  row.setAttribute("aria-label", sentence(index));
  const edit = movement.is_rejected ? "" : editText(movement);
  row.append(
    make("span", SIGNS[status]), make("b", movement.side === "left" ? "L" : "R"), make("span", clock(movement.span[0], 1), "time"),
    make("span", `${(movement.span[1] - movement.span[0]).toFixed(2)} s`), make("span", shortText(index) + (edit ? ` · ${edit}` : ""), "kind"),
  );
  return row;
}

/** Mark the selected row and bring it into view. */
export function markSelected() {
  const list = byId("list");
  list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
  const row = state.selected === null ? null : byId(`row-${state.selected}`);
  if (!row) return list.removeAttribute("aria-activedescendant");
  row.setAttribute("aria-selected", "true");
  list.setAttribute("aria-activedescendant", row.id);
  const top = row.offsetTop - list.offsetTop;
  if (top < list.scrollTop || top + row.offsetHeight > list.scrollTop + list.clientHeight) {
    list.scrollTop = top - list.clientHeight / 2;
  }
}

/** Show the movements of this stretch as a table, the canvas in words. */
export function showTable() {
  const body = byId("table").tBodies[0];
  const rows = visible().map((index) => {
    const { side, span } = movements()[index];
    const row = make("tr");
    const cells = [t(side), clock(span[0], 2), `${(span[1] - span[0]).toFixed(2)} s`, sentence(index)];
    row.append(...cells.map((text) => make("td", text)));
    return row;
  });
  if (!rows.length) {
    const cell = make("td", t("table_empty"));
    cell.colSpan = 4;
    rows.push(make("tr"));
    rows[0].append(cell);
  }
  body.replaceChildren(...rows);
}

const keyOf = (one) => [one.name, one.side, one.state].filter(Boolean).join(" · ");

/** Show the indices of every rule set, as scored and after the review. */
export function showIndices() {
  const rules = Object.keys(state.night.rules);
  const head = make("tr"), second = make("tr");
  head.append(make("td", ""));
  second.append(make("td", ""));
  for (const rule of rules) {
    const wide = make("th", rule);
    Object.assign(wide, { scope: "colgroup", colSpan: 2 });
    head.append(wide);
    for (const when of ["as_scored", "after"]) {
      const cell = make("th", t(when));
      cell.scope = "col";
      second.append(cell);
    }
  }
  const names = new Map();
  for (const rule of rules) for (const one of state.night.rules[rule].measures) names.set(keyOf(one), one);
  const byKey = (measures) => new Map(measures.map((one) => [keyOf(one), one]));
  const values = rules.map((rule) => [byKey(state.night.rules[rule].measures), byKey(state.review.measures[rule])]);
  const first = group("measures_first");
  const rank = ([, one]) => (first.includes(one.name) ? first.indexOf(one.name) : first.length);
  const rows = [...names].sort((one, other) => rank(one) - rank(other)).map(([key, one]) => indexRow(key, one, values));
  const top = make("thead"), body = make("tbody");
  top.append(head, second);
  body.append(...rows);
  byId("indices").replaceChildren(top, body);
}

function indexRow(key, one, values) {
  const row = make("tr");
  const name = make("th", nameOf(one));
  name.scope = "row";
  name.title = one.note;
  row.append(name);
  for (const [scored, reviewed] of values) {
    const before = scored.get(key), after = reviewed.get(key);
    const [first, second] = [valueOf(before), valueOf(after)];
    const cell = make("td", second === first ? second : `${second} ${before?.value > after?.value ? "▼" : "▲"}`);
    cell.classList.toggle("changed", first !== second);
    row.append(make("td", first), cell);
  }
  return row;
}

/** Give a measure in words: its abbreviations as the rules write them, then what it counts and per what. */
function nameOf(one) {
  const endings = group("measure_endings"), words = group("measure_words");
  const ending = Object.keys(endings).find((text) => one.name.endsWith(text));
  const stem = ending ? one.name.slice(0, -ending.length) : one.name;
  const plain = stem.split("_").map((word) => words[word] ?? word).join(" ");
  const unit = ending ? endings[ending] : one.unit && one.unit !== "1" ? `, ${one.unit}` : "";
  const side = one.side && !stem.split("_").some((word) => word === one.side || word === "bilateral") ? t(one.side) : "";
  return [plain + unit, side, one.state].filter(Boolean).join(", ");
}

function valueOf(measure) {
  if (!measure) return "–";
  if (measure.value === null) return group("status")[measure.status] ?? measure.status;
  const isCount = Number.isInteger(measure.value) && measure.name.endsWith("_count");
  return isCount ? String(measure.value) : measure.value.toFixed(Math.abs(measure.value) < 10 ? 2 : 1);
}
