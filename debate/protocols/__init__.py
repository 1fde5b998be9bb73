"""One file a protocol. To add one, add its file here: nothing else needs to know."""

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Any

from debate.core import parameters
from debate.core.protocol import PROTOCOLS, OversightProtocol

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")


def create(slug: str, params: Mapping[str, Any]) -> OversightProtocol:
    """The protocol of that name with these parameters; raises BadParameters naming what exists."""
    return parameters.create(PROTOCOLS, slug, params)


__all__ = ["PROTOCOLS", "OversightProtocol", "create"]
