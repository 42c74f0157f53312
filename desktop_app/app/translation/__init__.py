"""Catalogues of translations: one .po file a language, read at run time in gettext's binary form (decision 13).

Nothing here is imported while the language is English.
"""
