// The pages that say how soon: what to do at once when a sign comes up, and the level at the end. The words are fixed ones of
// the knowledge; nothing is weighed here.
import { button, call, el, fill, listOf, more, strip } from "./offline_parts.js";
import { t } from "./words.js";

const LOOKS = {
  emergency_now: ["bad", "stop"],
  same_day: ["bad", "warn"],
  days_to_weeks: ["warn", "clock"],
  routine: ["info", "calendar"],
  self_care: ["good", "tick"],
};
const DAY_MS = 86400000;

export function hasCrisis(graph, done) {
  return graph.basis["crisis.heading"].some((code) => done.facts.present.has(code));
}

export function isDue(graph, id, done) {
  const basis = graph.basis[id];
  const rules = basis.filter((part) => !part.includes(":"));
  const codes = basis.filter((part) => part.includes(":"));
  const holds = done.rules.some((rule) => rules.includes(rule.id));
  return holds && (!codes.length || codes.some((code) => done.facts.present.has(code)));
}

export function writtenDate(graph, date) {
  const month = graph.words.months.split(" ")[date.getMonth()];
  return fill(graph.words.date, { day: date.getDate(), month, year: date.getFullYear() });
}

export function dateOf(graph, level) {
  const name = level === "days_to_weeks" ? "level.weeks_within" : "level.routine_within";
  return writtenDate(graph, new Date(Date.now() + graph.settings[name] * DAY_MS));
}

// Gives the numbers to call: of a crisis first, then of an emergency, then of the line for today.
export function contacts(graph, country, done) {
  const { words } = graph;
  const lines = [];
  if (["crisis.heading", "crisis.support"].some((id) => graph.basis[id].some((code) => done.facts.present.has(code)))) {
    for (const line of country.crisis_lines) {
      const label = fill(words["contact.crisis"], { who: line.name, how: line.how, hours: line.hours });
      lines.push(call({ label, number: line.number, note: line.note, how: line.how }));
    }
  }
  const isUrgent = ["emergency_now", "same_day"].includes(done.urgency);
  const { emergency } = country;
  lines.push(call({ label: words["contact.emergency"], number: emergency.number, note: emergency.note }, isUrgent));
  const isPoison = done.facts.present.has("history:overdose_suspected") || done.rules.some((rule) => rule.id === "E14");
  if (isPoison) lines.push(service(words, country.poison_line));
  if (done.urgency !== "emergency_now") lines.push(service(words, country.urgent_line));
  return lines;
}

function service(words, line) {
  if (!line.number) return call({ label: line.name, number: null, note: `${words["contact.none"]}; ${line.note}` });
  const note = fill(words["contact.hours"], { hours: line.hours, note: line.note });
  return call({ label: line.name, number: line.number, note });
}

function crisisLines(graph, country) {
  const { words } = graph;
  const { number } = country.emergency;
  const lines = ["trust", "safe", "watch"].map((part) => words[`crisis.${part}`]);
  return [words["crisis.thanks"], fill(words["crisis.now"], { number }), ...lines].map((line) => el("p", {}, line));
}

function crisisPart(graph, country) {
  return strip("bad", graph.words["crisis.heading"], "info", ...crisisLines(graph, country));
}

// What to do at once. Nothing blocks going on.
export function nowPage({ graph, country, done, onGoOn }) {
  const { words } = graph;
  const isEmergency = done.urgency === "emergency_now";
  const { number } = country.emergency;
  const crisis = hasCrisis(graph, done);
  const aids = dueAids(graph, done);
  const steps = fixedSteps(graph, "emergency_now", { number });
  return [
    el("h1", {}, isEmergency || !crisis ? words["level.emergency_now"] : words["crisis.heading"]),
    ...(crisis ? (isEmergency ? [crisisPart(graph, country)] : crisisLines(graph, country)) : []),
    ...contacts(graph, country, done),
    isEmergency ? listOf([...aids, ...steps], "ol") : listOf(aids),
    el("p", { class: "quiet" }, words["unknown.cause"]),
    el("div", { class: "actions" }, button(t("offline.js.go_on_anyway"), onGoOn, "quiet")),
  ];
}

function dueAids(graph, done) {
  return Object.keys(graph.basis)
    .filter((id) => id.startsWith("aid.") && isDue(graph, id, done))
    .map((id) => graph.words[id]);
}

function fixedSteps(graph, level, fields) {
  return Object.keys(graph.words)
    .filter((id) => id.startsWith(`next.${level}.`))
    .map((id) => fill(graph.words[id], fields));
}

