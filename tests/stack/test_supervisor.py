"""The demo's processes, started for real on a throw-away folder: they come together, and they go together however they are ended."""

import contextlib
import fcntl
import os
import pty
import shutil
import signal
import socket
import subprocess
import sys
import termios
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from stajseferberligi.stack.embedded import free_port

ROOT = Path(__file__).resolve().parents[2]
SUPERVISOR = [sys.executable, "-m", "stajseferberligi.stack.supervisor", "demo"]
IN_TIME = 10  # seconds: five are promised, and other tests keep the machine busy
pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="a parent's death is told by Linux alone")]


class Run:
    """One start of the demo, its output and the processes that it brought."""

    def __init__(self, data: Path, *, port: int | None = None, command: list[str] = SUPERVISOR, terminal: int | None = None) -> None:
        self.port = port or free_port()
        self.output = data / f"output-{self.port}"
        environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL", "SEASON"}}
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**environment, "PORT": str(self.port), "STAJ_DATA": str(data)},
                stdin=subprocess.DEVNULL if terminal is None else terminal,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=terminal is None,
                preexec_fn=None if terminal is None else take_terminal,  # noqa: PLW1509  (no other thread runs here)
            )
        self.family: list[psutil.Process] = []

    def wait_until_it_serves(self) -> "Run":
        deadline = time.monotonic() + 120
        while "Ctrl-C ends everything" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)
        self.family = psutil.Process(self.process.pid).children(recursive=True)
        assert len(self.family) > 10
        return self

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def find(self, word: str) -> psutil.Process:
        """The first process of the family whose command line holds `word`."""
        return next(process for process in self.family if word in " ".join(process.cmdline()))

    def end(self) -> int:
        """Its exit code; fails unless everything is gone in time."""
        deadline = time.monotonic() + IN_TIME
        code = self.process.wait(IN_TIME)
        _, alive = psutil.wait_procs(self.family, timeout=max(0, deadline - time.monotonic()))
        assert not alive
        return code


def take_terminal() -> None:
    """Make the standard input the controlling terminal of a new session."""
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One folder for all runs of this file: only the first start fills a database."""
    folder = tmp_path_factory.mktemp("data")
    yield folder
    shutil.rmtree((folder / "demo" / "servers").resolve(), ignore_errors=True)


@pytest.fixture
def run(data: Path) -> Iterator[Run]:
    run = Run(data).wait_until_it_serves()
    yield run
    with contextlib.suppress(psutil.NoSuchProcess):
        run.process.kill()
    run.process.wait()
    psutil.wait_procs(run.family, timeout=10)


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    ours, theirs = pty.openpty()
    yield ours, theirs
    os.close(ours)
    os.close(theirs)


def test_it_serves_the_loopback_alone_and_sigterm_ends_it(run: Run, data: Path) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{run.port}/", timeout=10) as answer:
        assert answer.status == 200

    listening = {c.laddr.ip for process in run.family for c in process.net_connections("inet") if c.status == psutil.CONN_LISTEN}
    assert listening == {"127.0.0.1"}

    second = Run(data)
    assert second.process.wait(IN_TIME) == 1
    assert second.said() == f"\nIt is already running on {data / 'demo'} (process {run.process.pid}).\n"

    run.process.terminate()
    assert run.end() == 0


def test_nothing_outlives_a_killed_supervisor(run: Run) -> None:
    run.process.kill()
    assert run.end() == -signal.SIGKILL


def test_a_dead_process_ends_the_others_with_a_message(run: Run) -> None:
    run.find("celery").kill()
    assert run.end() == 1
    assert "The worker was killed by SIGKILL. The end of " in run.said()


def test_ctrl_c_ends_it_with_success(data: Path, terminal: tuple[int, int]) -> None:
    """Under a shell that waits, as `make` does: neither dies of the Ctrl-C."""
    ours, theirs = terminal
    run = Run(data, command=["sh", "-c", f"{' '.join(SUPERVISOR)}; echo code $?"], terminal=theirs).wait_until_it_serves()
    os.write(ours, b"\x03")
    assert run.end() == 0
    assert run.said().endswith("· Stopping\ncode 0\n")


def test_a_given_port_must_be_free(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        run = Run(data, port=taken.getsockname()[1])
        assert run.process.wait(10) == 1
    assert run.said() == f"\nPort {run.port} is taken. Choose another one, or leave PORT out for a free one.\n"
