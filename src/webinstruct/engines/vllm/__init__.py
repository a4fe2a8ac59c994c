"""vLLM inside the worker: its start, its chat templates, and a flight of requests that never runs empty."""
