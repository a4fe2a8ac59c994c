"""Pairs that a language model points out: the page as numbered lines in, line numbers (or text) back."""
