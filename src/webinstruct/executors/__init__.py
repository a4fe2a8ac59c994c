"""Where it runs. What travels to a worker is a path and a number; it rebuilds its stage from the plan."""

from webinstruct.executors.settings import ExecutorSettings

__all__ = ["ExecutorSettings"]
