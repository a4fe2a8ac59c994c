"""Of rows that ask the same question one stays, and the others name it."""
