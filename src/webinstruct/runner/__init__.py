"""How a run proceeds. Knows what a stage is, and no particular stage.

plan.py says what will be done, run_dir.py where everything lies, work.py does one shard after the other inside a
worker, ledger.py keeps a shard's books and tally.py sums them up, drive.py walks through stages and steps, status.py
and retry.py look back.
"""
