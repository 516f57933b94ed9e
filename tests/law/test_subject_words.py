"""What a question is about is called what the books call it."""

import pytest

from tallystick.evidence.wording import Language
from tallystick.law.facts import Subject
from tallystick.law.reading import standing_books
from tallystick.law.words import subject_text


@pytest.mark.parametrize("kind", sorted(standing_books()[0].vocabulary.classes))
def test_every_class_of_subject_has_its_words_in_both_languages(kind):
    name = standing_books()[0].vocabulary.classes[kind].name
    assert subject_text(Subject(kind=kind, name="acme"), Language.ZH) == f"{name.zh} acme"
    assert subject_text(Subject(kind=kind), Language.EN) == name.en
