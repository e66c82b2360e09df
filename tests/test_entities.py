"""The entity model that ships: what it reads in wordings that no lexicon lists, and that it does so again and again."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest
from maaltal.extractors.entities import EntityModelError, compared, entities
from maaltal.extractors.entity_blanks import group_in, indicator_in, subject_in
from maaltal.extractors.entity_marks import KINDS, MarkError, parse, parse_lines
from maaltal.pipeline.train import scores
from maaltal.pipeline.train_material import corrected_sentences, drawn_sentences

CASES = Path(__file__).parent / "cases"
GOLD = CASES / "entities_gold.txt"
FLOORS = tomllib.loads((CASES / "entities_floors.toml").read_text(encoding="utf-8"))
BLANKS = tomllib.loads((CASES / "entities_blanks.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def gold():
    return list(parse_lines(GOLD.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def found(gold):
    return entities([marked.text for marked in gold])


def test_the_gold_is_the_one_the_floors_were_set_for():
    assert hashlib.sha256(GOLD.read_bytes()).hexdigest() == FLOORS["gold_sha256"]


@pytest.mark.parametrize("kind", [*KINDS.values(), "all"])
def test_scores_do_not_fall_below_the_floor(gold, found, kind):
    assert scores(gold, found)[kind]["f1"] >= FLOORS["f1"][kind]


def test_the_same_text_gives_the_same_entities_alone_and_in_a_batch(gold, found):
    texts = [marked.text for marked in gold[:20]]
    assert [entities([text])[0] for text in texts] == found[:20]
    assert entities(list(reversed(texts))) == list(reversed(found[:20]))


def test_readings_that_both_recognisers_share_are_better_than_others(gold):
    shared, alone = [], []
    for (_, marks), read in zip(gold, compared([marked.text for marked in gold]), strict=True):
        for entity, how in read:
            (shared if how == "same" else alone).append((entity.start, entity.end, entity.kind) in marks)
    assert sum(shared) / len(shared) > sum(alone) / len(alone) + 0.2


def test_no_sentence_of_the_gold_is_trained_on(gold):
    trained = {marked.text for marked in [*corrected_sentences(), *drawn_sentences(500, 1)]}
    assert not trained & {marked.text for marked in gold}


def test_the_grammar_draws_the_same_sentences_again():
    assert list(drawn_sentences(50, 7)) == list(drawn_sentences(50, 7)) != list(drawn_sentences(50, 8))


@pytest.mark.parametrize("case", BLANKS["case"], ids=lambda case: case["text"])
def test_blanks(case):
    text = case["text"]
    read = {"indicator": indicator_in, "group": group_in}
    for name in read.keys() & case.keys():
        entity = read[name](text)
        assert (text[entity.start:entity.end] if entity else "") == case[name]
    for number, subject in case.get("subjects", {}).items():
        place = text.index(number)
        stretch = subject_in(text, (place, place + len(number)))
        assert (text[slice(*stretch)] if stretch else "") == subject


def test_a_model_that_does_not_exist_is_named():
    with pytest.raises(EntityModelError, match="no_such_model"):
        entities(["Antallet falder."], "no_such_model")


def test_labels_of_another_model_are_mapped_or_left_out(tmp_path):
    import spacy

    nlp = spacy.blank("da")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([
        {"label": "ORG", "pattern": "Byrådet"},
        {"label": "PER", "pattern": "Ida"},
        {"label": "indicator", "pattern": "ventelisten"},
    ])
    nlp.to_disk(tmp_path / "own")
    (read,) = entities(["Byrådet og Ida følger ventelisten."], str(tmp_path / "own"))
    assert [(entity.kind, entity.start, entity.end, entity.score) for entity in read] == [
        ("actor", 0, 7, None), ("indicator", 22, 33, None)]
    assert indicator_in("Byrådet og Ida følger ventelisten.", str(tmp_path / "own")).start == 22


@pytest.mark.parametrize(("marked", "text", "marks"), [
    ("[Andelen|i] af [elever|g] stiger.", "Andelen af elever stiger.", ((0, 7, "indicator"), (11, 17, "target_group"))),
    ("Ingen mærker", "Ingen mærker", ()),
])
def test_marked_texts(marked, text, marks):
    assert parse(marked) == (text, marks)


@pytest.mark.parametrize("marked", ["[Andelen|x] falder", "[Andelen falder", "Andelen|i] falder"])
def test_a_wrong_mark_is_refused(marked):
    with pytest.raises(MarkError):
        parse(marked)
