"""How long the figures of 1,000,000 ratings take, and how much memory: see many_ratings.py.

python benchmarks/statistics.py [--ratings 1000000]
"""

import importlib.util
import sys
import sysconfig
from pathlib import Path

if __name__ == "__main__":
    from many_ratings import main

    main()
else:
    # A script's folder comes first on the path, so that whoever stands beside this file finds it in place of Python's
    # own module of that name, which is handed over here.
    _spec = importlib.util.spec_from_file_location(__name__, Path(sysconfig.get_path("stdlib")) / "statistics.py")
    assert _spec is not None
    assert _spec.loader is not None
    _spec.loader.exec_module(sys.modules[__name__])
