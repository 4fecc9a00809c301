"""Vectors across languages: caching, containment, and the model itself where it is installed."""

import pytest
from tests.run.embedding.engines import counting, falling

from citecheck.evidence.examination import examine_sentences
from citecheck.extras.embedding import Embedder, is_installed
from citecheck.model.evidence import Claim, Support

FRENCH = [
    "Le ministre a présenté le budget de l'année prochaine devant le parlement.",
    "La rivière a débordé dans la nuit et plusieurs villages sont sous les eaux.",
    "Le club a remporté le championnat pour la première fois de son histoire.",
]


def test_likeness_is_the_cosine_of_each_sentence():
    """Every sentence gets its cosine with the claim, in order, None beyond the bound."""
    with Embedder(engine=counting) as embedder:
        assert embedder.likeness("aaa", ["aa", "b", "ab"], most=2) == [pytest.approx(1), pytest.approx(0), None]


def test_vectors_are_kept_by_content():
    """A text met before is not embedded again, also in a later run that is given the same mapping."""
    kept = {}
    with Embedder(kept, engine=counting) as embedder:
        embedder.likeness("a", ["a", "b", "b"])
    assert len(kept) == 3  # the claim, and two different passages
    with Embedder(kept, engine=falling) as embedder:
        assert embedder.likeness("a", ["b"]) == [pytest.approx(0)]


def test_a_text_that_fells_the_child_loses_only_itself():
    """After a crash of the engine the other sentences of the batch still have vectors."""
    with Embedder(engine=falling) as embedder:
        assert embedder.likeness("a", ["a", "overflow", "b"]) == [pytest.approx(1), None, pytest.approx(0)]


def test_text_is_normalised_and_capped_before_the_engine():
    """Ligatures that grow on normalisation never reach the engine beyond the cap."""
    kept = {}
    with Embedder(kept, engine=counting, longest=50) as embedder:
        embedder.likeness("a", ["\ufdfa" * 40])
        embedder.likeness("a", ["\ufdfa" * 39])
    assert len(kept) == 2


def test_foreign_passages_are_ranked_by_likeness():
    """With likeness a source in another language is searched; without it the reason says that it was not."""
    claim = Claim("Villages were flooded when a river burst its banks.")
    alone = examine_sentences(claim, FRENCH)
    assert alone.support is Support.NOT_CHECKABLE
    assert "another language" in alone.reason
    found = examine_sentences(claim, FRENCH, lambda _, sentences: [0.95 if "rivière" in s else 0.5 for s in sentences])
    assert found.support is Support.EVIDENCE
    assert found.passages[0].sentence == 1


@pytest.mark.skipif(not is_installed(), reason="the extra citecheck[xling] is not installed")
def test_the_model_reaches_across_languages():
    """The bundled model finds the French passage of an English claim."""
    with Embedder() as embedder:
        found = examine_sentences(Claim("Villages were flooded at night."), FRENCH, embedder.likeness)
    assert found.passages[0].sentence == 1
