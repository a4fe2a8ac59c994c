"""What is dropped is furniture by general signs, and what only looks like it stays."""

from __future__ import annotations

import pytest

from webinstruct.sources.page_text import page_text, parse_html

PROSE = "<p>" + "The quick answer takes a whole paragraph to explain well. " * 12 + "</p>"
DATES = "<p>May 3, June 4, July 5, August 6</p>"
LINKS = "".join(f'<li><a href="/{k}">Section {k}</a></li>' for k in range(8))


def text_of(html: str) -> str:
    return page_text(parse_html(html)).text


@pytest.mark.parametrize(
    "html",
    [
        f"<nav><ul>{LINKS}</ul></nav>",
        f'<div role="navigation">{LINKS}</div>',
        f'<div class="main-menu">{LINKS}</div>',
        f'<div id="sidebar"><ul>{LINKS}</ul></div>',
        f"<ul>{LINKS}</ul>",
        f'<div class="related-links"><h3>Section links</h3>{LINKS}</div>',
        f"<footer>{LINKS}</footer>",
        '<div class="breadcrumbs"><a href="/">Section</a> &gt; <a href="/q">Section 2</a></div>',
        '<div class="cookie-consent">Section cookies: we use them.</div>',
        '<div class="share-buttons">Section share</div>',
        '<div class="post-menu"><a href="/s">Section share</a></div>',
        '<div class="vote-controls">Section up 12 down</div>',
        "<button>Section copy</button>",
        '<div style="display:none"><a href="/login">Section log in</a></div>',
        "<div hidden>Section loading</div>",
        '<p>x <span style="display: none">Section</span>',
        '<h3>x <span class="sr-only">Section</span></h3>',
        '<h3>x <span class="mw-editsection">[<a href="/edit">Section</a>]</span></h3>',
        '<div class="post-user-info"><h3>Section</h3>Junior Member, 12 posts, in a town by the sea</div>',
        '<div class="signaturecontainer">Section without a link</div>',
        f'<div class="similar_threads"><ol>{LINKS}</ol>{DATES}</div>',
        f'<div class="related-questions">{LINKS}{DATES}</div>',
        f"<aside><h3>Section</h3>{LINKS}{LINKS}{DATES}</aside>",
        '<div class="popupmenu"><h6>Section</h6> Linear Mode</div>',
        '<form method="post"><h2>Section</h2><textarea></textarea><p>By posting here you accept the rules.</p></form>',
        '<form method="POST">Section: <input type="password"> New here?</form>',
        "<nav><span>Section one</span><span>Section two</span><span>More...</span></nav>",
        '<nav><a href="/s">Section one</a> is new. <a href="/t">Section two</a> as well.</nav>',
        '<div class="navbar-notice">Section one is closed until Monday.</div>',
        '<div class="menu" style="display:none">Section one is closed until Monday.</div>',
        '<div class="modal fade" style="display:none"><p>Section: your session is over, so log in once more.</p></div>',
        '<a href="#m" onclick="show()">Log in</a><div id="loginPopup" style="display:none">Section for members</div>',
        '<p>Forgot your password?</p><div style="display:none">Section for members</div>',
        '<a href="#tips">Log in</a><p>x</p><p>y</p><div id="tips" style="display:none">Section for members</div>',
        '<div class="report"><span>Section</span> Report</div>',
        '<div class="report"><a href="/r">Section: report this post to the team.</a></div>',
    ],
)
def test_furniture_goes(html: str) -> None:
    assert "Section" not in text_of(html + PROSE)


