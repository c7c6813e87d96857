"""The lists of the catalogue as item models."""

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester

from workbench.catalogue.loader import builtin_catalogue
from workbench.desktop.catalogue.model import EntriesModel, FacetsModel
from workbench.desktop.catalogue.shelf import CLASS, SEVERITY, Shelf
from workbench.desktop.kit.roles import Role

CATALOGUE = builtin_catalogue()


def watch(model: QAbstractItemModel) -> None:
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)


def test_that_a_share_stands_at_a_category_and_never_at_a_mode() -> None:
    model = EntriesModel()
    watch(model)
    model.show(Shelf(CATALOGUE))
    rows = {model.index(row).data(Role.KEY): model.index(row) for row in range(model.rowCount())}
    assert rows["M10"].data(Role.CAPTION) == "Integration, severity set by us"
    assert rows["M06"].data(Role.CAPTION) == "Security"
    assert rows["category/tool-api-drift"].data(Role.ID) == "22 %"
    assert not any("%" in str(rows[mode.id].data(Qt.ItemDataRole.AccessibleTextRole)) for mode in CATALOGUE.modes)


def test_that_heads_are_stepped_over() -> None:
    model = EntriesModel()
    model.show(Shelf(CATALOGUE))
    head = next(model.index(row) for row in range(model.rowCount()) if model.index(row).data(Role.HEADING))
    assert head.data() == "Post-mortem categories"
    assert not head.flags() & Qt.ItemFlag.ItemIsEnabled
    model.show(Shelf(CATALOGUE, text="zzz"))
    assert (model.rowCount(), model.first()) == (0, "")


def test_that_facets_show_their_counts_and_six_classes_first() -> None:
    pressed: list[tuple[str, str]] = []
    model = FacetsModel(lambda facet, value: pressed.append((facet, value)))
    watch(model)
    model.show(Shelf(CATALOGUE))
    short = model.rowCount()
    more = next(model.index(row) for row in range(short) if model.index(row).data(Role.LINK))
    assert more.data() == "6 more"
    model.press(more)
    assert model.rowCount() == short + 5
    model.press(model.index(1))
    assert pressed == [(SEVERITY, "CRITICAL")]


def test_that_a_chosen_value_is_checked_and_never_left_out() -> None:
    model = FacetsModel(lambda facet, value: None)
    watch(model)
    model.show(Shelf(CATALOGUE))
    model.show(Shelf(CATALOGUE, chosen={CLASS: frozenset({"Training feedback"})}))
    rows = {model.index(row).data(Role.KEY): model.index(row) for row in range(model.rowCount())}
    chosen = rows["class/Training feedback"]
    assert chosen.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    assert chosen.data(Role.NOTE) == "1"
