"""`moot up` comes up, survives what dies under it, and leaves nothing behind."""

import os
import signal
import socket
import urllib.request
from pathlib import Path

import psutil
import pytest

from tests.faults.up import Up, alive, moot, pid_in, wait_until

pytestmark = pytest.mark.faults
FIND = "from django.contrib.auth.models import User; print(User.objects.get(username='yesterday').username)"


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/admin/login/") as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_it_comes_up_and_ctrl_c_leaves_no_process_and_no_socket(data: Path, port: int) -> None:
    up = Up(data, port)
    assert answers(port)
    assert up.end(signal.SIGINT) == 0
    assert alive(data) == []
    assert [path for path in data.rglob("*") if path.is_socket()] == []


def test_a_second_start_finds_yesterdays_data(data: Path, port: int) -> None:
    first = Up(data, port)
    assert moot(["createsuperuser", "--noinput", "--username=yesterday", "--email="], data, port).returncode == 0
    first.end(signal.SIGTERM)
    second = Up(data, port)
    found = moot(["shell", "-c", FIND], data, port)
    second.end(signal.SIGTERM)
    assert found.stdout.endswith("yesterday\n")


def test_a_port_in_use_is_named_with_its_user(data: Path, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        refused = moot(["up"], data, port)
    assert refused.returncode == 1
    assert f"Port {port} is in use by {psutil.Process().name()} (process {os.getpid()})" in refused.stderr
    assert alive(data) == []


def test_a_second_one_for_the_same_folder_names_the_address_of_the_first(up: Up, port: int) -> None:
    refused = moot(["up"], up.data, port)
    assert refused.returncode == 1
    assert f"Moot is already up for {up.data}: http://127.0.0.1:{up.port}" in refused.stderr


def test_a_folder_that_cannot_be_written_is_named(port: int) -> None:
    refused = moot(["up"], Path("/proc/moot"), port)
    assert refused.returncode == 1
    assert refused.stderr.startswith("Moot keeps its data in /proc/moot and cannot write there")


def test_after_a_kill_the_next_start_works_and_leaves_nothing(data: Path, port: int) -> None:
    killed = Up(data, port)
    killed.end(signal.SIGKILL)
    again = Up(data, port)
    assert answers(port)
    assert again.end(signal.SIGINT) == 0
    wait_until(lambda: alive(data) == [])


@pytest.mark.parametrize("word", ["celery", "debate.serving", "sweep", "offline"])
def test_a_program_that_dies_is_started_again(up: Up, word: str) -> None:
    before = up.children(word)
    assert before
    killed = before.pop()
    killed.kill()
    wait_until(lambda: before < (after := up.children(word)) and killed not in after)
    wait_until(lambda: answers(up.port))


@pytest.mark.parametrize("pid_file", ["redis.pid", "postgres/postmaster.pid"])
def test_a_server_that_dies_is_started_again(up: Up, pid_file: str) -> None:
    file = up.data / pid_file
    before = pid_in(file)
    assert before
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: pid_in(file) not in (None, before))
    wait_until(lambda: answers(up.port))
    after = pid_in(file)
    assert after
    assert after != before
    assert psutil.pid_exists(after)
