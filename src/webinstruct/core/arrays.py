"""The arrays of plain numbers that many rooms hand on; `webinstruct.core.ngrams.Hashes` are those of 64-bit hashes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bools", "Floats", "Ints"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
