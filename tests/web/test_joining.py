"""Many modules become one, each with its own scope, run once, after those it needs."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import parlour
from parlour.web.joining import joined

SCRIPTS = Path(parlour.__file__).parent / "web/static/js"
FEW = {
    "parlour/main.js": 'import "parlour/view.js";\nimport { Log } from "parlour/log.js";\nconst own = 1;\n'
    "console.log(JSON.stringify([Log.lines, await Promise.resolve(own)]));\n",
    "parlour/view.js": 'import { Log } from "parlour/log.js";\nimport { count } from "parlour/count.js";\n'
    "const own = 2;\nLog.lines.push(count(own));\n",
    "parlour/count.js": "const own = 3;\nexport const count = (/** @type {number} */ n) => n + own;\n",
    "parlour/log.js": "export class Log {\n  static lines = [];\n}\n",
    "parlour/late.js": 'import { Log } from "parlour/log.js";\nLog.lines.push("late");\n',
}


def run(text: str) -> str:
    node = shutil.which("node")
    assert node, "nodejs is missing: apt-get install nodejs"
    done = subprocess.run(
        [node, "--input-type=module"], input=text, capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_each_module_runs_once_in_a_scope_of_its_own():
    whole = joined("parlour/main.js", FEW)
    assert json.loads(run(whole.text)) == [[5], 1]
    assert whole.parts == ["parlour/log.js", "parlour/count.js", "parlour/view.js", "parlour/main.js"]


def test_what_the_first_paint_does_not_need_is_left_out_and_may_import_from_the_whole():
    whole = joined("parlour/main.js", FEW)
    assert "late" not in whole.text
    assert (
        json.loads(run(whole.text + "export {};\nconsole.log(JSON.stringify(typeof Log));").splitlines()[1])
        == "function"
    )


def test_what_is_not_ours_is_imported_once():
    ours = {
        "parlour/main.js": 'import { html } from "lit";\nimport "parlour/a.js";\n',
        "parlour/a.js": 'import { html, nothing } from "lit";\nimport { signal } from "signals";\n',
    }
    whole = joined("parlour/main.js", ours)
    assert whole.text.startswith('import { html, nothing } from "lit";\nimport { signal } from "signals";\n')
    assert whole.needs == ["lit", "signals"]


def test_comments_on_lines_of_their_own_stay_behind():
    own = "/** Of a module. */\n// why\nconst a = /** @type {number} */ (1); // beside\n"
    own += "  /**\n   * @param {number} n\n   */\n"
    more = "/** @type {any} */ (globalThis).b = 2;\n/** Last. */\nconsole.log(a, b);\n"
    whole = joined("parlour/main.js", {"parlour/main.js": own + more})
    assert run(whole.text) == "1 2\n"
    for word, there in (("Of a module", False), ("why", False), ("param", False), ("Last", False), ("beside", True)):
        assert (word in whole.text) == there


def test_a_circle_is_refused():
    circle = {"parlour/a.js": 'import "parlour/b.js";\n', "parlour/b.js": 'import "parlour/a.js";\n'}
    with pytest.raises(ValueError, match=r"imports itself, by way of parlour/b\.js"):
        joined("parlour/a.js", circle)


@pytest.mark.parametrize(
    "line", ['import x from "lit";', 'import * as x from "lit";', "export default 1;", 'export { a } from "lit";']
)
def test_a_line_that_is_not_of_the_house_is_refused(line):
    with pytest.raises(ValueError, match="cannot be joined"):
        joined("parlour/main.js", {"parlour/main.js": 'import "parlour/a.js";\n', "parlour/a.js": f"{line}\n"})


def test_no_two_modules_of_the_page_export_the_same_name():
    ours = {f"parlour/{path.relative_to(SCRIPTS).as_posix()}": path.read_text() for path in SCRIPTS.rglob("*.js")}
    whole = joined("parlour/main.js", ours)
    names = [
        name
        for line in whole.text.splitlines()
        if line.startswith("export const { ")
        for name in line[15:].split(" } ")[0].split(", ")
    ]
    assert len(names) == len(set(names)) > 50
