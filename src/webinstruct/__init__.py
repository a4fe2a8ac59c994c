"""Turn web pages into instruction data: recall, extract, refine, dedup, decontaminate, export."""
