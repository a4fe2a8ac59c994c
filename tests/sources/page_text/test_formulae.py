"""Every formula comes out once, as delimited LaTeX, whatever its encoding on the page."""

from __future__ import annotations

import pytest

from webinstruct.sources.page_text import page_text, parse_html


def text_of(html: str) -> str:
    return page_text(parse_html(html)).text


KATEX = (
    '<span class="katex"><span class="katex-mathml"><math><semantics><mrow><msub><mi>x</mi><mn>1</mn></msub></mrow>'
    '<annotation encoding="application/x-tex">x_1</annotation></semantics></math></span>'
    '<span class="katex-html" aria-hidden="true"><span class="base"><span class="mord">x1</span></span></span></span>'
)
RENDERED = '<span class="MathJax" id="MathJax-Element-1-Frame"><nobr><span>y2</span></nobr></span>'
WIKIMEDIA = (
    '<span class="mwe-math-element"><span class="mwe-math-mathml-inline" style="display: none;">'
    '<math alttext="{\\displaystyle \\pi }"><semantics><mi>π</mi>'
    '<annotation encoding="application/x-tex">{\\displaystyle \\pi }</annotation></semantics></math></span>'
    '<img class="mwe-math-fallback-image-inline" src="https://wikimedia.org/api/rest_v1/media/math/render/svg/0a" '
    'alt="{\\displaystyle \\pi }"></span>'
)

