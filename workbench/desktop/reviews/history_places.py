"""Which field each part of a review shows, for the history beside it."""

from PySide6.QtWidgets import QWidget

from workbench.desktop.kit.field_places import FieldPlace, shows_field
from workbench.desktop.reviews.controls_part import ControlsPart
from workbench.desktop.reviews.finding_part import AnswerPart, TextsPart
from workbench.desktop.reviews.model import ReviewModel
from workbench.desktop.reviews.side_parts import RatingPart


def shows_finding(widget: QWidget, model: ReviewModel, path: str, name: str) -> None:
    """Let a widget have the history of a field of the current finding; an empty path is the whole finding."""

    def find() -> FieldPlace | None:
        data = model.data
        if data is None or model.check_id not in data.view.findings:
            return None
        called = f"{name} of {model.check_id}" if path else model.check_id
        return FieldPlace(f"finding/{data.finding(model.check_id).id}", path, called)

    shows_field(widget, find)


def show_parts(
    model: ReviewModel, answer: AnswerPart, texts: TextsPart, controls: ControlsPart, rating: RatingPart
) -> None:
    """Let every part of a finding have the history of what it shows."""
    for widget, path, name in (
        (answer, "reviewer", "finding"),
        (answer.team, "team", "team’s answer"),
        (answer.owner, "owner", "owner"),
        (texts.summary, "summary", "summary"),
        (texts.rationale, "rationale", "rationale"),
        (rating, "rating", "rating"),
    ):
        shows_finding(widget, model, path, name)
    shows_controls(controls, model)


def shows_controls(part: ControlsPart, model: ReviewModel) -> None:
    """Let the table of controls have the history of the control in its current row."""

    def find() -> FieldPlace | None:
        data, row = model.data, part.current()
        if data is None or row is None:
            return None
        finding = data.finding(model.check_id)
        return FieldPlace(f"finding/{finding.id}", f"controls.{row.control.id}", row.control.name)

    shows_field(part.table, find)


def shows_profile(widget: QWidget, model: ReviewModel, field: str, name: str) -> None:
    """Let a widget have the history of a value of the profile; an empty field is the whole profile."""

    def find() -> FieldPlace | None:
        data = model.data
        return FieldPlace(f"version/{data.view.version.id}", f"profile.{field}".rstrip("."), name) if data else None

    shows_field(widget, find)