// Says why in the person's own answers: the options ticked that made the rule hold.
function reasons(engine, state, done) {
  const lines = [];
  for (const rule of done.rules.filter((one) => one.level === done.urgency)) {
    const told = ticked(engine, state, new Set(rule.facts)).map((what) => t("offline.js.you_said", { what }));
    const read = done.hits
      .filter((hit) => hit.codes.some((code) => rule.facts.includes(code)))
      .map((hit) => t("offline.js.you_wrote", { what: hit.words }));
    const { plain } = engine.graph.rules.find((one) => one.id === rule.id) ?? {};
    const own = [...told, ...read];
    lines.push(...(own.length || !plain ? own : [t("offline.js.rule", { plain })]));
  }
  const { words } = engine.graph;
  if (done.unanswered.length && done.urgency === "days_to_weeks") lines.push(words["why.open"], words["why.open.answer"]);
  if (!lines.length) lines.push(words["why.empty"]);
  return [...new Set(lines)];
}

function ticked(engine, state, codes) {
  return state.answers.flatMap((answer) => {
    const question = engine.questions.get(answer.question);
    const chosen = (question?.options ?? []).filter((option) => answer.choices?.includes(option.id));
    return chosen.filter((option) => (option.present ?? []).some((code) => codes.has(code))).map((option) => option.text);
  });
}

export function resultPage({ engine, state, country, done, madeOn, onChange, onStart }) {
  const { graph } = engine;
  const { words } = graph;
  const level = done.urgency;
  const [kind, symbol] = LOOKS[level];
  const date = dateOf(graph, level);
  const { number } = country.emergency;
  const isUrgent = ["emergency_now", "same_day"].includes(level);
  const isChild = engine.isForChild(done.facts);
  const heading = words[`next.heading.${level}`] ?? words["next.heading"];
  const steps = [...dueAids(graph, done), ...fixedSteps(graph, level, { number, date })];
  const hasMedicine = [...done.facts.present.keys()].some((code) => code.startsWith("drug:"));
  const sooner = words[`sooner.heading.${level}`] ?? words["sooner.heading"];
  const signs = Object.keys(words).filter((id) => /^sooner\.\d+$/.test(id)).map((id) => words[id]);
  return [
    el("h1", {}, fill(words[`level.${level}`], { date })),
    hasCrisis(graph, done) ? crisisPart(graph, country) : null,
    strip(kind, fill(words[`by.${level}`], { date }), symbol, el("p", {}, country.where[level])),
    isChild ? el("p", {}, t("offline.js.child")) : null,
    ...(isUrgent ? contacts(graph, country, done) : []),
    el("h2", {}, t("offline.js.why_level")),
    listOf(reasons(engine, state, done)),
    el("h2", {}, heading),
    listOf(hasMedicine ? [...steps, words["next.medicine"]] : steps, "ol"),
    ...(isUrgent ? [] : contacts(graph, country, done)),
    more(sooner, listOf(signs)),
    more(t("offline.js.answers"), answersList(engine, state, onChange)),
    el("h2", {}, t("offline.js.based")),
    el("p", {}, words["based.not_diagnosis"]),
    el("p", {}, words["based.not_reviewed"]),
    el("p", {}, words["unknown.cause"]),
    el("p", {}, t("offline.js.based.here", { date: writtenDate(graph, madeOn) })),
    el("p", {}, t("offline.js.based.more")),
    el("div", { class: "actions" }, button(t("offline.js.to_start"), onStart, "quiet")),
  ];
}

function answersList(engine, state, onChange) {
  const rows = state.answers
    .filter((answer) => engine.questions.has(answer.question))
    .map((answer) => {
      const question = engine.questions.get(answer.question);
      const change = button(t("offline.js.change"), () => onChange(question.id), "plain change");
      change.setAttribute("aria-label", `${t("offline.js.change")}: ${question.ask}`);
      return el("div", {}, el("dt", {}, question.ask), el("dd", {}, saidIn(question, answer)), change);
    });
  return el("dl", { class: "facts" }, rows);
}

function saidIn(question, answer) {
  if (answer.state === "skipped") return t("offline.js.skipped");
  if (answer.state === "dont_know") return t("offline.js.dont_know");
  if (answer.number !== undefined) return String(answer.number);
  if (answer.text) return answer.text;
  const texts = question.options.filter((option) => answer.choices.includes(option.id)).map((option) => option.text);
  return texts.length ? texts.join(" ") : question.none_text ?? t("offline.js.none");
}
