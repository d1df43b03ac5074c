"""The report is one safe file that says what must be said."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from hand_made import make_analysis, make_bout, make_recording, make_windows
from legato.model.measure import MeasureStatus
from legato.model.movement import MovementKind
from legato.report.headline import headline
from legato.report.html import MOST_BOUTS, render_html, render_index
from legato.report.notable import notable_bouts
from legato.report.words import load_words


class Tags(HTMLParser):
    """Collects the tags, and what they point to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.addresses: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.addresses += [
            value or "" for key, value in attrs if key in {"src", "href", "xlink:href", "action"}
        ]


@pytest.fixture(scope="module")
def page() -> str:
    return render_html(make_analysis(n_bouts=1)).replace("\u00a0", " ")


def test_the_page_needs_no_script_and_no_second_file(page: str) -> None:
    tags = Tags(page)
    assert not {"script", "link", "iframe", "object", "form"} & set(tags.names)
    assert all(address.startswith("data:image/png;base64,") for address in tags.addresses)
    assert not re.search(r"https?://|@import|url\((?!#)", page)
    assert "default-src 'none'" in page


def test_the_page_says_what_must_stand_on_every_result(page: str) -> None:
    for text in (
        "Not a diagnosis.",
        "Not reviewed by a clinician.",
        "Measured by Legato 0.1.0 from leg.csv.",
    ):
        assert text in page


def test_a_simulated_recording_bears_a_banner_and_a_real_one_does_not(page: str) -> None:
    assert "Simulated recording" in page
    assert "Simulated recording" not in render_html(make_analysis(is_simulated=False))


def test_the_first_sentence_says_what_was_found_with_its_doubt(page: str) -> None:
    first = re.search(r'<p class="first">(.*?)</p>', page)
    assert first is not None
    assert "shaking at rest for 20 s" in first.group(1)
    assert "5.02 Hz (95 % interval 4.95 to 5.09 Hz)" in first.group(1)


def test_the_four_words_are_explained_once(page: str) -> None:
    words = load_words()
    for key in ("below_noise_floor", "not_found", "not_assessable", "not_measured"):
        assert page.count(words.meaning("statuses", key).replace("'", "&#39;")) == 1


def test_text_of_a_file_cannot_become_markup() -> None:
    analysis = make_analysis()
    evil = '<img src=x onerror="alert(1)">'
    recording = replace(make_recording(name=evil), subject=evil)
    table = make_windows(["still"] * 3, sensor=evil)
    bout = replace(make_bout(), sensor=evil, detail=evil, tell_apart=evil, reasons=(evil,))
    spectra = tuple(replace(one, sensor=evil, unit=evil) for one in analysis.spectra)
    page = render_html(
        replace(
            analysis,
            recording=recording,
            provenance=recording.provenance,
            windows=table,
            bouts=(bout,),
            spectra=spectra,
        )
    )
    assert "<img" not in page
    assert "&lt;img" in page


def test_bouts_beyond_the_view_are_counted_in_plain_words() -> None:
    page = render_html(make_analysis(n_bouts=MOST_BOUTS + 7))
    assert "7 more bouts stand in the JSON" in page


def test_an_analysis_without_windows_still_makes_a_page() -> None:
    analysis = make_analysis(with_pictures=False)
    page = render_html(replace(analysis, windows=make_windows([]), states={}, bouts=(), measures=()))
    assert "shorter than one window of 4" in page
    assert "No bout was found" in page


def test_nothing_reads_nan_or_none(page: str) -> None:
    text = re.sub(r"<style>.*?</style>|base64,[^\"]*", "", page, flags=re.S)
    assert not re.search(r"\b(nan|None|inf)\b", text)


def test_a_page_is_alike_in_every_run(page: str) -> None:
    assert render_html(make_analysis(n_bouts=1)).replace("\u00a0", " ") == page


def test_what_cannot_be_told_names_the_pair() -> None:
    bout = replace(make_bout(), state=MovementKind.CANNOT_TELL, detail="rest_shaking|heel_bounce")
    page = render_html(replace(make_analysis(), bouts=(bout,)))
    assert "can&#39;t be told: shaking at rest or heel-bounce-like rhythm" in page


def test_missing_samples_break_the_line_and_never_draw_through() -> None:
    analysis = make_analysis()
    (excerpt,) = analysis.excerpts
    axes = excerpt.axes.copy()
    axes[300:400] = np.nan
    page = render_html(replace(analysis, excerpts=(replace(excerpt, axes=axes),)))
    assert "nan" not in page.split("<h2>The raw samples")[1].split("</section>")[0]


def test_the_index_leads_to_every_report_and_lists_what_failed() -> None:
    entries = [
        {"name": "a", "href": "a.html", "story": "", "sentences": ["Found."], "error": ""},
        {"name": "b", "error": "LEG-E120 No reader"},
    ]
    page = render_index(entries, is_simulated=True, version="0.1.0")
    assert 'href="a.html"' in page
    assert "LEG-E120 No reader" in page
    assert "Simulated recording" in page


def test_a_view_that_cannot_show_all_bouts_shows_shaking_first() -> None:
    quiet = [replace(make_bout(100.0 * k, 100.0 * k + 90), state=MovementKind.STILL) for k in range(30)]
    analysis = replace(make_analysis(with_pictures=False), bouts=(*quiet, make_bout(5000.0, 5004.0)))
    shown, n_left = notable_bouts(analysis, at_most=5)
    assert shown[-1].state is MovementKind.REST_SHAKING
    assert [bout.span.start_s for bout in shown] == sorted(bout.span.start_s for bout in shown)
    assert n_left == 26


def test_a_recording_without_a_movement_sensor_is_not_called_too_short() -> None:
    analysis = make_analysis(with_pictures=False)
    recording = replace(analysis.recording, channels=(), sensors=())
    (sentence,) = headline(
        replace(analysis, recording=recording, windows=make_windows([]), states={}), load_words()
    )
    assert sentence.startswith("No sensor in this recording gives acceleration")


def test_a_card_without_a_number_says_which_of_the_four_words_holds() -> None:
    absent = replace(make_analysis().measures[0], value=None, interval=None, status=MeasureStatus.NOT_FOUND)
    page = render_html(replace(make_analysis(with_pictures=False), measures=(absent,)))
    assert "<dt>Dominant frequency</dt><dd>–<small>not found</small>" in page
    assert "<dt>Typical size</dt><dd>–<small>not measured</small>" in page
