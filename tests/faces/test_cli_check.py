"""``legato check``: typed answers, a file of answers, saving and going on, and help at once."""

from __future__ import annotations

import io
import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from interview_makers import answered
from legato.cli import main as door
from legato.cli.check_screens import parse_answer
from legato.inference.interview import record_answer
from legato.knowledge.library import Library, load_library
from legato.model.interview import InterviewState
from legato.model.question import Answer, Option, Question, QuestionKind

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Type lines into ``legato check`` in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*words: object, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as caught:
            door.main(["check", *(str(word) for word in words)])
        out, err = capfd.readouterr()
        return int(caught.value.code or 0), out, err

    return call


def write(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def saved(library: Library, path: Path, plan: dict[str, Answer] | None = None) -> Path:
    return write(path, answered(library, plan).to_json())


def test_quit_saves_what_was_answered_for_the_owner_alone_and_resume_goes_on(
    run: Run, tmp_path: Path
) -> None:
    code, out, _ = run(typed="50\n2\nquit\n")
    file = tmp_path / "legato-check.json"
    assert (code, stat.S_IMODE(file.stat().st_mode)) == (0, 0o600)
    assert "--resume legato-check.json" in out
    assert list(InterviewState.from_json(json.loads(file.read_text())).answers) == ["age", "sex"]
    code, out, _ = run("--resume", file, typed="0\nq\n")
    assert code == 0
    assert "How old" not in out
    assert "Question 3 of at most 30" in out
    assert json.loads(file.read_text())["answers"][-1]["question"] == "em_stroke"


def test_the_end_of_the_input_saves_like_quit(run: Run, tmp_path: Path) -> None:
    assert run("--save", "mine.json", typed="50\n")[0] == 0
    assert (tmp_path / "mine.json").exists()


def test_an_emergency_answer_shows_where_to_go_before_the_next_question_and_goes_on(run: Run) -> None:
    _, out, _ = run("--country", "gb", typed="50\n2\n1\nquit\n")
    place = out.index("Get emergency help now")
    assert out.index("Question 3") < place < out.index("Question 4")
    assert "999" in out
    assert "You can go on" in out


def test_thoughts_of_ending_life_show_the_crisis_lines_at_once(
    run: Run, library: Library, tmp_path: Path
) -> None:
    state = answered(library)
    early = InterviewState(dict(list(state.answers.items())[:10]))
    file = write(tmp_path / "early.json", early.to_json())
    _, out, _ = run("--resume", file, "--country", "gb", typed="1\nq\n")
    assert "Samaritans" in out
    assert "Nobody is watching" in out
    assert out.index("Samaritans") < out.index("May we ask a bit more")
    assert "Get emergency help now" not in out


def test_back_why_skip_and_what_does_not_fit(run: Run, tmp_path: Path) -> None:
    code, out, _ = run(typed="fifty\nwhy\n500\n50\nback\n51\n7\n2\nskip\n?\nq\n")
    assert code == 0
    assert "Why we ask: Some causes are seen more at one age." in out
    assert out.count("That does not fit here") == 3
    answers = json.loads((tmp_path / "legato-check.json").read_text())["answers"]
    assert answers[0]["number"] == 51
    assert [one["state"] for one in answers] == ["given", "given", "skipped", "dont_know"]


def test_a_whole_interview_ends_with_the_level_the_reasons_and_the_warning_signs(run: Run) -> None:
    typed = "30\n2\n" + "skip\n" * 28 + "\n"
    code, out, _ = run("--on", "2026-11-25", typed=typed)
    assert code == 0
    assert "Question 30 of at most 30" in out
    assert "See someone within two weeks" in out
    assert "Not answered, so it counts as possible" in out
    assert "Get emergency help at once if" in out
    assert "Based on your answers on 2026-11-25. This is not a diagnosis" in out


def test_the_short_forms_are_scored_and_shown(run: Run, library: Library, tmp_path: Path) -> None:
    file = saved(library, tmp_path / "all.json")
    typed = "yes\n" + "5\n" * 4 + "9\n1\nback\n2\n" + "1\n" * 6 + "skip\n" + "0\n" * 7
    code, out, _ = run("--resume", file, typed=typed)
    assert code == 0
    assert "GAD-7: 8 of 21, some signs of worry" in out
    assert "PHQ-8: Not scored: 1 of 8 items not answered" in out
    assert "better off dead" not in out


def test_with_a_clinician_item_nine_is_asked_and_opens_help_at_once(
    run: Run, library: Library, tmp_path: Path
) -> None:
    state = answered(library)
    visit = InterviewState(dict(list(state.answers.items())[:25]), with_clinician=True)
    for question in [one for one in library.questions.values() if one.id not in visit.answers][:5]:
        visit = record_answer(visit, question.id, Answer.skipped(), library=library)
    file = write(tmp_path / "visit.json", visit.to_json())
    _, out, _ = run("--resume", file, "--country", "gb", typed="yes\n" + "0\n" * 19 + "1\n")
    assert "better off dead" in out
    assert "Samaritans" in out


def test_a_child_gets_the_emergency_signs_and_a_plain_end(run: Run) -> None:
    code, out, _ = run(typed="9\n2\n" + "0\n0\n1\n0\n0\n0\n0\n0\n0\n")
    assert code == 0
    assert "Is any of this true of the child?" in out
    assert "should be seen by a doctor" in out
    assert "What does the leg do?" not in out
    assert "Look after it" not in out


def test_a_file_of_answers_asks_nothing(run: Run, tmp_path: Path) -> None:
    file = write(
        tmp_path / "a.json",
        {
            "age": 61,
            "sex": "male",
            "what": ["shake"],
            "em_stroke": "none",
            "legs": "skip",
            "body": "dont_know",
        },
    )
    code, out, _ = run("--answers", file)
    assert code == 0
    assert "Question" not in out
    assert "How are your legs and your walking?" in out


def test_low_sugar_is_met_with_sugar_only_where_the_person_can_swallow(run: Run, tmp_path: Path) -> None:
    low = {"medicines_body": ["insulin"], "em_sugar": "very_low"}
    assert "take fast sugar now" in run("--answers", write(tmp_path / "a.json", low))[1]
    clouded = {**low, "em_heart_mind": ["drowsy"]}
    out = run("--answers", write(tmp_path / "b.json", clouded))[1]
    assert "Give nothing by mouth" in out
    assert "take fast sugar" not in out
    high = {**low, "em_sugar": "high", "em_ill": ["vomit"]}
    out = run("--answers", write(tmp_path / "c.json", high))[1]
    assert "Get emergency help now" in out
    assert "sugar now" not in out


def test_the_answers_become_the_json_of_an_assessment(run: Run, library: Library, tmp_path: Path) -> None:
    file = saved(library, tmp_path / "all.json")
    code, out, _ = run("--answers", file, "--json")
    assert code == 0
    value = json.loads(out)
    assert value["schema"] == "legato.assessment/1"
    assert value["cases"][0]["unanswered"] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no json", 3),
        ("[1]", 3),
        ('{"shoe": 1}', 3),
        ('{"age": "old"}', 3),
        ('{"age": {"a": 1}}', 3),
        ('{"scales": {"phq9": [0,0,0,0,0,0,0,0,1]}}', 3),
        ('{"scales": {"bdi": [0]}}', 3),
        ('{"schema": "legato.interview/1", "answers": 3}', 3),
    ],
)
def test_a_file_that_means_nothing_is_refused(run: Run, tmp_path: Path, text: str, code: int) -> None:
    file = tmp_path / "a.json"
    file.write_text(text)
    found, out, err = run("--answers", file)
    assert (found, out) == (code, "")
    assert "LEG-E" in err
    assert "Traceback" not in err


