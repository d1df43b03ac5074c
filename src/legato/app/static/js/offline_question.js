// One question a page, as the server shows it: rows to tick, a number to type, and always a way to skip.
import { button, call, choice, el, icon, more, strip } from "./offline_parts.js";
import { t } from "./words.js";

// Gives the parts of a question page. "onAnswer" takes {state, choices, number, text}.
export function questionPage({ engine, country, question, given, number, onAnswer, onBack, onLater }) {
  const { graph } = engine;
  const faults = el("div", {});
  const alarm = el("div", { role: "alert" });
  const fields = question.kind === "number" ? numberField(question, given) : choices({ graph, question, given, onChange });
  const most = Math.trunc(graph.settings["interview.most_questions"]);

  function onChange() {
    const ticked = [...form.querySelectorAll("input:checked")].map((input) => input.value);
    const isStop = question.options.some((option) => option.stops_now && ticked.includes(option.id));
    const { number: emergency } = country.emergency;
    const line = { label: t("offline.js.call", { number: emergency }), number: emergency, note: "" };
    alarm.replaceChildren(...(isStop ? [strip("bad", t("offline.js.stop_now"), "stop", call(line, true))] : []));
  }

  function send(event) {
    event.preventDefault();
    const answer = read(form, question);
    if (answer) {
      onAnswer(answer);
      return;
    }
    const text = question.kind === "number" ? t("offline.js.fault.number", question) : t("offline.js.fault");
    const told = strip("bad", text, "warn");
    told.tabIndex = -1;
    told.setAttribute("role", "alert");
    faults.replaceChildren(told);
    told.focus();
  }

  const form = el(
    "form",
    { novalidate: true, on: { submit: send } },
    fields,
    alarm,
    question.why ? more(t("offline.js.why"), el("p", {}, question.why)) : null,
    el(
      "div",
      { class: "actions" },
      el("button", { class: "button main" }, t("offline.js.continue")),
      button(t("offline.js.dont_know"), () => onAnswer({ state: "dont_know" }), "quiet"),
      button(t("offline.js.skip"), () => onAnswer({ state: "skipped" }), "quiet"),
      button(t("offline.js.later"), onLater, "plain"),
    ),
  );
  onChange();
  return [topRow(onBack, t("offline.js.number", { n: number, most })), faults, form];
}

// The way back is a link, as on the pages of the computer; without a step before, it leads to the start.
export function topRow(onBack, progress) {
  const act = (event) => {
    event.preventDefault();
    onBack();
  };
  const back = el("a", { class: "back", href: "#start", on: { click: act } }, icon("back"), el("span", {}, t("offline.js.back")));
  return el("div", { class: "top-row" }, back, progress ? el("p", { class: "progress" }, progress) : null);
}

function choices({ graph, question, given, onChange }) {
  const type = question.kind === "several" ? "checkbox" : "radio";
  const { none } = graph.interview;
  const chosen = given?.choices ?? [];
  const rows = question.options.map((option) => ({ id: option.id, text: option.text, hint: (option.examples ?? []).join(", ") }));
  if (question.has_none) rows.push({ id: none, text: question.none_text ?? t("offline.js.none"), hint: "" });
  const made = rows.map(({ id, text, hint }) =>
    choice({
      type,
      name: question.id,
      value: id,
      text,
      hint,
      isChecked: chosen.includes(id),
      onChange: (event) => {
        keepNoneAlone(event.target, none, type);
        onChange();
      },
    }),
  );
  return el(
    "fieldset",
    {},
    el("legend", {}, el("h1", {}, question.ask)),
    question.help ? el("p", { class: "hint" }, question.help) : null,
    el("div", { class: "choices" }, made),
  );
}

function keepNoneAlone(target, none, type) {
  if (type !== "checkbox" || !target.checked) return;
  for (const other of target.form.querySelectorAll("input[type=checkbox]")) {
    const isOtherKind = (other.value === none) !== (target.value === none);
    if (other !== target && isOtherKind) other.checked = false;
  }
}

function numberField(question, given) {
  const input = el("input", {
    id: "f-number",
    name: question.id,
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    value: given?.number ?? "",
    "aria-describedby": question.help ? "h-number" : null,
  });
  return el(
    "div",
    { class: "field stepper" },
    el("h1", {}, el("label", { for: "f-number" }, question.ask)),
    question.help ? el("p", { class: "hint", id: "h-number" }, question.help) : null,
    el("div", { class: "stepper-row" }, step(input, question, -1), input, step(input, question, 1)),
  );
}

function step(input, question, by) {
  const label = by < 0 ? "−" : "+";
  const spoken = t(by < 0 ? "offline.js.less" : "offline.js.more", { what: question.ask });
  const act = () => {
    const now = Number(input.value.replace(",", "."));
    const isEmpty = input.value.trim() === "" || Number.isNaN(now);
    const next = isEmpty ? question.low : now + by;
    input.value = String(Math.min(question.high, Math.max(question.low, next)));
  };
  return el("button", { type: "button", class: "step", "aria-label": spoken, on: { click: act } }, label);
}

// Reads the form; null where it holds no answer that fits.
function read(form, question) {
  if (question.kind === "number") {
    const text = form.querySelector("input").value.trim().replace(",", ".");
    const number = Number(text);
    const fits = text !== "" && Number.isFinite(number) && number >= question.low && number <= question.high;
    return fits ? { state: "given", number } : null;
  }
  const ticked = [...form.querySelectorAll("input:checked")].map((input) => input.value);
  return ticked.length ? { state: "given", choices: ticked } : null;
}
