"""The data sets that are read from files, and the task “who is where”."""

import hashlib

import numpy
import pytest
from chainrule import Experiment
from chainrule.data import clothing, files, names, who_where
from chainrule.data.sequences.letters import LETTERS, NAMES, name_of_example
from chainrule.data.sequences.whereabouts import FACTS, PEOPLE, PLACES, SYMBOLS
from chainrule.errors import InputError


def test_the_files_are_those_that_the_scripts_create():
    found = {name: hashlib.sha256(files.read_file(name)).hexdigest()[:16] for name in files.FILES}
    assert found == {"names.txt": "3804856cfa30661a", "clothing.bin": "1521fedf94e19efc"}
    lines = files.read_file("names.txt").decode().split()
    assert len(set(lines)) == len(lines) == NAMES


def test_a_missing_file_is_fetched_and_a_failure_gives_one_clear_error(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_FOLDER", tmp_path)
    monkeypatch.setattr(files, "_fetchers", [])
    files.read_file.cache_clear()
    files.fetch_with({"names.txt": b"ada"}.get)
    assert files.read_file("names.txt") == b"ada"
    with pytest.raises(InputError, match="data: 'clothing.bin' is not allowed; allowed: a data"):
        files.read_file("clothing.bin")
    files.read_file.cache_clear()


def test_the_examples_of_a_name_spell_it_and_are_in_the_same_set():
    x, y = names(50, 12, seed=3)
    owner = name_of_example(50, 12, seed=3)
    for number in range(50):
        letters, targets = x[owner == number].astype(int), y[owner == number]
        assert targets[-1] == 0
        assert (targets[:-1] > 0).all()
        assert [row[-1] for row in letters] == [0, *targets[:-1]]
        assert (letters[-1][-len(targets) + 1 :] == targets[:-1]).all()
    experiment = Experiment(
        data="names", samples=50, steps=12, layers=["gru4"], loss="cross_entropy", data_seed=3
    )
    assert experiment.source.groups is not None
    first, *_, longest = experiment.source.classes
    assert (first, longest, len(LETTERS)) == ("end of the name", "z", 27)
    x_train, _, x_test, _ = experiment.points()
    assert len(x_train) + len(x_test) == len(x)


def test_training_and_test_names_are_disjoint():
    from chainrule.experiment.data.source import parted

    experiment = Experiment(data="names", samples=80, steps=2, layers=[], loss="cross_entropy")
    training, test = parted(experiment)
    owner = name_of_example(80, 2, 0)
    assert not set(owner[training]) & set(owner[test])
    assert len(training) + len(test) == len(owner)


def test_clothing_has_classes_of_equal_size_and_distinct_pictures():
    x, y = clothing(2000, seed=1)
    assert x.shape == (2000, 196)
    assert x.min() == 0
    assert x.max() == 1
    assert (numpy.bincount(y) == 200).all()
    assert len(numpy.unique(x, axis=0)) >= 1995
    few, kinds = clothing(20, seed=1)
    assert (numpy.bincount(kinds) == 2).all()
    assert (few == x[:20]).all()


def test_each_who_where_sequence_contains_the_answer_once():
    x, y = who_where(300, 5, seed=2)
    for row, answer in zip(x.astype(int), y, strict=True):
        *facts, question = row
        answers = dict(divmod(fact, len(PLACES)) for fact in facts)
        assert len(answers) == len(set(answers.values())) == 4
        assert answers[question - len(FACTS)] == answer
    assert SYMBOLS[int(x[0, -1])].endswith("?")
    with pytest.raises(InputError, match="from 3 to 7"):
        who_where(10, len(PEOPLE) + 2)


def test_a_network_answers_who_is_where_with_attention_and_only_guesses_without_it():
    """A guess is right with probability 1/3, because three facts name three places."""
    scores = {}
    for layers in ("embed16,attention2", "embed16,conv16x1-relu"):
        experiment = Experiment.from_address(
            f"data=who_where&samples=1500&steps=4&train_share=0.8&layers={layers}"
            "&loss=cross_entropy&learning_rate=0.01&batch_size=32"
        )
        run = experiment.trainer()
        run.advance(8 * 38)
        scores[layers] = float(run.history.records[-1].test_accuracy)
    assert scores["embed16,attention2"] > 0.95
    assert scores["embed16,conv16x1-relu"] < 0.45