@pytest.mark.parametrize(
    "html",
    [
        '<div class="post-header"><h1>Kept title</h1></div>',
        '<header><h1>Kept title</h1><a href="/a">a</a> <a href="/b">b</a></header>',
        '<header class="site-header"><a href="/">Home</a><h1><a href="/q">Kept question?</a></h1></header>',
        '<div class="content-with-sidebar"><p>Kept text</p></div>',
        '<div class="accordion-header">Kept question</div>',
        '<div class="NavFrame"><div class="NavHead">Solution</div><div class="NavContent">Kept answer</div></div>',
        '<div class="views-row"><div class="views-field views-field-field-text">Kept answer</div></div>',
        '<div class="solution dropdown admonition"><p>Kept answer</p></div>',
        '<p>See below.</p><div class="loesung" style="display:none"><p>Kept answer</p></div>',
        '<div class="card-header"><a href="#a1">Kept question?</a></div>',
        '<button aria-expanded="false">Kept question</button>',
        "<button>Kept question, as long as a sentence?</button>",
        '<div style="display:none" class="solution">Kept</div>',
        '<div style="display:none" id="answer_3">Kept</div>',
        '<div class="answer"><span style="display:none">Kept</span></div>',
        '<a href="#" onclick="show()">Show</a> <div id="x1" style="display:none">Kept</div>',
        '<p><button>Show</button></p><p style="display:none">Kept</p>',
        "<details><summary>Hint</summary>Kept</details>",
        f'<div style="display:none">Kept {PROSE}</div>',
        "<footer><p>Kept words of the author without any link at all.</p></footer>",
        '<h3 id="login">Kept</h3>',
        '<dl><dt id="cookies">Kept</dt><dd>d</dd></dl>',
        '<div class="reply">Kept</div>',
        '<div class="comment">Kept</div>',
        f"<p>Read these:</p><ul>{LINKS}</ul><p>Kept</p>",
        '<ul><li><a href="#q1">Kept question one?</a></li><li><a href="#q2">Question two?</a></li></ul>',
        '<h3>x <span class="d-none d-md-inline">Kept</span></h3>',
        '<div class="related-questions"><h4>Kept question?</h4><p>An answer.</p></div>',
        f'<div class="similar-triangles"><p>Kept</p>{PROSE}</div>',
        f'<div class="author-card"><p>Kept words about a life.</p>{PROSE}</div>',
        '<form method="post"><p>Kept: what is 2 + 3?</p><textarea></textarea></form>',
        '<form method="post"><p>Kept</p><input type="radio"> 4 <input type="radio"> 5 <textarea></textarea></form>',
        '<nav class="w-dropdown-list"><p>Yes, that is Kept.</p></nav>',
        '<div class="answer-menu" role="menu">Kept, as it is a sentence.</div>',
        "<nav>それはKeptです。</nav>",
        '<div class="report">Kept: the lamp stays dark after rain.</div>',
        '<h4>Corrigé</h4><div class="corpscorrige" style="display:none">Kept</div>',
        '<p>See below.</p><div class="lösung" hidden>Kept</div>',
        '<div class="hd">Is it open on Sundays?</div><div class="bd" style="display:none">Kept</div>',
        '<div class="hd"><span>解答</span></div><div class="bd" hidden>Kept</div>',
        '<h4>Solution</h4><div><div class="bd" style="display:none">Kept</div></div>',
        '<div role="tabpanel" hidden>Kept</div>',
        '<p><a href="#s1">Show answer</a></p><p>x</p><p>y</p><div id="s1" style="display:none">Kept</div>',
        '<p><b onclick="swap(\'s1\')">Solution</b></p><p>x</p><p>y</p><div id="s1" style="display:none">Kept</div>',
        '<aside class="hint"><p>Kept words that explain one more step of the answer.</p></aside>',
    ],
)
def test_content_that_looks_like_furniture_stays(html: str) -> None:
    assert "Kept" in text_of(html + PROSE)


def test_links_that_a_paragraph_announces_stay() -> None:
    assert "Section 3" in text_of(f"<p>Read these:</p><ul>{LINKS}</ul>" + PROSE)


def test_a_container_with_most_of_the_text_is_never_dropped() -> None:
    assert "quick answer" in text_of(f'<div class="nav menu sidebar" id="footer">{PROSE}</div><p>short')


def test_a_body_whose_classes_name_everything_stays() -> None:
    assert text_of('<body class="nav menu sidebar ads login cookie"><p>short') == "short"


def test_all_posts_of_a_thread_stay() -> None:
    posts = "".join(
        f'<div class="post" id="p{k}"><div class="author">user{k}</div><div class="body">Reply number {k}.</div></div>'
        for k in range(50)
    )
    text = text_of(f"<h1>How?</h1>{posts}")
    assert all(f"Reply number {k}." in text for k in range(50))


def test_text_beside_dropped_furniture_keeps_its_own_line() -> None:
    html = f'<ul><li><span style="display:none">x</span>one</li><li>two</li></ul>{PROSE}'
    assert text_of(html).startswith("- one\n- two\n\n")
