// The questions, the signs that need help, and the result, with the computer out of reach. Every answer is kept before the
// next question is shown. The address names the page, so that going back loses nothing.
import { emptyState, engineOf } from "./engine.js";
import { allThings, freshKey, keepThing, markRefused, noteOf, waiting } from "./keep.js";
import { button, el, linkButton, show, strip } from "./offline_parts.js";
import { questionPage, topRow } from "./offline_question.js";
import { hasCrisis, nowPage, resultPage } from "./offline_result.js";
import { synchronise } from "./sync.js";
import { t } from "./words.js";

const place = document.getElementById("offline");
const help = document.getElementById("offline-help");
const { language, country: countryId } = place.dataset;
const asked = new URLSearchParams(location.search);
let engine;
let country;
let check = null;
let canKeep = true;
let reach = "unknown";

async function begin() {
  const questions = fetch(`/api/v1/questions?language=${language}`).then((response) => {
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  });
  try {
    engine = engineOf(await questions);
  } catch (error) {
    console.warn(error);
    show(place, el("h1", {}, t("offline.js.title")), el("p", { class: "lead" }, t("offline.js.no_questions")));
    return;
  }
  country = engine.graph.countries[countryId] ?? engine.graph.countries.eu;
  await recall();
  addEventListener("hashchange", turn);
  addEventListener("online", send);
  await turn();
  await send();
}

// Finds the check that is still open, or else the newest one.
async function recall() {
  try {
    const checks = (await allThings()).filter((one) => one.kind === "check" && one.body.state);
    const open = checks.filter((one) => !one.body.finished_on);
    const newest = (list) => list.sort((a, b) => (a.made_at < b.made_at ? 1 : -1))[0];
    check = newest(open) ?? newest(checks) ?? null;
  } catch (error) {
    console.warn(error);
    canKeep = false;
  }
}

async function keep(body) {
  check = { ...check, body: { ...check.body, ...body } };
  try {
    check = { ...check, ...(await keepThing(check)) };
    canKeep = true;
  } catch (error) {
    console.warn(error);
    canKeep = false;
  }
}

function newCheck(person) {
  const day = today();
  const notes = { country: countryId, language, started_on: day, finished_on: null, story: "", steps: [], sites: [] };
  const body = { state: emptyState(), ...notes, my_questions: [], recordings: [], medicines: [], medicines_none: false };
  return { id: freshKey(), kind: "check", person, day, body };
}

// The day where the person is, and not that of Greenwich.
function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

const stateOf = () => check.body.state;
const assessed = () => engine.assess(stateOf(), check.body.story ?? "");

function goTo(name) {
  if (location.hash === `#${name}`) turn();
  else location.hash = name;
}

// The numbers to call stand below the start; each other page leads to them in one tap, or shows them itself.
async function turn() {
  const [name, id] = location.hash.slice(1).split("/");
  help.hidden = ["question", "now", "more", "result"].includes(name);
  if (name === "question" && check && engine.questions.has(id)) showQuestion(engine.questions.get(id));
  else if (name === "now" && check && alarms().size) showNow();
  else if (name === "more" && check) showOwnWords();
  else if (name === "result" && check) showResult();
  else {
    help.hidden = false;
    await showStart();
  }
}

async function showStart() {
  const isOpen = check && !check.body.finished_on && stateOf().answers.length > 0;
  const status = el("div", { id: "offline-status" });
  status.append(...(await statusParts()));
  show(
    place,
    el("h1", {}, t("offline.js.title")),
    ...reasonsToBeHere(),
    el("p", {}, t("offline.js.signs_first")),
    el(
      "div",
      { class: "actions" },
      isOpen ? button(t("offline.js.go_on"), goOn, "main") : null,
      button(t("offline.js.start"), startAnew, isOpen ? "quiet" : "main"),
      linkButton("/record", t("offline.js.record"), "quiet", "record"),
      check?.body.finished_on ? button(t("offline.js.result_again"), () => goTo("result"), "quiet") : null,
    ),
    status,
  );
}

// Why somebody is here who asked for another page.
function reasonsToBeHere() {
  const from = asked.get("from") ?? "";
  const isOwnPath = from.startsWith("/") && !/^\/[/\\]/.test(from);
  if (asked.has("unsent")) return [strip("warn", t("offline.js.unsent"), "warn")];
  if (!isOwnPath) return [];
  return [strip("info", t("offline.js.from"), "info", el("p", {}, el("a", { href: from }, t("offline.js.from.again"))))];
}

