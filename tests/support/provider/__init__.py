"""An OpenID provider that plays any part: honest by default, and wrong wherever its script says so.

- ``script``: what can be changed, while it runs
- ``keys``, ``minting``: signing keys and tokens
- ``grants``: codes, and families of refresh tokens with rotation and reuse detection
- ``endpoints``: what each endpoint answers
- ``wire``: the server, and every way an answer can go wrong on its way
- ``record``: what was seen, and the counters
- ``provider``: all of it together (:class:`ScriptedProvider`)
- ``modules``: the 48 named conformance modules
"""
