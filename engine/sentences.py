"""Sentences for the user that a window can say in another language.

A Sentence is a str in English, so whoever prints it needs to know nothing of this. It also keeps
the template and the values that it was made of; the editor translates the template and fills it
in again (editor/translation.py). str(error) of an exception made with one gives it back whole;
what is put together from it by + or an f-string is a plain str.
"""

from __future__ import annotations

from typing import Any, Self


class Sentence(str):
    """Sentence("{path} is empty; choose another file.", path=path).

    The template stands in the code as it is, so that packaging/translate.py finds it. values may
    be sentences themselves. Raises KeyError where a value lacks.
    """

    __slots__ = ("template", "values")

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, /, **values: Any) -> Self:
        made = super().__new__(cls, template.format(**values))
        made.template, made.values = template, values
        return made

    def __str__(self) -> str:
        """Itself: str(error) keeps what the sentence was made of."""
        return self
