"""Makes the pictures, the tables of parameters and the worked examples of the protocols' pages."""

from __future__ import annotations

import argparse

from docs.make import examples, pages
from docs.make.drawing import svg
from docs.make.loops import LOOPS


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m docs.make", description=__doc__)
    options.add_argument("slug", nargs="*", help="run these pages' examples alone")
    options.add_argument("--quick", action="store_true", help="run no example: each takes half a minute")
    asked = options.parse_args()
    if unknown := set(asked.slug) - set(LOOPS):
        options.error(f"there is no page {', '.join(sorted(unknown))}; there are {', '.join(LOOPS)}")
    for slug, loop in LOOPS.items():
        pages.picture(slug).write_text(svg(loop))
    for page in [pages.INDEX, *map(pages.page, LOOPS)]:
        pages.list_parameters(page)
    for slug in () if asked.quick else asked.slug or LOOPS:
        print(f"{slug} ...", flush=True)
        with examples.run(pages.page(slug)) as example:
            pages.fill(pages.page(slug), example.made)


main()
