"""Find what looks like a credential in text, and write copies without it; runs in the worker.

The regular expressions for keys of known services come from detect-secrets. Only they are taken: its checks whether a
key works would ask the service over the network.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from workbench.catalogue.credential_rules import credential_rules
from workbench.domain.credentials import Credential, CredentialRule
from workbench.storage.evidence_files import utf_of

BESIDE = 500
"""Characters before and after a hint in which an expression of the library is searched."""
PIECE = 8 * BESIDE
"""Characters that one expression searches at once: the clock is read in between."""
_COPIED_FROM = 12
"""A value at least this long is also redacted where it stands alone."""
_CHUNK = 1024 * 1024
_ERRORS = {"utf-8": "surrogateescape", "utf-16-le": "surrogatepass", "utf-16-be": "surrogatepass"}
"""So that every byte comes out as it went in."""

Report = Callable[[float | None, str], None]


@dataclass(frozen=True)
class Span:
    """Where a credential stands in a text."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Scan:
    """What was found in the beginning of a file."""

    text: str
    spans: tuple[Span, ...]
    unscanned: int
    """Bytes at the end of the file that were not looked at."""
    encoding: str = "utf-8"

    def found(self, name: str) -> list[Credential]:
        """Return what may be told of it."""
        lines, line, at = [], 1, 0
        for span in self.spans:
            line += self.text.count("\n", at, span.start)
            at = span.start
            lines.append(Credential(file=name, line=line, kind=span.kind))
        return lines


def scan_file(path: Path) -> Scan:
    """Look through the beginning of a text file; bytes that are no text are kept as they are."""
    rules = credential_rules()
    with path.open("rb") as file:
        data = file.read(rules.scan_bytes)
    scan, in_time = scan_of(data, time.monotonic() + rules.seconds)
    return replace(scan, unscanned=max(0, path.stat().st_size - (rules.scan_bytes if in_time else 0)))


