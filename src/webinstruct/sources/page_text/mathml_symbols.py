"""Characters of mathematics and the LaTeX that prints them (names as in plain TeX and amssymb)."""

from __future__ import annotations

import unicodedata

from webinstruct.sources.page_text.names import words_of

__all__ = ["ACCENTS_ABOVE", "ACCENTS_BELOW", "FUNCTIONS", "LIMIT_OPERATORS", "tex_of_characters"]

_GREEK = (
    "α alpha β beta γ gamma δ delta ε varepsilon ϵ epsilon ζ zeta η eta θ theta ϑ vartheta ι iota κ kappa λ lambda "
    "μ mu ν nu ξ xi π pi ϖ varpi ρ rho ϱ varrho σ sigma ς varsigma τ tau υ upsilon φ varphi ϕ phi χ chi ψ psi ω omega "
    "Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega µ mu"
)
_SIGNS = (
    "× times ÷ div ± pm ∓ mp · cdot ⋅ cdot ∗ ast ⋆ star ∘ circ ∙ bullet ⊕ oplus ⊖ ominus ⊗ otimes ⊙ odot "
    "≤ le ≥ ge ≦ leqq ≧ geqq ⩽ leqslant ⩾ geqslant ≪ ll ≫ gg ≠ ne ≡ equiv ≈ approx ∼ sim ≃ simeq ≅ cong ∝ propto "
    "≺ prec ≻ succ ⪯ preceq ⪰ succeq ⊥ perp ∥ parallel ∣ mid ∤ nmid ≐ doteq ≜ triangleq ≔ coloneqq "
    "∈ in ∉ notin ∋ ni ⊂ subset ⊃ supset ⊆ subseteq ⊇ supseteq ⊊ subsetneq ∪ cup ∩ cap ∖ setminus ∅ emptyset "
    "∀ forall ∃ exists ∄ nexists ¬ neg ∧ wedge ∨ vee ⊢ vdash ⊨ models ⊤ top "
    "∴ therefore ∵ because □ square ∎ blacksquare "
    "→ to ← leftarrow ↔ leftrightarrow ⇒ Rightarrow ⇐ Leftarrow ⇔ Leftrightarrow ↦ mapsto ⟶ longrightarrow "
    "⟵ longleftarrow ⟹ Longrightarrow ⟺ Longleftrightarrow ⟸ Longleftarrow ↑ uparrow ↓ downarrow ↗ nearrow ↘ searrow "
    "⇌ rightleftharpoons ⇀ rightharpoonup ↪ hookrightarrow ↠ twoheadrightarrow "
    "∑ sum ∏ prod ∐ coprod ∫ int ∬ iint ∭ iiint ∮ oint ⋃ bigcup ⋂ bigcap ⋁ bigvee ⋀ bigwedge ⨁ bigoplus ⨂ bigotimes "
    "∂ partial ∇ nabla ∞ infty √ surd ∠ angle ° degree ′ prime ″ prime\\prime ℏ hbar ℓ ell ℜ Re ℑ Im ℵ aleph ℘ wp "
    "… ldots ⋯ cdots ⋮ vdots ⋱ ddots † dagger ‡ ddagger ⟨ langle ⟩ rangle 〈 langle 〉 rangle ⌊ lfloor ⌋ rfloor "
    "⌈ lceil ⌉ rceil ‖ Vert ∆ Delta ∶ colon △ triangle ▽ triangledown ◊ lozenge ⊞ boxplus ⋄ diamond ı imath ȷ jmath "
    "⊲ triangleleft ⊳ triangleright ⋊ rtimes ⋉ ltimes ≲ lesssim ≳ gtrsim ♯ sharp ♭ flat ♮ natural"
)
_PLAIN = {
    "−": "-", "–": "-", "‐": "-", "\u2061": "", "\u2062": "", "\u2063": "", "\u2064": "", "\u200b": "", "\ufeff": "",
    "\u00a0": " ", "\u2009": " ", "\u2003": " ", "\u2002": " ", "\u205f": " ", "\u200a": " ", "{": r"\{", "}": r"\}",
    "%": r"\%", "#": r"\#", "&": r"\&", "$": r"\$", "_": r"\_", "\\": r"\backslash", "∕": "/", "⁄": "/", "˙": r"\cdot",
}  # fmt: skip
_BLACKBOARD = {
    "ℝ": "R",
    "ℕ": "N",
    "ℤ": "Z",
    "ℚ": "Q",
    "ℂ": "C",
    "ℙ": "P",
    "ℍ": "H",
    "𝔼": "E",
    "𝟙": "1",
    "𝔽": "F",
}
_SCRIPT = {"ℒ": "L", "ℋ": "H", "ℱ": "F", "ℰ": "E", "ℬ": "B", "ℐ": "I", "ℳ": "M", "ℛ": "R"}


