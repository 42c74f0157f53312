"""What claims and header parameters mean, and the words around their values.

A claim has a label, ``claims.<key>_label``, and one sentence, ``claims.<key>``; *key* is the claim's path, with
``header:`` or a provider and a colon before it where it is not a registered or specified claim.
"""

from __future__ import annotations

from desktop_app.app.texts.claim_words import common, header, rare, vendors

ERRORS: dict[str, tuple[str, str]] = {}

_KNOWN: dict[str, tuple[str, str]] = {
    **common.WORDS,
    **rare.WORDS,
    **{f"header:{name}": words for name, words in header.WORDS.items()},
    **{f"{vendor}:{name}": words for vendor, table in vendors.WORDS.items() for name, words in table.items()},
    **{f"header:{vendor}:{name}": words for vendor, table in vendors.HEADER.items() for name, words in table.items()},
}

TEXTS: dict[str, str] = {
    "registered": "Registered claim",
    "registered_header": "Registered header parameter",
    "specified": "From a specification",
    "own": "Not registered: a name of the issuer's own",
    "vendor": "{vendor} uses this name in this way.",
    "vendors": "Not registered. Used by {vendors}.",
    "said_by": "{vendor}: {sentence}",
    "unknown": "Not registered",
    "unknown_text": "This name is not registered. Only the issuer can say what it means.",
    "part_of": "Part of {parent}",
    "part_of_text": "Stands inside {parent}. Nothing more is registered about it.",
    # times that are none
    "time_not_a_number": "No time: a number of seconds since 1970 belongs here.",
    "time_text": "Written as text. A time must be a number.",
    "time_milliseconds": "In milliseconds. A time must be in seconds.",
    "time_out_of_range": "Beyond the years that can be shown, 1 to 9999.",
    **{f"{key}_label": label for key, (label, _) in _KNOWN.items()},
    **{key: sentence for key, (_, sentence) in _KNOWN.items()},
}
