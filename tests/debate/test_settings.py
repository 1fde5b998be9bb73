"""The settings of a public address are what Django's own check for deployment asks for."""

from __future__ import annotations

import os
import subprocess
import sys


def test_nothing_is_wrong_with_a_deployment_under_https() -> None:
    env = {**os.environ, "MOOT_URL": "https://moot.example.org", "MOOT_SECRET_KEY": "k7" * 40 + "abcdefgh"}
    command = [sys.executable, "-m", "debate.commandline", "check", "--deploy", "--fail-level", "WARNING"]
    ran = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert "no issues" in ran.stdout


def test_help_starts_no_server() -> None:
    code = "import debate.settings, sys; sys.exit('debate.embedded.postgres' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
