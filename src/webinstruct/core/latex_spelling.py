r"""The many spellings of LaTeX as one: layout and fonts vanish, names of functions become words, signs become signs."""

from __future__ import annotations

import re

__all__ = ["FUNCTION_NAMES", "plain_latex"]

_LAYOUT = (
    "left right big bigl bigr bigg biggl biggr middle quad qquad displaystyle textstyle scriptstyle limits nolimits "
    "text textbf textit textrm mbox hbox mathrm mathbf mathit mathsf mathtt mathbb mathcal mathscr mathfrak boldsymbol "
    "bm rm bf it sf tt operatorname boxed hline label tag nonumber notag hfill vspace hspace noindent par newline "
    "begingroup endgroup ensuremath emph underline mathop mathrel mathord mathopen mathclose phantom hphantom vphantom"
)
_FUNCTIONS = (
    "sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan log ln lg exp lim limsup liminf max min sup inf "
    "gcd lcm det dim ker deg hom arg mod bmod pmod pr"
)
FUNCTION_NAMES = frozenset(_FUNCTIONS.split())
"""Commands that become words: a sign before one of them is an operator."""

_GREEK = (
    "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta θ iota ι kappa κ lambda λ "
    "mu μ nu ν xi ξ pi π varpi π rho ρ varrho ρ sigma σ varsigma σ tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω"
)
_SIGNS = (
    "cdot * times * ast * div / slash / leq <= le <= leqslant <= geq >= ge >= geqslant >= neq != ne != lt < gt > "
    "pm ± mp ∓ infty ∞ sum ∑ prod ∏ int ∫ oint ∮ partial ∂ nabla ∇ in ∈ notin ∉ subset ⊂ subseteq ⊆ supset ⊃ "
    "cup ∪ cap ∩ emptyset ∅ varnothing ∅ forall ∀ exists ∃ neg ¬ lnot ¬ land ∧ wedge ∧ lor ∨ vee ∨ oplus ⊕ otimes ⊗ "
    "to → rightarrow → longrightarrow → leftarrow ← leftrightarrow ↔ implies ⇒ rightarrows ⇒ iff ⇔ mapsto ↦ "
    "approx ≈ equiv ≡ cong ≅ sim ∼ propto ∝ perp ⊥ parallel ∥ angle ∠ triangle △ mid | vert | lvert | rvert | "
    "lbrace { rbrace } lbrack [ rbrack ] setminus ∖ circ ∘ ldots cdots dots vdots degree °"
)
_PAIRED_SIGNS = re.findall(r"([a-z]+) ([^a-z\s]+)", _SIGNS.replace("ldots cdots dots vdots ", ""))
_COMMANDS: dict[str, str] = (
    dict.fromkeys([*_LAYOUT.split(), "ldots", "cdots", "dots", "vdots", "ddots"], " ")
    | {name: f" {name} " for name in sorted(FUNCTION_NAMES)}
    | {name: f" {letter} " for name, letter in zip(_GREEK.split()[::2], _GREEK.split()[1::2], strict=True)}
    | {name: f" {sign} " for name, sign in _PAIRED_SIGNS}
    | dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac"), r" \frac ")
    | dict.fromkeys(("binom", "dbinom", "tbinom"), r" \binom ")
)
_ESCAPED = {"{": " { ", "}": " } ", "%": "% ", "|": " | ", "*": " * "}

_COMMAND = re.compile(r"\\(?:([a-z]+)\*?|(.)|$)", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s{0,3}\{[a-z]{1,20}\*?\}(?:\{[lcr| ]{1,40}\})?")
_DEGREE = re.compile(r"\^\s{0,3}(?:\{\s{0,3}\\(?:circ|degree)\s{0,3}\}|\\(?:circ|degree)(?![a-z]))")
_PRIME = re.compile(r"\s{0,3}\^\s{0,3}(?:\{\s{0,3}\\prime\s{0,3}\}|\\prime(?![a-z]))")
_TWO_DIGITS = re.compile(r"\\([dtc]?frac|d?binom)\s{0,3}(\d)(\d)")


def plain_latex(text: str) -> str:
    r"""`text` (in lower case) with each LaTeX command in its one spelling; what has none stays as it is.

    >>> " ".join(plain_latex(r"\left( \tfrac12 \right)\times\pi \,\leqslant\; 45^{\circ}").split())
    '( \\frac 1 2 ) * π <= 45 °'
    >>> " ".join(plain_latex(r"\begin{cases} x \\ \mystery \end{cases} \sin x").split())
    'x \\mystery sin x'
    """
    text = _ENVIRONMENT.sub(" ", text)
    text = _PRIME.sub("'", _DEGREE.sub(" ° ", text))
    text = _TWO_DIGITS.sub(r"\\\1 \2 \3 ", text)
    return _COMMAND.sub(_spelled, text)


def _spelled(command: re.Match[str]) -> str:
    name = command[1]
    if name is None:
        return _ESCAPED.get(command[2] or "", " ")
    return _COMMANDS.get(name) or f" \\{name} "
