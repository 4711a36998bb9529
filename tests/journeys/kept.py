"""What a browser keeps of Parlour on its disk."""

from __future__ import annotations

from playwright.sync_api import Page

KEPT = """async (names) => {
  const words = Object.entries(localStorage).filter(([name]) => name !== "parlour/theme");
  if (!(await indexedDB.databases()).length) return JSON.stringify(words);
  const base = await new Promise((done) => {
    const asked = indexedDB.open("parlour");
    asked.onsuccess = () => done(asked.result);
  });
  const rows = await Promise.all((names ?? [...base.objectStoreNames]).map((name) => new Promise((done) => {
    const asked = base.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
  })));
  base.close();
  return JSON.stringify([rows, words]);
}"""


def kept(page: Page) -> str:
    """Everything that the browser keeps of Parlour, as one text."""
    return str(page.evaluate(KEPT))


def keeps(page: Page, words: str, table: str = "rooms") -> None:
    """Wait until a table on disk, by default the newest messages, has these words in it."""
    page.evaluate(
        f"""async ([words, table]) => {{
          while (!(await ({KEPT})([table])).includes(words)) await new Promise((done) => setTimeout(done, 50));
        }}""",
        [words, table],
    )
