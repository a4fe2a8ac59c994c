"""From pages to candidates: the text of each page, its language, its score, and which pages are kept.

One page: `first_look` and `features` are what the classifier sees, `language` names the language, `judge` puts the
judgement together, `seen` knows pages that come again. The classifier: `training` trains and measures it (with the
curves and intervals of `measures`), `fold` makes it small. The corpus: `budget` finds the score at which a token budget
is spent, `threshold` the one that labelled pages ask for; `sites` counts by domain, `labels` labels, `drawing` makes
the next training set. `stage` is recall itself; the others have their own.
"""
