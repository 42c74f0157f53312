"""Looks at everything Keyfob needs and says what works, what does not, and what to do. Nothing is changed.

- ``check``: what was found · ``run``: looks side by side, each in bounded time · ``plan``: what is looked at, in order
- ``machine``, ``provider``, ``account``: the looks themselves
- ``report``: what a person may hand on
"""

from desktop_app.app.doctor.check import ActionId, Check, CheckStatus, Progress, Step
from desktop_app.app.doctor.plan import examine
from desktop_app.app.doctor.report import report

__all__ = ["ActionId", "Check", "CheckStatus", "Progress", "Step", "examine", "report"]
