"""Where the frozen program begins."""

import multiprocessing
import os
import sys


def give_back_libraries() -> None:
    """Programs that it starts (a browser, for a link) are to use the system's libraries.

    https://pyinstaller.org/en/stable/runtime-information.html#ld-library-path-libpath-considerations
    """
    former = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if former is not None:
        os.environ["LD_LIBRARY_PATH"] = former
    else:
        os.environ.pop("LD_LIBRARY_PATH", None)


def begin_processes_anew() -> None:
    """Where it starts itself again, the process is to look for its own libraries by itself.

    Otherwise the new one takes over what the first has set, which was given back: where the system
    has no libssl, no tokenizer could be read.
    https://pyinstaller.org/en/stable/common-issues-and-pitfalls.html
    """
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"


if __name__ == "__main__":
    multiprocessing.freeze_support()
    begin_processes_anew()
    if sys.platform == "linux":
        give_back_libraries()
    from explorer.__main__ import main

    sys.exit(main())
