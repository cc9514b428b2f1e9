"""Runs Python as somebody who lacks something: python deprived.py power|home ARGUMENT…

`power`: root without root's right to pass over the modes of files, so that modes mean something to root too. Another
user would not do: the interpreter may lie in a folder that only root may enter.
`home`: a user whom no list of users knows, without a home folder, as in many containers.
"""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Any

#: From Linux's headers: the three rights over files that root has, and how to give one away for good.
_OVERRIDE, _SEARCH, _OWN = 1, 2, 3
_PR_CAPBSET_DROP = 24
_CLONE_NEWUSER = 0x10000000
_STRANGER = 54321
NOT_HERE = 77  #: the exit code where this machine does not let one do so


def without_power(libc: Any) -> bool:
    """Give the rights away; who is not root never had them."""
    rights = (_OVERRIDE, _SEARCH, _OWN)
    return os.geteuid() != 0 or all(libc.prctl(_PR_CAPBSET_DROP, right, 0, 0, 0) == 0 for right in rights)


def without_home(libc: Any) -> bool:
    """Go on under a number that has no name and no home, in a namespace of our own."""
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_CLONE_NEWUSER) != 0:
        return False
    try:
        for file, line in (
            ("setgroups", "deny"),
            ("uid_map", f"{_STRANGER} {user} 1"),
            ("gid_map", f"{_STRANGER} {group} 1"),
        ):
            with open(f"/proc/self/{file}", "w", encoding="ascii") as told:
                told.write(line)
    except OSError:
        return False
    for name in ("HOME", "USER", "LOGNAME", "LNAME", "USERNAME", "XDG_DATA_HOME"):
        os.environ.pop(name, None)
    return True


def main(lacking: str, *arguments: str) -> None:
    """Become that somebody, and run."""
    libc = ctypes.CDLL(None, use_errno=True)
    if not {"power": without_power, "home": without_home}[lacking](libc):
        sys.exit(NOT_HERE)
    os.execv(sys.executable, [sys.executable, *arguments])


if __name__ == "__main__":
    main(*sys.argv[1:])
