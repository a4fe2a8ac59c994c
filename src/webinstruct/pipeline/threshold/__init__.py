"""A run whose scores are counted, sampled and labelled, in a run directory of its own, to choose its cut-off."""
