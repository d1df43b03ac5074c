// The interview and the triage, run from data: no question, rule, number or word of them stands here.
// Gives the same facts, the same next question and the same urgency as legato.inference.interview, .implied, .scales and
// .triage; tests/web/test_offline_parity.py holds them side by side on random answers.
import { readerOf } from "./engine_text.js";

const GIVEN = "given";
const SCHEMA = "legato.interview/1";

export class AnswerError extends Error {
  constructor(code, where) {
    super(`${code} ${where}`);
    this.code = code;
    this.where = where;
  }
}

export function emptyState() {
  return {
    schema: SCHEMA,
    with_clinician: false,
    answers: [],
    scales: {},
    emergency_rules: [],
    needs_crisis_help: false,
  };
}

export function engineOf(graph) {
  const questions = new Map(graph.questions.map((one) => [one.id, questionOf(one)]));
  const scales = new Map(graph.scales.map((one) => [one.id, one]));
  const redFlags = new Set(graph.red_flags);
  const scanText = readerOf(graph.free_text);
  const engine = { graph, questions, scales, scanText };

  engine.factsOf = (state) => factsOf(engine, redFlags, state);
  engine.nextQuestion = (state) => nextQuestion(engine, state);
  engine.recordAnswer = (state, id, answer) => recordAnswer(engine, state, id, answer);
  engine.recordScale = (state, id, points) => recordScale(engine, state, id, points);
  engine.takeBack = (state) => takeBack(engine, state);
  engine.scoreScale = (id, points, sex = null) => scoreScale(engine, id, points, sex);
  engine.urgencyOf = (facts) => urgencyOf(graph, redFlags, facts);
  engine.assess = (state, story = "") => assess(engine, state, story);
  engine.isForChild = (facts) => facts.present.has(graph.interview.child);
  return engine;
}

function questionOf(one) {
  const options = one.options ?? [];
  return { ...one, options, codes: new Set(options.flatMap((option) => option.present ?? [])) };
}

// Facts: codes present and absent, each with who says so.

function factsOfCodes({ present = [], absent = [], isAsked = false, age = null, sex = null }) {
  return {
    present: new Map([...present].map((code) => [code, new Set(["stated"])])),
    absent: new Map([...absent].map((code) => [code, new Set(["stated"])])),
    redFlagsAsked: isAsked,
    age,
    sex,
  };
}

function adding(facts, origin, { present = [], absent = [] }) {
  return {
    ...facts,
    present: joined(facts.present, present, origin),
    absent: joined(facts.absent, absent, origin),
  };
}

function joined(before, codes, origin) {
  const all = new Map(before);
  for (const code of codes) all.set(code, new Set([...(all.get(code) ?? []), origin]));
  return all;
}

function counts(origins) {
  return origins !== undefined && (origins.has("stated") || origins.has("implied"));
}

// Gives the codes that make an expression hold, or null; "stated" asks only what persons said, as below a "not".
function support(graph, tree, facts, isStated = false) {
  if (typeof tree === "string") {
    const origins = facts.present.get(tree);
    return (isStated ? counts(origins) : origins !== undefined) ? new Set([tree]) : null;
  }
  const [kind, ...rest] = tree;
  if (kind === "macro") return support(graph, graph.macros[rest[0]], facts, isStated);
  if (kind === "not") return support(graph, rest[0], facts, true) === null ? new Set() : null;
  const parts = kind === "any" ? rest.slice(1) : rest;
  const least = { any: rest[0], or: 1, and: parts.length }[kind];
  const holding = parts.map((part) => support(graph, part, facts, isStated)).filter((one) => one !== null);
  return holding.length >= least ? new Set(holding.flatMap((one) => [...one])) : null;
}

function codesOf(graph, tree) {
  if (typeof tree === "string") return [tree];
  const [kind, ...rest] = tree;
  if (kind === "macro") return codesOf(graph, graph.macros[rest[0]]);
  return (kind === "any" ? rest.slice(1) : rest).flatMap((part) => codesOf(graph, part));
}

