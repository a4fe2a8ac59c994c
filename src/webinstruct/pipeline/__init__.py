"""From a config to a run: which stages there are, what the config says of each, and in what order they go.

This is the one place that knows the names of the stages that ship; the runner below knows only what a stage is. What
the commands of the loop run stands here too, each a config of its own: `training`, `threshold`, `loop`; and the `gate`.
"""

from webinstruct.pipeline.config import STAGES, RunConfig, config_from
from webinstruct.pipeline.run import Run, forecast, run

__all__ = ["STAGES", "Run", "RunConfig", "config_from", "forecast", "run"]
