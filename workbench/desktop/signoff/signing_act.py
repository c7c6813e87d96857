"""The act of signing in the window: the dialog, the work in the background, and what comes of it."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from workbench.desktop.shell.jobs import Report
from workbench.desktop.shell.services import Services
from workbench.desktop.shell.writer import Opened
from workbench.desktop.signoff.sign_dialog import SignDialog
from workbench.desktop.signoff.signing import Taken, Wish, WrongPassphraseError, sign_and_collect
from workbench.domain.errors import UserError
from workbench.domain.record import RequiredRole
from workbench.domain.verdict import Word
from workbench.reports.signing.keys import KeyEntry


class Signing(QObject):
    """Signs one report at a time for a page."""

    taken = Signal(object)
    """`Taken`: the report is signed, and what became of the signature."""
    ended = Signal()
    """It was refused or went wrong; the dialog says why."""

    def __init__(self, services: Services, page: QWidget) -> None:
        super().__init__(page)
        self._services, self._page = services, page
        self._report = Path()
        self.dialog: SignDialog | None = None

    def open(
        self,
        report: Path,
        word: Word,
        missing: Sequence[RequiredRole],
        keys: Sequence[KeyEntry],
        *,
        is_dissent: bool = False,
    ) -> None:
        """Ask for the signature of one of the missing roles, or for a dissent beside them."""
        if self.dialog is not None:
            return
        self._report = report
        self.dialog = SignDialog(
            self._services,
            report.name,
            word,
            missing,
            keys,
            example_passphrase=example_passphrase(self._services.workspace),
            parent=self._page.window(),
        )
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if is_dissent or not missing:
            self.dialog.choose_dissent()
        self.dialog.wished.connect(self._on_wished)
        self.dialog.finished.connect(self._on_finished)
        self.dialog.open()

    @Slot(object)
    def _on_wished(self, wish: Wish) -> None:
        trust = example_authority(self._services.workspace)
        job = self._services.jobs.start(
            partial(_sign, self._report, wish, trust, self._services),
            self._on_signed,
            self._page,
            verb="Signing",
            on_failed=self._on_failed,
        )
        if self.dialog is not None:
            self.dialog.rejected.connect(job.cancel)

    def _on_signed(self, taken: Taken) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self.taken.emit(taken)

    def _on_failed(self, error: Exception) -> None:
        if self.dialog is None or not isinstance(error, (UserError, WrongPassphraseError)):
            if self.dialog is not None:
                self.dialog.reject()
            self._services.failed.emit(error)
        elif isinstance(error, WrongPassphraseError):
            self.dialog.fail_passphrase(str(error))
        else:
            self.dialog.fail(str(error))
        self.ended.emit()

    @Slot()
    def _on_finished(self) -> None:
        self.dialog = None


def example_authority(workspace: Opened) -> tuple[Path, ...]:
    """Return the example's own authority, in the example only; else the user's trust folder is all there is."""
    if not workspace.info.is_example:
        return ()
    from workbench.tasks.example import AUTHORITY

    file = workspace.folder / AUTHORITY
    return (file,) if file.is_file() else ()


def example_passphrase(workspace: Opened) -> str:
    """Return the passphrase of the example's keys, in the example only: it is no secret."""
    if not workspace.info.is_example:
        return ""
    from workbench.tasks.example_signing import PASSPHRASE

    return PASSPHRASE


def _sign(pdf: Path, wish: Wish, trust: tuple[Path, ...], services: Services, report: Report) -> Taken:
    return sign_and_collect(pdf, wish, trust, services.with_session, report)
