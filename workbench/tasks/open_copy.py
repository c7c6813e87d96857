"""A copy of a stored file for another program: under a name that cannot start anything, in a folder of its own."""

import shutil
from pathlib import Path

from workbench.domain.errors import UserError
from workbench.storage.evidence_files import EvidenceFiles

_BY_CONTENT = {
    "application/pdf": ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "application/gzip": ("gz", "tgz"),
    "application/zip": ("zip", "xlsx", "docx", "pptx", "ods", "odt", "odp"),
    "application/json": ("json", "jsonl", "har", "txt"),
    "application/xml": ("xml", "txt"),
    "text/plain": ("txt", "csv", "tsv", "md", "log", "yaml", "yml"),
}
"""The endings that fit a type; the first is taken where the name has none of them. A page or a script becomes text."""


def ending_for(media_type: str, name: str) -> str:
    """Return the ending under which a file may be handed to another program; empty where there is none."""
    fitting = _BY_CONTENT.get(media_type, ())
    own = name.rpartition(".")[2].lower()
    return own if own in fitting else (fitting or ("",))[0]


def copy_for_program(workspace: Path, sha256: str, media_type: str, name: str, folder: Path) -> Path:
    """Copy a stored file into `folder`, read-only; blocks, for a thread of the window.

    A UserError refuses one that is damaged, and one whose type is not known: its name alone would choose the program.
    """
    ending = ending_for(media_type, name)
    if not ending:
        raise UserError(
            f"Nobody knows by its content what {name} is, so it is not handed to a program. Nothing was opened. "
            "Open the folder and decide there."
        )
    files = EvidenceFiles(workspace)
    if not files.is_intact(sha256):
        raise UserError(f"{name} has changed on disk or is gone. Nothing was opened. Attach the original again.")
    target = folder / f"evidence-{sha256[:12]}.{ending}"
    try:
        if not target.exists():
            shutil.copyfile(files.path(sha256), target)
            target.chmod(0o400)
    except OSError as error:
        raise UserError(
            f"{name} could not be copied ({error.strerror}). Nothing was opened. Check the disk."
        ) from error
    return target
