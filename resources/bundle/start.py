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


if __name__ == "__main__":
    multiprocessing.freeze_support()
    if sys.platform == "linux":
        give_back_libraries()
    from explorer.__main__ import main

    sys.exit(main())
