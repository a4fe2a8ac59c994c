"""Settings of a SLURM cluster: only where and with what the run is worked on, never what it does."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from webinstruct.core.settings import Settings

__all__ = ["Allocation", "SlurmSettings"]

_Duration = Annotated[str, Field(pattern=r"^(\d+-)?\d+(:\d\d){0,2}$")]
_Memory = Annotated[str, Field(pattern=r"^\d+[KMGT]?$")]


class Allocation(Settings):
    """What each element of an array job gets. An element is one task on one node, with its own worker processes."""

    partition: str | None = None
    """The partition; the cluster's default where it is not given."""

    time: _Duration = "04:00:00"
    """How long an element may last, as SLURM writes it, in quotes ("90" minutes, "04:00:00", "2-00:00:00"); one that is
    not done by then asks for as much again."""

    cpus: Annotated[int, Field(ge=1, le=1024)] = 8
    """Cores of an element."""

    memory: _Memory = "16G"
    """Memory of an element, as SLURM writes it; each of its workers takes a part of it."""

    workers: Annotated[int, Field(ge=1, le=1024)] | None = None
    """Worker processes of an element; a core each where it is not given, or one where the stage needs GPUs."""

    gpus: Annotated[int, Field(ge=0, le=64)] | None = None
    """GPUs for each of the workers; as many as the stage says it needs where it is not given."""

    elements: Annotated[int, Field(ge=1)] = 64
    """Elements of an array at most; there are never more than it has parts for its workers."""

    at_once: Annotated[int, Field(ge=1)] | None = None
    """How many elements may run at the same time; as many as SLURM lets where it is not given."""

    constraint: str | None = None
    """Features that the node must have, as SLURM writes them."""

    options: tuple[str, ...] = ()
    """Further sbatch options of your cluster, each a word such as --qos=low or --gres=gpu:h200:1; they come last."""


class SlurmSettings(Settings):
    """`executor.slurm:` in the config or the site's file."""

    account: str | None = None
    """The account that the jobs are charged to; your default one where it is not given."""

    cpu: Allocation = Allocation()
    """What a stage without GPUs gets."""

    gpu: Allocation = Allocation(cpus=16, memory="128G")
    """What a stage whose workers need GPUs gets; the GPUs themselves are asked for from the stage."""

    setup: tuple[str, ...] = ()
    """Shell lines before the work, such as module load or source venv/bin/activate."""

    wrap: str = ""
    """Words before the command, such as apptainer exec image.sif; nothing where it is empty."""

    python: str = ""
    """The Python of the elements. Where it is empty: `python`, as found behind `wrap` or a `setup` line that activates
    an environment; without such a line the one that submits, which then has to be on every node."""

    logs: str = ""
    """A folder, seen by all nodes, for what elements print; RUN/logs where it is empty and the run is in a folder, else
    webinstruct-logs in the home folder."""

    max_array: Annotated[int, Field(ge=1)] | None = None
    """Elements of one job at most; asked of the cluster (MaxArraySize) where it is not given."""

    margin_s: Annotated[float, Field(ge=1)] = 300.0
    """Seconds before its time is up at which an element takes no more shards; longer than one takes."""
