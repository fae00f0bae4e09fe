"""Preferences: asked for by their key, kept for later starts, followed where they can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QColor,
    QImage,
    QKeySequence,
    QPalette,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMenu, QWidget
from pytestqt.qtbot import QtBot

from editor import colour_maps, theme
from editor.main_window import MainWindow
from editor.patterns import swatch
from editor.preferences import Preferences
from editor.preferences_dialog import PreferencesDialog
from editor.theme import DARK, LIGHT, Colours
from engine.guidance import Box
from tests.stubs import SteppedSeparator

# WCAG 2.1, success criteria 1.4.3 and 1.4.11, level AA.
TEXT_CONTRAST, PART_CONTRAST = 4.5, 3.0


@pytest.fixture(autouse=True)
def no_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("editor.output_choice.output_devices", lambda *, afresh: [])


def ask(
    window: MainWindow,
    change: Callable[[PreferencesDialog], object],
    key: Qt.Key = Qt.Key.Key_Return,
) -> None:
    """Open the dialog by its key, do something in it, and press another key."""
    looking = QTimer()
    looking.setInterval(5)

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, PreferencesDialog):
            looking.stop()
            change(dialog)
            QTest.keyClick(dialog, key)

    looking.timeout.connect(answer)
    looking.start()
    if window.isActiveWindow():
        QTest.keySequence(window, QKeySequence("Ctrl+,"))
    else:  # the offscreen platform does not give it back after a dialog
        window.actions_table["preferences"].trigger()
    assert not looking.isActive()


def select(combo: object, value: str | float) -> None:
    combo.setCurrentIndex(combo.findData(value))  # type: ignore[attr-defined]


def wheel(window: MainWindow) -> tuple[float, float]:
    """Turn the wheel once on the picture; what is visible then."""
    viewport = window.spectrogram_view.viewport()
    middle = QPointF(viewport.rect().center())
    event = QWheelEvent(
        middle, viewport.mapToGlobal(middle), QPoint(), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)
    return window.spectrogram_view.visible_range


def test_the_wheel_scrolls_where_that_is_wanted(opened: MainWindow) -> None:
    opened.spectrogram_view.show_range(0.5, 1.0)
    start, end = wheel(opened)
    assert end - start > 0.55
    ask(opened, lambda dialog: select(dialog.wheel, "scroll"))
    opened.spectrogram_view.show_range(0.5, 1.0)
    start, end = wheel(opened)
    assert end - start == pytest.approx(0.5)
    assert start > 0.5
    assert Preferences().wheel == "scroll"


def test_a_separation_begins_as_wanted_and_nothing_is_to_be_undone(
    qtbot: QtBot, opened: MainWindow
) -> None:
    def change(dialog: PreferencesDialog) -> None:
        select(dialog.method, "nmf")
        select(dialog.preset, "draft")
        dialog.sources.setValue(3)
        dialog.refine.setChecked(False)
        select(dialog.theme, "light")
        dialog.cache.setValue(512)
        dialog.scrub.setChecked(False)
        select(dialog.autosave, 10.0)

    opened.engine_loader.start()
    qtbot.waitUntil(lambda: opened.engine_loader.facts is not None)
    ask(opened, change)
    assert not opened.separation.refine_while_drawing
    later = MainWindow()
    choice = later.document.choice
    assert (choice.method, choice.preset, choice.sources) == ("nmf", "draft", 3)
    assert len(later.document.sources) == 3
    assert not later.document.undo_stack.canUndo()
    assert Preferences().theme == "light"
    assert Preferences().cache_megabytes == 512
    assert opened.player._cache_bytes == later.player._cache_bytes == 512 * 2**20
    assert not opened.transport.listening.scrubs
    assert not later.transport.listening.scrubs
    assert later.sessions.autosave._timer.interval() == 10_000
    later.close()
    later.deleteLater()


def test_escape_changes_nothing_and_defaults_come_back(opened: MainWindow) -> None:
    Preferences().wheel = "scroll"
    Preferences().autosave_seconds = 60.0

    def give_up(dialog: PreferencesDialog) -> None:
        assert dialog.wheel.currentData() == "scroll"
        select(dialog.wheel, "zoom")

    ask(opened, give_up, Qt.Key.Key_Escape)
    assert Preferences().wheel == "scroll"
    restore = QDialogButtonBox.StandardButton.RestoreDefaults
    ask(opened, lambda dialog: dialog.buttons.button(restore).click())
    assert Preferences().wheel == "zoom"
    assert Preferences().autosave_seconds == 1.5
    assert opened.sessions.autosave._timer.interval() == 1500


@pytest.mark.parametrize("damaged", ["cinema", "", "-5", "[]"])
def test_damaged_values_read_as_the_defaults(damaged: str, separator: SteppedSeparator) -> None:
    kept = Preferences()
    for key in (
        "window/theme", "window/wheel", "sound/cache_megabytes", "separation/sources",
        "files/autosave_seconds",
    ):  # fmt: skip
        kept._settings.setValue(key, damaged)
    assert kept.autosave_seconds == 1.5
    assert (kept.theme, kept.wheel) == ("dark", "zoom")
    assert 64 <= kept.cache_megabytes <= 4096
    assert kept.sources == 2


# --- colours ----------------------------------------------------------------------------------


@pytest.fixture
def bright(qapp: QApplication) -> Iterator[QApplication]:
    style, palette, sheet = qapp.style().name(), qapp.palette(), qapp.styleSheet()
    theme.apply_theme(qapp, "light")
    yield qapp
    theme.apply_theme(qapp, "dark")
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setStyle(style)


def test_another_theme_is_there_at_once_in_all_parts_of_the_window(opened: MainWindow) -> None:
    ask(opened, lambda dialog: select(dialog.theme, "dark"))
    theme.apply_theme(QApplication.instance(), "dark")  # type: ignore[arg-type]
    opened.document.add_mark(Box(0, "activate", 0.2, 0.6, 300.0, 900.0))

    def darkest_and_lightest() -> dict[str, tuple[int, int]]:
        QApplication.processEvents()
        widgets: dict[str, QWidget] = {
            "tool": opened.tool_bar.widgetForAction(opened.actions_table["tool_lasso"]),
            "row": opened.stem_panel.rows[0],
            "form": opened.separator_panel,
            "list": opened.guidance_panel.list,
            "loss": opened.separator_panel.losses,
            "menu": opened.menuBar(),
        }
        found = {}
        for name, widget in widgets.items():
            image = widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
            shades = np.frombuffer(image.constBits(), np.uint8)  # type: ignore[arg-type]
            found[name] = (int(np.percentile(shades, 0.5)), int(np.median(shades)))
        return found

    def around_and_inside() -> list[tuple[int, int]]:
        """Lightness of the margins of the pictures, and of the pictures' own ground."""
        canvas = opened.spectrogram_view.canvas
        opened.pictures.setCurrentWidget(opened.spectrogram_view)
        picture = canvas.grab().toImage()
        inside = canvas.to_viewport(0.9, 20.0).toPoint()
        found = [(picture.pixelColor(3, 3), picture.pixelColor(inside.x(), inside.y() - 3))]
        for strip in (opened.overview, opened.activation_view):
            image, corner = strip.grab().toImage(), strip.area.topLeft().toPoint()
            found.append((image.pixelColor(2, 2), image.pixelColor(corner.x() + 4, corner.y() + 3)))
        image = opened.spectrogram_view.colour_bar.grab().toImage()
        found.append((image.pixelColor(1, 1), QColor("black")))
        return [(around.lightness(), inside.lightness()) for around, inside in found]

    for name, (_, ground) in darkest_and_lightest().items():
        assert ground < 70, name
    in_the_dark = around_and_inside()
    assert all(around < 60 for around, _ in in_the_dark)
    ask(opened, lambda dialog: select(dialog.theme, "light"))
    in_the_light = around_and_inside()
    assert all(around > 200 for around, _ in in_the_light)
    assert [inside for _, inside in in_the_light] == [inside for _, inside in in_the_dark]
    for name, (ink, ground) in darkest_and_lightest().items():
        assert ground > 225, name
        assert ink < 200 or name in ("list", "loss"), name  # what is drawn on it can be seen
    ask(opened, lambda dialog: select(dialog.theme, "dark"))
    for name, (_, ground) in darkest_and_lightest().items():
        assert ground < 70, name


