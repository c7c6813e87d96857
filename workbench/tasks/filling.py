"""Filling a text template with what strangers wrote: no value changes the structure of the text, or runs on for ever.

A template prints a value on one line; `| paragraphs` lets a long text keep its paragraphs where it stands alone, and
`| known("…")` shows a gap for what is empty. The templates that a team wrote are filled in the worker, see `fill`.
"""

import re
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any

from workbench.domain.errors import UserError
from workbench.text import visible

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

MAX_LINE, MAX_VALUE, MAX_TEXT = 5_000, 30_000, 500_000
"""Characters of a value on one line, of one with paragraphs, and of the whole text."""
MEMORY_MB = 512
SECONDS = 5
"""Of a template of a team; the process ends somewhat later, should it not end by itself."""
_ACTIVE = re.compile(r"[\\`<\[\]|]|~(?=~)|\*(?=\S|$)|(?<=\S)\*|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
"""What could become a tag, a link, an image, code, emphasis, an entity or another cell of a table."""
_NUMBERED = re.compile(r"(\d{1,9})([.)])")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


class _Late(Exception):
    """The template takes too long."""


class _Long(Exception):
    """The template writes too much."""


@dataclass(frozen=True)
class _Ready:
    """A piece of the text in which everything is as it shall stand there."""

    text: str

    def __str__(self) -> str:
        return self.text


def one_line(value: str, limit: int = MAX_LINE) -> str:
    """Return a value on one line, so that nothing in it is read as Markdown; what hides characters becomes visible."""
    line = visible(" ".join(_cut(value, limit).split()))
    if not line:
        return ""
    shown = _ACTIVE.sub(r"\\\g<0>", line)
    # Where a line begins, signs begin blocks; and what stands before it may be a part of a link.
    if shown[0] in _PUNCTUATION and shown[0] != "\\":
        return "\\" + shown
    return _NUMBERED.sub(r"\1\\\2", shown, count=1) if _NUMBERED.match(shown) else shown


def paragraphs(value: str) -> str:
    """Return a value in its paragraphs, and each of them in its lines, with nothing else that Markdown would act on."""
    lines = [one_line(line, MAX_VALUE) for line in _cut(value, MAX_VALUE).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _cut(value: str, limit: int) -> str:
    left_out = len(value) - limit
    return value if left_out <= 0 else f"{value[:limit]}… (shortened: {left_out:,} characters more)"


def fill(*, report: Callable[[float | None, str], None], source: str, name: str, values: dict[str, Any]) -> str:
    """Fill a team's template; runs in the worker, whose limits it stays below to say in which line it was stopped."""
    with _no_longer_than(SECONDS):
        return filled(source, name, values)


def filled(source: str, name: str, values: Mapping[str, Any]) -> str:
    """Fill a template, named by its file; a UserError says what is wrong with it, and where."""
    from jinja2 import TemplateError

    try:
        template = _environment().from_string(source)
        pieces = template.generate(values)
        return re.sub(r"\n{3,}", "\n\n", "".join(_bounded(pieces))).strip() + "\n"
    except _Late as error:
        raise _refusal(name, error, f"it takes longer than {SECONDS} seconds") from error
    except _Long as error:
        raise _refusal(name, error, f"it writes more than {MAX_TEXT:,} characters") from error
    except MemoryError as error:
        raise _refusal(name, error, "it needs more memory than it may take") from error
    except RecursionError as error:
        raise _refusal(name, error, "it calls itself without end") from error
    except (TemplateError, TypeError, ValueError, ArithmeticError, AttributeError, LookupError) as error:
        raise _refusal(name, error, visible(" ".join(str(error).split()))[:300]) from error


def _bounded(pieces: Any) -> Iterator[str]:
    count = 0
    for piece in pieces:
        count += len(piece)
        if count > MAX_TEXT:
            pieces.throw(_Long())  # where it stands, so that its line is known
        yield piece


def _refusal(name: str, error: BaseException, reason: str) -> UserError:
    line = getattr(error, "lineno", None) or _line_in_template(error.__traceback__)
    where = f"{name}, line {line}" if line else name
    return UserError(
        f"The template {where} cannot be filled: {reason.rstrip('.')}. Nothing was written. Correct it, or remove it "
        "to use the one that comes with the workbench."
    )


def _line_in_template(trace: TracebackType | None) -> int | None:
    """Return the line in which a template was when something was raised; Jinja puts it into the trace."""
    found = None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def _environment() -> "SandboxedEnvironment":
    from jinja2 import StrictUndefined
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import SandboxedEnvironment

    class Environment(SandboxedEnvironment):
        intercepted_binops = frozenset({"*", "**"})

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            # In one step these could take all the time and memory there is, and nothing could interrupt them.
            if operator == "**":
                raise SecurityError("a template does not need powers")
            sizes = [each if isinstance(each, int) else len(each) for each in (left, right) if hasattr(each, "__len__")]
            counts = [each for each in (left, right) if isinstance(each, int)]
            if sizes and counts and sizes[0] * counts[0] > MAX_TEXT:
                raise SecurityError(f"a text of more than {MAX_TEXT:,} characters")
            return super().call_binop(context, operator, left, right)

    made = Environment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_printed, autoescape=False
    )
    made.filters["known"] = _known
    made.filters["paragraphs"] = lambda value: value if isinstance(value, _Ready) else _Ready(paragraphs(str(value)))
    return made


def _known(value: Any, what: str) -> Any:
    return value or _Ready(f"[not known: {one_line(str(what))}]")


def _printed(value: Any) -> Any:
    """Return what stands in the text for what a template prints."""
    from jinja2 import Undefined

    if isinstance(value, (_Ready, Undefined)):
        return value
    return one_line(str(value))


@contextmanager
def _no_longer_than(seconds: float) -> Iterator[None]:
    def stop(_signal: int, _frame: object) -> None:
        raise _Late

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
