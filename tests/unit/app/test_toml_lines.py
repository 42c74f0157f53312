"""Lines of definitions in TOML."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.app.config_layers import dotted
from desktop_app.app.toml_lines import line_of

TEXT = '''# a comment with [accounts.no] and key = 1
title = "x = 1"

[accounts.work] # header
issuer = "https://a" # issuer = 2
scopes = [
  "openid", # ]
  "[accounts.trap]",
  """
client_id = 3
[accounts.trap]
""",
]
client_id = \'\'\'
[accounts.trap]\'\'\'
extra_params = { prompt = "login", other = "}" }
"quoted key" = 1
dotted.key."with dots.inside" = 2
[accounts."my.name"]
issuer = "y"
[accounts.work.capabilities]
reports = ["a"]
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("accounts", "work"), 4),
        (("accounts", "work", "issuer"), 5),
        (("accounts", "work", "scopes"), 6),
        (("accounts", "work", "client_id"), 14),
        (("accounts", "work", "extra_params"), 16),
        (("accounts", "work", "extra_params", "prompt"), 16),
        (("accounts", "work", "quoted key"), 17),
        (("accounts", "work", "dotted", "key", "with dots.inside"), 18),
        (("accounts", "my.name", "issuer"), 20),
        (("accounts", "work", "capabilities", "reports"), 22),
        (("accounts", "work", "not there"), 4),
        (("accounts", "trap"), 4),
        (("nothing",), 1),
        ((), 1),
    ],
)
def test_the_line_of_a_definition(path: tuple[str, ...], line: int) -> None:
    tomllib.loads(TEXT)

    assert line_of(TEXT, path) == line


KEYS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=6)
VALUES = st.one_of(
    st.integers(-9, 9).map(str),
    st.text(st.sampled_from("ab=[]{}#'\\\". "), max_size=8).map(
        lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    ),
    st.sampled_from(["[1,\n 2]", "[\"]\", '['] # x", "{ a = '}' }", '"""\na = 1\n"""""', "'''\n[x]\n'''", "true"]),
)


@given(st.dictionaries(KEYS, VALUES, max_size=8))
def test_every_key_is_found_where_it_was_put(table: dict[str, str]) -> None:
    lines: list[str] = []
    places: dict[str, int] = {}
    for key, value in table.items():
        places[key] = sum(line.count("\n") + 1 for line in lines) + 1
        lines.append(f"{dotted([key])} = {value}")
    text = "\n".join(lines)
    assert set(tomllib.loads(text)) == set(table)

    assert {key: line_of(text, (key,)) for key in table} == places