def test_a_missing_file_and_two_sources_at_once_are_refused(run: Run, tmp_path: Path) -> None:
    assert run("--resume", tmp_path / "none.json")[0] == 3
    assert run("--resume", "a.json", "--answers", "b.json")[0] == 2


def test_no_disease_is_named_and_nothing_is_promised(run: Run, library: Library, tmp_path: Path) -> None:
    out = run("--answers", saved(library, tmp_path / "all.json"))[1].lower()
    names = {one.name.lower() for one in library.conditions.values()}
    assert [name for name in names if name in out] == []
    assert not any(word in out for word in ("nothing to worry", "you have parkinson", "%", "!"))


SEVERAL = Question(
    "q", "story", QuestionKind.SEVERAL, "?", "", "", 1, False,
    options=(Option("a", "A."), Option("b", "B.")), has_none=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("1", Answer.of("a")),
        ("2, 1", Answer.of("b", "a")),
        ("1 2", Answer.of("a", "b")),
        ("0", Answer.none_of_these()),
        ("skip", Answer.skipped()),
        ("?", Answer.dont_know()),
        ("I don't know", Answer.dont_know()),
        ("3", None),
        ("", None),
        ("yes", None),
        ("-1", None),
    ],
)
def test_a_typed_line_becomes_an_answer(line: str, answer: Answer | None) -> None:
    assert parse_answer(line, SEVERAL) == answer
