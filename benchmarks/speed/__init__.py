"""Parts of the benchmark recall_speed: its input, and the columns that it compares."""
