"""Does a rewriting still give the same answer to the same question? Pure judgement; no model is asked."""
