"""Answers that came before: recordings of them, and a cache in front of any engine."""
