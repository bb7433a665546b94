"""Data that are drawn, pasted, dropped or built in, and replaced again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from steps import address, number, painted, press, until
from watched import Watched

ROWS = [f"{i * 37 % 100 / 100};{i * 21 % 50 / 50};{'xyz'[i % 3]}" for i in range(60)]
CSV = "\n".join(["a;b;kind", *ROWS])


def canvas(page: Page) -> Locator:
    return page.locator(".output-stage canvas")


def bring(page: Page, text: str) -> None:
    page.get_by_label("Data set").select_option("Your own table")
    dialog = page.get_by_role("dialog", name="Your own table")
    dialog.get_by_role("textbox", name="Rows of cells").fill(text)
    dialog.get_by_role("button", name="Use this table").click()


def test_points_are_drawn_with_the_pointer_erased_and_undone(lab: Page):
    lab.get_by_label("Data set").select_option("Points you draw")
    until(lambda: address(lab) == "data=drawn")
    press(lab, "Class 2")
    box = canvas(lab).bounding_box()
    assert box is not None
    lab.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] / 2)
    until(lambda: ",3:0:2" in address(lab))
    assert "loss=cross_entropy" in address(lab), "a third class needs a loss that supports it"
    press(lab, "Erase")
    lab.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] / 2)
    # The points that are left are those of the default experiment, which a URL does not list.
    until(lambda: address(lab) == "data=drawn&loss=cross_entropy")
    press(lab, "Undo")
    until(lambda: ",3:0:2" in address(lab))


def test_points_are_drawn_by_keyboard_after_clearing(lab: Page):
    lab.get_by_label("Data set").select_option("Points you draw")
    until(lambda: address(lab) == "data=drawn")
    press(lab, "Clear")
    expect(lab.get_by_text("Draw at least 4 points of 2 classes")).to_be_visible()
    canvas(lab).focus()
    for key in ("1", "Enter", "Shift+ArrowRight", "Enter", "2", "Shift+ArrowUp", "Enter"):
        lab.keyboard.press(key)
    lab.keyboard.press("ArrowLeft")
    lab.keyboard.press(" ")
    until(lambda: address(lab) == "data=drawn&drawn=0:0:0,1:0:0,1:1:1,0.75:1:1")
    press(lab, "Play")
    until(lambda: number(lab, "Training loss") < 0.3)


def test_clearing_the_points_can_be_undone(lab: Page):
    lab.get_by_label("Data set").select_option("Points you draw")
    until(lambda: address(lab) == "data=drawn")
    press(lab, "Clear")
    few = lab.get_by_text("Draw at least 4 points of 2 classes")
    expect(few).to_be_visible()
    press(lab, "Undo")
    expect(few).to_have_count(0)
    assert address(lab) == "data=drawn"
    press(lab, "Undo")
    until(lambda: address(lab) == "")


def test_points_are_drawn_on_the_plane_whichever_view_was_shown_before(lab: Page):
    lab.get_by_label("Data set").select_option("Digits (pictures)")
    expect(lab.get_by_label("View of the output")).to_have_value("examples")
    lab.get_by_label("Data set").select_option("Points you draw")
    expect(lab.get_by_role("application", name="Drawing area")).to_be_visible()


def test_the_xor_table_can_be_learned_and_replaced_by_another_table(lab: Page):
    bring(lab, "a,b,c\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n")
    until(lambda: address(lab).startswith("data=table&table="))
    expect(lab.get_by_label("Target", exact=True)).to_have_value("c")
    press(lab, "Another table …")
    dialog = lab.get_by_role("dialog", name="Your own table")
    dialog.get_by_role("textbox", name="Rows of cells").fill(CSV)
    dialog.get_by_role("button", name="Use this table").click()
    expect(lab.get_by_label("Target", exact=True)).to_have_value("kind")
    expect(lab.get_by_label("Vertical axis")).to_have_value("1")


def test_a_pasted_table_is_read_described_and_learned(lab: Page):
    bring(lab, CSV)
    until(lambda: address(lab).startswith("data=table&table="))
    expect(lab.get_by_role("dialog")).to_have_count(0)
    remark = "60 rows, cells separated by semicolons, with a header"
    expect(lab.get_by_text(remark)).to_be_visible()
    expect(lab.get_by_label("Target", exact=True)).to_have_value("kind")
    lab.get_by_text("Columns: 2 of 2").click()
    lab.get_by_role("checkbox", name="b", exact=True).uncheck()
    until(lambda: "columns=a" in address(lab))
    expect(lab.get_by_role("figure", name="Network", exact=True)).to_contain_text("1 – 8 – 8 – 3")
    lab.get_by_label("Target", exact=True).select_option("b")
    until(lambda: "target=b" in address(lab) and "loss=mse" in address(lab))
    press(lab, "Play")
    until(lambda: number(lab, "Epoch") > 5)


def test_a_table_is_stored_in_the_browser_and_reopened_by_its_url(lab: Page):
    bring(lab, CSV)
    until(lambda: address(lab).startswith("data=table&table="))
    name = address(lab)
    lab.reload()
    expect(lab.get_by_label("Status", exact=True)).to_have_text("Ready")
    until(lambda: address(lab) == name)
    expect(lab.get_by_label("Target", exact=True)).to_have_value("kind")


def test_the_error_for_an_invalid_table_names_the_line_and_the_typed_text_remains(lab: Page):
    bring(lab, "a,b\n1,2\n3\n")
    dialog = lab.get_by_role("dialog", name="Your own table")
    expect(dialog.get_by_role("alert")).to_contain_text("Line 3 has 1 cell")
    expect(dialog.get_by_role("textbox", name="Rows of cells")).to_have_value("a,b\n1,2\n3\n")
    assert address(lab) == ""


def drop(page: Page, content: str | bytes) -> None:
    """Drop a file on the page, and accept the table as it is read."""
    drop_only(page, content)
    use(page)


def drop_only(page: Page, content: str | bytes) -> None:
    data = content.encode() if isinstance(content, str) else content
    page.evaluate(
        """(bytes) => {
            const dataTransfer = new DataTransfer();
            const file = new File([new Uint8Array(bytes)], "my.csv", { type: "text/csv" });
            dataTransfer.items.add(file);
            const options = { dataTransfer, bubbles: true, cancelable: true };
            document.body.dispatchEvent(new DragEvent("drop", options));
        }""",
        list(data),
    )


def use(page: Page) -> None:
    """Accept the table that the dialog shows."""
    dialog = page.get_by_role("dialog", name="Your own table")
    expect(dialog.get_by_role("region", name="First rows as read")).to_be_visible()
    dialog.get_by_role("button", name="Use this table").click()


GERMAN = "wann;preis;ort\n" + "".join(
    f"{day:02}.02.2024;{day}.250,50 €;{place}\n"
    for day, place in zip(range(1, 21), [*["Köln", "Bär"] * 9, "Köln", "-"], strict=True)
)


def test_the_dialog_has_a_menu_for_each_decision_about_how_a_file_is_read(lab: Page):
    drop_only(lab, GERMAN.encode("windows-1252"))
    dialog = lab.get_by_role("dialog", name="Your own table")
    rows = dialog.get_by_role("region", name="First rows as read").get_by_role("row")
    expect(rows.nth(0)).to_contain_text("wanndatepreisnumberorttext")
    expect(rows.nth(1)).to_contain_text("2024-02-01")
    expect(rows.nth(1)).to_contain_text("1250.5")
    expect(rows.nth(1)).to_contain_text("Köln")
    expect(dialog.get_by_role("textbox", name="Rows of cells")).to_have_value(GERMAN)
    found = {
        "Delimiter": "semicolon (detected)",
        "Header": "yes (detected)",
        "Decimal separator": "comma (detected)",
        "Thousands separator": "point (detected)",
        "Encoding": "Windows-1252 (detected)",
        "Dates": "day, month, year (detected)",
        "Missing values": "only empty cells (detected)",
    }
    for label, words in found.items():
        expect(dialog.get_by_label(label).locator("option:checked")).to_have_text(words)
    dialog.get_by_label("Header").select_option("no")
    expect(rows.nth(1)).to_contain_text("ort")
    expect(dialog.get_by_text("column 1: wann (1 row) treated as missing")).to_be_visible()
    dialog.get_by_label("Header").select_option(value="found")
    expect(dialog.get_by_text('Column "ort" has "-" in 1 row')).to_be_visible()
    dialog.get_by_role("button", name='Treat "-" as missing in every column').click()
    markers = dialog.get_by_label("Markers (usual: NA, n.a. …)")
    expect(markers).to_have_value("usual, -")
    expect(dialog.get_by_text("Missing, besides empty cells: - (1).")).to_be_visible()
    markers.fill("Köln, nil")
    markers.press("Tab")
    expect(rows.nth(1)).not_to_contain_text("Köln")
    dialog.get_by_label("Encoding").select_option("UTF-8")
    expect(dialog.get_by_role("alert")).to_contain_text("not UTF-8 (see line 2)")
    dialog.get_by_label("Encoding").select_option("Windows-1252")
    dialog.get_by_label("Missing values").select_option("only empty cells")
    use(lab)
    until(lambda: address(lab).startswith("data=table&table="))
    name = address(lab)
    lab.reload()
    until(lambda: address(lab) == name)
    expect(lab.get_by_text("Encoding: Windows-1252.")).to_be_attached()


@pytest.mark.parametrize("way", ["drop", "paste"])
def test_a_table_can_be_dropped_or_pasted_anywhere_on_the_page(lab: Page, way: str):
    if way == "drop":
        drop(lab, CSV)
    else:
        lab.evaluate(
            """(text) => {
                const clipboardData = new DataTransfer();
                clipboardData.setData("text/plain", text);
                const options = { clipboardData, bubbles: true };
                document.body.dispatchEvent(new ClipboardEvent("paste", options));
            }""",
            CSV,
        )
        use(lab)
    until(lambda: address(lab).startswith("data=table&table="))


def test_grades_that_were_read_as_classes_can_be_read_as_numbers(lab: Page):
    drop(lab, "hours,mark\n" + "".join(f"{n * 0.7},{1 + n % 5}\n" for n in range(40)))
    network = lab.get_by_role("figure", name="Network", exact=True)
    expect(network).to_contain_text("– 5,")
    lab.get_by_label("Target is a number").check()
    expect(network).to_contain_text("– 1,")
    expect(lab.get_by_label("Loss", exact=True)).to_have_value("mse")
    lab.get_by_label("Target is a number").uncheck()
    expect(network).to_contain_text("– 5,")


def test_omitted_columns_are_listed_and_included_with_a_click(lab: Page):
    rows = [
        f"{i + 1},House {i},2024-0{i % 9 + 1}-1{i % 10},{'' if i % 9 == 4 else i % 7},"
        f"{'#N/A' if i == 5 else i * 37 % 100 + 0.5}"
        for i in range(60)
    ]
    drop(lab, "\n".join(["id,name,day,rooms,price", *rows]))
    network = lab.get_by_role("figure", name="Network", exact=True)
    expect(network).to_contain_text("2 – 8 – 8 – 1,")
    expect(lab.get_by_label("Target", exact=True)).to_have_value("price")
    expect(lab.get_by_text("'name' is left out: 60 different texts in 60 rows.")).to_be_visible()
    expect(lab.get_by_text("'id' is left out: 60 different whole numbers")).to_be_visible()
    gaps = lab.get_by_text("8 of 60 rows are left out, because a value is missing")
    expect(gaps).to_contain_text("('rooms': 7; 'price', the target: 1)")

    lab.get_by_role("button", name="Include name anyway").click()
    expect(network).to_contain_text("62 – 8 – 8 – 1,")
    expect(lab.get_by_role("button", name="Include name anyway")).to_have_count(0)
    press(lab, "Undo")
    expect(network).to_contain_text("2 – 8 – 8 – 1,")

    lab.get_by_label("Missing values", exact=True).select_option("fill")
    expect(network).to_contain_text("3 – 8 – 8 – 1,")
    expect(lab.get_by_text("Missing values are filled with the median")).to_be_visible()
    lab.get_by_label("Weekday and month of dates").check()
    expect(network).to_contain_text("19 – 8 – 8 – 1,")
    until(lambda: "missing_values=fill&date_parts=true" in address(lab))


def test_only_the_first_64_of_many_columns_are_inputs(lab: Page):
    rows = [",".join(str((i * (k + 3)) % 17 + 0.5) for k in range(200)) for i in range(30)]
    drop(lab, "\n".join([",".join(f"x{k}" for k in range(200)), *rows]))
    expect(lab.get_by_role("figure", name="Network", exact=True)).to_contain_text("64 – 8 – 8 – 1,")
    expect(lab.get_by_text("135 columns, 'x64' to 'x198', are left out")).to_be_visible()
    lab.get_by_text("Columns: 64 of 199").click()
    lab.get_by_role("group", name="Columns").get_by_label("x64", exact=True).click()
    fault = lab.locator("#fault-columns")
    expect(fault).to_contain_text("a network has at most 64 inputs")


def test_saved_data_keep_their_division_into_training_and_test_sets(lab: Page):
    rows = [f"{i},{i * 37 % 50},{'training' if i % 3 else 'test'}" for i in range(60)]
    drop(lab, "\n".join(["x,y,set", *rows]))
    by_set = lab.get_by_label("Split as column “set” says")
    expect(by_set).to_be_checked()
    expect(lab.get_by_label("Training share")).to_have_count(0)
    by_set.uncheck()
    expect(lab.get_by_label("Training share")).to_have_count(1)


def test_fifty_thousand_rows_are_read_and_learned(lab: Page):
    rows = [f"{i * 7919 % 1000 / 500:.3f},{i * 907 % 997 / 500:.3f},{i % 2}" for i in range(50_000)]
    drop(lab, "\n".join(["a,b,kind", *rows]))
    until(lambda: address(lab).startswith("data=table&table="))
    expect(lab.get_by_text("50,000 rows, cells")).to_be_visible()
    press(lab, "Play")
    until(lambda: number(lab, "Epoch") >= 1)
    press(lab, "Pause")
    expect(lab.get_by_label("Status", exact=True)).to_have_text("Paused")


def test_a_large_saved_table_opens_with_progress_and_can_be_stopped(lab: Page, tmp_path: Path):
    rows = [",".join(str((i + j) % 9) for j in range(200)) for i in range(997)]
    names = [f"c{j}" for j in range(200)]
    text = "\n".join([",".join(names), *(rows[i % 997] for i in range(40_000))])
    csv = {"text": text, "delimiter": None, "header": None}
    file = tmp_path / "large.json"
    file.write_text(json.dumps({"data": "table", "csv": csv, "columns": names[:2]}))
    before = address(lab)
    open_saved(lab, file)
    expect(lab.get_by_text("Reading the table:")).to_be_visible()
    press(lab, "Stop reading")
    expect(lab.get_by_text("Reading the table was stopped.", exact=True)).to_be_visible()
    assert address(lab) == before
    open_saved(lab, file)
    expect(lab.get_by_text("Reading the table:")).to_be_visible()
    until(lambda: address(lab).startswith("data=table&table="))
    expect(lab.get_by_text("Reading the table:")).to_have_count(0)


def open_saved(lab: Page, file: Path) -> None:
    press(lab, "File")
    with lab.expect_file_chooser() as chooser:
        press(lab, "Open experiment …")
    chooser.value.set_files(file)


def test_built_in_tables_are_learned(lab: Page):
    for name, inputs in (("Iris (table)", 4), ("Wine (table)", 13), ("Penguins (table)", 9)):
        lab.get_by_label("Data set").select_option(name)
        network = lab.get_by_role("figure", name="Network", exact=True)
        expect(network).to_contain_text(f"{inputs} – 8 – 8 – 3")
        press(lab, "Reset")
        expect(lab.get_by_label("Epoch", exact=True)).to_have_text("0")
        press(lab, "Play")
        until(lambda: float(lab.get_by_label("Test accuracy").inner_text().split()[0]) > 85)
        press(lab, "Pause")
        lab.get_by_label("View of the output").select_option("Examples")
        table = lab.get_by_role("table", name="Examples")
        expect(table.get_by_role("row")).to_have_count(51)
        expect(table.get_by_role("columnheader").last).to_have_text("prediction")
        lab.get_by_role("button", name="Next").click()
        expect(lab.get_by_text("51 to 100 of")).to_be_visible()
        lab.get_by_role("button", name="Previous").click()


def test_digits_are_shown_as_pictures(watched: Watched):
    page = watched.ready("data=digits&loss=cross_entropy&layers=12-relu")
    blank = canvas(page).screenshot()
    press(page, "Play")
    until(lambda: float(page.get_by_label("Test accuracy").inner_text().split()[0]) > 85)
    press(page, "Pause")
    expect(page.get_by_text("1 to 36 of 1797, test examples first")).to_be_visible()
    until(lambda: canvas(page).screenshot() != blank)
    assert watched.complaints == []


def test_the_output_map_of_a_table_uses_the_chosen_inputs(watched: Watched):
    page = watched.ready("data=iris&loss=cross_entropy")
    painted(page)
    before = canvas(page).screenshot()
    page.get_by_label("Vertical axis").select_option("petal width (cm)")
    until(lambda: canvas(page).screenshot() != before)
    assert watched.complaints == []


def test_the_experiment_data_and_history_can_be_saved(watched: Watched):
    page = watched.ready("data=gauss&samples=40")
    press(page, "Epoch")
    texts = []
    for item, name in (
        ("Save experiment", "chainrule-gauss-experiment.json"),
        ("Save data (CSV)", "chainrule-gauss-data.csv"),
        ("Save history (CSV)", "chainrule-gauss-history.csv"),
    ):
        press(page, "File")
        with page.expect_download() as download:
            press(page, item)
        assert download.value.suggested_filename == name
        texts.append(Path(download.value.path()).read_text(encoding="utf-8"))
    experiment, data, history = texts
    assert json.loads(experiment)["samples"] == 40
    assert len(data.splitlines()) == 41
    assert len(history.splitlines()) == 3


def test_a_saved_experiment_can_be_reopened(lab: Page, tmp_path: Path):
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"data": "moons", "learning_rate": 0.05}))
    open_saved(lab, file)
    until(lambda: address(lab) == "data=moons&learning_rate=0.05")
    file.write_text('{"noise": 7}')
    open_saved(lab, file)
    expect(lab.get_by_text("Noise: 7 does not work").first).to_be_visible()
    assert address(lab) == "data=moons&learning_rate=0.05"
