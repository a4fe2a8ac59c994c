"""What `llm_overhead.py` measures with: pages, the engine that all columns share, the stage, bare vLLM, the gauge."""
