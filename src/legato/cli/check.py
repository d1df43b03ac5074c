"""``legato check``: the questions in the terminal, one a screen; emergency advice at once; at the end how soon to seek help."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from legato.cli.options import JsonAwareCommand, json_option
from legato.errors import InputError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from legato.knowledge.library import Library
    from legato.model.assessment import Assessment
    from legato.model.interview import InterviewState
    from legato.model.question import Question

__all__ = ["command"]

_SAVED = "legato-check.json"
_CHILD_WORDS = "A child or teenager whose leg shakes should be seen by a doctor. This check is made for adults and ends here."


class _Quit(Exception):
    """The person typed quit, or there is no more input."""


@click.command("check", cls=JsonAwareCommand)
@click.option(
    "--resume", "resume_path", metavar="FILE", help="Go on with a saved check; it is saved there again."
)
@click.option("--save", "save_path", metavar="FILE", help=f"Where quit saves; {_SAVED} by default.")
@click.option(
    "--answers", "answers_path", metavar="FILE", help="Take the answers from a JSON file and ask nothing."
)
@click.option("--with-clinician", is_flag=True, help="A clinician is present: PHQ-9 in place of PHQ-8.")
@click.option(
    "--country",
    type=click.Choice(("gb", "us", "de", "eu")),
    default="eu",
    show_default=True,
    help="Whose numbers.",
)
@click.option(
    "--on", "made_on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Date; today by default."
)
@json_option
def command(
    resume_path: str | None,
    save_path: str | None,
    answers_path: str | None,
    with_clinician: bool,  # noqa: FBT001 - click calls by name
    country: str,
    made_on: datetime.datetime | None,
    json_path: str | None,
) -> int:
    """Answer at most 30 questions about a shaking leg, and learn how soon to seek help.

    Emergency signs come first. Every question can be skipped. Nothing is sent anywhere. Not a diagnosis.
    """
    from legato.cli.main import DONE
    from legato.cli.terminal import stdout_console
    from legato.inference.interview import fit_state
    from legato.knowledge.library import load_library
    from legato.model.interview import InterviewState

    if resume_path and answers_path:
        raise UsageError(
            "--resume and --answers do not go together", mend="give one of them", code="LEG-E230"
        )
    library = load_library()
    console = stdout_console()
    state = InterviewState(with_clinician=with_clinician)
    if resume_path:
        state = InterviewState.from_json(_read_json(resume_path), where=resume_path)
        state, lost = fit_state(state, library=library)
        if lost:
            click.echo(f"Asked again, because the questions have changed: {', '.join(lost)}", err=True)
    place = Path(save_path or resume_path or _SAVED)
    if answers_path:
        state = _take_file(state, answers_path, library=library)
    else:
        finished = _Screens(console, library=library, country=country, place=place).go(state)
        if finished is None:
            return DONE
        state = finished
    day = made_on.date() if made_on else datetime.datetime.now().astimezone().date()
    return _finish(console, state, library=library, country=country, day=day, json_path=json_path)


def _finish(
    console: Console,
    state: InterviewState,
    *,
    library: Library,
    country: str,
    day: datetime.date,
    json_path: str | None,
) -> int:
    """Assess the answers, and show or write the result."""
    from legato.assess import assess_case, case_of_answers
    from legato.cli.check_screens import show_assessment
    from legato.cli.main import DONE
    from legato.cli.outputs import emit_json
    from legato.inference.interview import facts_of_answers, is_for_child, open_red_flags
    from legato.report.assessment_json import render_assessments

    facts = facts_of_answers(state, library=library)
    case = case_of_answers(state, id_="check", library=library)
    assessment: Assessment = assess_case(case, made_on=day, country=country, library=library)
    if json_path is not None:
        emit_json(render_assessments([assessment]), json_path)
    if json_path != "-":
        if is_for_child(facts):
            console.print(f"\n{_CHILD_WORDS}", style="bold")
        unanswered = () if is_for_child(facts) else open_red_flags(state, library=library)
        show_assessment(console, assessment, state=state, library=library, open_questions=unanswered)
    return DONE


def _read_json(path: str) -> Any:
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"), object_pairs_hook=_once)
    except FileNotFoundError:
        raise InputError("There is no such file", where=path, code="LEG-E231") from None
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(
            "A file of answers cannot be read",
            where=path,
            found=str(error),
            mend="it must be JSON",
            code="LEG-E232",
        ) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a question that is answered twice: the second answer would silently win."""
    whole = dict(pairs)
    if len(whole) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return whole


def _take_file(state: InterviewState, path: str, *, library: Library) -> InterviewState:
    """Take all answers of a file: a saved check, or a mapping of question ids to answers."""
    from legato.inference.interview import fit_state
    from legato.inference.plain_answers import state_of_values
    from legato.model.interview import INTERVIEW_SCHEMA, InterviewState

    value = _read_json(path)
    if isinstance(value, dict) and value.get("schema") == INTERVIEW_SCHEMA:
        return fit_state(InterviewState.from_json(value, where=path), library=library)[0]
    if not isinstance(value, dict):
        raise InputError(
            "A file of answers must be a mapping",
            where=path,
            mend='write {"age": 50, "side": "one", "what": ["shake", "jerks"], "em_ill": "none", "legs": "skip"}',
            code="LEG-E233",
        )
    scales = value.pop("scales", {})
    return state_of_values(value, scales, state=state, library=library, where=path)


