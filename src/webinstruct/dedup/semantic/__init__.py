"""Duplicates by meaning: vectors of an embedder, keys by random hyperplanes, the true cosine. Off by default.

    rows ─embed─▶ vectors, keys ─match_meaning─▶ candidates ─verify (with those of the shingles)─▶ pairs
         a shard                 a band

The same machinery as for shingles, with another key and another measure; guards and opposites must agree all the same.
"""
