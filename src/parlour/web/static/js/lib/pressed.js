/**
 * Are these the keys of an event? "Mod" is Ctrl, or Cmd on a Mac; of signs such as ? it does not matter how one types them.
 * @param {KeyboardEvent} event @param {string} keys such as "Mod Shift F"
 */
export function pressed(event, keys) {
  const parts = keys.split(" ");
  const main = parts.pop() ?? "";
  const has = (/** @type {string} */ name) => parts.includes(name);
  if (event.key.toLowerCase() !== main.toLowerCase()) return false;
  if ((event.ctrlKey || event.metaKey) !== has("Mod") || event.altKey !== has("Alt")) return false;
  return event.shiftKey === has("Shift") || /^[^a-z]$/i.test(main);
}
