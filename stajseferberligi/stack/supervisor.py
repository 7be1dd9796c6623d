"""The whole product in one terminal: embedded servers, migrations, a seeded season, then worker, web and beat.

    python -m stajseferberligi.stack.supervisor demo      what `make demo` runs; PORT, SEASON, STAJ_DATA from the environment
    python -m stajseferberligi.stack.supervisor season    what `make season` runs

Ends everything, in order, on Ctrl-C, SIGTERM, a closed terminal, or when one of its processes ends by itself. It never opens Django's
database: settings are read once per process, and the addresses are known only after the servers started.
"""

import contextlib
import http.client
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from stajseferberligi.stack.children import Child, Signals, StackError, Stopped, die_with_parent, pause, start, stop
from stajseferberligi.stack.embedded import LOOPBACK, Servers, free_port

ROOT = Path(__file__).resolve().parents[2]
USUAL_PORT = 8000
SEASON = "2020"
GRANIAN = ("-m", "granian", "stajseferberligi.wsgi:application", "--interface", "wsgi")
CELERY = ("-m", "celery", "-A", "stajseferberligi.celery")


@dataclass
class Stack:
    """The servers of one folder and the product's processes on them."""

    servers: Servers
    environment: dict[str, str]
    children: list[Child] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.servers.folder

    def start_servers(self) -> None:
        """Start what the environment does not name already."""
        self.servers.start(database="DATABASE_URL" not in os.environ, broker="REDIS_URL" not in os.environ)
        self.environment |= self.servers.addresses

    @property
    def embedded(self) -> bool:
        return "DATABASE_URL" in self.servers.addresses

    def fill(self, *command: str) -> bool:
        """Migrate; when the database is new, run the management command that fills it. Returns whether it was new."""
        new = self.servers.database_is_new() if self.embedded else is_untouched(self.environment["DATABASE_URL"])
        self.run("migrate", "--no-input", quiet=True)
        if new:
            self.run(*command, SIMULATION="yes")  # a season is played through with a clock that is moved
        if new and self.embedded:
            self.servers.database_is_ready()
        return new

    def run(self, *command: str, quiet: bool = False, **environment: str) -> None:
        """One management command to its end; its words go to the terminal, or to a log when nobody needs them."""
        log = self.folder / "log" / f"{command[0]}.log" if quiet else None
        child = self.launch(f"manage.py {command[0]}", "manage.py", *command, log=log, **environment)
        self.watch(until=lambda: not child.running)
        self.children.remove(child)
        if child.process.returncode:
            raise StackError(child.obituary())

    def launch(self, name: str, *command: str, log: Path | None, **environment: str) -> Child:
        whole, lock = {**self.environment, **environment}, self.servers.lock
        child = start(name, [sys.executable, *command], environment=whole, folder=ROOT, log=log, lock=lock)
        self.children.append(child)
        return child

    def serve(self, port: int) -> None:
        """Start the product; they are stopped the other way round: what makes work first, what does it last."""
        logs = self.folder / "log"
        worker = ("worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "INFO")
        self.launch("The worker", *CELERY, *worker, log=logs / "worker.log")
        where = ("--host", LOOPBACK, "--port", str(port))
        how = ("--workers", "2", "--blocking-threads", "4", "--workers-kill-timeout", "2", "--no-ws", "--access-log")
        self.launch("The web server", *GRANIAN, *where, *how, log=logs / "web.log")
        beat = ("beat", "--schedule", str(self.folder / "beat-schedule"), "--pidfile", "", "--loglevel", "INFO")
        self.launch("The beat", *CELERY, *beat, log=logs / "beat.log")

    def watch(self, until: Callable[[], bool]) -> None:
        """Wait; raises StackError as soon as any process has ended by itself, and Stopped when the terminal was closed."""
        attended = os.isatty(0)
        while not until():
            dead = next((child for child in (*self.children, *self.servers.running) if not child.running), None)
            if dead and not until():
                raise StackError(dead.obituary())
            if attended and not os.isatty(0):  # a `make` that leads the session keeps the hang-up to itself
                raise Stopped
            pause(0.1)

    def end(self) -> None:
        """Within five seconds altogether."""
        stop(self.children[::-1], within=2.8)
        self.servers.stop(within=0.8)


def demo() -> None:
    port = chosen_port()
    season = os.environ.get("SEASON")
    if season not in {None, "", SEASON}:
        raise StackError(f"There is one season to open: SEASON={SEASON}.")
    with stack(Servers(folder_of(season)), SITE_URL=f"http://localhost:{port}", SIMULATION="no") as running:
        running.fill("season" if season else "seed_demo")
        running.serve(port)
        running.watch(until=lambda: answers(port))
        say(f"\nStaj Seferberliği runs at http://localhost:{port}/\n")
        running.run("demo_accounts")
        say(f"\nLogs are in {shown(running.folder / 'log')}. Ctrl-C ends everything.")
        running.watch(until=lambda: False)


def build_season() -> None:
    """Build the season anew. Nothing is lost that the same command does not bring back, so speed goes before durability."""
    with stack(Servers(folder_of(SEASON), durable=False)) as running:
        if running.embedded:
            running.servers.forget_database()
        if not running.fill("season", "--report", "docs/season-2020.txt"):
            raise StackError("The season wants an empty database, and the one that DATABASE_URL names is not.")


@contextlib.contextmanager
def stack(servers: Servers, **environment: str) -> Iterator[Stack]:
    running = Stack(servers, {**os.environ, "STAJ_MODE": "demo", "PYTHONUNBUFFERED": "1", **environment})
    running.start_servers()
    try:
        yield running
    finally:
        say("· Stopping")
        running.end()


def is_untouched(address: str) -> bool:
    """Whether a database of somebody else's has never been migrated."""
    try:
        with psycopg.connect(address, connect_timeout=5) as connection:
            return connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,)
    except psycopg.OperationalError as error:
        raise StackError(f"The database that DATABASE_URL names does not answer: {error}") from error


