"""The house holds together: the public surface, the configs, the links, the settings' sentences."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

import webinstruct
from webinstruct.core.settings import Settings
from webinstruct.pipeline import STAGES, config_from
from webinstruct.runner.stages import stage_class

_PAGES = [Path("README.md"), Path("CONTRIBUTING.md"), *Path("docs").rglob("*.md")]
_PUBLIC = (
    "Answer Aside Column Engine Note Numbered Quarantined Refusal Reject Rejected Request Row Run Settings Settled "
    "Shard Slice Source Stage Step Stopped Table WebinstructError __version__ run"
).split()


def test_the_public_surface_is_what_was_promised() -> None:
    assert sorted(webinstruct.__all__) == sorted(_PUBLIC)


@pytest.mark.parametrize("name", _PUBLIC)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(webinstruct, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nope'"):
        webinstruct.nope  # noqa: B018


@pytest.mark.parametrize("path", sorted(Path("configs").glob("*.yaml")), ids=lambda path: path.name)
def test_every_config_is_right(path: Path) -> None:
    assert config_from(path).stages


@pytest.mark.parametrize("site", sorted(Path("configs/sites").glob("*.yaml")), ids=lambda path: path.name)
def test_every_site_goes_with_every_config(site: Path) -> None:
    kinds = {config_from(path, site=site).executor.kind for path in Path("configs").glob("*.yaml")}
    assert kinds == {site.stem}


@pytest.mark.parametrize("page", _PAGES, ids=str)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


@pytest.mark.parametrize("decision", sorted(Path("docs/adr").glob("0*.md")), ids=lambda path: path.stem)
def test_every_decision_names_a_guard_that_exists(decision: Path) -> None:
    guards = re.findall(
        r"`((?:tests|benchmarks)/[\w/.]*)", decision.read_text("utf-8").rpartition("**Guarded by**")[2]
    )
    assert guards
    assert [guard for guard in guards if not Path(guard).exists()] == []


def _groups() -> list[type[BaseModel]]:
    for use in STAGES.values():
        stage_class(use)
    found: list[type[BaseModel]] = []
    waiting: list[type[BaseModel]] = [Settings]
    while waiting:
        below = waiting.pop().__subclasses__()
        found += [kind for kind in below if kind.__module__.startswith("webinstruct.")]
        waiting += below
    return found


@pytest.mark.parametrize("group", _groups(), ids=lambda group: group.__name__)
def test_a_group_of_settings_has_at_most_ten_fields_each_with_its_sentence(group: type[BaseModel]) -> None:
    assert len(set(group.model_fields) - {"kind"}) <= 10  # `kind` tells groups apart and sets nothing
    for name, field in group.model_fields.items():
        assert field.description, f"{group.__name__}.{name} says nothing"
        assert field.description.rstrip().endswith("."), f"{group.__name__}.{name}: {field.description}"
