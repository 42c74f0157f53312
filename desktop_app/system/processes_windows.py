"""A process's start, from the Windows API (``GetProcessTimes``)."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _QUERY_LIMITED_INFORMATION = 0x1000
    _STILL_ACTIVE = 259
    _INVALID_PARAMETER = 87  # what OpenProcess says of a number that no process has

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.OpenProcess.restype = wintypes.HANDLE
    _kernel.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
    _kernel.GetExitCodeProcess.argtypes = (wintypes.HANDLE, wintypes.LPDWORD)
    _kernel.GetProcessTimes.argtypes = (wintypes.HANDLE, *[wintypes.LPFILETIME] * 4)
    _kernel.CloseHandle.argtypes = (wintypes.HANDLE,)

    def started(pid: int) -> str:
        """An opaque word for when *pid* started (a FILETIME, UTC).

        :raises ProcessLookupError: there is no such process.
        :raises OSError: it cannot be told.
        """
        handle = _kernel.OpenProcess(_QUERY_LIMITED_INFORMATION, False, pid)
        if not handle:
            number = ctypes.get_last_error()
            if number == _INVALID_PARAMETER:
                raise ProcessLookupError(pid)
            raise ctypes.WinError(number)
        try:
            code = wintypes.DWORD()
            times = [wintypes.FILETIME() for _ in range(4)]
            if not _kernel.GetExitCodeProcess(handle, ctypes.byref(code)):
                raise ctypes.WinError(ctypes.get_last_error())
            if code.value != _STILL_ACTIVE:
                raise ProcessLookupError(pid)
            if not _kernel.GetProcessTimes(handle, *map(ctypes.byref, times)):
                raise ctypes.WinError(ctypes.get_last_error())
        finally:
            _kernel.CloseHandle(handle)
        return f"{times[0].dwHighDateTime:d}.{times[0].dwLowDateTime:d}"
