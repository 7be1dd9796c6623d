"""Make `.venv` hold exactly what requirements-dev.txt locks. Standard library only: it runs before anything is installed.

    python3 -I stajseferberligi/stack/bootstrap.py

A stamp inside the environment remembers what it was made from, so that a second run costs nothing.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "made-from"
LOCK = ROOT / "requirements-dev.txt"
OLDEST = (3, 11)


def main() -> None:
    use_a_new_enough_python()
    place = f"Python {sys.version_info[0]}.{sys.version_info[1]} at {ROOT}"
    wanted = f"{place}\n{hashlib.sha256(LOCK.read_bytes()).hexdigest()}\n"
    made_from = STAMP.read_text() if STAMP.exists() else ""
    if not PYTHON.exists() or made_from != wanted:
        stale = bool(made_from) and not made_from.startswith(place + "\n")
        make_environment(clear=stale)
        install()
        STAMP.write_text(wanted)


def use_a_new_enough_python() -> None:
    """Go on under a newer interpreter when `python3` is too old and a newer one stands beside it."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(14, OLDEST[1] - 1, -1):
        newer = shutil.which("python3.%d" % minor)
        if newer:
            os.execv(newer, [newer, "-I", *sys.argv])
    sys.exit("Python %d.%d or newer is needed; this is %s." % (*OLDEST, sys.version.split()[0]))


def make_environment(*, clear: bool) -> None:
    say("Making the virtual environment .venv")
    command = [sys.executable, "-m", "venv", *(["--clear"] if clear else []), str(VENV)]
    made = subprocess.run(command, check=False, capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(
            "The virtual environment could not be made. On Debian and Ubuntu this helps:\n"
            "    apt-get install --yes python3-venv\n\n" + made.stdout + made.stderr
        )


def install() -> None:
    """Install the lock; the project itself is found through a path file, so that every tool works from every folder."""
    say("Installing what requirements-dev.txt locks (once per change of it)")
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check"]
    strictly = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement", str(LOCK)]
    if subprocess.run([*pip, *strictly], check=False).returncode:
        sys.exit("The dependencies could not be installed: see pip's message above. The same command tries again.")
    site = subprocess.check_output([str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True)
    Path(site.strip(), "stajseferberligi.pth").write_text(f"{ROOT}\n")


def say(sentence: str) -> None:
    print(f"· {sentence}", flush=True)


if __name__ == "__main__":
    main()
