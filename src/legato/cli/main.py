"""The outermost door of the command line: finds the sub-command, runs it, turns what it raises into an exit code.

Sub-commands are named here and imported when they are called, so that ``legato --help`` answers without numpy. This is
the one place where an unexpected exception is caught.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from legato import __version__
from legato.errors import KnowledgeError, LegatoError, MissingExtraError, UsageError

__all__ = ["bug_line", "cli", "exit_code_of", "main"]

DONE = 0
USAGE = 2
REFUSED = 3
KNOWLEDGE_INVALID = 4
SOME_FAILED = 5
DIFFERENT = 6
OUR_BUG = 70
CANCELLED = 130

# Name -> home and the one line that --help shows; the home is imported only when its command is called.
_COMMANDS = {
    "analyze": ("legato.cli.analyze", "Measure the shaking in recordings: states, bouts, measures, report."),
    "app": (
        "legato.cli.app",
        "Open the pages: questions, recording, result, letter, diary. On this computer only.",
    ),
    "assess": (
        "legato.cli.assess",
        "Say how soon to seek help, what speaks for each cause, what to do next.",
    ),
    "check": ("legato.cli.check", "Answer questions about a shaking leg, emergency signs first."),
    "compare": ("legato.cli.compare", "Show what changed between two recordings or analyses."),
    "demo": ("legato.cli.demo", "Analyse six simulated legs and write their reports."),
    "doctor": ("legato.cli.doctor", "Check this installation, line by line."),
    "emg": ("legato.cli.emg", "Bursts, coherence and the tests of the tremor laboratory from EMG."),
    "explain": (
        "legato.cli.explain",
        "Explain a cause, a finding, a rule, a medicine, a test, a measure and more.",
    ),
    "inspect": ("legato.cli.inspect", "Show what a recording says and what was measured about it."),
    "sleep": ("legato.cli.sleep", "Score the leg movements of nights, review them, compare scorings."),
    "verify": ("legato.cli.verify", "Make a stored assessment again and say whether it is the same."),
}


class LazyGroup(click.Group):
    """Group of commands that imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands without importing them."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the home of one command."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(_COMMANDS[cmd_name][0]).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command, and say the nearest name where there is none."""
        if args and not args[0].startswith("-") and args[0] not in _COMMANDS:
            raise click.UsageError(_no_such_command(args[0]), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table above."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _COMMANDS[name][1]) for name in sorted(_COMMANDS)])


def _no_such_command(name: str) -> str:
    """Say what there is instead, and what was likely meant: a file is most often meant for analyze."""
    from difflib import get_close_matches

    near = get_close_matches(name, _COMMANDS, n=1)
    if near:
        return f"No command '{name}'. Did you mean '{near[0]}'?"
    if os.path.exists(name):
        return f"No command '{name}'. To analyse that file: legato analyze {name}"
    return f"No command '{name}'. There are: {', '.join(sorted(_COMMANDS))}."


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="legato", message="legato %(version)s")
def cli() -> None:
    """Measure involuntary leg shaking from recordings, and say how sure the answer is.

    Not a diagnosis. Not reviewed by a clinician.
    """


def exit_code_of(error: BaseException) -> int:
    """Give the exit code of an error.

    Parameters
    ----------
    error : BaseException

    Returns
    -------
    int
        As listed in docs/reference/commands.md.
    """
    if isinstance(error, (UsageError, MissingExtraError, click.ClickException)):
        return USAGE
    if isinstance(error, KnowledgeError):
        return KNOWLEDGE_INVALID
    if isinstance(error, LegatoError):
        return REFUSED
    # A pipe that its reader closed (legato ... | head) is a cancelled command, not a fault.
    if isinstance(error, (KeyboardInterrupt, click.Abort, BrokenPipeError)):
        return CANCELLED
    return OUR_BUG


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code.

    Parameters
    ----------
    arguments : sequence of str or None
        None takes those of the process.
    """
    _outlive_narrow_streams()
    # The knowledge is a hundred thousand objects that stay: look seldom for what could be thrown away.
    gc.set_threshold(50_000, 20, 100)
    try:
        result = cli.main(
            args=None if arguments is None else list(arguments), prog_name="legato", standalone_mode=False
        )
        sys.stdout.flush()
        code = result if isinstance(result, int) else DONE
    except SystemExit:
        # Click leaves this way when the reader of a pipe went away, and has already silenced stdout.
        code = CANCELLED
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the outermost door
        code = exit_code_of(error)
        _report(error)
    sys.exit(code)


def _outlive_narrow_streams() -> None:
    """Show a question mark for a letter that the terminal's encoding lacks, instead of ending with an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="replace")


def _report(error: BaseException) -> None:
    """Tell the person what happened, on stderr."""
    if isinstance(error, click.ClickException):
        error.show()
    elif isinstance(error, LegatoError):
        from legato.report.plain import plain_text

        click.echo(plain_text(str(error)), err=True)
    elif isinstance(error, BrokenPipeError):
        # Python flushes stdout at exit and would complain about the closed pipe a second time.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    elif isinstance(error, (KeyboardInterrupt, click.Abort)):
        click.echo("\nCancelled. No half-written file was left behind.", err=True)
    else:
        from legato.report.plain import plain_text

        click.echo(plain_text(_bug_report(error)), err=True)


def bug_line(error: BaseException) -> str:
    """Give one line for a report: versions and the place in the code, never what a file said.

    Parameters
    ----------
    error : BaseException

    Returns
    -------
    str
    """
    import platform
    import traceback

    steps = [step for step in traceback.extract_tb(error.__traceback__) if "legato" in step.filename]
    place = f"{os.path.basename(steps[-1].filename)}:{steps[-1].lineno}" if steps else "unknown place"
    machine = f"Python {platform.python_version()}, {platform.system()}"
    return f"legato {__version__}, {machine}: {type(error).__name__} at {place}"


def _bug_report(error: BaseException) -> str:
    """Say that the fault is ours, with one line to paste."""
    if os.environ.get("LEGATO_TRACEBACK"):
        import traceback

        traceback.print_exception(error)
    return (
        "LEG-E070  Legato met something that it did not expect; this is a fault in Legato, not in your file\n"
        f"  found   {type(error).__name__}: {error}\n"
        f"  mend    paste this line into a report:  {bug_line(error)}\n"
        "          LEGATO_TRACEBACK=1 before the command shows the whole way to it"
    )


if __name__ == "__main__":
    main()
