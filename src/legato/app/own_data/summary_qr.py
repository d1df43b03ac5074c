"""The summary that fits on paper: at most 900 signs that a phone can read without any network.

``LG1:`` and then base45 (RFC 9285) of a raw deflate of JSON with short keys: ``v`` version, ``d`` day, ``l`` level, ``r`` rules,
``f`` findings, ``m`` measures as name, value and unit, ``x`` medicines, ``n`` how many did not fit.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Sequence
from typing import Any

from legato.inference.letter import withheld_codes
from legato.knowledge.library import Library
from legato.model.assessment import Assessment
from legato.model.measure import MeasureStatus

__all__ = ["BEGINNING", "MOST_BYTES", "base45", "private_codes", "summary_of", "summary_text"]

BEGINNING = "LG1:"
MOST_BYTES = 900
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def private_codes(
    assessment: Assessment, *, library: Library, has_mood: bool, has_alcohol: bool
) -> frozenset[str]:
    """Give the codes that stay out: thoughts of ending one's life always, mood and alcohol unless they were picked.

    Parameters
    ----------
    assessment : Assessment
    library : Library
    has_mood, has_alcohol : bool

    Returns
    -------
    frozenset of str
    """
    codes = set(withheld_codes(assessment.facts, library=library))
    if not has_mood:
        codes |= {code for code, one in library.findings.items() if one.group == "mood"}
    if not has_alcohol:
        codes |= {
            code for code in assessment.facts.present if "alcohol" in code or code == "history:prior_dt"
        }
    return frozenset(codes)


def summary_of(
    assessment: Assessment, *, left_out: Collection[str] = (), medicines: Sequence[str] = ()
) -> dict[str, Any]:
    """Give the summary of an assessment.

    Parameters
    ----------
    assessment : Assessment
    left_out : collection of str
        Codes that do not stand in it, and rules that rest on one of them.
    medicines : sequence of str

    Returns
    -------
    dict
    """
    rules = [one.id for one in assessment.triage.rules if not set(one.facts) & set(left_out)]
    measures = [
        [one.name, round(one.value, 2), one.unit]
        for analysis in assessment.analyses
        for one in analysis.measures
        if one.status is MeasureStatus.MEASURED and one.value is not None
    ]
    return {
        "v": 1,
        "d": assessment.provenance.made_on,
        "l": assessment.triage.urgency.value,
        "r": rules,
        "f": sorted(set(assessment.facts.present) - set(left_out)),
        "x": list(medicines),
        "m": measures,
    }


def summary_text(summary: dict[str, Any]) -> str:
    """Pack a summary; what does not fit is left away from the end of the measures, then medicines, then findings.

    Parameters
    ----------
    summary : dict
        Of ``summary_of``.

    Returns
    -------
    str
        At most 900 signs, each of them one byte.
    """
    told = {**summary, **{key: list(summary[key]) for key in ("m", "x", "f", "r")}}
    text, n_left = _pack(told), 0
    for key in ("m", "x", "f", "r"):
        while len(text) > MOST_BYTES and told[key]:
            told[key].pop()
            n_left += 1
            text = _pack({**told, "n": n_left})
    return text


def base45(data: bytes) -> str:
    """Write bytes with the 45 signs that a QR code packs most tightly (RFC 9285).

    Parameters
    ----------
    data : bytes

    Returns
    -------
    str
    """
    made = []
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        value = int.from_bytes(pair)
        for _ in range(len(pair) + 1):
            value, sign = divmod(value, 45)
            made.append(_SIGNS[sign])
    return "".join(made)


def _pack(told: dict[str, Any]) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    plain = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return BEGINNING + base45(packer.compress(plain) + packer.flush())
