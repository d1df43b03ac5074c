"""Files of cases that somebody broke on purpose: each of a seed, so that a failure can be made again."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

__all__ = ["FORGES", "hostile_file"]

_REAL = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
_KEYS = (
    "id", "age", "sex", "setting", "present", "absent", "red_flags_asked", "results_later", "recordings", "story",
    "answer", "country", "scales", "questions", "medications", "basis", "source", "tempo_text", "exam", "schema", "cases",
)  # fmt: skip
_SLIPS = (
    "presnt",
    "ABSENT",
    "red-flags-asked",
    "Age",
    "sexe",
    "recording",
    "<<",
    "=",
    "",
    "null",
    "1",
    "?",
    "é",
    "__class__",
)
_VALUES = (
    "", "~", "null", "true", "false", "yes", "no", "0", "-1", "1e999", "-1e999", ".inf", "-.inf", ".nan", "1e-999", "0x1F",
    "0o17", "1_000", "12:30:45", "2024-05-03", "2024-05-03T10:00:00Z", "[]", "{}", "[~]", "[[]]", "[{}]", "{a: b}", "[a: b]",
    "[null, null]", "''", '""', '"\\0"', '"\\e[2J"', '"\\ud800"', '"\\U00110000"', '"\\x9f"', "'a\n\n b'", "|\n    a\n    b",
    ">-\n    a", "|", "&x a", "*x", "&x [*x]", "!!python/object/apply:os.system [ls]", "!!binary aGk=", "!!set {a}", "!!str 5",
    "!x y", "! z", "%TAG", "@a", "`a", "- a", "-", "? a", "[a, b", "{a", "'a", '"a', "#", "a: b: c", "47 years", "'47'", "131",
    "9" * 400, "[symptom:tremor]", "[symptom:tremro]", "symptom:tremor", "[symptom: tremor]", "{symptom:tremor: 1}",
    "[symptom:tremor, symptom:tremor]", "female", "Female", "neurology", "gb", "zz", "Germany", "{gad7: [1]}", "{gad7: 5}",
    "{gad7: [0, 0, 0, 0, 0, 0, 0]}", "{nothing: []}", "{phq9: [9, 9, 9, 9, 9, 9, 9, 9, 9]}", "{gad7: [true]}",
    "{diagnosis: [a, b], urgency: soon}", "{urgency: [routine]}", "{urgency_acceptable: {a: b}}", "I want to die",
    "\u202eabc", "a\u2028b", "\x85", "\ufeff", "\U0001f9b5" * 20, "no suicide " * 20,
)  # fmt: skip


def _key(rng: random.Random) -> str:
    return rng.choice(_SLIPS if rng.random() < 0.1 else _KEYS)


def _value(rng: random.Random, codes: list[str]) -> str:
    if rng.random() < 0.35:
        return "[" + ", ".join(rng.choice(codes) for _ in range(rng.randrange(6))) + "]"
    return rng.choice(_VALUES)


def _fields(rng: random.Random, codes: list[str], *, indent: str) -> str:
    return "\n".join(f"{indent}{_key(rng)}: {_value(rng, codes)}" for _ in range(rng.randrange(1, 7)))


def _one_case(rng: random.Random, codes: list[str]) -> bytes:
    return _fields(rng, codes, indent="").encode()


def _many_cases(rng: random.Random, codes: list[str]) -> bytes:
    members = ["-" + _fields(rng, codes, indent="  ")[1:] for _ in range(rng.randrange(1, 6))]
    head = rng.choice(
        ["", "schema: 1\n", "schema: 2\n", "schema: [1]\n", "\ufeff", "---\n", "%YAML 9.9\n---\n"]
    )
    return (head + "cases:\n" + "\n".join(members) + rng.choice(["", "\n", "\n---\ncases: []\n"])).encode()


def _typed_wrongly(rng: random.Random, codes: list[str]) -> bytes:
    """Break one key of a case that is otherwise right: the fault must be told, and the neighbour read."""
    key = rng.choice(_KEYS[:-2])
    good = f"- {{id: good, present: [{rng.choice(codes)}]}}"
    return f"cases:\n- id: bad\n  {key}: {rng.choice(_VALUES)}\n{good}\n".encode()


def _damaged(rng: random.Random, codes: list[str]) -> bytes:
    """Take a piece of a real file and exchange, cut or double some of its bytes."""
    whole = rng.choice(_REAL).read_bytes()
    start = rng.randrange(len(whole)) if rng.random() < 0.5 else 0
    raw = bytearray(whole[start : start + rng.randrange(1, 4000)])
    for _ in range(rng.randrange(1, 12)):
        place = rng.randrange(len(raw) + 1)
        kind = rng.randrange(4)
        if kind == 0:
            raw[place:place] = bytes([rng.randrange(256)])
        elif kind == 1:
            raw[place : place + 1] = rng.choice(
                [b":", b"\n", b"- ", b"[", b"]", b"'", b'"', b"\t", b"&a ", b"*a ", b"\0"]
            )
        elif kind == 2:
            del raw[place : place + rng.randrange(1, 30)]
        else:
            raw[place:place] = raw[place : place + rng.randrange(1, 60)]
    return bytes(raw)


def _nested(rng: random.Random, codes: list[str]) -> bytes:
    depth = rng.choice([1, 5, 11, 12, 13, 50, 999, 1001, 5000])
    opening, closing = rng.choice([("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("[{a: ", "}]")])
    return f"{rng.choice(['present', 'story', 'scales'])}: {opening * depth}{closing * depth}".encode()


def _bomb(rng: random.Random, codes: list[str]) -> bytes:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, rng.randrange(2, 40))]
    return ("\n".join(lines) + "\npresent: *a1").encode()


def _encoded(rng: random.Random, codes: list[str]) -> bytes:
    text = f"id: caf\xe9\npresent: [{rng.choice(codes)}]\nstory: 'na\xefve \xfc'\n"
    ends = rng.choice(["\n", "\r\n", "\r", "\x85", "\u2028"])
    encoding = rng.choice(["utf-8", "utf-8-sig", "latin-1", "utf-16", "utf-16-le", "utf-32"])
    return text.replace("\n", ends).encode(encoding, errors="replace")


def _noise(rng: random.Random, codes: list[str]) -> bytes:
    return rng.randbytes(rng.randrange(200))


FORGES: dict[str, Callable[[random.Random, list[str]], bytes]] = {
    "one case": _one_case,
    "many cases": _many_cases,
    "typed wrongly": _typed_wrongly,
    "damaged": _damaged,
    "nested": _nested,
    "bomb": _bomb,
    "encoded": _encoded,
    "noise": _noise,
}


def hostile_file(forge: str, seed: int, codes: list[str]) -> bytes:
    """Give the file of one seed."""
    return FORGES[forge](random.Random(f"{forge} {seed}"), codes)
