// The few parts that the pages without the computer are put together from; they look like those of the server.
import { t } from "./words.js";

// Makes an element; a text is always text and never read as markup.
export function el(name, options = {}, ...parts) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(options)) {
    if (key === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, String(value));
  }
  made.append(...parts.flat().filter((part) => part !== null && part !== undefined && part !== ""));
  return made;
}

export function icon(name) {
  const holder = document.querySelector(`[data-icon="${name}"] svg`);
  return holder ? holder.cloneNode(true) : "";
}

export function button(text, act, kind = "") {
  return el("button", { type: "button", class: `button ${kind}`.trim(), on: { click: act } }, text);
}

export function linkButton(href, text, kind = "", symbol = "") {
  return el("a", { class: `button ${kind}`.trim(), href }, symbol ? icon(symbol) : null, el("span", {}, text));
}

export function strip(kind, title, symbol, ...parts) {
  return el("div", { class: `strip ${kind}` }, el("h2", {}, icon(symbol), title), ...parts);
}

export function more(summary, ...parts) {
  return el("details", { class: "more" }, el("summary", {}, summary), el("div", {}, ...parts));
}

export function listOf(lines, name = "ul") {
  return lines.length ? el(name, {}, lines.map((line) => el("li", {}, line))) : null;
}

// Somebody to call: the number is the target. A service without one number is told with where to find it.
export function call({ label, number, note, how }, isUrgent = false) {
  const text = [el("b", {}, label)];
  if (number) text.push(el("span", { class: "number" }, number));
  if (note) text.push(el("small", {}, note));
  const body = [icon("phone"), el("span", {}, ...text)];
  if (!number) return el("p", { class: "call plain" }, ...body);
  const digits = number.replace(/[^\d+]/g, "");
  const href = `${how === "text" ? "sms" : "tel"}:${digits}`;
  return el("a", { class: isUrgent ? "call urgent" : "call", href }, ...body);
}

export function choice({ type, name, value, text, hint, isChecked, onChange }) {
  return el(
    "label",
    { class: "choice" },
    el("input", { type, name, value, checked: isChecked, on: { change: onChange } }),
    el("span", { class: "choice-text" }, text, hint ? el("small", {}, hint) : null),
  );
}

// Shows one page in place of the other. Its heading is spoken, save for the first one, which the browser reads by itself.
// A second tap that was meant for the page before does nothing on the new one.
const SETTLE_MS = 400;

export function show(place, ...parts) {
  const isFirst = place.dataset.shown === undefined;
  place.dataset.shown = String(performance.now());
  place.replaceChildren(...parts.flat().filter(Boolean));
  const heading = place.querySelector("h1");
  document.title = `${heading.textContent} – ${t("offline.js.title")}`;
  if (isFirst) {
    place.addEventListener("click", (event) => stopEarly(event, place), true);
    return;
  }
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function stopEarly(event, place) {
  const isByHand = event.detail > 0;
  if (!isByHand || event.timeStamp - Number(place.dataset.shown) > SETTLE_MS) return;
  event.preventDefault();
  event.stopPropagation();
}

export function fill(text, fields) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in fields ? String(fields[name]) : whole));
}
