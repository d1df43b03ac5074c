"""Text of a file made harmless for a terminal: what would move the cursor or turn the writing round is shown as a mark."""

from __future__ import annotations

__all__ = ["plain_text", "plain_unit"]


def plain_text(text: str) -> str:
    r"""Replace every character that a terminal would obey instead of showing.

    Parameters
    ----------
    text : str
        May stem from a hostile file: channel names, header fields, file names.

    Returns
    -------
    str

    Examples
    --------
    >>> plain_text("leg\x1b[2J left")
    'leg�[2J left'
    """
    return "".join(letter if letter.isprintable() or letter == "\n" else "\ufffd" for letter in text)


def plain_unit(unit: str) -> str:
    """Write a unit with raised figures, as a reader expects it.

    Parameters
    ----------
    unit : str

    Returns
    -------
    str

    Examples
    --------
    >>> plain_unit("(m/s2)^2/Hz"), plain_unit("1")
    ('(m/s²)²/Hz', '')
    """
    return "" if unit == "1" else unit.replace("m/s2", "m/s²").replace("^2", "²").replace("rtHz", "√Hz")
