"""The product's settings, on a data folder and a port of this run's own: two test runs never meet."""

import os
import socket
import tempfile


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


OWN_FOLDER = "" if os.environ.get("MOOT_DATA") else tempfile.mkdtemp(prefix="moot-tests-")
os.environ.setdefault("MOOT_DATA", OWN_FOLDER)
# The tests' own provider of models listens there.
os.environ.setdefault("MOOT_PRIVATE_HOSTS", "127.0.0.1")
os.environ.setdefault("MOOT_PORT", str(_free_port()))

from debate.settings import *  # noqa: E402, F403

# Slow on purpose in the product; tests of wrong passwords try dozens.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
