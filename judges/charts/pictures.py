"""From a specification to files: SVG for pages, PNG for papers, and Vega-Lite that opens in any editor of it."""

from __future__ import annotations

import json

from judges.charts.theme import DARK, LIGHT, PAPER, Spec, theme

VEGA_LITE = "6.4"
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


def svg(spec: Spec, dark: bool = False) -> str:
    """The picture, without style or script and on no background, so that it suits any page and policy."""
    # Imported here: the engine in it takes tens of megabytes, for a process that draws alone to pay.
    from vl_convert import vegalite_to_svg

    return vegalite_to_svg(spec, vl_version=VEGA_LITE, config=theme(DARK if dark else LIGHT), allowed_base_urls=[])


def png(spec: Spec) -> bytes:
    """The picture on white paper, at twice the size."""
    from vl_convert import vegalite_to_png

    return vegalite_to_png(spec, vl_version=VEGA_LITE, config=theme(LIGHT, PAPER), scale=2, allowed_base_urls=[])


def vega_lite(spec: Spec, words: str) -> str:
    """The whole of it as JSON: look, data and what it shows in words inside, so that nothing else is needed."""
    whole = {"$schema": SCHEMA, "description": words, **spec, "config": theme(LIGHT, PAPER)}
    return json.dumps(whole, indent=2, ensure_ascii=False, allow_nan=False)
