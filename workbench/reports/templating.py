"""Templates in a sandbox: everything from outside is escaped, an unknown name is an error, attributes are guarded."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from workbench.data import template
from workbench.domain.model import Proof
from workbench.reports import marks, words


@cache
def environment(folder: str = "report") -> SandboxedEnvironment:
    """Return the one environment of a kind of document; it knows the templates of that and nothing else."""
    made = SandboxedEnvironment(
        loader=FileSystemLoader(template(folder), encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        long_date=words.long_date,
        short_date=words.short_date,
        moment=words.moment,
        grouped=words.grouped,
        short_hash=words.short_hash,
        breakable=words.breakable,
        prose=words.prose,
    )
    made.globals.update(
        status_mark=marks.status_mark,
        severity_mark=marks.severity_mark,
        proof_mark=marks.proof_mark,
        Proof=Proof,
    )
    return made


def fill(name: str, values: Mapping[str, Any], folder: str = "report") -> Markup:
    """Fill one template."""
    return Markup(environment(folder).get_template(name).render(values))


def _visible(value: Any) -> Any:
    """Make what hides or reorders other characters visible in every text that a template prints."""
    return words.shown(value) if isinstance(value, str) and not isinstance(value, Markup) else value
