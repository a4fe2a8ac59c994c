"""Clean pairs to what people load: numbered and split rows, Parquet and JSONL in several schemas, a card."""