def scan_of(data: bytes, deadline: float) -> tuple[Scan, bool]:
    """Look through text that is UTF-16 where it begins so and UTF-8 else; tell whether all of it was in time."""
    encoding = utf_of(data)
    whole = data if encoding == "utf-8" else data[: len(data) // 2 * 2]
    text = whole.decode(encoding, _ERRORS[encoding])
    spans, in_time = find(text, deadline=deadline)
    return Scan(text, spans, 0, encoding), in_time


def find(text: str, *, deadline: float | None = None) -> tuple[tuple[Span, ...], bool]:
    """Return where credentials stand, in order and apart, and whether all of the text was searched in time."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters of other alphabets become two
        lower = text
    spans: list[Span] = []
    for rule in credential_rules().rules:
        for number, match in enumerate(_matches(rule, text, lower)):
            if match is not None:
                first, last = _place(rule, match)
                if _is_secret(rule, text[first:last]):
                    spans.append(Span(first, last, rule.kind))
            if deadline is not None and number % 64 == 0 and time.monotonic() > deadline:
                return _apart(spans), False
    return _apart(spans), True


def scrubbed(text: str) -> str:
    """Return a text with a marker in the place of each credential; until none is found, but not for ever."""
    for _ in range(3):
        spans, _ = find(text)
        if not spans:
            break
        text = _redacted(text, spans)
    return text


def write_redacted(source: Path, target: Path, scan: Scan) -> None:
    """Write a copy of a file with a marker such as `[redacted: AWS key]` in the place of each credential.

    What was found in the scanned part is also redacted where it stands again in the rest.
    """
    values = _values(scan)
    head = scrubbed(_redacted(scan.text, scan.spans))
    with source.open("rb") as reader, target.open("xb") as writer:
        writer.write(_bytes(head, scan.encoding))
        reader.seek(len(_bytes(scan.text, scan.encoding)))
        longest = max((len(value) for value in values), default=0)
        kept = b""
        while chunk := reader.read(_CHUNK):
            whole = _replaced(kept + chunk, values)
            kept = whole[len(whole) - longest :] if longest else b""
            writer.write(whole[: len(whole) - len(kept)])
        writer.write(kept)


def scan_texts(*, texts: list[str], report: Report) -> list[list[str]]:
    """Return the kinds of credentials in each of some short texts, such as addresses."""
    return [[span.kind for span in find(text)[0]] for text in texts]


def may_hold(text: str) -> bool:
    """Tell whether a text has any hint at all; needs neither the library nor the worker."""
    lower = text.lower()
    return any(hint in lower for rule in credential_rules().rules for hint in rule.hints)


def marker(kind: str) -> str:
    """Return what stands in the place of a credential; it fits into JSON and XML strings."""
    return f"[redacted: {kind}]"


def _matches(rule: CredentialRule, text: str, lower: str) -> Iterator[re.Match[str] | None]:
    """Yield what an expression of a rule matches, and None now and then, so that somebody can look at the clock."""
    if rule.pattern:
        match_at = _expressions("", rule.pattern)[0].match
        for hint in rule.hints:
            at = lower.find(hint)
            while at >= 0:
                yield match_at(text, at)
                at = lower.find(hint, at + len(hint))
        return
    for start, end in _windows(lower, rule):
        for at in range(start, max(start + 1, end - BESIDE), PIECE - BESIDE):
            yield None
            for expression in _expressions(rule.detector, ""):
                yield from expression.finditer(text, at, min(end, at + PIECE))


def _windows(lower: str, rule: CredentialRule) -> list[tuple[int, int]]:
    """Return the parts of a text that are near a hint, in order and apart."""
    windows = []
    for hint in rule.hints:
        at = lower.find(hint)
        while at >= 0:
            start, end = max(0, at - BESIDE), at + BESIDE
            if not rule.several_lines:
                start = max(start, lower.rfind("\n", start, at) + 1)
                stop = lower.find("\n", at, end)
                end = stop if stop >= 0 else end
            windows.append((start, min(end, len(lower))))
            at = lower.find(hint, at + len(hint))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(windows):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _place(rule: CredentialRule, match: re.Match[str]) -> tuple[int, int]:
    """Return where the value of a match stands: in its longest group, or all of it."""
    if rule.whole or not match.re.groups:
        return match.span()
    places = [match.span(number) for number in range(1, match.re.groups + 1) if match.start(number) >= 0]
    return max(places, key=lambda place: place[1] - place[0], default=match.span())


@lru_cache(maxsize=64)
def _expressions(detector: str, pattern: str) -> tuple[re.Pattern[str], ...]:
    if pattern:
        return (re.compile(pattern),)
    module, _, name = detector.partition(":")
    return tuple(getattr(import_module(f"detect_secrets.plugins.{module}"), name).denylist)


@lru_cache(maxsize=1)
def _placeholders() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in credential_rules().placeholders), re.IGNORECASE)


def _is_secret(rule: CredentialRule, value: str) -> bool:
    """Tell a secret from a placeholder, a uuid, a counted-up string or a word."""
    from detect_secrets.filters import heuristic
    from detect_secrets.plugins.high_entropy_strings import calculate_shannon_entropy

    if len(value) < rule.shortest or (not rule.several_lines and _placeholders().search(value)):
        return False
    if rule.mixed and not (
        any(map(str.isalpha, value)) and any(not each.isalpha() and each not in "-_./" for each in value)
    ):
        return False
    if rule.entropy and calculate_shannon_entropy(value, "".join(set(value))) < rule.entropy:
        return False
    return not (
        heuristic.is_potential_uuid(value)
        or heuristic.is_sequential_string(value)
        or heuristic.is_templated_secret(value)
        or heuristic.is_not_alphanumeric_string(value)
    )


def _apart(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return spans in order, those that meet made one; the earlier rule gives the word."""
    order = {rule.kind: number for number, rule in reversed(list(enumerate(credential_rules().rules)))}
    apart: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if apart and span.start < apart[-1].end:
            last = apart.pop()
            kind = min(last.kind, span.kind, key=order.__getitem__)
            apart.append(Span(last.start, max(last.end, span.end), kind))
        else:
            apart.append(span)
    return tuple(apart)


def _redacted(text: str, spans: Sequence[Span]) -> str:
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], marker(span.kind)]
        at = span.end
    whole = "".join([*parts, text[at:]])
    for value, replacement in _longest_first(text, spans):
        whole = whole.replace(value, replacement)
    return whole


def _longest_first(text: str, spans: Sequence[Span]) -> list[tuple[str, str]]:
    values = {text[span.start : span.end]: marker(span.kind) for span in spans if span.end - span.start >= _COPIED_FROM}
    return sorted(values.items(), key=lambda item: -len(item[0]))


def _values(scan: Scan) -> dict[bytes, bytes]:
    return {
        _bytes(value, scan.encoding): _bytes(replacement, scan.encoding)
        for value, replacement in _longest_first(scan.text, scan.spans)
    }


def _bytes(text: str, encoding: str) -> bytes:
    return text.encode(encoding, _ERRORS[encoding])


def _replaced(data: bytes, values: dict[bytes, bytes]) -> bytes:
    for value, replacement in values.items():
        data = data.replace(value, replacement)
    return data
