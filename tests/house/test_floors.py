"""Starting the server loads nothing that is seldom used: those parts cost memory until they are needed."""

from __future__ import annotations

import subprocess
import sys


def test_the_server_is_imported_without_what_is_seldom_used() -> None:
    seldom = ["alembic", "webauthn", "PIL"]
    code = f"import sys, parlour.server; print([name for name in {seldom} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_engine_is_imported_without_anything_of_chat() -> None:
    code = (
        "import sys, parlour.sio; "
        "print([name for name in sys.modules if name.startswith('parlour.') and not name.startswith('parlour.sio')])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