ENCODINGS = {
    "dollars": (r"<p>so $a^2$ is", "so $a^2$ is"),
    "two dollars": (r"<p>so $$a^2$$ is", "so $$a^2$$ is"),
    "round brackets": (r"<p>so \(a^2\) is", "so $a^2$ is"),
    "square brackets": (r"<p>so \[a^2\] is", "so $$a^2$$ is"),
    "environment": (r"<p>\begin{align} a \\[2pt] b \end{align}", r"\begin{align} a \\[2pt] b \end{align}"),
    "tex script": ('<p>so <script type="math/tex">a<b</script> is', "so $a<b$ is"),
    "display script": ('<p>so <script type="math/tex; mode=display">a</script> is', "so $$a$$ is"),
    "script in CDATA": ('<p><script type="math/tex">% <![CDATA[\na<b %]]></script>', "$a<b$"),
    "MathML script": ('<p><script type="math/mml"><mml:math><mml:mi>a</mml:mi></mml:math></script>', "$a$"),
    "KaTeX": (f"<p>so {KATEX} is", "so $x_1$ is"),
    "KaTeX display": (f'<p>so <span class="katex-display">{KATEX}</span> is', "so $$x_1$$ is"),
    "KaTeX flattened": (
        '<span class="katex--inline"><span class="katex"><span class="katex-mathml">\n\n x\n\n\n 1\n\n\n x_1\n\n</span>'
        '<span class="katex-html">x1</span></span></span>',
        "$x_1$",
    ),
    "KaTeX source": (r'<p>so <span class="katex">\frac12</span> is', r"so $\frac12$ is"),
    "pandoc inline": (r'<p>so <span class="math inline">\(a\)</span> is', "so $a$ is"),
    "pandoc display": (r'<p>so <span class="math display">\[a\]</span> is', "so $$a$$ is"),
    "raw display": (r'<div class="math">\alpha</div>', r"$$\alpha$$"),
    "data attribute": ('<p><span class="ztext-math" data-tex="a^2">a2</span>', "$a^2$"),
    "data attribute alone": ('<p><span data-latex="a^2">a2</span>', "$a^2$"),
    "math container": ('<p><span class="math-container">$a^2$</span>', "$a^2$"),
    "MathJax 2": (
        f'<p>so <span class="MathJax_Preview">y2</span>{RENDERED}<script type="math/tex">y^2</script> is',
        "so $y^2$ is",
    ),
    "MathJax 2 display": (
        f'<p>so <div class="MathJax_Display">{RENDERED}</div><script type="math/tex; mode=display">y^2</script>',
        "so\n\n$$y^2$$",
    ),
    "MathJax 2 SVG": (
        '<p><span class="MathJax_SVG"><svg><text>y</text></svg></span><script type="math/tex">y</script>',
        "$y$",
    ),
    "MathJax 2 without scripts": (
        '<p><span class="MathJax" data-mathml="&lt;math&gt;&lt;msup&gt;&lt;mi&gt;y&lt;/mi&gt;&lt;mn&gt;2&lt;/mn&gt;'
        '&lt;/msup&gt;&lt;/math&gt;"><nobr>y2</nobr></span>',
        "$y^2$",
    ),
    "MathJax 2 assistive": (
        '<p><span class="MathJax"><nobr>y2</nobr>'
        '<span class="MJX_Assistive_MathML"><math><mi>y</mi></math></span></span>',
        "$y$",
    ),
    "MathJax 3": (
        '<p><mjx-container jax="CHTML"><mjx-math><mjx-mi><mjx-c class="mjx-c1D466"></mjx-c></mjx-mi></mjx-math>'
        "<mjx-assistive-mml><math><msup><mi>y</mi><mn>2</mn></msup></math></mjx-assistive-mml></mjx-container>",
        "$y^2$",
    ),
    "MathJax 3 display": (
        '<p><mjx-container display="true">'
        "<mjx-assistive-mml><math><mi>y</mi></math></mjx-assistive-mml></mjx-container>",
        "$$y$$",
    ),
    "MathJax 3 glyphs": (
        '<p><mjx-container><mjx-math><mjx-c class="mjx-c1D6FC TEX-I"></mjx-c></mjx-math></mjx-container>',
        r"$\alpha$",
    ),
    "MathML annotation": (
        '<p><math><semantics><mi>z</mi><annotation encoding="application/x-tex">z_0</annotation></semantics></math>',
        "$z_0$",
    ),
    "MathML alttext": ('<p><math alttext="z_0" display="block"><mi>z</mi></math>', "$$z_0$$"),
    "MathML alone": ("<p><math><msub><mi>z</mi><mn>0</mn></msub></math>", "$z_0$"),
    "MathML with a prefix": ("<p><m:math><m:msub><m:mi>z</m:mi><m:mn>0</m:mn></m:msub></m:math>", "$z_0$"),
    "TeX inside math": (r"<p><math> \nabla^2 z </math>", r"$\nabla^2 z$"),
    "Wikimedia": (f"<p>so {WIKIMEDIA} is", r"so $\pi$ is"),
    "a style around a part": (r'<p><math alttext="{\textstyle x}+{y}"></math>', r"${\textstyle x}+{y}$"),
    "codecogs": (
        r'<p><img src="//latex.codecogs.com/gif.latex?\dpi{120}&space;\frac{a}{b}">',
        r"$\frac{a}{b}$",
    ),
    "codecogs escaped": (
        '<p><img src="//latex.codecogs.com/svg.latex?%5Cfrac%7Ba%7D%7Bb%7D">',
        r"$\frac{a}{b}$",
    ),
    "mathtex": (r'<p><img src="/cgi-bin/mathtex.cgi?a+b">', "$a+b$"),
    "mimetex": (r'<p><img src="/cgi-bin/mimetex.cgi?\large%20a">', "$a$"),
    "WordPress": (
        '<p><img src="https://s0.wp.com/latex.php?latex=a%2Bb&#038;bg=ffffff&#038;fg=000">',
        "$a+b$",
    ),
    "WordPress alt": (
        '<p><img class="latex" alt="a&lt;b" src="https://s0.wp.com/latex.php?latex=a">',
        "$a<b$",
    ),
    "LaTeX.php": ('<p><img src="/tools/LaTeX.php?a_1" alt="LaTeX">', "$a_1$"),
    "alt with dollars": ('<p><img src="f.png" alt="$a_1$">', "$a_1$"),
    "alt with commands": (r'<p><img src="f.png" alt="\frac{a}{b}">', r"$\frac{a}{b}$"),
    "title of a tex image": ('<p><img class="tex" src="f.png" title="a_1">', "$a_1$"),
    "LaTeX2HTML display": (
        r'<p><img src="img1.png" alt="\begin{displaymath}a^2\end{displaymath}">',
        "$$a^2$$",
    ),
    "learning platform": (
        '<p><img class="equation_image" src="/equation_images/a%255E2" alt="LaTeX: a^2">',
        "$a^2$",
    ),
    "address of upmath": ('<p><img src="https://i.upmath.me/svg/a%5E2">', "$a^2$"),
    "chart service": ('<p><img src="https://chart.googleapis.com/chart?cht=tx&amp;chl=a%5E2">', "$a^2$"),
    "editor of formulae": (
        '<p><img class="Wirisformula" alt="a squared" data-mathml="«math»«msup»«mi»a«/mi»«mn»2«/mn»«/msup»«/math»">',
        "$a^2$",
    ),
    "code marked as math": ('<p><code class="math">a^2</code>', "$a^2$"),
    "tex element": (r"<p><tex>\beta</tex>", r"$\beta$"),
    "BBCode tex": ("<p>so [tex]a[/tex] is", "so $a$ is"),
    "BBCode itex over lines": ("<p>so<br>[itex]<br>\na_1<br>[/itex]<br>is", "so\n$a_1$\nis"),
    "BBCode math and latex": ("<p>[math]a[/math] [LATEX]b[/LATEX]", "$a$ $b$"),
    "WordPress shortcode": ("<p>so $latex a^2$ is", "so $a^2$ is"),
    "number signs": ("<p>so ##a^2## is", "so $a^2$ is"),
    "invisible groups": (r"<p>$\begingroup$ so it is $\endgroup$", "so it is"),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_a_formula_comes_out_once_as_delimited_latex(name: str) -> None:
    html, expected = ENCODINGS[name]
    assert text_of(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>It costs $5 and $10, or $3.50.", "It costs $5 and $10, or $3.50."),
        (r"<p>See \[the note\] there.", r"See \[the note\] there."),
        ('<p><img src="cat.png" alt="My cat"> sleeps', "sleeps"),
        ('<p><img class="math" src="m.png" alt="Mathematics"> x', "x"),
        ('<p><span class="math">Mathematics for everybody</span>', "Mathematics for everybody"),
        ('<p>C:\\ <img src="s.png" alt="C:\\Users\\me">', "C:\\"),
        ('<p class="tex2jax_process">Yes', "Yes"),
        ('<p><img src="/filter/tex/pixel.php?file=ab12.gif"> x', "x"),
        ("<p>Tag [math] is popular", "Tag [math] is popular"),
        ("<p>## not a formula ## here", "## not a formula ## here"),
    ],
)
def test_what_is_no_formula_stays_as_it_is(html: str, expected: str) -> None:
    assert text_of(html) == expected


def test_nothing_is_converted_inside_code() -> None:
    assert text_of(r"<pre>\(a\) $latex b$ [tex]c[/tex]</pre>") == "```\n\\(a\\) $latex b$ [tex]c[/tex]\n```"
    assert text_of(r"<p>use <code>\(a\)</code>") == r"use `\(a\)`"
    assert text_of(r'<p>use <code class="language-tex">\frac12</code>') == r"use `\frac12`"


def test_a_formula_cut_by_inline_marks_is_put_together() -> None:
    assert text_of(r"<p>so \(a <em>+ b</em> + c\) is") == "so $a + b + c$ is"


def test_a_formula_element_has_the_span_of_its_latex() -> None:
    tree = parse_html(f"<p>so {KATEX} is")
    page = page_text(tree)
    node = tree.css_first(".katex")
    assert node is not None
    span = page.span_of(node)
    assert span is not None
    assert page.text[slice(*span)] == "$x_1$"
