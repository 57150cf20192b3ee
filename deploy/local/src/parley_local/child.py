"""The step between us and a program we start: gives up root where asked, ties its life to ours, executes it.

Run by path with `python -I -S`, so that it costs some 10 ms and needs nothing but the standard library:
    child.py --parent PID [--death NAME] [--unprivileged PATH]... -- /path/of/program argument...
"""

import argparse
import ctypes
import os
import signal
import sys

_CLONE_NEWUSER = 0x10000000
_PR_SET_PDEATHSIG = 1
_NOBODY = 65534


def _enter_user_namespace() -> None:
    """Become an unprivileged user of a new user namespace, who is root outside it and so may use root's files."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWUSER) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    for name, text in (("setgroups", "deny"), ("uid_map", f"{_NOBODY} 0 1"), ("gid_map", f"{_NOBODY} 0 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def _may_enter_user_namespace() -> bool:
    # Tried in a process of its own: one that has left its namespace and may not set its ids cannot come back.
    pid = os.fork()
    if pid == 0:
        try:
            _enter_user_namespace()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitpid(pid, 0)[1] == 0


def _give_to(uid: int, path: str) -> None:
    # Starts alternate between the two ways only when the kernel's rules change, so this seldom walks.
    if not os.path.lexists(path) or os.lstat(path).st_uid == uid:
        return
    for folder, _, names in os.walk(path):
        for name in names:
            os.lchown(os.path.join(folder, name), uid, uid)
        if folder != path:
            os.lchown(folder, uid, uid)
    os.lchown(path, uid, uid)  # last: until then an interrupted walk starts over


def give_up_root(paths: list[str], program: str) -> None:
    """Go on as somebody who is not root, owns `paths` and may run `program`; does nothing for a plain user."""
    if os.geteuid() != 0:
        return
    try:
        if sys.platform == "linux" and _may_enter_user_namespace():
            for path in paths:
                _give_to(0, path)
            _enter_user_namespace()
            return
        for path in paths:
            _give_to(_NOBODY, path)
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)
        for path in (program, *paths):
            os.stat(path)  # a folder above may be closed to others
    except OSError as error:
        sys.exit(
            "PostgreSQL refuses to run as root, and root cannot be given up here "
            f"({error}): run Parley as a plain user, or set DATABASE_URL to a server of your own."
        )


def die_with_parent(parent: int, death: signal.Signals) -> None:
    """Have the kernel send `death` to this process when `parent` is gone (Linux; elsewhere the next start sweeps)."""
    if sys.platform == "linux":
        # Only after the credentials are final: the kernel forgets the wish when they change.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(death), 0, 0, 0)
    if os.getppid() != parent:  # it went before we asked
        sys.exit("The process that started this one is gone.")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--death", default="SIGKILL")
    parser.add_argument("--unprivileged", action="append", default=[], metavar="PATH")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args(arguments)
    if options.unprivileged:
        give_up_root(options.unprivileged, options.command[0])
    die_with_parent(options.parent, signal.Signals[options.death])
    try:
        # By path: looking a name up would import modules, which who is no longer root may not be able to read.
        os.execv(options.command[0], options.command)
    except OSError as error:
        sys.exit(f"{options.command[0]} cannot be started: {error.strerror}.")


if __name__ == "__main__":
    main(sys.argv[1:])
