"""A regression on a table is shown in the unit of its target."""

import numpy as np
import pytest
from browser.page import Page
from chainrule.diagnostics.target import Target, target_of

RNG = np.random.default_rng(1)
AREAS = RNG.integers(40, 220, 60)
PRICES = [round(1800 * area + 9000 * RNG.standard_normal(), -2) for area in AREAS.tolist()]
ROWS = "area,heating,price\n" + "".join(
    f'{area},{["gas", "oil"][i % 2]},"${price:,.0f}"\n'
    for i, (area, price) in enumerate(zip(AREAS, PRICES, strict=True))
)


def opened(page: Page, rows: str = ROWS, **changes):
    reading = {"text": rows, "delimiter": None, "header": None}
    reports = page.send("read_table", **reading)
    return page.change(**changes) if changes else reports


def predictions(page: Page, scaling: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The prices of the test rows, and their predictions, computed from the table itself."""
    _, _, x_test, y_test = page.session.live.experiment.split()
    scores = page.session.live.run.predict(x_test)[:, 0].astype(np.float64)
    return y_test * scaling.std() + scaling.mean(), scores * scaling.std() + scaling.mean()


def test_errors_predictions_and_residuals_are_in_the_targets_unit(page):
    opened(page)
    frame = page.train(30)
    experiment = page.session.live.experiment
    training = np.array(PRICES)[experiment.source.rows][experiment.source.parts[0]]
    prices, guesses = predictions(page, training)
    rmse = np.sqrt(np.mean((prices - guesses) ** 2))
    r2 = 1 - np.sum((prices - guesses) ** 2) / np.sum((prices - prices.mean()) ** 2)
    assert frame["fit"]["test_rmse"] == pytest.approx(rmse, rel=1e-4)
    assert frame["fit"]["test_r2"] == pytest.approx(r2, abs=1e-4)
    assert frame["fit"]["training_rmse"] == pytest.approx(
        np.sqrt(frame["training_loss"]) * training.std(), rel=1e-4
    )
    assert frame["fit"]["note"] == ""
    (rows, _), (_, arrays) = page.send("view", rows={"start": 0, "count": 5})
    np.testing.assert_allclose(arrays["row_predictions"], guesses[:5], rtol=1e-5)
    np.testing.assert_allclose(arrays["row_residuals"], (prices - guesses)[:5], atol=0.5)
    cells = [float(row[-1].strip("$").replace(",", "")) for row in rows["cells"]]
    np.testing.assert_allclose(arrays["row_predictions"] + arrays["row_residuals"], cells, atol=0.5)


def test_the_scale_the_points_and_the_output_have_the_targets_name_and_unit(page):
    (header, arrays), _ = opened(page)
    scale, prices = header["scale"], np.array(PRICES)
    assert scale["target"] == {"name": "price", "unit": "$", "decimals": 0, "is_date": False}
    assert scale["label"] == "predicted price"
    experiment = page.session.live.experiment
    training = prices[experiment.source.rows][experiment.source.parts[0]]
    ends = training.mean() + 2 * training.std() * np.array([-1, 1])
    np.testing.assert_allclose(scale["ends"], ends)
    np.testing.assert_allclose(arrays["target_values"][: len(training)], training)
    assert header["network"]["outputs"] == ["price"]
    assert header["network"]["features"] == ["area", "heating = gas", "heating = oil"]


def test_the_microscope_shows_the_example_in_the_targets_unit(page):
    opened(page)
    page.train(5)
    [(walked, _)] = page.send("walk", example=2, exhibit=None, step=0)
    source, row = page.session.live.experiment.source, walked["rows"][0]
    price = PRICES[source.rows[source.parts[0][row]]]
    _, (_, arrays) = page.send("view", rows={"start": 30 + row, "count": 1})
    answer = walked["answer"]
    assert answer["target"] == pytest.approx(price, abs=0.5)
    assert answer["prediction"] == pytest.approx(arrays["row_predictions"][0], rel=1e-5)
    assert answer["residual"] == pytest.approx(price - answer["prediction"], abs=0.5)
    [(walked, _)] = page.send("walk", example=None, exhibit=None, step=0)
    assert walked["answer"] is None


def test_a_constant_target_has_no_r2_and_a_sentence_says_so(page):
    rows = "a,b\n" + "".join(f"{i % 7},2.5\n" for i in range(20))
    _, (frame, _) = opened(page, rows, target="b", target_is_number=True)
    fit = frame["fit"]
    assert fit["training_r2"] is fit["test_r2"] is None
    assert fit["test_rmse"] is not None
    assert fit["note"] == (
        "R² is not defined for the training and the test set: all targets are equal."
    )


@pytest.mark.parametrize(
    ("cells", "unit", "decimals", "shown"),
    [
        ("229500 98000 120000 45000", "", 0, "107,382"),
        ("22.4 7 1.5 300.1", "", 1, "107,382.3"),
        ("1.5cm 2.25cm 3cm 4cm", "cm", 2, "107,382.28"),
        ("12% 7.5% 99% 45%", "%", 1, "107,382.3"),
        ("0.1234567 0.7654321 0.5 0.25", "", 4, "107,382.2790"),
        ("1.5e-9 7.25e-9 3e-9 4e-9", "", None, "1.074e+05"),
        ("1e15 3e15 4e15 2.5e15", "", 0, "107,382"),
    ],
)
def test_predictions_have_as_many_decimal_places_as_the_target(page, cells, unit, decimals, shown):
    rows = "a;b\n" + "".join(f"{i};{cell}\n" for i, cell in enumerate(cells.split() * 3))
    opened(page, rows, target="b", target_is_number=True)
    target = target_of(page.session.live.experiment)
    assert target is not None
    assert (target.unit, target.decimals) == (unit, decimals)
    assert target.text(107_382.279) == shown


def test_a_percentage_is_shown_in_percent(page):
    rows = "a;b\n" + "".join(f"{i};{i % 7 * 12.5}%\n" for i in range(40))
    (header, arrays), _ = opened(page, rows, target="b", target_is_number=True)
    assert header["scale"]["target"]["unit"] == "%"
    assert arrays["target_values"].max() == pytest.approx(75)


def test_dates_are_predicted_as_dates_with_errors_in_days(page):
    rows = "a,day\n" + "".join(f"{i},2024-01-{i % 28 + 1:02d}\n" for i in range(40))
    (header, _), (frame, _) = opened(page, rows, target="day")
    assert header["scale"]["target"]["is_date"] is True
    assert 5 < frame["fit"]["training_rmse"] < 30
    target = target_of(page.session.live.experiment)
    assert target is not None
    day = np.datetime64("2024-01-14").astype("datetime64[D]").astype(float)
    assert target.text(day + 0.3) == "2024-01-14"
    assert target.error_text(8.123) == "8.12 days"


def test_an_error_has_at_least_three_significant_digits():
    target = Target("rooms", "m", decimals=0)
    assert [target.decimals_of(error) for error in (0.0412, 0.5, 31_250.0, 0.0)] == [4, 3, 0, 0]
    assert target.error_text(0.0412) == "0.0412 m"
    assert target.text(-0.3) == "0"
    assert target.residual_text(-12_345.6) == "−12,346"


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("data=xor", ["class 1"]),
        ("data=blobs&classes=3", ["0", "1", "2"]),
        ("data=iris&loss=cross_entropy", ["setosa", "versicolor", "virginica"]),
        ("data=breast_cancer", ["benign"]),
        ("data=sine", ["target"]),
        ("data=example&example_targets=0.1,0.9", ["target 1", "target 2"]),
    ],
)
def test_outputs_are_named_after_the_target_or_the_classes(page, address, names):
    [(header, _), _] = page.send("open", hash=address)
    assert header["network"]["outputs"] == names
    assert (header["scale"]["target"] is None) == (header["scale"]["classes"] > 0)
