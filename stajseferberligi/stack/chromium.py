"""The browser of the tests. `python -m stajseferberligi.stack.chromium` installs it where nobody has to be asked: as root on Debian."""

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",  # containers give /dev/shm 64 MB, which is too little
)
HOW_TO_GET_IT = "No Chromium was found: install it (apt-get install chromium) or name it in the variable CHROMIUM."


def find_chromium() -> str | None:
    """The path of the browser: the variable CHROMIUM, or the first known name on the PATH."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def arguments() -> list[str]:
    """Command-line arguments; root has no sandbox to offer."""
    return [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def install() -> None:
    """Ask apt for it, quietly. Where this does not work the tests say what to do."""
    if find_chromium() or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("· Installing Chromium for the browser tests (once)", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in ("apt-get -qq update", "apt-get -qq install --yes --no-install-recommends chromium"):
        if subprocess.run(command.split(), env=environment, stdout=subprocess.DEVNULL, check=False).returncode:
            print("· Chromium could not be installed; the browser tests will say so.", flush=True)
            return


if __name__ == "__main__":
    install()