@pytest.mark.parametrize("name", ["dark", "light"])
def test_menus_show_what_is_checked_and_can_be_read_under_the_pointer(
    bright: QApplication, name: theme.ThemeName
) -> None:
    theme.apply_theme(bright, name)
    menu = QMenu()
    group = QActionGroup(menu)
    for _ in range(2):
        action = menu.addAction(swatch(0, "#56b4e9"), "Source")
        action.setCheckable(True)
        group.addAction(action)
    on, off = menu.actions()
    on.setChecked(True)
    menu.popup(QPoint(0, 0))

    def painted(action: QAction) -> QImage:
        return menu.grab(menu.actionGeometry(action)).toImage()

    def contrast_of_text(image: QImage) -> float:
        """Of what is written beside the icon with the ground behind it."""
        shades = [
            image.pixelColor(x, y).name()
            for x, y in product(range(image.height() + 4, image.width() - 4), range(image.height()))
        ]
        ground = max(set(shades), key=shades.count)
        return max(contrast(shade, ground) for shade in shades)

    def marked(action: QAction) -> bool:
        """Whether the icon has a frame in the colour of text."""
        image = painted(action)
        column = [image.pixelColor(1, y).name() for y in range(image.height())]
        return column.count(theme.TEXT) > image.height() / 2

    assert (marked(on), marked(off)) == (True, False)
    for action in (on, off):
        menu.setActiveAction(action)
        assert contrast_of_text(painted(action)) >= TEXT_CONTRAST
    menu.close()


