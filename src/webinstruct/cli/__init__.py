"""The command line: words, flags, exit codes. Everything it does is one call into a room below.

Exit codes: 0 done, 1 something failed (run again), 2 the words, the config or a file it names are wrong.
"""

from webinstruct.cli.app import main

__all__ = ["main"]
