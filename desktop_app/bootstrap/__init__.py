"""The one place where parts are wired together: the ports' adapters, the stores on them, and the use cases.

Everything heavy (HTTP, keychain, cryptography) is imported when a method first needs it, so that ``keyfob status`` and
the window's first paint pay for none of it.
"""

from __future__ import annotations

TYPE_CHECKING = False  # the name that type checkers know: `typing` takes its time to load
if TYPE_CHECKING:
    from desktop_app.bootstrap.engine import Engine as Engine


def build() -> Engine:
    """Read the settings and make the engine. Trouble in the settings is in ``engine.config``, not raised."""
    from desktop_app.app import config
    from desktop_app.bootstrap.engine import Engine
    from desktop_app.system import paths
    from desktop_app.system.ownership import machine_trusted

    settings = config.load(
        paths.user_config_file(),
        paths.machine_config_file(),
        paths.company_config_file(),
        machine_trusted=machine_trusted,
    )
    engine = Engine(settings, paths.state_dir())
    engine.product_name = paths.product_name()
    return engine
