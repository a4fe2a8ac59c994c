"""From labelled pages to a classifier that says how good it is.

    LABELLED ─examples─▶ EXAMPLES ─training─▶ TRIED, a model and its card

`source` reads the pages with their labels, `examples` turns them into lines, and takes back those that cannot teach
anything; `stage` trains, and scores each page by a model that has not seen it; `measures` says what came of it.
"""
