"""Rows that hold a benchmark item stop here, and say which item and which words."""
