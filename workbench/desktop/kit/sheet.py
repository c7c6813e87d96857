"""The one style sheet of the application, generated from the tokens."""

from string import Template

from workbench.desktop.kit.theme import Theme, px

SURFACES = (
    "window",
    "sunken",
    "surface",
    "raised",
    "hover",
    "selected",
    "pass_bg",
    "warn_bg",
    "fail_bg",
    "na_bg",
    "unknown_bg",
    "stale_bg",
)
"""Values of the dynamic property `surface`."""
TONES = (
    "text",
    "secondary",
    "muted",
    "accent",
    "on_accent",
    "on_inverse",
    "pass",
    "warn",
    "fail",
    "na",
    "unknown",
    "declared",
    "verified",
    "stale",
    "critical",
    "high",
    "medium",
    "low",
)
"""Values of the dynamic property `tone` of a label."""

CONTROL = 32
_AROUND = {"line": 2, "combo": 6, "spin": 6}
"""What the style adds to the height of a line, a choice and a number."""
_SHEET = Template("""
QMainWindow, QDialog { background: $window; }
QWidget[card="true"] { background: $surface; border: 1px solid $border; border-radius: 8px; }
QWidget[card="pale"] { background: $sunken; border: 1px solid $border; border-radius: 8px; }
QWidget[card="fail"] { background: $fail_bg; border: none; border-radius: 8px; }
QWidget[card="warn"] { background: $warn_bg; border: none; border-radius: 8px; }
QWidget[card="pass"] { background: $pass_bg; border: none; border-radius: 8px; }
QWidget[card="unknown"] { background: $unknown_bg; border: none; border-radius: 8px; }
QWidget[card="popup"] { background: $raised; border: 1px solid $border_strong; border-radius: 8px; }
QWidget[card="toast"] { background: $inverse; border: none; border-radius: 8px; }
QWidget[foot="true"] { background: $sunken; border: none; border-top: 1px solid $border;
  border-bottom-left-radius: 8px; border-bottom-right-radius: 8px; }
QFrame[line="h"] { background: $border; border: none; max-height: 1px; min-height: 1px; }
QFrame[line="v"] { background: $border; border: none; max-width: 1px; min-width: 1px; }
QMenuBar { background: $window; color: $secondary; border: none; }
QMenuBar::item { padding: ${p4}px ${p9}px; margin: ${p4}px ${p1}px; border-radius: 6px; background: transparent; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $hover; color: $text; }
QMenu { background: $raised; color: $text; border: 1px solid $border_strong; border-radius: 8px; padding: ${p4}px; }
QMenu::item { padding: ${p6}px ${p24}px ${p6}px ${p12}px; border-radius: 4px; }
QMenu::item:selected { background: $selected; color: $text; }
QMenu::item:disabled { color: $muted; background: transparent; }
QMenu::icon { padding-left: ${p8}px; }
QMenu::separator { height: 1px; background: $border; margin: ${p4}px ${p8}px; }
QToolTip { background: $raised; color: $text; border: 1px solid $border_strong; padding: ${p4}px; }
QLineEdit, QPlainTextEdit, QTextEdit { background: $surface; color: $text; border: 1px solid $border_strong;
  border-radius: 6px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit { padding: 0 ${p7}px; min-height: ${line}px; }
QPlainTextEdit, QTextEdit { padding: ${p4}px ${p6}px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled { background: $hover; color: $muted;
  border-color: $border; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QTextEdit[wrong="true"] { border: 2px solid $fail; }
QLineEdit[bare="true"], QTextEdit[bare="true"], QPlainTextEdit[bare="true"] { background: transparent; border: none; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { border: none; background: transparent; min-height: 0; padding: 0; }
QComboBox { min-height: ${combo}px; }
QAbstractSpinBox { min-height: ${spin}px; }
QTextBrowser { background: transparent; border: none; color: $text; padding: 0; }
QAbstractItemView { background: $surface; color: $text; border: none; outline: none;
  selection-background-color: $selected; selection-color: $text; }
QAbstractItemView[bare="true"] { background: transparent; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $border_strong; padding: ${p4}px; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: $surface; color: $muted; border: none; border-bottom: 1px solid $border;
  padding: ${p6}px ${p8}px; }
QTableCornerButton::section { background: $surface; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollArea, QStackedWidget { border: none; background: transparent; }
QScrollArea > QWidget > QWidget[clear="true"] { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; border: none; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; border: none; }
QScrollBar::handle { background: $scroll; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $border_strong; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: $border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: $accent; }
QProgressBar { background: $border; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QCheckBox, QRadioButton { color: $text; spacing: ${p8}px; background: transparent; min-height: ${p24}px; }
QCheckBox:disabled, QRadioButton:disabled { color: $muted; }
QLabel { background: transparent; }
""")
_LENGTHS = (1, 2, 4, 6, 7, 8, 9, 10, 12, 24)


def make_sheet(theme: Theme) -> str:
    """Return the sheet for a theme at the present text size."""
    values = {token: theme.color(token).name() for token in theme.tokens}
    values |= {f"p{length}": str(px(length)) for length in _LENGTHS}
    values["scroll"] = _blend(theme)
    # All controls are 32 high; what the style puts round their contents does not grow with the text.
    values |= {name: str(px(CONTROL) - around) for name, around in _AROUND.items()}
    parts = [_SHEET.substitute(values)]
    parts += [f'QWidget[surface="{token}"] {{ background: {values[token]}; border: none; }}' for token in SURFACES]
    parts += [f'QLabel[tone="{token}"] {{ color: {values[token]}; }}' for token in TONES]
    return "\n".join(parts)


def _blend(theme: Theme) -> str:
    # Scroll bars are decoration beside the keys and the wheel: half way between border and outline.
    weak, strong = theme.color("border"), theme.color("border_strong")
    channels = ((weak.red() + strong.red(), weak.green() + strong.green(), weak.blue() + strong.blue()),)
    return "#" + "".join(f"{value // 2:02X}" for value in channels[0])
