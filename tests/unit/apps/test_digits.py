"""Images: centring a drawing, reading it, and the influence of training examples."""

import numpy
import pytest
from chainrule.apps import app_experiment
from chainrule.apps.digits.centring import centred
from chainrule.apps.digits.reading import Reader
from chainrule.errors import ShapeError
from chainrule.tensor import Tensor


def bar(top, bottom, left, right, n=16):
    ink = numpy.zeros((n, n))
    ink[top:bottom, left:right] = 1
    return ink


def test_a_drawing_fills_the_picture_whatever_its_position_and_size():
    pictures = [
        centred(ink, 8) for ink in (bar(0, 16, 6, 10), bar(3, 11, 1, 3), bar(8, 12, 14, 15))
    ]
    for picture in pictures:
        assert (picture.max(axis=1) > 0.5).all(), "it reaches from top to bottom"
        numpy.testing.assert_allclose(picture, picture[:, ::-1], atol=1e-12)
    assert pictures[0].sum() == pytest.approx(8 * 8 / 4, rel=0.1)


def test_a_wide_drawing_keeps_its_proportions():
    picture = centred(bar(6, 8, 0, 16), 8)
    assert (picture[:3].sum(), picture[5:].sum()) == (0, 0)
    assert (picture[3:5].max(axis=0) > 0.4).all()


def test_an_empty_drawing_is_an_empty_picture():
    assert not centred(numpy.full((16, 16), 0.05), 8).any()
    with pytest.raises(ShapeError, match="not a matrix"):
        centred(numpy.zeros(64), 8)


@pytest.fixture(scope="module")
def reader():
    experiment = app_experiment("app:digits").changed(train_share=0.1)
    run = experiment.trainer()
    run.advance(30)
    return Reader(run, experiment)


def test_the_pull_of_a_pixel_is_the_derivative_of_the_log_probability(reader):
    pixels = numpy.random.default_rng(0).uniform(0, 1, (8, 8))
    reading = reader.read(pixels, 7)
    assert reading.probabilities.sum() == pytest.approx(1)
    for place in ((0, 3), (4, 4), (7, 2)):
        moved = [pixels.copy(), pixels.copy()]
        moved[0][place] += 1e-5
        moved[1][place] -= 1e-5
        ahead, behind = (numpy.log(reader.read(each, 7).probabilities[7]) for each in moved)
        assert reading.pull[0][place] == pytest.approx((ahead - behind) / 2e-5, rel=1e-4, abs=1e-7)


def test_reading_uses_the_runs_weights_and_leaves_them_unchanged(reader):
    run, x = reader.run, reader._experiment.split().x[:1]
    grad = run.grad.copy()
    reading = reader.read(x[0, 0])
    numpy.testing.assert_allclose(reading.outputs[-1], run.predict(x)[0], rtol=1e-4, atol=1e-5)
    numpy.testing.assert_array_equal(run.grad, grad)


def test_influences_are_inner_products_of_gradients(reader):
    split = reader._experiment.split()
    reading = reader.read(split.x_test[0, 0])
    found = reader.influences(reading.gradient)
    net = reader._net
    net.theta[...] = reader.run.theta
    for index in (0, 5, 41):
        net.zero_grad()
        example = split.x[index : index + 1].astype(numpy.float64)
        reader.run.loss(net(Tensor(example)), split.y[index : index + 1]).backward()
        exact = float(net.grad @ reading.gradient)
        assert found[index] == pytest.approx(exact, rel=1e-5, abs=1e-9)
    assert not reader.influences(numpy.zeros(net.theta.size)).any()
