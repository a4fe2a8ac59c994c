"""What benchmarks/decontaminate.py measures: texts with items planted in them, and the tools side by side."""
