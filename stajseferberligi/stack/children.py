"""Child processes that cannot outlive us.

Each child leads a session of its own, so that the terminal's Ctrl-C reaches only the one who ends children in order. On Linux the kernel
signals a child whose parent died without a word (`kill -9`); the signal belongs to the thread that started it, which must be the main one.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class StackError(Exception):
    """Why nothing runs, in words for the person who typed the command."""


class Stopped(Exception):
    """A signal asked for the end."""


class Signals:
    """Ctrl-C, SIGTERM and the closed terminal only raise a flag, which every wait looks at: no half-started child is ever lost."""

    received = False

    @classmethod
    def heed(cls) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: setattr(cls, "received", True))


def pause(seconds: float = 0.02) -> None:
    """Sleep; raises Stopped once a signal has come."""
    time.sleep(seconds)
    if Signals.received:
        raise Stopped


def die_with_parent(parent: int, number: signal.Signals) -> None:
    """Ask the kernel to send us `number` when our parent dies."""
    if _libc:
        _libc.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # it died before the line above
            os.kill(os.getpid(), number)


@dataclass(frozen=True)
class Account:
    """The user a child runs as; None where it is our own."""

    uid: int
    gid: int


@dataclass
class Child:
    """A running process, its log and the signal that ends it politely."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path | None
    polite: signal.Signals

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def tell(self, number: signal.Signals) -> None:
        """Signal the child alone, never the group: its own children are its business."""
        if self.running:
            self.process.send_signal(number)

    def wait(self, until: float) -> bool:
        """Whether it ended before the monotonic time `until`."""
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """End what is left of the child and of everything it started."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return
        self.process.wait()

    def obituary(self) -> str:
        """How it ended, with the last words of its log."""
        code = self.process.poll()
        how = f"was killed by {signal.Signals(-code).name}" if code is not None and code < 0 else f"ended with code {code}"
        if self.log is None:
            return f"{self.name} {how}."
        tail = "".join(f"    {line}\n" for line in self.log.read_text(errors="replace").splitlines()[-15:])
        return f"{self.name} {how}. The end of {self.log}:\n{tail}"


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    folder: Path,
    log: Path | None = None,
    account: Account | None = None,
    lock: IO[str] | None = None,
    standard_input: bytes = b"",
    polite: signal.Signals = signal.SIGTERM,
) -> Child:
    """Start a child; `standard_input` (at most a pipe's buffer) is all it ever reads, and it keeps `lock` held while it lives."""
    parent = os.getpid()
    output = log.open("wb") if log else None
    process = subprocess.Popen(
        [str(part) for part in command],
        env=dict(environment),
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        start_new_session=True,
        preexec_fn=lambda: die_with_parent(parent, polite),  # noqa: PLW1509  (no other thread runs here)
        pass_fds=[lock.fileno()] if lock else [],
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
    if output:
        output.close()
    assert process.stdin
    process.stdin.write(standard_input)
    process.stdin.close()
    return Child(name, process, log, polite)


def stop(children: Sequence[Child], *, within: float) -> None:
    """Ask all, in order, to end; kill what is left after `within` seconds."""
    deadline = time.monotonic() + within
    for child in children:
        child.tell(child.polite)
    for child in children:
        child.wait(deadline)
        child.kill()


def wait_for(ready: Callable[[], bool], child: Child, *, seconds: float) -> None:
    """Poll until `ready()`; raises StackError at once when the child dies, and after `seconds`."""
    deadline = time.monotonic() + seconds
    while not ready():
        if not child.running:
            raise StackError(child.obituary())
        if time.monotonic() > deadline:
            raise StackError(f"{child.name} did not answer within {seconds:.0f} seconds; see {child.log}.")
        pause()
