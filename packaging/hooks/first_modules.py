"""Start-up script of the frozen program: hands over the modules that every start needs, from one file to three.

PyInstaller's own way takes 0.3 ms a module (it asks three finders, opens its archive each time, and looks into a zip
file for Python's own), and a command needs eighty. The file is written by packaging/first_modules.py.
"""


def _install():  # type: ignore[no-untyped-def]  # nothing may be imported here that is not in memory already
    import marshal
    import sys
    from _frozen_importlib import ModuleSpec

    root = sys._MEIPASS  # type: ignore[attr-defined]  # set by PyInstaller's bootloader

    def read(name):  # type: ignore[no-untyped-def]  # as above
        with open(f"{root}/{name}", "rb") as file:
            return marshal.loads(file.read())  # noqa: S302 - our own

    modules, later = read("kept-modules.bin")

    class FirstModules:
        """Finder and loader."""

        @staticmethod
        def find_spec(name, path=None, target=None):  # type: ignore[no-untyped-def]  # importlib's own signature
            found = modules.get(name)
            if found is None:
                for file in later:
                    if name in file[1]:
                        break
                else:
                    return None
                later.remove(file)
                modules.update(read(file[0]))
                found = modules[name]
            place = f"{root}/{name.replace('.', '/')}"
            spec = ModuleSpec(name, FirstModules, origin=f"{place}/__init__.pyc" if found[0] else f"{place}.pyc")
            spec.has_location = True
            if found[0]:
                spec.submodule_search_locations = [place]
            return spec

        @staticmethod
        def create_module(spec):  # type: ignore[no-untyped-def]  # importlib's own signature
            return None

        @staticmethod
        def exec_module(module):  # type: ignore[no-untyped-def]  # importlib's own signature
            exec(marshal.loads(modules[module.__name__][1]), module.__dict__)  # noqa: S102, S302 - our own modules

        @staticmethod
        def get_code(name):  # type: ignore[no-untyped-def]  # importlib's own signature
            return marshal.loads(modules[name][1])  # noqa: S302 - our own modules

        @staticmethod
        def get_source(name):  # type: ignore[no-untyped-def]  # importlib's own signature
            return None

        @staticmethod
        def is_package(name):  # type: ignore[no-untyped-def]  # importlib's own signature
            return modules[name][0]

    sys.meta_path.insert(0, FirstModules)


_install()
del _install
