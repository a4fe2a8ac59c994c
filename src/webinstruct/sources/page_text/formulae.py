"""Which element is a formula, and its TeX."""
