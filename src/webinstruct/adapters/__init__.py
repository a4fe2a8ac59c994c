"""Other projects' parts as stages."""