def luminance(colour: str) -> float:
    parts = [QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF()]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_as_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
def test_all_text_has_the_contrast_of_wcag_aa(colours: Colours) -> None:
    c = colours
    grounds = (c.ground, c.panel, c.raised)
    pairs = [
        *product((c.text, c.faint, c.warning_ink), grounds),
        *((c.text, ground) for ground in (c.info, c.warning, c.error)),
        (c.highlight_text, c.highlight),
        (c.solo_ink, c.solo),
        (c.mute_ink, c.mute),
        (c.text, c.bar),
        (c.highlight_text, c.tick),
        (c.frame_text, c.frame),
        (c.frame_faint, c.frame),
    ]
    assert {pair: contrast(*pair) for pair in pairs if contrast(*pair) < TEXT_CONTRAST} == {}
    parts = [(c.accent, ground) for ground in grounds]
    assert {pair: contrast(*pair) for pair in parts if contrast(*pair) < PART_CONTRAST} == {}


def test_text_on_the_pictures_has_the_contrast_of_wcag_aa() -> None:
    maps = colour_maps
    for text, ground in product(
        (maps.TEXT, maps.BRIGHT_TEXT, maps.QUIET_TEXT), (maps.BACKGROUND, maps.PICTURE_BACKGROUND)
    ):
        assert contrast(text, ground) >= TEXT_CONTRAST


def test_the_light_window_is_light(bright: QApplication, separator: SteppedSeparator) -> None:
    window = MainWindow()
    window.show()
    panel = window.separator_panel.grab().toImage()
    assert panel.pixelColor(3, 3).lightness() > 200
    assert bright.palette().color(QPalette.ColorRole.WindowText).lightness() < 60
    window.close()
    window.deleteLater()