class _Screens:
    """The conversation: one question a screen, until there is none, or the person quits.

    Parameters
    ----------
    console : Console
    library : Library
    country : str
    place : Path
        Where quit saves.
    """

    def __init__(self, console: Console, *, library: Library, country: str, place: Path) -> None:
        from legato.model.interview import InterviewState

        self._console = console
        self._library = library
        self._country = country
        self._place = place
        self._state = InterviewState()

    def go(self, state: InterviewState) -> InterviewState | None:
        """Ask; give the answers, or None where the person quit and they were saved."""
        self._console.print(
            "Questions about a shaking leg. Emergency signs come first; every question can be skipped."
        )
        self._console.print("Nothing is sent anywhere. This is not a diagnosis.")
        try:
            self._state = state
            self._tell(before=None)
            self._ask_all()
            self._ask_scales()
            self._ask_all()
        except _Quit:
            self._save()
            return None
        except (KeyboardInterrupt, click.Abort):
            self._save()
            raise
        return self._state

    def _line(self) -> str:
        self._console.print("> ", end="")
        line: str = sys.stdin.readline()
        if not line:
            raise _Quit
        typed = line.strip()
        if typed.casefold() in ("quit", "q", "exit"):
            raise _Quit
        return typed

    def _save(self) -> None:
        from legato.report.write import write_text_beside

        write_text_beside(self._place, json.dumps(self._state.to_json(), indent=1, ensure_ascii=False) + "\n")
        self._place.chmod(0o600)
        self._console.print(f"\nSaved. Go on with:  legato check --resume {self._place}", markup=False)

    def _tell(self, *, before: InterviewState | None) -> None:
        """Say at once what a new answer asks for, and not again while nothing changes."""
        from legato.cli.check_screens import show_help_now
        from legato.inference.interview import facts_of_answers

        known = set(before.emergency_rules) if before else set()
        is_news = not set(self._state.emergency_rules) <= known
        is_crisis_news = self._state.needs_crisis_help and not (before and before.needs_crisis_help)
        if is_news or is_crisis_news:
            facts = facts_of_answers(self._state, library=self._library)
            show_help_now(self._console, self._state, facts, library=self._library, country=self._country)

    def _ask_all(self) -> None:
        from legato.inference.interview import next_question, take_back

        again: Question | None = None
        while True:
            question = again or next_question(self._state, library=self._library, ranked=self._ranking())
            again = None
            if question is None:
                return
            if self._ask(question) == "back":
                self._state, again = take_back(self._state, library=self._library)

    def _ranking(self) -> Mapping[str, float] | None:
        """Rank what is left once the emergency signs were asked."""
        from legato.inference.interview import facts_of_answers
        from legato.inference.question_order import rank_questions

        if "self_harm" not in self._state.answers:
            return None
        return rank_questions(facts_of_answers(self._state, library=self._library), library=self._library)

    def _ask(self, question: Question) -> str:
        """Ask one question until it is answered, and give ``back`` or ``answered``."""
        from legato.cli.check_screens import parse_answer, show_question
        from legato.inference.interview import record_answer

        most = int(self._library.setting("interview.most_questions"))
        show_question(self._console, question, number=len(self._state.answers) + 1, most=most)
        while True:
            line = self._line()
            if line.casefold() in ("back", "b"):
                return "back"
            if line.casefold() in ("why", "w"):
                self._console.print(f"Why we ask: {question.why}", markup=False)
                continue
            answer = parse_answer(line, question)
            try:
                if answer is not None:
                    before = self._state
                    self._state = record_answer(before, question.id, answer, library=self._library)
                    self._tell(before=before)
                    return "answered"
                self._console.print("That does not fit here. Type numbers from the list, or skip.")
            except InputError as error:
                self._console.print(f"That does not fit here: {error.mend}", markup=False)

    def _ask_scales(self) -> None:
        """Offer the short forms on mood and on the effect on life, to adults."""
        from legato.inference.interview import facts_of_answers, is_for_child, record_scale

        if self._state.scales or is_for_child(facts_of_answers(self._state, library=self._library)):
            return
        self._console.print(
            "\nThree short forms ask how it affects you, your worries and your mood. About 3 minutes."
        )
        self._console.print("Type yes to fill them in, or press Enter to leave them out.", style="dim")
        if self._line().casefold() not in ("yes", "y"):
            return
        for scale in ("own_impact", "gad7", "phq9" if self._state.with_clinician else "phq8"):
            before = self._state
            self._state = record_scale(before, scale, self._ask_items(scale), library=self._library)
            self._tell(before=before)

    def _ask_items(self, scale_id: str) -> list[int | None]:
        from legato.cli.check_screens import show_item

        scale = self._library.scales[scale_id]
        given: list[int | None] = []
        while len(given) < len(scale.items):
            show_item(self._console, scale, index=len(given))
            line = self._line().casefold()
            if line in ("skip", "s"):
                given.append(None)
            elif line in ("back", "b"):
                given = given[:-1]
            elif line.isdecimal() and int(line) in scale.items[len(given)].points:
                given.append(int(line))
            else:
                self._console.print("That does not fit here.")
        return given
