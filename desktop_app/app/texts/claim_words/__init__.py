"""The sentences behind :mod:`desktop_app.app.texts.claims`: name → (label, one sentence), a module for each group."""
