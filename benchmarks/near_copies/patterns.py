"""The sentences that questions are made of.

{A} to {D} are invented words of the question as a whole, {a} to {f} of the clause alone, {1} and {2} its numbers. Words
that make another question when they change (not, more, before, two ...) are left out: no edit ever meets one.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["ASKS", "FORMS", "Form"]

_SUM_FACTS = """
A {A} with {1} {a} {f} is {e} by the {b} team across {C} every {c} morning.
The {B} workshop {e} {1} {f} of {a} to {b} and keeps {2} of them for {C}.
In {C} a {a} of {1} liters {e} the {A} through {f} made of {b} and {c}.
Each {a} on the {A} road {e} {1} {f} to the {b} of {B} for its {c}.
The {b} between {A} and {B} is {1} miles long and {e} {c} and {d}.
A farmer of {C} {e} {1} {f} of {a} beside the {B} while {b} grows along {c}.
During {a} the {A} committee {e} {1} {f} for {b} and {2} programs for {c}.
Students from {B} {e} {1} {f} of {a} that had been stored in {b} near {c}.
A {a} train {e} {A} with {1} {f} bound for {b}, {c} and the coast of {D}.
The recipe of {A} {e} for {1} {f} of {a}, a spoon of {b} and some {c}.
Every {a} of the {B} library holds {1} {e} about {b} that came from {c}.
The price of a {a} in {C} is {1} {e}, and {b} {f} add {2} percent for {c}.
A tank built by {A} engineers {e} {1} liters of {a} each {f} because of {b} in {c}.
For the {a} festival {B} bakers made {1} {f} with {b} and {e} them in {c}.
The {A} ship carries {1} {e} of {a} from {b} to the harbor of {c}.
A {a} machine at {C} paints {1} {f} each minute while {b} workers {e} {c}.
Seen from {A} the {a} tower is {1} {f} high and {e} its shadow over {b}.
The {B} club has {1} {f} who play {a} on {b} and {e} {c} on weekends.
Rain filled the {a} of {D} with {1} {f} of water that {b} later {e} to {c}.
A {a} rope of {1} meters was cut by {A} into {e} for {b} and {c}.
The {C} school bought {1} {e} at {a} and gave {2} of them to {b} in {c}.
A courier from {D} walks {1} {f} to {a}, {e} at {b} and returns through {c}.
The bank of {A} lends {1} dollars to {a} at {2} percent for a {e} in {b}.
A {a} of bees near {B} {e} {1} {f} of {b} on its way to {c}.
"""

_SUM_ASKS = """
How many {A} does the {a} of {B} need?
What share of the {a} does {B} keep?
How long will it take {A} to reach {C}?
What is the total cost of {A} in {B}?
Find the number of {a} left in {C}.
How far from {A} is the {a} of {B}?
Calculate the average weight of a {A} in {C}.
By what factor must {B} change its {A}?
"""

_PROSE_FACTS = """
The {A} treaty gave the {a} of {B} a reason to {e} near {b} and to {f} {c}.
When {a} reaches the {A} membrane it {e} to {b} and {f} {c} into the {B}.
Historians of {C} {e} the {a} as a {b} {f} that spread through {c} and {d}.
A {a} cell {e} {b} in its {A} and {f} the rest into {c} for {B}.
In the poem a {a} from {A} {e} to the {b} about {c} and the {f} of {B}.
The {B} council {e} the {a} law with a {b} charter that {f} {c} in {A}.
Under {a} pressure the {A} crystal {e} toward {b} and gives off {c} that {B} {f}.
Farmers along the {A} use {a} to {e} {b} away from their {c} during the {B} {f}.
The {a} layer of the {A} {e} of {b} and {c} {f} there by the {B}.
Critics in {B} {e} the {a} of {A} with {b} {f} and with {c} music.
A {a} compiler {e} the {A} grammar and rejects every {b} that {B} has {f} as {c}.
The {A} orbit {e} a belt of {a} where {b} and {c} {f} with {B} dust.
Because {a} was {e} the {A} guild taught {b} to {f} {c} out of {B} fibers.
Patients with {a} who {e} {A} report {b} in the {f} and {c} near the {B}.
The {a} dialect of {A} {e} {b} from {f} and {c} from the monks of {B}.
In a {a} market the {A} price {e} {b} while {c} {f} on the {B} bank.
"""

_PROSE_ASKS = """
Why did the {A} of {B} adopt {a}?
Explain how {a} leads {A} to {B}.
Which {a} best supports this view of {A}?
What evidence links {A} to the {a} of {B}?
Describe how {A} turns {a} into {B}.
Compare the {A} of {a} with {B}.
Who would object to {a} in {A}?
How does the {A} of {B} use {a}?
"""

_SHORT = """
What is the capital of {A} in {B}?
Who discovered the {A} of {B}?
What does {A} mean in {B}?
Which {A} contains {a} as well as {B}?
Why is {A} called the {a} of {B}?
How does {A} differ from {B}?
Define {A} and give an example from {B} and {a}.
Where was the {A} treaty of {B} signed?
What kind of {a} is a {A} in the {b} of {B}?
Name the {a} that links {A} to {B}.
"""

_FORMULAS = """
Solve $ {1} x + {2} = 7 $ for x.
Find the derivative of $ \\frac{ {1} x }{ x + {2} } $ at x = 3.
Compute $ \\int_0^1 {1} x^2 \\, dx + {2} $ and simplify.
What is $ \\sqrt{ {1} } \\cdot {2} $ in simplest form?
Evaluate $ \\frac{ {1} }{ {2} } \\leq y $ for the least integer y.
If $ f(x) = x^2 - {1} x $ then find $ f( {2} ) $ and its sign.
Let $ a_n = {1} n + {2} $ and find the sum of its terms up to n = 9.
Find all x with $ \\cos( {1} x ) \\geq \\frac{ 1 }{ {2} } $ in the unit circle.
"""


class Form(NamedTuple):
    """A form of question: its kinds of clause in order, and of 40 derived rows how many are of which kind."""

    name: str
    clauses: tuple[tuple[str, ...], ...]
    kinds: tuple[tuple[str, int], ...]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.strip().split("\n"))


_SUMS = (_lines(_SUM_FACTS),) * 2 + (_lines(_SUM_ASKS),)
_PROSE = (_lines(_PROSE_FACTS),) * 2 + (_lines(_PROSE_ASKS),)
_NEAR = (("exact", 8), ("edited_5", 12), ("edited_10", 12))

FORMS = (
    Form("sums", _SUMS, (*_NEAR, ("numbers", 6), ("other_ask", 2))),
    Form("prose", _PROSE, (*_NEAR, ("other_ask", 4), ("other_words", 4))),
    Form("short", (_lines(_SHORT),), (("exact", 30), ("other_words", 10))),
    Form("formula", (_lines(_FORMULAS),), (("exact", 20), ("numbers", 20))),
)

ASKS = "other_ask"
"""The kind of derived row whose last clause is another."""
