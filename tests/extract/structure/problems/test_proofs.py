"""Theorems with proofs, in the mark-up of the tools that write them."""

from __future__ import annotations

import time

import pytest

from tests.extract.seen import html_page, pairs_of
from webinstruct.extract.structure.problems.proofs import proofs

SAID = "The sum of two even numbers is even."
SHOWN = "Both are twice something, so their sum is twice the sum of these."


def _pairs(body: str) -> list[tuple[str, str]]:
    return pairs_of(proofs, html_page(body))


@pytest.mark.parametrize(
    ("statement", "proof"),
    [
        ("Theorem 1.", "Proof."),
        ("Lemma 2.3", "Proof:"),
        ("Satz 4.", "Beweis."),
        ("Théorème 1.", "Démonstration."),
        ("Teorema 2.", "Demostración."),
        ("Proposição 3.", "Demonstração."),
        ("Teorema 2.", "Dimostrazione."),
        ("Stelling 5.", "Bewijs."),
        ("Twierdzenie 1.", "Dowód."),
        ("Теорема 7.", "Доказательство."),
        ("定理 1.", "证明."),
        ("نظرية 1.", "برهان."),
        ("Corollary 1 (Even numbers).", "Proof of Corollary 1."),
    ],
)
def test_a_theorem_is_proved_in_ten_languages_and_more(statement: str, proof: str) -> None:
    body = f"<p><b>{statement}</b> {SAID}</p><p><i>{proof}</i> {SHOWN} ∎</p><p>We go on with odd numbers.</p>"
    pairs = _pairs(body)
    assert len(pairs) == 1
    assert pairs[0][0].endswith(SAID)
    assert pairs[0][1] == SHOWN


@pytest.mark.parametrize(
    "body",
    [
        f'<div class="theorem" id="thm:one"><p><span class="theorem"><strong>Theorem 1.1 '
        f"</strong></span>{SAID}</p></div>"
        f'<p>This is old.</p><div class="proof"><p><span class="proof"><em>Proof</em>. '
        f"</span>{SHOWN}</p></div><p>On.</p>",
        f'<div class="proof theorem admonition" id="one"><p class="admonition-title"><span '
        f'class="caption-number">Theorem 1 '
        f'</span></p><section class="theorem-content"><p>{SAID}</p></section></div><div class="proof '
        f'admonition"><p>Proof. '
        f"{SHOWN}</p></div><p>On.</p>",
        f'<article class="theorem theorem-like"><h6 class="heading"><span class="type">Theorem</span> <span '
        f'class="codenumber">1.2</span><span class="period">.</span></h6><div '
        f'class="para">{SAID}</div></article><article '
        f'class="hiddenproof"><details><summary>Proof.</summary><article class="proof"><div class="para">{SHOWN}</div>'
        f"</article></details></article><p>On.</p>",
        f'<div class="newtheorem"><p><span class="head"><span class="cmbx-10">Theorem 1.</span></span> '
        f"{SAID}</p></div><div "
        f'class="proof"><p><span class="head"><i>Proof.</i></span> {SHOWN} □</p></div><p>On.</p>',
        f'<div id="thm-one" class="theorem"><p><span class="theorem-title"><strong>Theorem 1</strong></span> '
        f"{SAID}</p></div>"
        f'<div class="proof"><p><span class="proof-title"><em>Proof</em>. </span>{SHOWN}</p></div><p>On.</p>',
        f"<h2>Statement</h2><p>{SAID}</p><h2>Proof</h2><p>{SHOWN}</p><h2>See also</h2><p>On.</p>",
    ],
    ids=["bookdown", "sphinx", "pretext", "tex4ht", "quarto", "encyclopedia"],
)
def test_theorem_and_proof_are_read_in_the_markup_of_books(body: str) -> None:
    assert _pairs(body) == [(SAID, SHOWN)]


def test_a_proof_that_names_its_theorem_may_stand_further_below() -> None:
    body = f"""<p><b>Theorem 1.</b> {SAID}</p><p><b>Lemma 2.</b> Every even number is twice something.</p>
    <p><i>Proof.</i> That is what the word means. ∎</p><p><i>Proof of Theorem 1.</i> {SHOWN} ∎</p>"""
    assert (SAID, SHOWN) in _pairs(body)


def test_a_definition_is_not_proved() -> None:
    assert (
        _pairs(
            "<p><b>Definition 1.</b> A number is even if it is twice something.</p><p>Proofs follow later.</p>"
        )
        == []
    )


def test_ten_thousand_theorems_are_read_in_seconds() -> None:
    page = html_page(f"<p><b>Theorem 1.</b> {SAID}</p><p><i>Proof.</i> {SHOWN} ∎</p>" * 10_000)
    start = time.perf_counter()
    assert len(proofs(page).pairs) == 10_000
    assert time.perf_counter() - start < 10