function addImplied(graph, facts) {
  const yes = [];
  const no = [];
  for (const rule of graph.implications) {
    const holds = follows(rule, facts);
    if (holds !== null) (holds ? yes : no).push(rule.id);
  }
  return adding(facts, "implied", { present: yes, absent: no.filter((code) => !facts.present.has(code)) });
}

function follows(rule, facts) {
  if (rule.sex !== undefined) return facts.sex === null || facts.sex === "other" ? null : facts.sex === rule.sex;
  const age = facts.age;
  if (age === null) return null;
  return (
    age >= (rule.age_at_least ?? age) &&
    (rule.age_above === undefined || age > rule.age_above) &&
    (rule.age_below === undefined || age < rule.age_below)
  );
}

// What the answers state.

function givenOf(engine, state) {
  return state.answers
    .filter((answer) => answer.state === GIVEN && engine.questions.has(answer.question))
    .map((answer) => [engine.questions.get(answer.question), answer]);
}

function statedBy(engine, given) {
  const present = new Set();
  const absent = new Set();
  const leftOpen = new Set();
  const add = (set, codes = []) => codes.forEach((code) => set.add(code));
  for (const [question, answer] of given) {
    const choices = answer.choices ?? [];
    if (choices.length === 1 && choices[0] === engine.graph.interview.none) add(present, question.none_present);
    for (const option of question.options.filter((one) => choices.includes(one.id))) {
      add(present, option.present);
      add(absent, option.absent);
      add(leftOpen, option.unknown);
    }
  }
  return { present, absent, leftOpen };
}

function factsOf(engine, redFlags, state) {
  const { graph } = engine;
  const given = givenOf(engine, state);
  const { present, absent, leftOpen } = statedBy(engine, given);
  for (const [id, points] of Object.entries(state.scales)) {
    const score = scoreScale(engine, id, points, null);
    score.present.forEach((code) => present.add(code));
    score.absent.forEach((code) => absent.add(code));
  }
  const age = ageOf(engine, given, present);
  const sex = given.find(([question]) => question.states === "sex")?.[1].choices[0] ?? null;
  const soFar = addImplied(graph, factsOfCodes({ present, age, sex }));
  const answered = new Set(given.map(([question]) => question.id));
  const unanswered = [...engine.questions.values()].filter(
    (one) => !answered.has(one.id) && applies(graph, one, soFar),
  );
  const stillOpen = new Set([...unanswered.flatMap((one) => [...one.codes]), ...leftOpen]);
  const denied = given.flatMap(([question]) => [...question.codes]).filter((code) => !stillOpen.has(code));
  const isAsked =
    !unanswered.some((one) => one.red_flag) &&
    [...leftOpen].every((code) => !redFlags.has(code) || present.has(code));
  const facts = factsOfCodes({
    present,
    absent: new Set([...absent, ...denied].filter((code) => !soFar.present.has(code))),
    isAsked,
    age,
    sex,
  });
  return addImplied(graph, facts);
}

// A baby counts as younger than 3 months until somebody said that it is not.
function ageOf(engine, given, present) {
  const { infant, middle_of_first_year: middle } = engine.graph.interview;
  const years = given.find(([question]) => question.states === "age")?.[1].number ?? null;
  const wasAsked = given.some(([question]) => question.codes.has(infant));
  return years === 0 && !present.has(infant) && wasAsked ? middle : years;
}

function applies(graph, question, facts) {
  const { age } = facts;
  if (age !== null && question.least_age_years !== undefined && age < question.least_age_years) return false;
  if (age !== null && question.most_age_years !== undefined && age > question.most_age_years) return false;
  return question.shown_if === undefined || support(graph, question.shown_if, facts) !== null;
}

// Which question comes next.

function nextQuestion(engine, state) {
  const { graph } = engine;
  const room = Math.trunc(graph.settings["interview.most_questions"]) - state.answers.length;
  if (room <= 0) return null;
  const facts = engine.factsOf(state);
  const asked = new Set(state.answers.map((answer) => answer.question));
  const open = [...engine.questions.values()].filter((one) => !asked.has(one.id) && applies(graph, one, facts));
  for (const sections of [graph.interview.first_sections, graph.interview.emergency_sections]) {
    const first = open.filter((one) => sections.includes(one.section));
    if (first.length) return first.find((one) => one.section === "self_harm" && one.shown_if) ?? first[0];
  }
  if (engine.isForChild(facts)) return null;
  const flags = open.filter((one) => one.red_flag);
  const isTight = room <= flags.length + countThatMayApply(engine, asked, open);
  return (isTight && flags.length ? flags : open)[0] ?? null;
}

