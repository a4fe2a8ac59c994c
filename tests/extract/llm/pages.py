"""Small pages in the mark-up of real ones, written for these tests."""

from __future__ import annotations

from webinstruct.extract.structure import Page, page_of_html, page_of_text

__all__ = ["FAQ", "FORUM", "STACK", "faq", "forum", "stack", "text_page"]

FORUM = """
<html><head><title>Chain does not move</title></head><body><h1>Chain does not move</h1>
<ol id="posts">
<li class="postbitlegacy postbitim" id="post_1"><span class="username">mara</span>
<div class="postbody"><div class="content"><blockquote class="postcontent restore">
My chain slips under load. How do I find out whether it is worn?</blockquote></div></div></li>
<li class="postbitlegacy postbitim" id="post_2"><span class="username">oleg</span>
<div class="postbody"><div class="content"><blockquote class="postcontent restore">
<div class="bbcode_container"><div class="bbcode_quote"><div class="quote_container">
Originally Posted by mara
<br>My chain slips under load. How do I find out whether it is worn?
<br>Surely it is the derailleur that bends.</div></div></div>
Measure twelve links: more than 307 mm and the chain is worn out.</blockquote></div></div>
<div class="signature">Ride more, work less</div></li>
<li class="postbitlegacy postbitim" id="post_3"><span class="username">mara</span>
<div class="postbody"><div class="content"><blockquote class="postcontent restore">
It was 310 mm, thank you!</blockquote></div></div></li>
</ol></body></html>
"""

STACK = """
<html><head><title>Boiling point - Kitchen Exchange</title></head><body>
<div id="question-header"><h1 itemprop="name"><a class="question-hyperlink" href="/q/1">Why does salt water boil
later?</a></h1></div>
<div class="question" id="question"><div class="vote"><span class="vote-count-post">4</span></div>
<div class="post-text">I put salt into my pot and it took longer to boil. Why is that?</div>
<div class="user-details">tess</div>
<div class="comments"><div class="comment-text">Did you measure it more than once?</div></div></div>
<div id="answers">
<div class="answer"><div class="vote"><span class="vote-count-post">9</span></div>
<div class="post-text"><p>Salt lowers the vapor pressure.</p><pre><code>dT = K * m
print(dT)</code></pre></div><div class="user-details">ravi</div></div>
<div class="answer accepted-answer"><div class="vote"><span class="vote-count-post">2</span></div>
<div class="post-text">The effect of a spoon is tiny: half a degree per 58 grams a litre.</div>
<div class="user-details">lena</div></div>
</div></body></html>
"""

FAQ = """
<html><body><h1>Questions about the library</h1>
<div itemscope itemtype="https://schema.org/FAQPage">
<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question"><h3 itemprop="name">When do you open?</h3>
<div itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer"><div itemprop="text">
At nine, and at ten on Sundays.</div></div></div>
<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question"><h3 itemprop="name">What is a card?</h3>
<div itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer"><div itemprop="text">
A pass that lends you ten books.</div></div></div>
</div></body></html>
"""


def forum() -> Page:
    return page_of_html("file:forum.html", FORUM)


def stack() -> Page:
    return page_of_html("file:stack.html", STACK)


def faq() -> Page:
    return page_of_html("file:faq.html", FAQ)


def text_page(text: str, title: str = "") -> Page:
    return page_of_text("file:page.html", title, text)
