"""The values that `--vary` accepts, and its error messages."""

import pytest
from chainrule.errors import InputError
from chainrule.experiment.layers.parts import layer_of

pytest.importorskip("chainrule.sweeps", reason="the site omits code that only the terminal uses")

from chainrule.sweeps.notation import parse_axis, texts


def layers(*notation):
    return tuple(map(layer_of, notation))


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("lr=0.01,0.1", "learning_rate", (0.01, 0.1)),
        ("learning_rate=1e-2", "learning_rate", (0.01,)),
        ("seed=0:4", "seed", (0, 1, 2, 3)),
        ("seed=0:9:3,100", "seed", (0, 3, 6, 100)),
        ("seed=3:0:-1", "seed", (3, 2, 1)),
        ("lr=0.0001:1:log5", "learning_rate", (0.0001, 0.001, 0.01, 0.1, 1.0)),
        ("lr=1:0.01:log3", "learning_rate", (1.0, 0.1, 0.01)),
        ("lr=0.001:1:log7", "learning_rate", (0.001, 0.00316, 0.01, 0.0316, 0.1, 0.316, 1.0)),
        ("noise=0:0.5:lin6", "noise", (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)),
        ("batch_size=1:256:log9", "batch_size", (1, 2, 4, 8, 16, 32, 64, 128, 256)),
        ("batch_size=1:4:lin10", "batch_size", (1, 2, 3, 4)),
        ("width=2,8", "width", (2, 8)),
        ("optimizer=sgd,adam", "optimizer", ("sgd", "adam")),
        ("nesterov=true,false", "nesterov", (True, False)),
        ("layers=none;4-tanh", "layers", ((), layers("4-tanh"))),
        (
            "layers=4-relu,2-tanh-drop0.2-norm;8-tanh",
            "layers",
            (layers("4-relu", "2-tanh-drop0.2-norm"), layers("8-tanh")),
        ),
        (
            "layers=conv8x3-relu,pool2;residual(8-tanh,8-relu),gru16",
            "layers",
            (layers("conv8x3-relu", "pool2"), layers("residual(8-tanh,8-relu)", "gru16")),
        ),
        ("features=x1,x2;x1*x2", "features", (("x1", "x2"), ("x1*x2",))),
        ("frozen=none;1,biases", "frozen", ((), ("1", "biases"))),
    ],
)
def test_every_notation_of_values_is_read(text, name, values):
    axis = parse_axis(text)
    assert (axis.name, axis.values) == (name, values)


def test_values_are_printed_as_they_were_written():
    assert texts(parse_axis("layers=4-relu,2-tanh-drop0.2-norm;none")) == (
        "4-relu,2-tanh-drop0.2-norm",
        "none",
    )


SPACED = (
    "FIRST:LAST:logN or FIRST:LAST:linN for N from 2 numbers, both ends included, at equal ratios "
    "(from above 0) or distances."
)
WHOLE = f"FIRST:END or FIRST:END:STEP, not empty and without the end; or {SPACED}"


RATE = "a number greater than 0 up to 100."


@pytest.mark.parametrize(
    ("text", "field", "value", "allowed"),
    [
        ("lr", "--vary", "'lr'", "NAME=VALUES, as in lr=0.01,0.1 or seed=0:64."),
        ("lr=0", "learning_rate", "0.0", RATE),
        ("lr=", "learning_rate", "''", RATE),
        ("lr=0.1,,1", "learning_rate", "''", RATE),
        ("lr=nan", "learning_rate", "nan", RATE),
        ("lr=0.1,1e-1", "learning_rate", "'0.1,1e-1'", "different values; 0.1 comes twice."),
        ("lr=1:2", "learning_rate", "'1:2'", SPACED),
        ("lr=1:2:log1", "learning_rate", "'1:2:log1'", SPACED),
        ("lr=1:2:logN", "learning_rate", "'1:2:logN'", SPACED),
        ("lr=1:2:lin3:4", "learning_rate", "'1:2:lin3:4'", SPACED),
        ("noise=0:0.5:log3", "noise", "'0:0.5:log3'", SPACED),
        ("noise=0:7:lin3", "noise", "7.0", "a number from 0 to 0.5."),
        ("seed=0:0", "seed", "'0:0'", WHOLE),
        ("seed=0:4:0", "seed", "'0:4:0'", WHOLE),
        ("seed=0:1000000000000", "seed", "'0:1000000000000'", WHOLE),
        ("width=33", "width", "33", "a whole number from 1 to 32."),
        ("width=two", "width", "'two'", "a whole number from 1 to 32."),
        ("optimizer=sgd;adam", "optimizer", "'sgd;adam'", "one of sgd, adagrad, adadelta"),
        ("layers=4-foo", "layers", "'4-foo'", "with any of tanh, relu"),
    ],
)
def test_the_error_for_an_invalid_value_names_it(text, field, value, allowed):
    with pytest.raises(InputError) as caught:
        parse_axis(text)
    expected = f"{field}: {value} is not allowed; allowed: {allowed}"
    assert str(caught.value).startswith(expected)
    assert allowed[-1] != "." or str(caught.value) == expected


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("class_weights=none,balanced", "semicolons: 'class_weights=none;balanced'."),
        ("layers=4-tanh,8", "semicolons: 'layers=4-tanh;8'."),
        ("lr=0.1;1", "commas: 'lr=0.1,1'."),
        ("optimizer=sgd;adam", "commas: 'optimizer=sgd,adam'."),
    ],
)
def test_the_error_for_a_wrong_separator_gives_a_hint(text, hint):
    with pytest.raises(InputError) as caught:
        parse_axis(text)
    assert str(caught.value).endswith(f"; several values are parted by {hint}")


@pytest.mark.parametrize("text", ["class_weights=none;often", "layers=4-foo", "lr=0.1,x"])
def test_the_error_for_a_value_after_a_correct_separator_gives_no_hint(text):
    with pytest.raises(InputError) as caught:
        parse_axis(text)
    assert "parted" not in str(caught.value)


def test_the_error_for_an_unknown_setting_suggests_similar_ones():
    with pytest.raises(
        InputError, match="--vary: 'rate' is not allowed; allowed: learning_rate, or another"
    ):
        parse_axis("rate=1")
