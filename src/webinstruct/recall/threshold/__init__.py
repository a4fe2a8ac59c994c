"""Where to cut: score histograms, a sample to be labelled, and what its labels say of the whole corpus."""
