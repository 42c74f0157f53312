"""The demo's pages. No script, nothing from outside; every word of others is escaped by Jinja and made visible."""

from __future__ import annotations

from collections.abc import Mapping
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
<meta name="color-scheme" content="light dark"><title>{{ title }} · {{ text("demo.badge") }}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml"><style>{{ css | safe }}</style></head>
<body><main><div class="head"><img src="/icon.svg" alt="" width="64" height="64"><div class="badge">
{{- text("demo.badge") }}</div><h1>{{ title }}</h1></div>{% block body %}{% endblock %}</main></body></html>
""",
    "choose": """{% extends "base" %}{% block body %}
<p class="lead">{{ text("demo.choose_text") }}</p>
<form method="post" action="/oauth2/authorize?{{ query }}" autocomplete="off">
<input type="hidden" name="csrf" value="{{ csrf }}">
{% for person in people %}<button class="row" type="submit" name="choice" value="{{ person.key }}"
 aria-label="{{ text("demo.sign_in_as", name=person.name) }}. {{ what[person.key] }}"
 {%- if person.key == first %} autofocus{% endif %}>
<span class="face {{ person.key }}" aria-hidden="true">{{ person.initials }}</span>
<span class="who"><span class="name">{{ person.name }}</span><span class="what">{{ what[person.key] }}</span></span>
<svg class="go" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round"
 stroke-linejoin="round" aria-hidden="true"><path d="m9.5 6.5 5.5 5.5-5.5 5.5"/></svg></button>
{% endfor %}<button class="ghost" type="submit" name="choice" value="cancel">{{ text("demo.cancel") }}</button>
</form>
<p class="note">{{ asked }} {{ text("demo.back_to", host=host) }}</p>{% endblock %}""",
    "message": """{% extends "base" %}{% block body %}
<p class="lead">{{ message }}</p>{% if hint %}<p class="lead">{{ hint }}</p>{% endif %}
{% if details %}<details class="card"><summary>{{ text("demo.details") }}</summary><p>{{ details }}</p></details>
{% endif %}{% endblock %}""",
    "start": """{% extends "base" %}{% block body %}
<p class="lead">{{ text("demo.start_text") }}</p>
<div class="card"><dl><dt>{{ text("demo.start_issuer") }}</dt><dd><code>{{ issuer }}</code></dd>
<dt>{{ text("demo.start_client") }}</dt><dd><code>{{ client_id }}</code></dd>
<dt>{{ text("demo.start_key") }}</dt><dd><code>{{ api_key }}</code>
<span class="small">{{ text("demo.start_key_text") }}</span></dd></dl></div>
<p class="note">{{ people }}<br><a href="/.well-known/openid-configuration">{{ text("demo.start_discovery") }}</a></p>
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
    if stays:
        asked += " " + text("demo.asked_to_stay")
    what = {ADA.key: text("demo.administrator"), MAX.key: text("demo.member")}
    first = "" if hinted is None else hinted.key
    values = {"query": query, "csrf": csrf, "people": PEOPLE, "what": what, "asked": asked, "host": host}
    return _render("choose", {**values, "first": first, "title": text("demo.choose_title")})


def message(title: str, words: str, *, hint: str = "", details: str = "") -> str:
    """A page that says something. *title*, *words*, *hint* are text ids; *details* may hold words of others."""
    from desktop_app.app.escape import words_of_others

    shown = {"title": text(title), "message": text(words), "hint": text(hint) if hint else ""}
    return _render("message", {**shown, "details": words_of_others(details)})


def start(*, issuer: str, api_key: str) -> str:
    """The page at ``/``: what this is."""
    people = text("demo.start_people", ada=ADA.name, max=MAX.name)
    values = {"issuer": issuer, "api_key": api_key, "client_id": CLIENT_ID, "people": people}
    return _render("start", {**values, "title": text("demo.start_title")})


def _render(name: str, values: Mapping[str, object]) -> str:
    return _environment().get_template(name).render(css=CSS, **values)


@cache
def _environment() -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined

    environment = Environment(autoescape=True, loader=DictLoader(_TEMPLATES), undefined=StrictUndefined)
    environment.globals["text"] = text
    return environment
