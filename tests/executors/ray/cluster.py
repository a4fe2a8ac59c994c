"""A real Ray cluster on this machine, in a process of its own: what Ray leaves open there is nobody's warning.

The head holds no worker. Each line of input, "only NODES CPUS GPUS", is answered when it is so.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Any

_NODE: dict[str, Any] = {"node_ip_address": "127.0.0.1", "object_store_memory": 80 << 20}
_NOTICED_S = 60.0
_HEAD: dict[str, Any] = {
    "num_cpus": 0,
    "include_dashboard": False,
    "include_log_monitor": False,
    "no_monitor": True,
}


class Nodes:
    """The nodes of a cluster, which tests add and take away."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.address = self._answer()

    def only(self, nodes: int, cpus: int = 1, gpus: int = 0) -> None:
        """Have `nodes` such nodes and no others: those before are killed, with all that runs on them."""
        assert self._process.stdin
        self._process.stdin.write(f"{nodes} {cpus} {gpus}\n")
        self._process.stdin.flush()
        assert self._answer() == "done"

    def stop(self) -> None:
        """End the cluster."""
        self._process.communicate(timeout=60)

    def _answer(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()


def main() -> None:
    """Have the nodes that the lines of standard input ask for, until they end."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={**_HEAD, **_NODE})
    there: list[Any] = []
    print(cluster.address, flush=True)
    for line in sys.stdin:
        count, cpus, gpus = map(int, line.split())
        while there:
            cluster.remove_node(there.pop(), allow_graceful=False)
        there.extend(cluster.add_node(num_cpus=cpus, num_gpus=gpus, **_NODE) for _ in range(count))
        cluster.wait_for_nodes(timeout=_NOTICED_S)  # a killed node counts as alive until Ray has noticed
        print("done", flush=True)
    cluster.shutdown()


if __name__ == "__main__":
    main()
