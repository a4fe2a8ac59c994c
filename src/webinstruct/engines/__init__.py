"""Who answers prompts. One small protocol; nothing else of an engine is known outside this room."""
