"""MathML without TeX of its own becomes compact LaTeX."""

from __future__ import annotations

import pytest

from webinstruct.sources.page_text import page_text, parse_html

FORMULAE = {
    "<mfrac><mn>1</mn><mn>2</mn></mfrac>": r"\frac{1}{2}",
    "<mfrac linethickness='0'><mi>n</mi><mi>k</mi></mfrac>": r"\binom{n}{k}",
    "<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>": r"\sqrt{x+1}",
    "<mroot><mi>x</mi><mn>3</mn></mroot>": r"\sqrt[3]{x}",
    "<msup><mrow><mo>(</mo><mi>a</mi><mo>)</mo></mrow><mn>2</mn></msup>": "(a)^2",
    "<msup><mi>f</mi><mo>′</mo></msup>": "f'",
    "<msubsup><mi>x</mi><mi>i</mi><mrow><mn>1</mn><mn>0</mn></mrow></msubsup>": "x_i^{10}",
    "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>": r"\sum_{i=1}^n",
    "<munder><mi>lim</mi><mrow><mi>x</mi><mo>→</mo><mn>0</mn></mrow></munder>": r"\lim_{x\to 0}",
    "<mover><mi>v</mi><mo>→</mo></mover>": r"\vec{v}",
    "<mover><mrow><mi>A</mi><mi>B</mi></mrow><mo>¯</mo></mover>": r"\overline{AB}",
    "<munder><mi>x</mi><mo>⏟</mo></munder>": r"\underbrace{x}",
    "<mover><mo>=</mo><mi>d</mi></mover>": r"\overset{d}{=}",
    "<mi>sin</mi><mo>&#x2061;</mo><mi>α</mi>": r"\sin\alpha",
    "<mi>α</mi><mi>x</mi>": r"\alpha x",
    "<mn>2</mn><mo>×</mo><mn>3</mn><mo>≤</mo><mn>7</mn>": r"2\times 3\le 7",
    "<mtext>if </mtext><mi>x</mi>": r"\text{if }x",
    "<mfenced open='[' close=']'><mi>a</mi><mi>b</mi></mfenced>": "[a,b]",
    "<mfenced separators=''><mi>a</mi><mi>b</mi></mfenced>": "(ab)",
    "<mrow><mo>(</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr></mtable><mo>)</mo></mrow>": (
        r"\begin{pmatrix}1 & 0\end{pmatrix}"
    ),
    "<mrow><mo>{</mo><mtable><mtr><mtd><mi>a</mi></mtd></mtr><mtr><mtd><mi>b</mi></mtd></mtr></mtable></mrow>": (
        r"\begin{cases}a \\ b\end{cases}"
    ),
    "<mtable><mlabeledtr><mtd><mtext>(1)</mtext></mtd><mtd><mi>a</mi></mtd></mlabeledtr></mtable>": (
        r"\begin{matrix}a\end{matrix}"
    ),
    "<mmultiscripts><mi>C</mi><mn>6</mn><none/><mprescripts/><none/><mn>14</mn></mmultiscripts>": "{}^{14}C_6",
    "<menclose notation='box'><mi>x</mi></menclose>": r"\boxed{x}",
    "<mstyle displaystyle='true'><mi>x</mi></mstyle><mphantom><mi>y</mi></mphantom>": "x",
    "<mi>𝑥</mi><mo>∈</mo><mi>ℝ</mi>": r"x\in\mathbb{R}",
    "<mi>velocity</mi>": r"\mathrm{velocity}",
    "<mfrac><mi>a</mi></mfrac>": "a",
}


@pytest.mark.parametrize("mathml", FORMULAE)
def test_mathml_becomes_latex(mathml: str) -> None:
    assert page_text(parse_html(f"<p><math>{mathml}</math>")).text == f"${FORMULAE[mathml]}$"


def test_what_follows_a_prefixed_space_is_not_lost() -> None:
    html = "<m:math><m:mi>a</m:mi><m:mspace width='1em'/><m:mi>b</m:mi></m:math>"
    assert page_text(parse_html(html)).text == r"$a\;b$"


def test_an_empty_formula_leaves_nothing() -> None:
    assert page_text(parse_html("<p>a <math><mspace></mspace></math> b")).text == "a b"


def test_a_formula_deeper_than_people_write_becomes_its_plain_text() -> None:
    html = "<math>" + "<mrow>" * 400 + "<mi>x</mi><mi>y</mi>" + "</mrow>" * 400 + "</math>"
    assert page_text(parse_html(html)).text == "$xy$"
