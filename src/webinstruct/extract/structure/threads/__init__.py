"""Threads: a question, the posts below it, and which of them answers."""
