"""The checks of the house: the tree passes each, and each catches what it is there for."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import check_assertions
import check_docstrings
import check_links
import check_sizes
import check_text
from repository import ROOT, python_files, tracked_files


def written(folder: Path, text: str, *, name: str = "file.py") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_file_and_function_is_within_the_red_lines() -> None:
    files = python_files("src", "tests", "tools")
    assert [fault for file in files for fault in check_sizes.oversized(file)] == []


def test_a_long_function_is_caught_and_its_docstring_does_not_count(tmp_path: Path) -> None:
    long_docstring = '    """One.\n' + "\n" * 100 + '    """\n'
    long_code = "    a = 1\n" * 70
    assert check_sizes.oversized(written(tmp_path, f"def f():\n{long_docstring}    return 1\n")) == []
    assert len(check_sizes.oversized(written(tmp_path, f"def f():\n{long_code}"))) == 1


def test_a_long_file_is_caught(tmp_path: Path) -> None:
    assert len(check_sizes.oversized(written(tmp_path, "a = 1\n" * 501))) == 1


def test_every_test_asserts() -> None:
    faults = [
        fault for file in python_files("tests") for fault in check_assertions.tests_without_assertion(file)
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("body", "is_caught"),
    [
        ("detect(1)", True),
        ("print('fine')", True),
        ("assert detect(1) == 2", False),
        ("with pytest.raises(ValueError): detect(1)", False),
        ("np.testing.assert_allclose(a, b)", False),
        ("same(a, b)", False),
    ],
)
def test_a_test_that_cannot_fail_is_caught(tmp_path: Path, body: str, *, is_caught: bool) -> None:
    file = written(tmp_path, f"def same(a, b):\n    assert a == b\n\ndef test_it():\n    {body}\n")
    assert bool(check_assertions.tests_without_assertion(file)) is is_caught


def test_every_docstring_is_there_and_true() -> None:
    files = [file for file in python_files("src") if "fitted" not in file.parts]
    assert [fault for file in files for fault in check_docstrings.docstring_faults(file)] == []


DOCSTRING = '"""Module."""\ndef f(a, *, b_s):\n    """Do it.\n\n    Parameters\n    ----------\n%s\n\n    Returns\n    -------\n    int\n    """\n'


@pytest.mark.parametrize(
    ("listed", "faults"),
    [
        ("    a : int\n        First.\n    b_s : float", 0),
        ("    a, b_s : float", 0),
        ("    a : int", 1),
        ("    a : int\n    b_s : float\n    c : int\n        Not there.", 1),
    ],
)
def test_a_docstring_that_lists_other_parameters_is_caught(tmp_path: Path, listed: str, faults: int) -> None:
    assert len(check_docstrings.docstring_faults(written(tmp_path, DOCSTRING % listed))) == faults


def test_a_public_name_without_docstring_is_caught(tmp_path: Path) -> None:
    file = written(
        tmp_path, '"""Module."""\ndef f():\n    return 1\n\n\nclass C:\n    def g(self):\n        return 1\n'
    )
    assert len(check_docstrings.docstring_faults(file)) == 3


def test_fields_of_a_dataclass_are_its_parameters() -> None:
    (definition,) = ast.parse("class C:\n    a: int\n    _b: int\n    c: ClassVar[int] = 1\n").body
    assert isinstance(definition, ast.ClassDef)
    assert check_docstrings.real_fields(definition) == {"a"}


def test_every_link_leads_somewhere() -> None:
    pages = [file for file in tracked_files() if file.suffix == ".md"]
    assert [fault for page in pages for fault in check_links.page_faults(page)] == []


@pytest.mark.parametrize(
    ("link", "is_fault"),
    [
        ("README.md", False),
        ("README.md#no-such-heading", True),
        ("no-such-file.md", True),
        ("http://example.com", True),
        ("https://example.com/x", False),
    ],
)
def test_a_link_that_leads_nowhere_is_caught(link: str, *, is_fault: bool) -> None:
    assert (check_links.link_fault(link, page=ROOT / "README.md") is not None) is is_fault


def test_nothing_is_published_that_must_not_be() -> None:
    files = [file for file in tracked_files() if file.suffix in {".py", ".md", ".toml", ".yaml", ".lock"}]
    faults = [
        fault for file in files for fault in check_text.text_faults(file, file.read_text(encoding="utf-8"))
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", "# TO" + "DO later"),
        ("a.md", "see /ro" + "ot/notes"),
        ("a.lock", "numpy @ https:" + "//example.com/numpy.whl"),
        ("a.py", "try:\n    f()\nexcept Exception:\n    pa" + "ss\n"),
    ],
)
def test_what_must_not_be_published_is_caught(name: str, text: str) -> None:
    assert len(check_text.text_faults(Path(name), text)) == 1


def test_a_to_do_with_a_number_may_stay() -> None:
    assert check_text.text_faults(Path("a.py"), "# TO" + "DO(#12): mend") == []
