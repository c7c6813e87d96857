"""Who may import whom, what stays unimported until it is needed, how long things may be, and what lies where."""

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "workbench"

ANYWHERE = {"registry", "text", "data", "foreign", "whole_file"}
"""Imported by all; import nothing of ours."""
BELOW = {
    "domain": set(),
    "catalogue": {"domain"},
    "analysers": {"domain"},
    "charts": {"domain"},
    "storage": {"domain", "catalogue"},
    "edits": {"domain", "catalogue", "storage"},
    "reports": {"domain", "charts"},
    "interchange": {"domain", "catalogue"},
    "registry": set(),
    "text": set(),
    "data": set(),
    "foreign": set(),
    "whole_file": set(),
    "worker": {"domain"},
}
BELOW["tasks"] = set(BELOW)
BELOW["cli"] = set(BELOW)
BELOW["desktop"] = set(BELOW) - {"cli"}
MAY_IMPORT = {**BELOW, "__main__": set(BELOW)}
"""By package or module: what it may import of ours, besides itself and what may be imported anywhere."""

HEAVY = ("weasyprint", "pyhanko", "pypdfium2", "numpy", "lxml")
BEHIND = ("workbench.edits.findings", "workbench.domain.carrying", "workbench.desktop.welcome.page")
"""What comes in behind the first page."""
LATER = ("sqlite_utils", "ruamel", "markdown_it", "jinja2", "click")
"""Imported while the first page is looked at, or when they are needed."""
NETWORK = ("socket", "ssl", "ftplib", "smtplib", "http.client", "urllib.request", "requests", "httpx", "aiohttp")
TOP_LEVEL = {
    *("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"),
    *("workbench", "resources", "templates", "tests", "packaging", "docs"),
}