def folder_of(season: str | None) -> Path:
    return Path(os.environ.get("STAJ_DATA", ROOT / ".data")) / (f"season-{season}" if season else "demo")


def chosen_port() -> int:
    """PORT, which must be free; otherwise the usual one, or any free one."""
    wanted = os.environ.get("PORT")
    if not wanted:
        if is_free(USUAL_PORT):
            return USUAL_PORT
        port = free_port()
        say(f"· Port {USUAL_PORT} is taken, so this run uses {port}")
        return port
    if not wanted.isdecimal() or not 0 < int(wanted) < 65536:
        raise StackError(f"PORT must be a number from 1 to 65535, not {wanted!r}.")
    if not is_free(int(wanted)):
        raise StackError(f"Port {wanted} is taken. Choose another one, or leave PORT out for a free one.")
    return int(wanted)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", "/saglik/")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextlib.contextmanager
def own_terminal() -> Iterator[None]:
    """Stand alone in the terminal's foreground: `make` waits beside us, and would itself die of the Ctrl-C that we answer with order."""
    group = os.getpgrp()
    if not os.isatty(0) or group == os.getpid() or os.tcgetpgrp(0) != group:
        yield
        return
    for number in (signal.SIGTTOU, signal.SIGTSTP):  # nobody would notice that we were suspended
        signal.signal(number, signal.SIG_IGN)
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpid())
    die_with_parent(os.getppid(), signal.SIGTERM)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.tcsetpgrp(0, group)


def shown(path: Path) -> Path:
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def say(sentence: str) -> None:
    """Unbuffered, and to nobody when the terminal is gone."""
    with contextlib.suppress(OSError):
        os.write(1, f"{sentence}\n".encode())


def main() -> None:
    commands = {"demo": demo, "season": build_season}
    Signals.heed()
    with own_terminal():
        try:
            commands[sys.argv[1]]()
        except Stopped:
            return
        except (StackError, PermissionError) as error:
            say(f"\n{error}")
            sys.exit(1)


if __name__ == "__main__":
    main()
