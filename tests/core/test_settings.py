"""Settings refuse what they do not know, with a sentence."""

from typing import Annotated, Any, Literal, Self

import pytest
from pydantic import Field, model_validator

from webinstruct.core.errors import ConfigError
from webinstruct.core.settings import Settings, checked, overridden


class Together(Settings):
    low: int = 0
    """The lower bound."""

    high: int = 1
    """The upper bound."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.high < self.low:
            raise ValueError("low is above high. Swap them.")
        return self


class Inner(Settings):
    depth: int = 1
    """How deep it goes, at least 1."""


class Outer(Settings):
    threshold: float = 0.8
    """Similarity in [0, 1] from which two are the same."""

    inner: Inner | None = None


def test_an_unknown_key_is_refused_with_the_nearest_known_one() -> None:
    with pytest.raises(ConfigError, match=r"unknown setting 'dedup.treshold'. Did you mean 'threshold'\?"):
        checked(Outer, {"treshold": 1}, "dedup")


def test_an_unknown_key_of_an_inner_group_is_named_with_its_whole_path() -> None:
    with pytest.raises(ConfigError, match=r"unknown setting 'dedup.inner.dept'. Did you mean 'depth'\?"):
        checked(Outer, {"inner": {"dept": 1}}, "dedup")


def test_a_wrong_value_is_shown_with_the_sentence_of_its_setting() -> None:
    with pytest.raises(ConfigError, match=r"'dedup.threshold' is 'high'.*Similarity in \[0, 1\]"):
        checked(Outer, {"threshold": "high"}, "dedup")


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(ConfigError) as raised:
        checked(Outer, {"a": 1, "b": 2}, "x")
    assert len(str(raised.value).splitlines()) == 2


def test_an_override_reaches_a_group_that_the_config_does_not_have() -> None:
    assert overridden({}, ["a.b.c=[1, x]"]) == {"a": {"b": {"c": [1, "x"]}}}


def test_an_override_leaves_the_original_alone() -> None:
    values = {"a": {"b": 1}}
    overridden(values, ["a.b=2"])
    assert values == {"a": {"b": 1}}


@pytest.mark.parametrize("words", ["threshold", "=1", ".=1"])
def test_an_override_without_key_and_value_is_refused(words: str) -> None:
    with pytest.raises(ConfigError, match="KEY=VALUE"):
        overridden({}, [words])


def test_an_override_into_a_plain_value_is_refused() -> None:
    with pytest.raises(ConfigError, match="holds 1, not a group"):
        overridden({"a": 1}, ["a.b=2"])


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Outer().threshold = 0.1  # type: ignore[misc]


class Shelf(Settings):
    path: str | tuple[str, ...] = ()
    """Where the tea stands."""


@pytest.mark.parametrize("value", [3, None])
def test_a_fault_of_a_setting_with_several_types_is_told_once(value: object) -> None:
    with pytest.raises(ConfigError) as raised:
        checked(Shelf, {"path": value}, "tea")
    says = f"setting 'tea.path' is {value}: input should be a valid string. Where the tea stands."
    assert str(raised.value) == says


def test_settings_at_the_top_that_do_not_go_together_are_refused_without_a_place() -> None:
    with pytest.raises(ConfigError) as raised:
        checked(Together, {"low": 3}, "")
    assert str(raised.value) == "low is above high. Swap them."


@pytest.mark.parametrize("values", [3, "x", [1]])
def test_a_whole_group_that_is_a_plain_value_is_refused(values: Any) -> None:
    with pytest.raises(ConfigError, match=r"setting 'loop' is .*: it is a group of settings"):
        checked(Together, values, "loop")


def test_settings_that_do_not_go_together_are_refused_with_their_sentence() -> None:
    with pytest.raises(ConfigError) as raised:
        checked(Together, {"low": 3}, "recall")
    assert str(raised.value) == "recall: low is above high. Swap them."


class Kettle(Settings):
    kind: Literal["kettle"] = "kettle"
    """kettle."""

    liters: float = Field(gt=0)
    """How much it holds, over 0."""


class Pot(Settings):
    kind: Literal["pot"]
    """pot."""

    lid: bool = True
    """Whether it has one."""


class Kitchen(Settings):
    vessels: tuple[Annotated[Kettle | Pot, Field(discriminator="kind")], ...] = ()
    """What water is boiled in."""


@pytest.mark.parametrize(
    ("vessel", "says"),
    [
        ({"kind": "kettle"}, "setting 'tea.vessels.0.liters' is missing. How much it holds, over 0."),
        ({"kind": "kettle", "liters": 0}, "'tea.vessels.0.liters' is 0: .*How much it holds"),
        ({"kind": "pot", "lit": True}, r"unknown setting 'tea.vessels.0.lit'. Did you mean 'lid'\?"),
        ({"kind": "pott"}, r"setting 'tea.vessels.0.kind' is 'pott'. Did you mean 'pot'\?"),
    ],
)
def test_a_fault_in_one_of_several_kinds_is_told_of_that_kind(vessel: dict[str, object], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        checked(Kitchen, {"vessels": [vessel]}, "tea")


class _Paced(Settings):
    unplanned = frozenset({"pace"})

    model: str = "m"
    """Changes rows."""
    pace: int = 1
    """Changes none."""


class _Many(Settings):
    one: _Paced = _Paced()
    several: tuple[_Paced, ...] = (_Paced(), _Paced(model="n"))
    named: dict[str, _Paced] = {"a": _Paced()}  # noqa: RUF012 -- pydantic copies it
    plain: tuple[int, ...] = (1, 2)


def test_settings_that_cannot_change_a_row_are_in_no_plan_at_any_depth() -> None:
    assert _Many().planned() == {
        "one": {"model": "m"},
        "several": [{"model": "m"}, {"model": "n"}],
        "named": {"a": {"model": "m"}},
        "plain": [1, 2],
    }


@pytest.mark.parametrize("value", ["deep", 3, [1]])
def test_a_group_that_is_a_plain_value_is_refused_in_the_words_of_a_config(value: object) -> None:
    with pytest.raises(
        ConfigError, match=r"'dedup.inner' is .*: it is a group of settings, as in \{key: value\}"
    ):
        checked(Outer, {"inner": value}, "dedup")