@dataclass(frozen=True)
class Module:
    """One file of ours, parsed."""

    path: Path
    tree: ast.Module

    @property
    def name(self) -> str:
        """The dotted name, `workbench.reports.render`."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def part(self) -> str:
        """The package or module directly below ours that it belongs to; empty for our own `__init__`."""
        return self.name.removeprefix("workbench").removeprefix(".").split(".")[0]

    def imports(self, nodes: list[ast.AST] | None = None) -> Iterator[str]:
        """Yield every imported name in full: `from a import b` may import the module `a.b`."""
        for node in nodes if nodes is not None else ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{self._base(node)}.{alias.name}" for alias in node.names)
            elif isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__"):
                yield from (str(argument.value) for argument in node.args[:1] if isinstance(argument, ast.Constant))

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.name.split(".") if self.path.name == "__init__.py" else self.name.split(".")[:-1]
        return ".".join(package[: len(package) - node.level + 1] + ([node.module] if node.module else []))


def _called(node: ast.Call) -> str:
    """Return the last name of what is called: `walk` for `walk(…)` and for `registry.walk(…)`."""
    return getattr(node.func, "id", "") or getattr(node.func, "attr", "")


@cache
def modules() -> list[Module]:
    return [Module(path, ast.parse(path.read_text(encoding="utf-8"))) for path in sorted(PACKAGE.rglob("*.py"))]


def starts_with(name: str, prefixes: tuple[str, ...]) -> bool:
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


def imported_parts(module: Module, nodes: list[ast.AST] | None = None) -> Iterator[str]:
    """Yield the parts of ours that a module imports: `domain` for `workbench.domain.review`."""
    for name in module.imports(nodes):
        if starts_with(name, ("workbench",)):
            yield name.removeprefix("workbench").removeprefix(".").split(".")[0]


def test_that_every_part_has_its_place_in_the_table() -> None:
    assert {module.part for module in modules()} - {""} <= set(MAY_IMPORT)


def test_that_imports_follow_the_table() -> None:
    wrong = [
        f"{module.name} imports {part}"
        for module in modules()
        for part in imported_parts(module)
        if part not in MAY_IMPORT.get(module.part, set()) | ANYWHERE | {module.part}
    ]
    assert not wrong


@pytest.mark.parametrize("part", sorted(ANYWHERE))
def test_that_what_all_may_import_imports_nothing_of_ours(part: str) -> None:
    assert not [name for module in modules() if module.part == part for name in imported_parts(module)]


def test_that_the_worker_imports_nothing_of_ours_before_it_has_its_limits() -> None:
    [worker] = [module for module in modules() if module.part == "worker"]
    assert not list(imported_parts(worker, list(worker.tree.body)))


def test_that_qt_stays_on_the_desktop() -> None:
    qt = ("PySide6", "shiboken6")
    wrong = [module.name for module in modules() if any(starts_with(name, qt) for name in module.imports())]
    assert not [name for name in wrong if not starts_with(name, ("workbench.desktop",))]


def test_that_nothing_of_ours_opens_a_connection() -> None:
    network = (*NETWORK, "PySide6.QtNetwork")
    assert not [
        f"{module.name}: {name}" for module in modules() for name in module.imports() if starts_with(name, network)
    ]


def test_that_only_the_command_line_and_the_way_in_print_or_ask() -> None:
    wrong = [
        f"{module.name}:{node.lineno}"
        for module in modules()
        if module.part not in ("cli", "__main__")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("print", "input")
    ]
    assert not wrong


def walked_kinds() -> list[tuple[str, str]]:
    """Return package and constant of every kind that our code walks."""
    kinds = set()
    for module in modules():
        for node in ast.walk(module.tree):
            if (
                module.part != "registry"
                and isinstance(node, ast.Call)
                and _called(node) == "walk"
                and len(node.args) == 2
            ):
                package, constant = map(ast.literal_eval, node.args)
                kinds.add((package, constant))
    return sorted(kinds)


@pytest.mark.parametrize(
    ("part", "constant"),
    [
        ("analysers", "ANALYSER"),
        ("charts", "CHART"),
        ("reports.sections", "SECTION"),
    ],
)
def test_that_every_kind_that_is_there_is_walked(part: str, constant: str) -> None:
    folder = PACKAGE.joinpath(*part.split("."))
    registered = [
        module.name
        for module in modules()
        if module.path.parent == folder
        for node in module.tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and constant in ast.unparse(node).split("=")[0]
    ]
    if folder.is_dir():
        assert registered
        assert (f"workbench.{part}", constant) in walked_kinds()


def test_that_walking_every_kind_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom workbench.registry import walk\n"
        f"counts = [len(walk(package, constant)) for package, constant in {walked_kinds()!r}]\n"
        f"print(all(counts), [name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True []"


def test_that_the_first_page_waits_for_nothing_that_it_does_not_show() -> None:
    code = (
        "import sys\nimport workbench.desktop.overview.page\n"
        f"print([name for name in {BEHIND!r} if name in sys.modules])\n"
        "from workbench.edits.registered import kinds\n"
        f"print(bool(kinds()), [name for name in {(*HEAVY, *LATER)!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "True []"]


def test_that_the_way_in_answers_before_it_imports_anything() -> None:
    code = (
        "import sys\nsys.argv = ['workbench', '--version']\nfrom workbench.__main__ import main\nmain()\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('workbench', 'click', 'pydantic', 'PySide6')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1] == "['workbench', 'workbench.__main__', 'workbench.data']"


def test_that_every_module_can_be_imported_by_itself() -> None:
    for module in modules():
        if module.part not in ("desktop", "__main__"):
            importlib.import_module(module.name)


def test_that_files_stay_short() -> None:
    lengths = {module.name: len(module.path.read_text(encoding="utf-8").splitlines()) for module in modules()}
    assert not {name: length for name, length in lengths.items() if length > 400}


def test_that_functions_stay_short() -> None:
    wrong = [
        f"{module.name}:{node.lineno} {node.name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > 60
    ]
    assert not wrong


def test_that_every_module_says_in_a_sentence_what_it_is() -> None:
    assert not [module.name for module in modules() if not ast.get_docstring(module.tree)]


def test_that_the_top_level_is_as_agreed() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = {line.split("/")[0] for line in tracked.splitlines()}
    assert not {name for name in names - TOP_LEVEL if not name.startswith(".")}
