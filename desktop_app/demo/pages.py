"""The demo's pages. No script, nothing from outside; every word of others is escaped by Jinja and made visible."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from desktop_app.app.texts import text
from desktop_app.demo.people import ADA, CLIENT_ID, MAX, PEOPLE, Person
from desktop_app.demo.style import CSS

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES: Final = {
    "base": """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{{ title }} · {{ badge }}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml"><style>{{ css | safe }}</style></head>
<body><main><div class="head"><img src="/icon.svg" alt="" width="64" height="64">
<div class="badge">{{ badge }}</div><h1>{{ title }}</h1></div>{% block body %}{% endblock %}</main></body></html>
""",
    "choose": """{% extends "base" %}{% block body %}
<p class="lead">{{ lead }}</p>
<form method="post" action="/oauth2/authorize?{{ query }}" autocomplete="off">
<input type="hidden" name="csrf" value="{{ csrf }}">
{% for person, what, label in people %}<button class="row" type="submit" name="choice" value="{{ person.key }}"
 aria-label="{{ label }}. {{ what }}"{% if person == hinted %} autofocus{% endif %}>
<span class="face {{ person.key }}" aria-hidden="true">{{ person.initials }}</span>
<span class="who"><span class="name">{{ person.name }}</span><span class="what">{{ what }}</span></span>
<svg class="go" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round"
 stroke-linejoin="round" aria-hidden="true"><path d="m9.5 6.5 5.5 5.5-5.5 5.5"/></svg></button>
{% endfor %}<button class="ghost" type="submit" name="choice" value="cancel">{{ cancel }}</button>
</form>
<p class="note">{{ note }}</p>{% endblock %}""",
    "message": """{% extends "base" %}{% block body %}
<p class="lead">{{ lead }}</p>{% if hint %}<p class="lead">{{ hint }}</p>{% endif %}
{% if details %}<details class="card"><summary>{{ details_title }}</summary><p>{{ details }}</p></details>
{% endif %}{% endblock %}""",
    "start": """{% extends "base" %}{% block body %}
<p class="lead">{{ lead }}</p>
<div class="card"><dl>{% for name, value, words in facts %}<dt>{{ name }}</dt><dd><code>{{ value }}</code>
{% if words %}<span class="small">{{ words }}</span>{% endif %}</dd>{% endfor %}</dl></div>
<p class="note">{{ note }}<br><a href="/.well-known/openid-configuration">{{ discovery }}</a></p>
{% endblock %}""",
}


def choose(*, query: str, csrf: str, device: str, host: str, stays: bool, hinted: Person | None) -> str:
    """The login page.

    :param query: the authorization request as it came (ASCII).
    :param device: what the program calls this computer, or ``""``; words of others, as *host* is.
    :param stays: whether the program asks for ``offline_access``.
    :param hinted: who the program expects; the keyboard starts there.
    """
    asked = text("demo.asked_by_on", device=device) if device else text("demo.asked_by")
    stay = text("demo.asked_to_stay") if stays else ""
    what = {ADA.key: text("demo.administrator"), MAX.key: text("demo.member")}
    return _render(
        "choose",
        title=text("demo.choose_title"),
        lead=text("demo.choose_text"),
        query=query,
        csrf=csrf,
        people=[(person, what[person.key], text("demo.sign_in_as", name=person.name)) for person in PEOPLE],
        hinted=hinted,
        cancel=text("demo.cancel"),
        note=" ".join(filter(None, (asked, stay, text("demo.back_to", host=host)))),
    )


def message(title: str, words: str, *, hint: str = "", details: str = "") -> str:
    """A page that says something. *title*, *words*, *hint* are text ids; *details* may hold words of others."""
    from desktop_app.app.escape import words_of_others

    return _render(
        "message",
        title=text(title),
        lead=text(words),
        hint=text(hint) if hint else "",
        details_title=text("demo.details"),
        details=words_of_others(details),
    )


def start(*, issuer: str, api_key: str) -> str:
    """The page at ``/``: what this is."""
    return _render(
        "start",
        title=text("demo.start_title"),
        lead=text("demo.start_text"),
        facts=[
            (text("demo.start_issuer"), issuer, ""),
            (text("demo.start_client"), CLIENT_ID, ""),
            (text("demo.start_key"), api_key, text("demo.start_key_text")),
        ],
        note=text("demo.start_people", ada=ADA.name, max=MAX.name),
        discovery=text("demo.start_discovery"),
    )


def _render(name: str, **values: object) -> str:
    return _environment().get_template(name).render(css=CSS, badge=text("demo.badge"), **values)


@cache
def _environment() -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined

    return Environment(autoescape=True, loader=DictLoader(_TEMPLATES), undefined=StrictUndefined)
