import { effect } from "signals";

/** @import { App } from "parlour/types/app.js" */

const BROWSE = 60_000;

/**
 * The world round the page: the window's focus, its width, its address and title.
 * @param {App} app
 */
export function surroundings({ archive, connection, drafts, outbox, places, rooms, scene, visits }) {
  const look = () => (scene.focused.value = document.visibilityState === "visible" && document.hasFocus());
  for (const event of ["focus", "blur"]) addEventListener(event, look);
  document.addEventListener("visibilitychange", look);
  look();

  for (const [query, width] of /** @type {const} */ ([[scene.phone, "720px"], [scene.narrow, "1080px"]])) {
    const match = matchMedia(`(max-width: ${width})`);
    const take = () => (query.value = match.matches);
    match.addEventListener("change", take);
    take();
  }

  // New open rooms are nobody's event: look for them while somebody is there to see.
  const browse = () => scene.focused.peek() && connection.up && void visits.list().catch(() => {});
  addEventListener("focus", browse);
  setInterval(browse, BROWSE);

  setInterval(() => (scene.now.value = Date.now()), BROWSE);
  effect(() => void (rooms.openId.value, (scene.thread.value = null))); // one goes to another room without it

  addEventListener("blur", () => drafts.flush());
  const flush = () => (archive.flush(), drafts.flush());
  addEventListener("pagehide", flush);
  for (const event of ["freeze", "visibilitychange"]) document.addEventListener(event, flush);

  // Where the browser keeps nothing, leaving would lose what has not gone out.
  addEventListener("beforeunload", (event) => {
    if (outbox.items.peek().some((item) => item.kept === false && item.state !== "stored")) event.preventDefault();
  });

  places.start();

  effect(() => {
    const calls = rooms.calls.value;
    const name = rooms.current.value?.name;
    const count = calls ? `(${calls > 99 ? "99+" : calls}) ` : rooms.unread.value ? "\u2022 " : "";
    document.title = `${count}${name ? `${name} - ` : ""}Parlour`;
    const link = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[data-called]"));
    const picture = link?.dataset[calls ? "called" : "calm"];
    if (picture && link.getAttribute("href") !== picture) link.href = picture;
  });
}
