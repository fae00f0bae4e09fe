"""Brings every text of the window into resources/translations, and names those without German.

    python packaging/translate.py          takes new texts up, drops gone ones, makes the .qm files
    python packaging/translate.py --check  changes nothing

The .ts files are Qt's own: Qt Linguist (pyside6-linguist) opens them. The exit status is 1 where
a text has no translation yet.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"
LANGUAGES = ("de",)


def texts_in_code() -> dict[str, str]:
    """Every text that is given to `tr` or `Sentence`, and the module where it stands."""
    found: dict[str, str] = {}
    for folder, taker in (("editor", "tr"), ("engine", "Sentence")):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for text in _given_to(taker, ast.parse(path.read_text(encoding="utf-8"))):
                found.setdefault(text, path.stem)
    return found | {text: "tables" for text in _texts_of_tables() if text not in found}


def _given_to(taker: str, module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            text = node.args[0] if node.func.id == taker and node.args else None
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value


def _texts_of_tables() -> list[str]:
    """Texts that are put together before they are translated; no language is chosen here."""
    from editor.actions import ACTIONS, MENUS
    from editor.tools import TOOL_SPECS

    told = [text for spec in TOOL_SPECS.values() for text in (spec.text, spec.tip, spec.hint)]
    told += [text for spec in ACTIONS for text in (spec.text, spec.tip)]
    return [text for text in (*told, *(f"&{menu}" for menu in MENUS)) if text]


def translations(language: str) -> dict[str, str]:
    """What is translated, by the text in the code."""
    path = FOLDER / f"unbraid_{language}.ts"
    if not path.exists():
        return {}
    found = {}
    for message in ElementTree.parse(path).iter("message"):
        source, translation = message.findtext("source"), message.find("translation")
        if source and translation is not None and translation.text:
            found[source] = translation.text
    return found


def missing(language: str) -> dict[str, str]:
    """Texts without a translation, and where they stand."""
    known = translations(language)
    return {text: module for text, module in texts_in_code().items() if text not in known}


def update(language: str, more: dict[str, str] | None = None) -> None:
    """Write the .ts and the .qm file anew, with more translations."""
    from editor.translation import CONTEXT

    known = translations(language) | (more or {})
    document = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ElementTree.SubElement(document, "context")
    ElementTree.SubElement(context, "name").text = CONTEXT
    for text, module in sorted(texts_in_code().items(), key=lambda item: (item[1], item[0])):
        message = ElementTree.SubElement(context, "message")
        ElementTree.SubElement(message, "source").text = text
        ElementTree.SubElement(message, "extracomment").text = module
        translation = ElementTree.SubElement(message, "translation")
        translation.text = known.get(text)
        if text not in known:
            translation.set("type", "unfinished")
    ElementTree.indent(document, " ")
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"unbraid_{language}.ts"
    body = ElementTree.tostring(document, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', "utf-8")
    subprocess.run([_lrelease(), "-silent", path, "-qm", path.with_suffix(".qm")], check=True)


def _lrelease() -> Path:
    import PySide6

    name = "lrelease.exe" if sys.platform == "win32" else "lrelease"
    return Path(PySide6.__file__).parent / name


def main() -> int:
    """Update, unless only a check is asked for; name what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing")
    check = parser.parse_args().check
    lacking = 0
    for language in LANGUAGES:
        if not check:
            update(language)
        for text, module in missing(language).items():
            lacking += 1
            sys.stdout.write(f"{language}  {module}: {text!r}\n")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
