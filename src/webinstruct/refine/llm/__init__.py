"""Pairs rewritten by a language model, and the gate that keeps it from changing an answer."""
