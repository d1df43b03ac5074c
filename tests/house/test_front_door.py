"""The front door opens fast: what is loaded by ``import legato`` and by ``legato --help``, and how long it takes."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

HEAVY = {"numpy", "scipy", "pyarrow", "yaml", "rich", "jinja2", "h5py", "pyxdf", "ezc3d", "edfio"}


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, check=True)


def modules_after(code: str) -> set[str]:
    listed = run("-c", f"import sys\n{code}\nprint(*sys.modules)").stdout.splitlines()[-1]
    return set(listed.split())


def fastest_of(repetitions: int, *words: str) -> float:
    seconds = []
    for _ in range(repetitions):
        start = time.perf_counter()
        run(*words)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def test_importing_legato_loads_nothing_heavy() -> None:
    assert {name.partition(".")[0] for name in modules_after("import legato")} & HEAVY == set()


def test_the_help_loads_nothing_heavy() -> None:
    code = (
        "sys.argv = ['legato', '--help']\nfrom legato.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    print()"
    )
    assert {name.partition(".")[0] for name in modules_after(code)} & HEAVY == set()


def test_analyzing_does_not_load_the_slow_part_of_scipy() -> None:
    assert "scipy.signal" not in modules_after("import legato.analyze")


@pytest.mark.slow
def test_importing_legato_takes_at_most_a_fifth_of_a_second() -> None:
    assert fastest_of(5, "-c", "import legato") <= 0.2


@pytest.mark.slow
def test_the_help_answers_within_a_third_of_a_second() -> None:
    assert (
        fastest_of(5, "-c", "import sys; from legato.cli.main import main; sys.exit(main(['--help']))") <= 0.3
    )


def test_every_name_of_the_front_door_opens() -> None:
    code = "import legato\nprint([name for name in legato.__all__ if getattr(legato, name, None) is None])"
    assert run("-c", code).stdout.strip() == "[]"


def test_the_front_door_has_at_most_twelve_names() -> None:
    import legato

    assert len(legato.__all__) <= 12


def test_an_unknown_name_of_the_front_door_says_what_there_is() -> None:
    import legato

    with pytest.raises(AttributeError, match="read_recording"):
        _ = legato.no_such_name


@pytest.mark.parametrize("first", ["", "import legato.analyze\n", "from legato.analyze import analyze\n"])
def test_the_function_of_the_front_door_never_turns_into_the_module_of_its_name(first: str) -> None:
    code = f"{first}import legato\nprint(callable(legato.analyze), callable(legato.analyze))"
    assert run("-c", code).stdout.split() == ["True", "True"]