function countThatMayApply(engine, asked, open) {
  const couldBeStated = new Set(open.flatMap((one) => [...one.codes]));
  const ids = new Set(open.map((one) => one.id));
  return [...engine.questions.values()].filter(
    (one) =>
      one.shown_if !== undefined &&
      one.red_flag &&
      !ids.has(one.id) &&
      !asked.has(one.id) &&
      codesOf(engine.graph, one.shown_if).some((code) => couldBeStated.has(code)),
  ).length;
}

// Taking answers.

function recordAnswer(engine, state, id, answer) {
  const question = engine.questions.get(id);
  if (!question) throw new AnswerError("LEG-E747", id);
  const fitted = { question: id, ...fit(engine.graph, question, answer) };
  const isNew = state.answers.every((one) => one.question !== id);
  const answers = isNew
    ? [...state.answers, fitted]
    : state.answers.map((one) => (one.question === id ? fitted : one));
  return withRules(engine, { ...state, answers });
}

function fit(graph, question, answer) {
  if (answer.state !== GIVEN) return { state: answer.state };
  if (question.kind === "number") return { state: GIVEN, number: fittingNumber(question, answer.number) };
  if (question.kind === "text") {
    const text = stripped(answer.text ?? "");
    return text ? { state: GIVEN, text } : { state: "skipped" };
  }
  return { state: GIVEN, choices: fittingChoices(graph, question, answer.choices ?? []) };
}

function fittingNumber(question, value) {
  const isNumber = typeof value === "number" && !Number.isNaN(value);
  if (!isNumber || value < (question.low ?? value) || value > (question.high ?? value)) {
    throw new AnswerError("LEG-E740", question.id);
  }
  return value;
}

function fittingChoices(graph, question, given) {
  const { none } = graph.interview;
  const known = [...question.options.map((option) => option.id), ...(question.has_none ? [none] : [])];
  const isOneTooMany = new Set(given).size > 1 && (question.kind !== "several" || given.includes(none));
  if (!given.length || isOneTooMany || given.some((one) => !known.includes(one))) {
    throw new AnswerError("LEG-E741", question.id);
  }
  return known.filter((one) => given.includes(one));
}

// The blanks that Python takes off the ends of a text, which are not quite those of this language.
function stripped(text) {
  const blanks = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
  return text.replace(new RegExp(`^${blanks}`, "u"), "").replace(new RegExp(`${blanks}$`, "u"), "");
}

function recordScale(engine, state, id, points) {
  scoreScale(engine, id, points, null);
  if (engine.scales.get(id).needs_clinician && !state.with_clinician) throw new AnswerError("LEG-E748", id);
  return withRules(engine, { ...state, scales: { ...state.scales, [id]: [...points] } });
}

function takeBack(engine, state) {
  const last = state.answers.at(-1);
  if (!last) return [state, null];
  const before = withRules(engine, { ...state, answers: state.answers.slice(0, -1) });
  return [before, engine.questions.get(last.question) ?? null];
}

function withRules(engine, state) {
  const { graph } = engine;
  const facts = engine.factsOf(state);
  const holding = graph.rules.filter((rule) => support(graph, rule.when, facts) !== null);
  return {
    ...state,
    emergency_rules: holding.filter((rule) => rule.level === graph.levels[0]).map((rule) => rule.id),
    needs_crisis_help: holding.some((rule) => graph.interview.crisis_rules.includes(rule.id)),
  };
}

// Questionnaires: a missing item is never filled in.

