"""List the texts that a person can see and that have no translation yet, ready to be filled in.

``python tools/list_untranslated.py de`` prints what is missing, by area, as records for ``knowledge/data/locales/de``;
``python tools/list_untranslated.py de questions`` prints one area. Translations of texts that are gone are named at the end.
"""

from __future__ import annotations

import json
import sys

from legato.knowledge.library import load_library
from legato.knowledge.locales import AREAS, languages, load_locale, seen_texts, unused

__all__ = ["missing_by_area"]


def missing_by_area(language: str) -> dict[str, dict[str, str]]:
    """Give the missing texts of each area, each once, with the first place where it stands.

    Parameters
    ----------
    language : str
        Two letters; without a folder of its own everything is missing.

    Returns
    -------
    dict of str to dict of str to str
        Place by English text, by area.
    """
    words = load_locale(language) if language in languages() else {}
    missing: dict[str, dict[str, str]] = {area: {} for area in AREAS}
    told: set[str] = set()
    for seen, id_, field, text in seen_texts(load_library()):
        if text not in words and text not in told:
            told.add(text)
            missing[seen.area][text] = f"{seen.kind} {id_} {field}"
    return missing


def main(arguments: list[str]) -> int:
    """Print what is missing and what is not used any more."""
    if not arguments:
        print(__doc__)
        return 2
    language, *areas = arguments
    total = 0
    for area, texts in missing_by_area(language).items():
        if areas and area not in areas:
            continue
        total += len(texts)
        print(f"# {area}.yaml: {len(texts)} missing")
        for text, place in texts.items():
            print(f'# {place}\n- {{en: {json.dumps(text, ensure_ascii=False)}, text: ""}}')
    gone = unused(load_library(), language) if language in languages() else []
    for text in gone:
        print(f"# not used any more: {text}")
    print(f"# {total} missing, {len(gone)} not used any more")
    return 1 if total or gone else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