def _pairs(listing: str) -> dict[str, str]:
    fields = listing.split()
    return {sign: "\\" + name for sign, name in zip(fields[::2], fields[1::2], strict=True)}


_TEX: dict[str, str] = {
    **_pairs(_GREEK),
    **_pairs(_SIGNS),
    **_PLAIN,
    **{sign: rf"\mathbb{{{letter}}}" for sign, letter in _BLACKBOARD.items()},
    **{sign: rf"\mathcal{{{letter}}}" for sign, letter in _SCRIPT.items()},
}

FUNCTIONS = words_of(
    """sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan exp log ln lg lim limsup liminf max
    min sup inf det dim ker deg gcd arg hom Pr"""
)
LIMIT_OPERATORS = words_of(
    r"""\sum \prod \coprod \bigcup \bigcap \bigvee \bigwedge \bigoplus \bigotimes \int \iint \iiint \oint
    \lim \limsup \liminf \max \min \sup \inf \det \gcd \Pr"""
)
ACCENTS_ABOVE = {
    "¯": r"\bar", "‾": r"\overline", "_": r"\overline", "ˉ": r"\bar", "^": r"\hat", "ˆ": r"\hat", "~": r"\tilde",
    "˜": r"\tilde", "→": r"\vec", "⃗": r"\vec", "⇀": r"\vec", "˙": r"\dot", ".": r"\dot", "¨": r"\ddot", "..": r"\ddot",
    "ˇ": r"\check", "˘": r"\breve", "´": r"\acute", "`": r"\grave", "⏞": r"\overbrace", "︷": r"\overbrace",
    "¯¯": r"\overline", "―": r"\overline", "─": r"\overline", "̂": r"\hat", "̃": r"\tilde", "̄": r"\bar", "̇": r"\dot",
}  # fmt: skip
ACCENTS_BELOW = {
    "_": r"\underline", "¯": r"\underline", "‾": r"\underline", "̲": r"\underline", "⏟": r"\underbrace",
    "︸": r"\underbrace",
}  # fmt: skip


def tex_of_characters(text: str) -> str:
    r"""`text` with every mathematical character as LaTeX; letters in mathematical alphabets become plain ones.

    >>> tex_of_characters("α≤𝑥"), tex_of_characters("2·3"), tex_of_characters("ℝ")
    ('\\alpha\\le x', '2\\cdot 3', '\\mathbb{R}')
    """
    written = ""
    for character in text:
        tex = _TEX.get(character)
        if tex is None and ord(character) > 0x1D3FF:
            plain = unicodedata.normalize("NFKC", character)
            tex = _TEX.get(plain, plain)
        elif tex is None:
            tex = character
        if written[-1:].isalpha() and tex[:1].isalnum() and "\\" in written and _ends_with_command(written):
            written += " "
        written += tex
    return written


def _ends_with_command(tex: str) -> bool:
    stem = tex.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return stem.endswith("\\") and len(stem) < len(tex)
