"""Lines that a site writes around posts go; what a person wrote stays, also where it looks alike."""

from __future__ import annotations

import pytest

from webinstruct.sources.page_text import page_text, parse_html
from webinstruct.sources.page_text.site_lines import LineRole, role_of_line

PROSE = "<p>" + "The quick answer takes a whole paragraph to explain well. " * 12 + "</p>"
PAGES = "".join(
    f'<li><a href="/{k}">Elsewhere {k}</a> Replies: {k} Last post: May {k}, 2011, 0{k}:30 PM</li>'
    for k in range(1, 6)
)


def text_of(html: str) -> str:
    return page_text(parse_html(html)).text


@pytest.mark.parametrize(
    "line",
    [
        "Oct 3rd 2009, 09:51 PM #4",
        "10/03/2009, 09:51 PM (This post was last modified: 10/04/2009, 08:00 AM by ann.)",
        "Commented Oct 3, 2009 at 21:51",
        "Asked 3 years, 2 months ago",
        "ann commented on Oct 3, 2009",
        "· 4 months ago",
        "#12",
        "Viewed 5k times",
        "12 more replies",
        "93% upvoted",
        "0 Members and 1 Guest are viewing this topic.",
        "Users browsing this thread: 2 Guest(s)",
        "Welcome, Guest. Please login or register.",
        "« previous next »",
        "« A first topic | A second topic »",
        "Posts: 1,204",
        "Joined: March 2004",
        "Logged",
        "add a comment |",
        "| show 3 more comments",
        "You must log in to answer this question.",
        "You may not post attachments",
        "Was this article helpful? Yes No",
        "Share this thread via Reddit, Twitter",
        "Tags: algebra, groups",
        "Copyright © 2014 A Forum. All rights reserved.",
        "Jump to navigation",
    ],
)
def test_a_line_of_the_site_goes(line: str) -> None:
    assert line not in text_of(f"{PROSE}<div>{line}</div>{PROSE}")


@pytest.mark.parametrize(
    "line",
    [
        "October 3, 2009",
        "3 October 2009",
        "In October 2009, 12 of them left.",
        "It opened 3 years ago, in May.",
        "Share this with the class: all primes above 2 are odd.",
        "Add a comment to line 3 and run it again.",
        "Views are read-only.",
        "Posts: they hold up the fence.",
        "« Oui, merci. »",
        "You must log in before the session ends.",
        "Copyright law protects the text for 70 years.",
        "Was this the last train?",
        "Report the mean and the variance.",
        "Sort by the second digit, then by the first.",
        "12 views of a cube",
        "#include <stdio.h>".replace("<", "&lt;"),
    ],
)
def test_a_sentence_that_begins_like_a_line_of_the_site_stays(line: str) -> None:
    kept = line.replace("&lt;", "<")
    assert kept in text_of(f"{PROSE}<div>{line}</div>{PROSE}")


@pytest.mark.parametrize("tag", ["h3", "dt"])
def test_a_heading_that_reads_like_a_control_stays(tag: str) -> None:
    assert "Remember me" in text_of(f"<{tag}>Remember me</{tag}>{PROSE}")


def test_the_cells_of_a_table_stay() -> None:
    assert "Posts: 12" in text_of(f"<table><tr><td>Posts: 12</td></tr></table>{PROSE}")


def test_code_that_reads_like_a_control_stays() -> None:
    assert "logged" in text_of(f"<pre>logged\nreply</pre>{PROSE}")


def test_the_body_of_a_post_keeps_its_span_when_the_stamp_before_it_goes() -> None:
    html = f'<div id="post"><div>May 3, 2010, 10:15 AM #2</div><div id="body">Take <i>x</i> = 2.</div></div>{PROSE}'
    tree = parse_html(html)
    page = page_text(tree)
    spans = [page.span_of(node) for selector in ("#body", "#post") for node in tree.css(selector)]
    assert [page.text[slice(*span)] for span in spans if span] == ["Take x = 2."] * 2


@pytest.mark.parametrize(
    "html",
    [
        f"<div><h4>Similar Algebra Threads</h4><ol>{PAGES}</ol></div>",
        f"<h4>Related questions</h4><ul>{PAGES}</ul>",
        f"<div><p>You may also like</p><div>{PAGES}</div></div>",
        "<table><tr><th>Possibly related threads…</th></tr>"
        + "".join(f'<tr><td><a href="/{k}">Elsewhere {k}</a></td><td>May 2011</td></tr>' for k in range(5))
        + "</table>",
    ],
)
def test_a_list_of_other_pages_goes_with_the_heading_that_announces_it(html: str) -> None:
    text = text_of(PROSE + html)
    assert "Elsewhere" not in text
    assert text.endswith("well.")


@pytest.mark.parametrize(
    "html",
    [
        f"<div><h4>Related questions</h4><h5>Is it finite?</h5>{PROSE}</div>",
        "<h4>Related topics</h4><p>Kept words with <a href='/a'>one</a> link among them.</p>",
        f"<h4>Similar triangles</h4><ul>{PAGES}</ul>",
    ],
)
def test_an_announcement_without_a_list_of_pages_takes_nothing_with_it(html: str) -> None:
    assert text_of(html) in text_of(PROSE + html + PROSE)


def test_roles_tell_a_stamp_from_a_control() -> None:
    assert [role_of_line("#3"), role_of_line("Read more")] == [LineRole.STAMP, LineRole.SITE]
