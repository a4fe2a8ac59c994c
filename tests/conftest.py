"""How all tests run: property tests have no deadline, since a machine at work on other things is slow, not wrong."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
