/** Where a key leads from place `at` of so many. @type {Record<string, (at: number, count: number) => number>} */
const STEPS = { ArrowDown: (at, count) => (at + 1) % count, ArrowUp: (at) => at - 1, Home: () => 0, End: () => -1 };

/** Walk over the lines of a menu by keyboard. @param {KeyboardEvent} event @param {HTMLElement} menu */
export function menuSteps(event, menu) {
  const items = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll('[role="menuitem"]')]);
  const step = STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  items.at(step(items.indexOf(/** @type {HTMLElement} */ (document.activeElement)), items.length))?.focus();
}
