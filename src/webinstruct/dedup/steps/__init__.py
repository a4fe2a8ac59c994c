"""The work before a row can be judged, from files to files; each part is done again alone after a kill.

    rows ─sign─▶ keys, shingles ─exact─▶ ranks, equal texts ─match─▶ candidates ─verify─▶ pairs ─cluster─▶ who goes
          a shard                once                     a band            a range of ranks      once

`sign_earlier` signs earlier releases in the same way, and the steps of `semantic` stand beside `match`.

Rows have a number, through all signed files in order (earlier releases first), and a rank, 0 for the row to keep before
all others. Both are 32-bit; whatever is of the size of the data is an array of those, or mapped from disk, or taken in
pieces: arrays of 90 bytes a row in `exact`, 18 in `cluster` and in a band of `match` (measured): 0.9 and 0.2 GB
for ten million rows.
"""

from webinstruct.dedup.steps.cluster import Cluster
from webinstruct.dedup.steps.exact import Exact
from webinstruct.dedup.steps.match import Match
from webinstruct.dedup.steps.sign import Sign, SignEarlier
from webinstruct.dedup.steps.verify import Verify

__all__ = ["Cluster", "Exact", "Match", "Sign", "SignEarlier", "Verify"]
