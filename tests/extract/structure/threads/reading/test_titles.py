from __future__ import annotations

import pytest

from tests.extract.seen import html_page
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.threads.reading.titles import is_later_page, named_title_span, title_span


def _title(page: Page, selector: str) -> str:
    span = title_span(page, (selector,))
    return page.text[slice(*span)] if span else ""


FORUM = "https://forum.example"
LATER = (
    "viewtopic.php?f=1&t=23&start=15",
    "topic123-15.html",
    "sum-of-odd-numbers-t123-30.html",
    "index.php?topic=123.15",
    "index.php/topic,123.30.html",
    "showthread.php?t=123&page=2",
    "showthread.php?123-Sum-of-odd-numbers/page3",
    "threads/sum-of-odd-numbers.123/page-2",
    "showthread.php?tid=123&page=2",
    "thread-123-page-2.html",
    "topic/123-sum/?page=4",
    "topic/123-sum/page__st__20",
    "index.php?showtopic=123&st=20",
    "thread-123-2-1.html",
    "viewtopic.php?id=123&p=2",
    "topic/sum-of-odd-numbers/page/2/",
    "discussion/123/sum/p2",
    "cgi-bin/yabb2/YaBB.pl?num=1234567890/15",
    "thread/123-sum/?pageNo=2",
    "topic/123?limitstart=6",
    "t/sum-of-odd-numbers/123/45",
    "d/123-sum-of-odd-numbers/45",
    "topic/123/sum-of-odd-numbers/45",
)
FIRST = (
    "viewtopic.php?f=1&t=23",
    "viewtopic.php?f=1&t=23&start=0",
    "viewtopic.php?p=1234#p1234",
    "viewtopic.php?f=62&p=181352&t=16822",
    "topic123.html",
    "index.php?topic=123.0",
    "index.php?topic=123.msg456",
    "showthread.php?t=123&page=1",
    "showthread.php?p=61896",
    "threads/sum-of-10-odd-numbers.123/",
    "thread-123-1-1.html",
    "viewtopic.php?id=123",
    "viewtopic.php?pid=123",
    "discussion/123/sum",
    "t/sum-of-odd-numbers/123",
    "t/sum-of-odd-numbers/123/4",
)


@pytest.mark.parametrize("address", LATER)
def test_the_address_of_a_later_page_says_so(address: str) -> None:
    assert is_later_page(html_page("<p>Sums</p>", url=f"{FORUM}/{address}"))


@pytest.mark.parametrize("address", FIRST)
def test_the_address_of_a_first_page_does_not(address: str) -> None:
    assert not is_later_page(html_page("<p>Sums</p>", url=f"{FORUM}/{address}"))


@pytest.mark.parametrize(
    "title",
    ["Sums - Page 2 - Numbers", "Sums | Page 3", "Sums - Seite 2", "Sums (page 2 of 7)", "和 第 2 页"],
)
def test_a_title_that_counts_pages_says_on_which_one_it_is(title: str) -> None:
    assert is_later_page(html_page("<p>Sums</p>", title=title))


def test_a_page_of_a_book_in_a_title_is_no_page_of_the_thread() -> None:
    assert not is_later_page(html_page("<p>Sums</p>", title="Exercise on page 45 of my book - Numbers"))


@pytest.mark.parametrize(
    "pager",
    [
        '<div class="pagination"><ul><li><a>1</a></li><li class="active"><span>2</span></li></ul></div>',
        '<div class="pagination">31 posts &bull; Page <strong>2</strong> of <strong>3</strong></div>',
        '<span class="nav">Page <b>2</b> of <b>3</b></span>',
        '<td class="vbmenu_control">Page 2 of 5</td>',
        '<div class="pageNav"><li class="pageNav-page pageNav-page--current"><a>3</a></li></div>',
        '<div class="pagelinks">Pages: <a>1</a> [<strong>2</strong>] <a>3</a></div>',
        '<div class="pagination"><span class="pagination_current">2</span></div>',
        '<li class="pager__item is-active"><a><span>Current page</span><b>2</b></a></li>',
    ],
)
def test_the_pager_of_a_thread_says_on_which_page_it_is(pager: str) -> None:
    assert is_later_page(html_page(f"<table>{pager}</table>" if pager.startswith("<td") else pager))
    assert not is_later_page(
        html_page(pager.replace(">2<", ">1<").replace(">3<", ">1<").replace("Page 2", "Page 1"))
    )


def test_the_pager_of_the_board_above_says_nothing_of_the_thread() -> None:
    board = '<div class="pagination pagination_breadcrumb"><span class="pagination_current">19</span></div>'
    assert not is_later_page(html_page(board))


def title_of(body: str, *selectors: str, title: str = "Sum of odd numbers - Forum") -> str:
    page = html_page(body, title=title)
    span = title_span(page, selectors or ("h1",), 4)
    return page.text[slice(*span)] if span else ""


@pytest.mark.parametrize(
    "dressed",
    [
        "Sum of odd numbers",
        "Thread: Sum of odd numbers",
        "[SOLVED] Sum of odd numbers",
        "Re: Sum of odd numbers",
        "Topic: Sum of odd numbers  (Read 120 times)",
        "Sum of odd numbers [Solved]",
        "Thema: Sum of odd numbers (Gelesen 12 mal)",
        '<span class="label">Question</span> Sum of odd numbers',
        "<small>Page 1 of 2</small><br>Sum of odd numbers",
    ],
)
def test_a_title_is_bare_of_what_the_forum_puts_around_it(dressed: str) -> None:
    assert title_of(f"<h1>{dressed}</h1>") == "Sum of odd numbers"


def test_a_title_may_begin_with_solved() -> None:
    assert title_of("<h1>Solved problems in algebra</h1>") == "Solved problems in algebra"


def test_an_element_that_says_what_the_page_is_called_goes_before_one_that_does_not() -> None:
    modes = "<b>Threaded mode</b><b>Sum of odd numbers</b>"
    assert title_of(modes, "b") == "Sum of odd numbers"


def test_a_part_of_the_pages_title_is_found_where_no_element_is_known_to_hold_it() -> None:
    page = html_page(
        "<p>Number Forum</p><p>Sum of odd numbers</p><p>Why?</p>", title="Number Forum - Sum of odd numbers"
    )
    span = named_title_span(page, page.text.index("Why?"))
    assert span is not None
    assert page.text[slice(*span)] == "Sum of odd numbers"


def test_the_title_is_the_first_line_of_a_heading_that_goes_on_to_ask() -> None:
    heading = (
        "Plums give no juice.<br>They have been in salt for three days, and nothing at all has happened."
    )
    page = html_page(f"<h1>{heading}</h1>", title="Plums give no juice. - Kitchen")
    assert _title(page, "h1") == "Plums give no juice."


def test_the_title_is_the_longest_line_of_a_heading_where_the_page_repeats_that() -> None:
    told = "Plums give no juice in salt - Kitchen board"
    page = html_page("<h1>Kitchen board<br>Plums give no juice in salt</h1>", title=told)
    assert _title(page, "h1") == "Plums give no juice in salt"
