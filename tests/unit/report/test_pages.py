"""A page as text and as Markdown: wrapped, linked, and with nothing that Markdown would read as a mark."""

from __future__ import annotations

from legato.model.page import HEADINGS, Page, PageLink, PageList, PageSection, PageTable
from legato.report.pages import page_to_markdown, page_to_text

TABLE = PageTable(
    ("Finding", "There", "Note"), ((PageLink("finding", "a:b_c"), "10", "one | two"), ("x", "2", ""))
)
PAGE = Page(
    "condition",
    "some_id",
    "A *title* with <signs>",
    "in short",
    (
        PageSection(HEADINGS[0], ("Words with under_scores and " + "many " * 30 + "words.",)),
        PageSection(
            HEADINGS[1], (PageList(((0, "outer"), (1, (PageLink("rule", "E01", "the rule"), " holds")))),)
        ),
        PageSection(HEADINGS[2], (TABLE,)),
        PageSection(HEADINGS[3], (("see ", PageLink("finding", "gone:code")),)),
        PageSection(HEADINGS[4], ()),
    ),
)


def address(link: PageLink) -> str | None:
    return None if link.id.startswith("gone") else f"../{link.kind}/{link.id.replace(':', '-')}.md"


def test_text_begins_with_id_and_kind_and_keeps_to_the_width() -> None:
    lines = page_to_text(PAGE, width=60).splitlines()
    assert lines[:2] == ["some_id  (condition)", "A *title* with <signs>"]
    assert max(map(len, lines)) <= 60
    assert [line for line in lines if line in HEADINGS] == list(HEADINGS)


def test_text_shows_the_id_behind_words_that_differ_from_it() -> None:
    assert "    - the rule [E01] holds" in page_to_text(PAGE, width=60)


def test_a_table_is_aligned_where_it_fits_and_told_row_by_row_where_it_does_not() -> None:
    assert "  a:b_c    10     one | two" in page_to_text(PAGE, width=60)
    wide = Page(
        "test", "t", "t", "t", (PageSection(HEADINGS[0], (PageTable(("A", "B"), (("a" * 50, "b" * 50),)),)),)
    )
    assert f"- {'a' * 50}: b" in page_to_text(wide, width=60)


def test_markdown_has_headings_links_and_a_table_whose_cells_hold_no_border() -> None:
    text = "\n".join(page_to_markdown(PAGE, target=address))
    assert text.startswith("# A \\*title\\* with &lt;signs>\n\n`some_id` (condition)\n\n## What it is")
    assert "  - [the rule](../rule/E01.md) holds" in text
    assert "| [`a:b_c`](../finding/a-b_c.md) | 10 | one \\| two |" in text
    assert "under\\_scores" in text


def test_a_link_that_leads_nowhere_is_shown_as_code() -> None:
    assert "see `gone:code`" in "\n".join(page_to_markdown(PAGE, target=address))


def test_a_page_among_others_has_no_headings_of_its_own_below_the_title() -> None:
    lines = page_to_markdown(PAGE, target=address, level=2)
    assert [line for line in lines if line.startswith("#")] == [lines[0]]
    assert "*What it is.*" in lines
