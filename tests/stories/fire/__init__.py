"""Runs under fire: what disturbs them, and what has to hold afterwards. `tests.stories.chaos` is the way in."""
