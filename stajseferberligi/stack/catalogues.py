"""Compile the translations with Babel, so that gettext need not be installed: `python -m stajseferberligi.stack.catalogues`."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]


def compile_changed() -> None:
    """Write each catalogue that is newer than its compiled form; fuzzy entries stay out."""
    for source in ROOT.glob("[!.]*/**/locale/*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parts[-3])
        unfinished = compiled.with_suffix(".mo.part")
        with unfinished.open("wb") as binary:
            write_mo(binary, catalogue)
        unfinished.replace(compiled)


if __name__ == "__main__":
    compile_changed()