function scoreScale(engine, id, points, sex) {
  const scale = engine.scales.get(id);
  if (!scale) throw new AnswerError("LEG-E744", id);
  if (points.length !== scale.items.length) throw new AnswerError("LEG-E745", id);
  scale.items.forEach((item, index) => {
    const allowed = (item.answers ?? scale.answers).map(([value]) => value);
    if (points[index] !== null && !allowed.includes(points[index])) throw new AnswerError("LEG-E746", id);
  });
  const score = { id, total: null, band: null, present: [], absent: [] };
  const put = (code, value) => (value >= code.at_least ? score.present : score.absent).push(code.code);
  const indexOf = new Map(scale.items.map((item, index) => [item.id, index]));
  for (const code of scale.sets.filter((one) => one.item)) {
    const value = points[indexOf.get(code.item)];
    if (value !== null && value !== undefined) put(code, value);
  }
  if (!scale.is_summed || points.includes(null)) return score;
  score.total = points.reduce((sum, value) => sum + value, 0);
  scale.sets.filter((one) => !one.item).forEach((code) => put(code, score.total));
  const holding = scale.bands.filter((band) => band.low <= score.total && score.total <= band.high);
  const ofSex = holding.filter((band) => !band.sex || band.sex === sex);
  score.band = (ofSex.length ? ofSex : holding).reduce((most, band) => (band.low > most.low ? band : most));
  return score;
}

// How soon.

function assess(engine, state, story) {
  const { graph } = engine;
  let facts = addImplied(graph, engine.factsOf(state));
  const typed = state.answers
    .filter((answer) => answer.text && engine.questions.has(answer.question))
    .map((answer) => answer.text);
  const needless = new Set(
    graph.free_text.topics
      .filter((topic) =>
        topic.only_without.some((known) => (known === "age" ? facts.age !== null : facts.present.has(known))),
      )
      .map((topic) => topic.id),
  );
  const text = [...typed, story].filter(Boolean).join("\n");
  const hits = engine.scanText(text).filter((hit) => !needless.has(hit.topic));
  facts = adding(facts, "text", { present: hits.flatMap((hit) => hit.codes) });
  const { sex } = facts;
  for (const [id, points] of Object.entries(state.scales)) {
    facts = adding(facts, "stated", scoreScale(engine, id, points, sex));
  }
  return { facts, hits, ...engine.urgencyOf(facts) };
}

function urgencyOf(graph, redFlags, facts) {
  const fired = [];
  for (const rule of graph.rules) {
    const codes = support(graph, rule.when, facts);
    if (codes !== null) fired.push({ id: rule.id, level: rule.level, facts: [...codes].sort() });
  }
  const isAnswered = (code) => facts.present.has(code) || counts(facts.absent.get(code));
  const unanswered = facts.redFlagsAsked ? [] : [...redFlags].filter((code) => !isAnswered(code)).sort();
  const rank = (level) => graph.levels.length - 1 - graph.levels.indexOf(level);
  let level = fired.length ? fired[0].level : null;
  if (unanswered.length && (level === null || rank(level) < rank("days_to_weeks"))) level = "days_to_weeks";
  let closed = [];
  if (level === null) {
    closed = closedBy(graph, facts);
    level = closed.length ? "routine" : "self_care";
    if (!closed.length) fired.push({ id: graph.gate.id, level, facts: openedBy(graph, facts) });
  }
  return { urgency: level, rules: fired, unanswered, closed };
}

function openedBy(graph, facts) {
  const found = graph.gate.needs.flatMap((part) => [...(support(graph, part, facts, true) ?? [])]);
  return [...new Set(found)].sort();
}

function closedBy(graph, facts) {
  const { gate } = graph;
  const isAbnormal = (code) => ["sign", "test"].includes(code.split(":")[0]) && !gate.harmless_signs.includes(code);
  const closed = [...facts.present.keys()].filter((code) => gate.closed_by.includes(code) || isAbnormal(code));
  if (!openedBy(graph, facts).length) closed.push("no_clear_harmless_pattern");
  const isDated = [...facts.present].some(
    ([code, origins]) => gate.needs_an_answer_in.includes(code.split(":")[0]) && counts(origins),
  );
  if (!isDated) closed.push("onset_unknown");
  if (facts.age === null) closed.push("age_unknown");
  else if (facts.age < gate.least_age_years) closed.push("age_under_least");
  return closed.sort();
}
