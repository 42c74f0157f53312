"""Who owns a file on Windows, and who may write it: its owner and its access list, read through the Windows API."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Final

#: Administrators, the system itself, and Windows' own installer, as security identifiers.
_ADMINISTRATORS: Final = frozenset(
    (
        "S-1-5-32-544",
        "S-1-5-18",
        "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
    )
)
#: Rights that let somebody change a file or put another in its place (winnt.h): write data, append, write extended
#: attributes, delete children, write attributes, delete, write the access list, take ownership, all, write.
_WRITES: Final = 0x2 | 0x4 | 0x10 | 0x40 | 0x100 | 0x10000 | 0x40000 | 0x80000 | 0x10000000 | 0x40000000


def is_administrators(owner: str, allowed: Iterable[tuple[str, int]]) -> bool:
    """Whether administrators own the file, and nobody else has a right that changes it.

    :param owner: the owner's security identifier.
    :param allowed: (security identifier, rights) of every entry that allows something.
    """
    return owner in _ADMINISTRATORS and all(not rights & _WRITES or who in _ADMINISTRATORS for who, rights in allowed)


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _FILE_OBJECT = 1
    _OWNER_AND_DACL = 1 | 4
    _SIZE_INFORMATION = 2
    _ALLOWED, _DENIED, _ALLOWED_CALLBACK = 0, 1, 9
    _INHERIT_ONLY = 0x8
    _SID_OFFSET = 8  # behind the entry's header and its rights

    class _AclSize(ctypes.Structure):
        _fields_ = (("count", wintypes.DWORD), ("used", wintypes.DWORD), ("free", wintypes.DWORD))

    class _Entry(ctypes.Structure):
        _fields_ = (
            ("kind", ctypes.c_ubyte),
            ("flags", ctypes.c_ubyte),
            ("size", wintypes.WORD),
            ("rights", wintypes.DWORD),
        )

    _advapi = ctypes.WinDLL("advapi32", use_last_error=True)
    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _advapi.GetNamedSecurityInfoW.argtypes = (
        wintypes.LPCWSTR,
        ctypes.c_int,
        wintypes.DWORD,
        *[ctypes.POINTER(ctypes.c_void_p)] * 5,
    )
    _advapi.GetNamedSecurityInfoW.restype = wintypes.DWORD
    _advapi.GetAclInformation.argtypes = (ctypes.c_void_p, ctypes.c_void_p, wintypes.DWORD, ctypes.c_int)
    _advapi.GetAce.argtypes = (ctypes.c_void_p, wintypes.DWORD, ctypes.POINTER(ctypes.c_void_p))
    _advapi.ConvertSidToStringSidW.argtypes = (ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p))
    _kernel.LocalFree.argtypes = (ctypes.c_void_p,)

    def machine_trusted(path: str) -> bool:
        """True where :func:`is_administrators` holds for *path*; what cannot be read is not trusted."""
        owner, dacl, descriptor = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_void_p()
        failed = _advapi.GetNamedSecurityInfoW(
            path,
            _FILE_OBJECT,
            _OWNER_AND_DACL,
            ctypes.byref(owner),
            None,
            ctypes.byref(dacl),
            None,
            ctypes.byref(descriptor),
        )
        if failed:
            return False
        try:
            # Without an access list everybody may do everything.
            return bool(dacl.value) and is_administrators(_name(owner), _allowed(dacl))
        except OSError:
            return False
        finally:
            _kernel.LocalFree(descriptor)

    def _allowed(dacl: ctypes.c_void_p) -> list[tuple[str, int]]:
        size = _AclSize()
        if not _advapi.GetAclInformation(dacl, ctypes.byref(size), ctypes.sizeof(size), _SIZE_INFORMATION):
            raise ctypes.WinError(ctypes.get_last_error())
        found: list[tuple[str, int]] = []
        for number in range(size.count):
            place = ctypes.c_void_p()
            if not _advapi.GetAce(dacl, number, ctypes.byref(place)):
                raise ctypes.WinError(ctypes.get_last_error())
            address = place.value or 0
            entry = _Entry.from_address(address)
            if entry.kind == _DENIED or entry.flags & _INHERIT_ONLY:
                continue
            known = entry.kind in (_ALLOWED, _ALLOWED_CALLBACK)
            found.append((_name(ctypes.c_void_p(address + _SID_OFFSET)) if known else "", int(entry.rights)))
        return found

    def _name(sid: ctypes.c_void_p) -> str:
        text = ctypes.c_void_p()
        if not _advapi.ConvertSidToStringSidW(sid, ctypes.byref(text)):
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            return ctypes.wstring_at(text.value or 0)
        finally:
            _kernel.LocalFree(text)
