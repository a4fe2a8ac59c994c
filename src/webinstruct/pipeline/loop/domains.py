"""Sites of a run counted and labelled, in a run directory of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from webinstruct.core.errors import ConfigError
from webinstruct.core.settings import nearest, overridden
from webinstruct.pipeline.config import RunConfig, config_from
from webinstruct.pipeline.recalled import check_done, recalled_plan
from webinstruct.pipeline.run import Run, run
from webinstruct.runner.drive import Watcher
from webinstruct.runner.run_dir import run_dir_at

__all__ = ["domains_config", "domains_run", "domains_run_dir"]

SITES, LABEL = "sites", "label"
_GROUPS = (SITES, LABEL, "executor")
_SOURCE = "webinstruct.pipeline.loop.source:SitesOfRun"
_STAGES = {
    SITES: "webinstruct.recall.sites.stage:CountSites",
    LABEL: "webinstruct.recall.sites.label:LabelSites",
}


def domains_run(
    config: RunConfig,
    *,
    new_run: bool = False,
    retry_quarantined: bool = False,
    watcher: Watcher | None = None,
) -> Run:
    """Count and label what is not done yet."""
    return run(config, new_run=new_run, retry_quarantined=retry_quarantined, watcher=watcher)


def domains_config(
    recalled: str, values: Mapping[str, Any], overrides: Iterable[str] = (), run_dir: str | None = None
) -> RunConfig:
    """The run that counts the sites of the run directory `recalled`, and labels them where `values` or `overrides`
    have a group `label`. `values` may have the groups sites, label and executor.

    Raises:
        ConfigError: a group or a setting is unknown.
        InputError: recall has not run there, or not to its end.
    """
    chosen = overridden(values, overrides)
    for key, group in chosen.items():
        if key not in _GROUPS:
            raise ConfigError(f"unknown setting '{key}'. {nearest(key, _GROUPS)}")
        if group is not None and not isinstance(group, Mapping):
            raise ConfigError(f"setting '{key}' is {group!r}; it is a group, as in '{key}: {{name: value}}'.")
    looked_at = run_dir_at(recalled)
    check_done(looked_at, recalled_plan(looked_at))
    stages = [SITES, LABEL] if chosen.get(LABEL) else [SITES]
    return config_from(
        {
            "source": {"use": _SOURCE, "path": f"{recalled.rstrip('/')}/recall/scored"},
            "stages": [{"name": name, "use": _STAGES[name]} for name in stages],
            "run_dir": run_dir or domains_run_dir(recalled),
            **{name: chosen[name] for name in ("executor", *stages) if chosen.get(name)},
            SITES: {**(chosen.get(SITES) or {}), "run": recalled},
        }
    )


def domains_run_dir(recalled: str) -> str:
    """Where the sites of the run directory `recalled` are counted, unless another place is named."""
    return f"{str(recalled).rstrip('/')}-domains"
