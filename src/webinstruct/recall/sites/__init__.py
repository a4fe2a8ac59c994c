"""Sites: the pages that recall judged, counted by registered domain or by the beginning of their path, and labelled.

`names` tells the site of a URL, `tally` counts, `stage` drops what is too small, `label` asks about the rest.
"""
