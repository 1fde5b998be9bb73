#!/usr/bin/env python
"""`manage.py <command>`, which is also `moot <command>`."""

from debate.commandline import main

if __name__ == "__main__":
    main()
