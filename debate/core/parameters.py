"""A protocol's parameters: its dataclass fields, each with help and bounds, checked when they come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

if TYPE_CHECKING:
    from debate.core.protocol import OversightProtocol


class BadParameters(ValueError):
    """A parameter that a protocol doesn't have, or a value it can't take; says what it has or takes."""


@dataclass(frozen=True)
class Parameter:
    """One parameter as forms and errors speak of it. `type` is bool, int, float, str or tuple (of str)."""

    name: str
    type: type
    default: Any
    optional: bool
    help: str
    low: float | None
    high: float | None
    among: tuple[str, ...]


def parameter(
    default: Any,
    help: str,
    *,
    low: float | None = None,
    high: float | None = None,
    among: tuple[str, ...] = (),
) -> Any:
    """A dataclass field that says what it is for and what it can be."""
    return field(default=default, metadata={"help": help, "low": low, "high": high, "among": among})


@cache
def parameters(cls: type[OversightProtocol]) -> tuple[Parameter, ...]:
    """The parameters of a protocol in the order of its fields, those that every protocol has last."""
    hints = get_type_hints(cls)
    root = next(base for base in reversed(cls.__mro__) if is_dataclass(base))
    every = {f.name for f in fields(root)}
    ordered = sorted(fields(cls), key=lambda f: f.name in every)
    return tuple(_parameter(f.name, hints[f.name], f.default, f.metadata) for f in ordered)


def _parameter(name: str, hint: Any, default: Any, metadata: Mapping[str, Any]) -> Parameter:
    options = [t for t in get_args(hint) if t is not type(None)] if type(None) in get_args(hint) else [hint]
    plain = options[0]
    return Parameter(
        name=name,
        type=getattr(plain, "__origin__", plain),
        default=None if default is MISSING else default,
        optional=type(None) in get_args(hint),
        help=metadata.get("help", ""),
        low=metadata.get("low"),
        high=metadata.get("high"),
        among=metadata.get("among", ()),
    )


def create(register: Mapping[str, type[OversightProtocol]], slug: str, params: Mapping[str, Any]) -> OversightProtocol:
    """The protocol of that name with these parameters (JSON values); raises BadParameters."""
    if slug not in register:
        raise BadParameters(f"There is no protocol “{slug}”. There are: {', '.join(sorted(register))}.")
    known = {p.name: p for p in parameters(register[slug])}
    if unknown := sorted(set(params) - set(known)):
        raise BadParameters(
            f"The protocol “{slug}” has no parameter {', '.join(f'“{n}”' for n in unknown)}. "
            f"It has: {', '.join(known) or 'none'}."
        )
    try:
        return register[slug](**{name: _checked(slug, known[name], value) for name, value in params.items()})
    except BadParameters:
        raise
    except ValueError as problem:
        raise BadParameters(f"The protocol “{slug}”: {problem}") from problem


def _checked(slug: str, known: Parameter, value: Any) -> Any:
    if value is None and known.optional:
        return None
    if known.type is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if known.type is tuple and isinstance(value, list):
        value = tuple(value)
    fits = type(value) is known.type
    if fits and known.type is tuple:
        fits = all(isinstance(text, str) for text in value)
    if fits and known.among:
        fits = value in known.among
    if fits and known.type in (int, float):
        fits = (known.low is None or value >= known.low) and (known.high is None or value <= known.high)
    if not fits:
        raise BadParameters(f"The protocol “{slug}”: {known.name} must be {wanted(known)}, not {value!r}.")
    return value


def wanted(known: Parameter) -> str:
    """What it can be, in words: “a whole number from 1 to 12 or nothing”."""
    kind = {
        bool: "true or false",
        int: "a whole number",
        float: "a number",
        str: "text",
        tuple: "a list of texts",
    }
    words = f"one of {', '.join(known.among)}" if known.among else kind[known.type]
    if known.low is not None and known.high is not None:
        words += f" from {known.low:g} to {known.high:g}"
    elif known.low is not None:
        words += f" of at least {known.low:g}"
    return words + (" or nothing" if known.optional else "")
