"""Lines of keys, tables and list entries."""

from __future__ import annotations

from desktop.packs.locate import line_of, lines_of

TEXT = '''# a note with [brackets] and "quotes"
title = "a # is no note \\" here"
long = """
first [[x]]
second "quoted" and ""two""
"""
raw = \'\'\'
it's = 1
\'\'\'
dotted.key = 1
"quoted key" = [
  "one", # note ]
  ["two", "three"],
  { a = 1, b = "}" },
]
when = 1979-05-27T07:32:00Z

[table]
x = true

[[list]]
x = 1
inner.deep = 2

[[list]]
[list.sub]
y = 'it'
[[list.more]]
z = """one line"""
last = 0
'''


def test_every_key_has_its_line() -> None:
    lines = lines_of(TEXT)
    numbered = TEXT.split("\n")
    for path, begins in [
        (("title",), "title ="),
        (("long",), "long ="),
        (("raw",), "raw ="),
        (("dotted", "key"), "dotted.key"),
        (("quoted key", 0), '  "one"'),
        (("quoted key", 1, 1), '  ["two"'),
        (("quoted key", 2, "b"), "  { a"),
        (("when",), "when ="),
        (("table", "x"), "x = true"),
        (("list", 0, "inner", "deep"), "inner.deep"),
        (("list", 1, "sub", "y"), "y ="),
        (("list", 1, "more", 0, "z"), "z ="),
        (("list", 1, "more", 0, "last"), "last ="),
    ]:
        assert numbered[lines[path] - 1].startswith(begins), path
    assert ("it's",) not in lines


def test_a_missing_key_gets_the_line_of_what_it_belongs_to() -> None:
    lines = lines_of(TEXT)
    assert line_of(lines, ("list", 0, "nothing")) == lines[("list", 0)]
    assert line_of(lines, ("nothing",)) == 0
