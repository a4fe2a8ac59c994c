"""Any endpoint that speaks the OpenAI chat protocol: patience with it, and an eye on what it costs."""