// Says whether the computer is in reach, what waits, what was not taken, and what was changed in two places.
async function statusParts(outcome = null) {
  const parts = [];
  if (reach === "reached") {
    parts.push(strip("good", t("offline.js.reached"), "tick", el("p", {}, el("a", { href: "/" }, t("offline.js.to_home")))));
  } else if (reach === "away") parts.push(el("p", { class: "quiet", role: "status" }, t("offline.js.away")));
  if (!canKeep) return [...parts, strip("warn", t("offline.js.not_kept"), "warn")];
  if (outcome?.reached && !outcome.isKnown) {
    const pair = el("p", {}, el("a", { href: "/pair" }, t("offline.js.pair")));
    parts.push(strip("warn", t("offline.js.not_known"), "warn", pair));
  } else if (outcome?.sent && !outcome.left) parts.push(strip("good", t("offline.js.sent"), "tick"));
  const conflicts = await noteOf("conflicts", 0);
  if (conflicts) {
    const look = el("p", {}, el("a", { href: "/offline/conflicts" }, t("offline.js.conflict.look")));
    parts.push(strip("warn", t("offline.js.conflict", { n: conflicts }), "warn", look));
  }
  const all = await waiting();
  return [...parts, ...outboxParts(all.filter((one) => one.refused), all.filter((one) => !one.refused))];
}

function outboxParts(refused, left) {
  const parts = [];
  const actions = (text, act) => el("div", { class: "actions" }, button(text, act, "quiet"));
  if (refused.length) {
    const again = async () => {
      for (const one of refused) await markRefused(one.number, null);
      await send();
    };
    const title = t("offline.js.refused", { n: refused.length });
    parts.push(strip("warn", title, "warn", actions(t("offline.js.refused.again"), again)));
  }
  if (left.length) {
    const told = el("p", { role: "status" });
    const act = async () => {
      told.textContent = t("offline.js.sending");
      await send();
    };
    const title = t("offline.js.waiting", { n: left.length });
    const erased = el("p", {}, t("offline.js.waiting.erased"));
    parts.push(strip("info", title, "clock", erased, told, actions(t("offline.js.send"), act)));
  }
  return parts;
}

async function startAnew() {
  check = newCheck(canKeep ? await noteOf("person", "") : "");
  goOn();
}

function goOn() {
  const next = engine.nextQuestion(stateOf());
  goTo(next ? `question/${next.id}` : "more");
}

function showQuestion(question) {
  const { answers } = stateOf();
  const index = answers.findIndex((one) => one.question === question.id);
  show(
    place,
    questionPage({
      engine,
      country,
      question,
      given: answers[index],
      number: (index < 0 ? answers.length : index) + 1,
      onAnswer: (answer) => take(question.id, answer),
      onBack: () => history.back(),
      onLater: () => goTo("start"),
    }),
  );
}

async function take(id, answer) {
  const before = alarms();
  const isMapped = id === engine.graph.interview.mapped_question;
  const sites = isMapped ? [] : (check.body.sites ?? []);
  await keep({ state: engine.recordAnswer(stateOf(), id, answer), sites, finished_on: null });
  afterChange(before);
}

// What must be told at once: the emergency rules that hold, and a word of self-harm.
function alarms() {
  const done = assessed();
  const rules = done.rules.filter((rule) => rule.level === "emergency_now").map((rule) => rule.id);
  return new Set(hasCrisis(engine.graph, done) ? [...rules, "crisis"] : rules);
}

function afterChange(before, otherwise = goOn) {
  if ([...alarms()].some((one) => !before.has(one))) goTo("now");
  else otherwise();
}

function showNow() {
  show(place, nowPage({ graph: engine.graph, country, done: assessed(), onGoOn: goOn }));
}

function showOwnWords() {
  const field = el("textarea", { id: "f-story", name: "story", maxlength: 4000, "aria-describedby": "h-story" });
  field.value = check.body.story ?? "";
  const finish = async (event) => {
    event.preventDefault();
    const before = alarms();
    const steps = [...new Set([...(check.body.steps ?? []), "words"])];
    await keep({ story: field.value.trim(), steps, finished_on: today() });
    afterChange(before, () => goTo("result"));
    send();
  };
  show(
    place,
    topRow(() => history.back()),
    el("h1", {}, t("offline.js.own_words")),
    el("p", { class: "hint", id: "h-story" }, t("offline.js.own_words.help")),
    el(
      "form",
      { on: { submit: finish } },
      el("div", { class: "field" }, el("label", { for: "f-story" }, t("offline.js.own_words.label")), field),
      el("p", { class: "quiet" }, t("offline.js.own_words.why")),
      el("div", { class: "actions" }, el("button", { class: "button main" }, t("offline.js.to_result"))),
    ),
  );
}

function showResult() {
  const madeOn = new Date(`${check.body.finished_on ?? today()}T12:00:00`);
  const page = resultPage({
    engine,
    state: stateOf(),
    country,
    done: assessed(),
    madeOn,
    onChange: (id) => goTo(`question/${id}`),
    onStart: () => goTo("start"),
  });
  show(place, page);
}

// Sends what waits, and says how it went where the start page is open.
async function send() {
  let outcome = { reached: false, isKnown: true };
  try {
    if (canKeep) outcome = await synchronise();
  } catch (error) {
    console.warn(error);
    canKeep = false;
  }
  reach = outcome.reached ? "reached" : "away";
  document.documentElement.dataset.reach = reach;
  const status = document.getElementById("offline-status");
  if (!status) return;
  const before = check?.id;
  await recall();
  if (check?.id !== before) await showStart();
  document.getElementById("offline-status").replaceChildren(...(await statusParts(outcome)));
}

await begin();
