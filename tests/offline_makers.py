"""Random answers for the interpreter on the phone, and what Python and the browser make of them."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

import legato.app
from interview_makers import harmless_answer, random_answer
from legato.app.offline.graph import graph_bytes
from legato.assess import assess_case, case_of_answers
from legato.errors import InputError
from legato.inference.free_text import scan_text
from legato.inference.interview import facts_of_answers, next_question, record_answer, record_scale
from legato.inference.scales import score_scale
from legato.inference.triage import decide_urgency
from legato.knowledge.expression import codes_of
from legato.knowledge.library import Library
from legato.model.facts import Facts, Origin
from legato.model.interview import InterviewState
from legato.model.question import Answer, AnswerState, Question, QuestionKind
from legato.model.urgency import Triage
from web_house import CHROMIUM_ARGUMENTS, find_chromium

STATIC = Path(legato.app.__file__).parent / "static"
_BETWEEN = (".", "!", ";", ":", ",", "\n", " ", " - ", "/", '"', "?!", "…", "\r\n", "_", "‑", "|")
_WORDS = (
    "no", "not", "never", "denies", "kein", "sin", "niega", "but", "aber", "pero", "i", "she", "my", "ich", "the",
    "leg", "shakes", "Since", "almost", "nearly", "wife", "was", "has", "a", "of", "and", "don't", "don’t", "İzmir",
    "GROSS", "groß", "STRASSE", "ﬁt", "e\u0301", "𝒶𝒷", "1½", "x_y", "Ⅷ", "日本語", "ok",
)  # fmt: skip
_AGES = (0, 0.1, 0.24, 3, 9, 10, 15, 16, 39, 40, 47, 49.5, 50, 60, 61, 90, 120)
_HALF = 0.5
_HARMLESS = frozenset(
    {
        "trigger:caffeine", "trigger:stress", "trigger:sleep_loss", "trigger:exercise", "trigger:fasting",
        "trigger:cold", "activation:after_effort", "activation:sleep_onset", "symptom:no_distress",
        "modulation:stops_on_request", "modulation:no_urge", "tempo:stable_years", "tempo:years", "tempo:months",
    }
)  # fmt: skip
# Wild: anything; calm: mostly "none of these"; harmless: what a person says whose leg shakes after coffee.
_STYLES = ("wild", "calm", "harmless", "harmless")
_STRAY = {"wild": 0.08, "calm": 0.08, "harmless": 0.0}
_TOLD = {"wild": 0.8, "calm": 0.8, "harmless": 0.15}


def answer_cases(library: Library, *, count: int, seed: int) -> list[dict[str, Any]]:
    """Make so many random cases: answers one by one, scales, and a story."""
    chance = random.Random(seed)
    return [_case(library, chance) for _ in range(count)]


def _case(library: Library, chance: random.Random) -> dict[str, Any]:
    """Follow the interview most of the time; now and then answer anything, twice, or in a way that does not fit."""
    state, steps = InterviewState(with_clinician=chance.random() < 0.2), []
    style = chance.choice(_STYLES)
    for _ in range(34 if style == "harmless" else chance.choice((2, 8, 15, 22, 30, 34))):
        question = next_question(state, library=library)
        if question is None and style == "harmless":
            break
        if question is None or chance.random() < _STRAY[style]:
            question = chance.choice(list(library.questions.values()))
        answer = _answer(question, library, chance, style=style)
        steps.append({"question": question.id, "answer": answer})
        try:
            state = record_answer(state, question.id, answer_of(answer), library=library)
        except InputError:
            continue
    return {
        "with_clinician": state.with_clinician,
        "steps": steps,
        "scales": _scales(library, chance, style=style),
        "story": _story(library, chance) if chance.random() < _TOLD[style] else "",
    }


def _answer(question: Question, library: Library, chance: random.Random, *, style: str) -> dict[str, Any]:
    if style == "harmless" and chance.random() < 0.97:
        given = _calm_answer(question, chance)
        return _plain(given)
    if chance.random() < 0.03:
        return chance.choice(_unfitting(question))
    if question.kind is QuestionKind.NUMBER:
        given = Answer(number=chance.choice(_AGES)) if chance.random() < 0.9 else Answer.skipped()
    elif question.kind is QuestionKind.TEXT:
        given = Answer(text=f" \x1f{_story(library, chance)}\u3000")
    elif question.has_none and style == "calm" and chance.random() < 0.8:
        given = Answer.none_of_these()
    else:
        given = random_answer(question, chance)
    return _plain(given)


def _calm_answer(question: Question, chance: random.Random) -> Answer:
    """Say what is on no list of warning signs, and now and then what opens self-care."""
    if question.kind is QuestionKind.NUMBER:
        return Answer(number=chance.choice(_AGES))
    harmless = [
        option.id
        for option in question.options
        if option.present and all(code in _HARMLESS for code in option.present)
    ]
    if harmless and chance.random() < 0.8:
        return Answer.of(chance.choice(harmless))
    return harmless_answer(question)


def _plain(given: Answer) -> dict[str, Any]:
    return {
        "state": given.state.value,
        "choices": list(given.choices),
        "number": given.number,
        "text": given.text,
    }


def _unfitting(question: Question) -> list[dict[str, Any]]:
    first = [option.id for option in question.options][:2]
    return [
        {"state": "given", "choices": [*first, "none"], "number": None, "text": ""},
        {"state": "given", "choices": [], "number": -1.0, "text": " \n"},
        {"state": "given", "choices": ["no_such_option"], "number": 1e9, "text": ""},
        {"state": "given", "choices": first[::-1] + first, "number": None, "text": ""},
    ]


def answer_of(value: dict[str, Any]) -> Answer:
    """Make the answer that a plain object stands for."""
    return Answer(AnswerState(value["state"]), tuple(value["choices"]), value["number"], value["text"])


def _scales(library: Library, chance: random.Random, *, style: str) -> dict[str, list[int | None]]:
    chosen = [one for one in library.scales.values() if chance.random() < 0.25]
    most = 0 if style == "harmless" else chance.choice((0, 1, 3, 10))
    scales: dict[str, list[int | None]] = {}
    for scale in chosen:
        low = style != "harmless" and chance.random() < _HALF
        scales[scale.id] = [
            None if chance.random() < 0.02 else chance.choice([p for p in item.points if low or p <= most])
            for item in scale.items
        ]
    return scales


def _story(library: Library, chance: random.Random) -> str:
    """Mix phrases that count with denials, other people, marks, lines and rare letters."""
    phrases = [phrase for topic in library.records("free_text") for phrase in topic["phrases"]]
    parts: list[str] = []
    for _ in range(chance.randint(0, 9)):
        text = (
            chance.choice(phrases)
            if chance.random() < 0.25
            else " ".join(chance.choices(_WORDS, k=chance.randint(1, 4)))
        )
        text = text.replace("*", chance.choice(("", "al", "ed ness")))
        if chance.random() < 0.2:
            text = chance.choice(
                (text.upper(), text.title(), text.replace("'", "’"), text.replace(" ", "\n", 1))
            )
        parts += [text, chance.choice(_BETWEEN) if chance.random() < 0.4 else " "]
    return "".join(parts)


def python_result(case: dict[str, Any], *, library: Library) -> dict[str, Any]:
    """Run one case through the interview, the scales and the assessment."""
    state, asked, refused = InterviewState(with_clinician=case["with_clinician"]), [], []
    for step in case["steps"]:
        try:
            state = record_answer(state, step["question"], answer_of(step["answer"]), library=library)
        except InputError as error:
            refused.append([step["question"], error.code])
        question = next_question(state, library=library)
        asked.append(question.id if question else None)
    for id_, points in case["scales"].items():
        try:
            state = record_scale(state, id_, points, library=library)
        except InputError as error:
            refused.append([id_, error.code])
    facts = facts_of_answers(state, library=library)
    question = next_question(state, library=library)
    done = assess_case(
        case_of_answers(state, id_="case", library=library, story=case["story"]), library=library
    )
    scores = [
        score_scale(id_, points, library=library, sex=facts.sex) for id_, points in case["scales"].items()
    ]
    return {
        "asked": [*asked, question.id if question else None],
        "refused": refused,
        "state": state.to_json(),
        "present": sorted(facts.present),
        "absent": sorted(facts.absent),
        "origins": {code: sorted(map(str, origins)) for code, origins in done.facts.present.items()},
        "age": facts.age_years,
        "sex": facts.sex,
        "red_flags_asked": facts.red_flags_asked,
        **_triage_values(done.triage),
        "scores": [[one.scale, one.total, one.band, list(one.present), list(one.absent)] for one in scores],
        "hits": [
            [hit.topic, hit.words, list(hit.codes)] for hit in scan_text(case["story"], library=library)
        ],
    }


def facts_cases(library: Library, *, count: int, seed: int) -> list[dict[str, Any]]:
    """Make facts out of the vocabulary, so that each rule meets what it asks for: half of them around one rule."""
    chance = random.Random(seed)
    codes, rules = sorted(library.findings), library.triage.rules
    cases: list[dict[str, Any]] = []
    for number in range(count):
        near = sorted(codes_of(rules[number % len(rules)].when, under_not=False))
        chosen = set(chance.sample(near, min(len(near), chance.randint(1, 12))))
        if chance.random() < _HALF:
            chosen |= set(chance.sample(codes, chance.randint(0, 6)))
        cases.append(
            {
                "facts": {code: chance.choice(list(Origin)).value for code in sorted(chosen)},
                "absent": {code: chance.choice(list(Origin)).value for code in chance.sample(codes, 30)},
                "red_flags_asked": chance.random() < _HALF,
                "age": chance.choice((None, *_AGES)),
                "sex": chance.choice((None, "male", "female", "other")),
            }
        )
    return cases


def python_urgency(case: dict[str, Any], *, library: Library) -> dict[str, Any]:
    """Decide the urgency of bare facts."""
    facts = Facts(
        present={code: frozenset({Origin(by)}) for code, by in case["facts"].items()},
        absent={code: frozenset({Origin(by)}) for code, by in case["absent"].items()},
        red_flags_asked=case["red_flags_asked"],
        age_years=case["age"],
        sex=case["sex"],
    )
    return _triage_values(decide_urgency(facts, library=library))


def _triage_values(triage: Triage) -> dict[str, Any]:
    return {
        "urgency": triage.urgency.value,
        "rules": [[rule.id, rule.level.value, list(rule.facts)] for rule in triage.rules],
        "unanswered": list(triage.unanswered),
        "closed": list(triage.closed_self_care),
    }


def plain_case(case: dict[str, Any], *, library: Library) -> dict[str, Any]:
    """Give a case as a file of answers or a request can say it: what was taken in the end, for somebody alone."""
    state = InterviewState.from_json(python_result(case, library=library)["state"])
    steps = [{"question": id_, "answer": _plain(answer)} for id_, answer in state.answers.items()]
    scales = {
        id_: list(points) for id_, points in state.scales.items() if not library.scales[id_].needs_clinician
    }
    return {"with_clinician": False, "steps": steps, "scales": scales, "story": case["story"]}


def plain_values(case: dict[str, Any]) -> dict[str, Any]:
    """Give the answers of a case as the terminal and the interface take them."""
    values: dict[str, Any] = {}
    for step in case["steps"]:
        answer = answer_of(step["answer"])
        if answer.state is AnswerState.GIVEN:
            values[step["question"]] = answer.number if answer.number is not None else list(answer.choices)
        else:
            values[step["question"]] = "skip" if answer.state is AnswerState.SKIPPED else "dont_know"
    return values


_RUN = """async (cases) => {
  const { engineOf, emptyState } = await import("/js/engine.js");
  const engine = engineOf(await (await fetch("/questions.json")).json());
  const sorted = (map) => [...map.keys()].sort();
  const triage = (done) => ({
    urgency: done.urgency, rules: done.rules.map((rule) => [rule.id, rule.level, rule.facts]),
    unanswered: done.unanswered, closed: done.closed,
  });
  const origins = (codes) => new Map(Object.entries(codes).map(([code, by]) => [code, new Set([by])]));
  const run = (one) => {
    if (one.facts) {
      const { age, sex, red_flags_asked: redFlagsAsked } = one;
      const facts = { present: origins(one.facts), absent: origins(one.absent), age, sex, redFlagsAsked };
      return triage(engine.urgencyOf(facts));
    }
    let state = { ...emptyState(), with_clinician: one.with_clinician };
    const asked = [], refused = [];
    const next = () => engine.nextQuestion(state)?.id ?? null;
    const trying = (what, act) => {
      try { state = act(); } catch (error) {
        if (!error.code) throw error;
        refused.push([what, error.code]);
      }
    };
    for (const { question, answer } of one.steps) {
      trying(question, () => engine.recordAnswer(state, question, answer));
      asked.push(next());
    }
    for (const [id, points] of Object.entries(one.scales)) trying(id, () => engine.recordScale(state, id, points));
    const facts = engine.factsOf(state);
    const done = engine.assess(state, one.story);
    return {
      asked: [...asked, next()], refused, state,
      present: sorted(facts.present), absent: sorted(facts.absent),
      origins: Object.fromEntries([...done.facts.present].map(([code, by]) => [code, [...by].sort()])),
      age: facts.age, sex: facts.sex, red_flags_asked: facts.redFlagsAsked,
      ...triage(done),
      scores: Object.entries(one.scales).map(([id, points]) => {
        const score = engine.scoreScale(id, points, facts.sex);
        return [id, score.total, score.band?.text ?? "", score.present, score.absent];
      }),
      hits: engine.scanText(one.story).map((hit) => [hit.topic, hit.words, hit.codes]),
    };
  };
  return cases.map(run);
}"""


class _Files(SimpleHTTPRequestHandler):
    """The scripts of the app, the questions, and an empty page."""

    questions = b""

    def do_GET(self) -> None:
        made = {
            "/": ("text/html", b"<!doctype html><title>x</title>"),
            "/questions.json": ("application/json", self.questions),
        }
        if self.path not in made:
            super().do_GET()
            return
        kind, body = made[self.path]
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent."""


@contextmanager
def scripts_served(library: Library, *, without_rule: str = "") -> Iterator[str]:
    """Serve the scripts without the app, and give the address; a rule can be left out on purpose."""
    graph = json.loads(graph_bytes(library, language="en"))
    graph["rules"] = [rule for rule in graph["rules"] if rule["id"] != without_rule]
    handler = type("Handler", (_Files,), {"questions": json.dumps(graph).encode()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(STATIC)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Start the browser of the system."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(CHROMIUM_ARGUMENTS))
        yield browser
        browser.close()


def browser_results(
    cases: Sequence[dict[str, Any]], *, library: Library, browser: Browser, without_rule: str = ""
) -> list[dict[str, Any]]:
    """Run all cases through the interpreter in a real browser."""
    with scripts_served(library, without_rule=without_rule) as address:
        page = browser.new_page()
        page.goto(address)
        results: list[dict[str, Any]] = json.loads(
            page.evaluate(f"async (cases) => JSON.stringify(await ({_RUN})(cases))", cases)
        )
        page.close()
    return results


def differences(mine: dict[str, Any], theirs: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Give what differs between two results of one case."""
    return {key: (mine[key], theirs[key]) for key in mine if mine[key] != theirs[key]}
