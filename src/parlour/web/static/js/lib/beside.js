const GAP = 6;

/**
 * Put an open popover below a button, its end at the button's end; above it, or further in, where there is no room.
 * @param {HTMLElement} box @param {HTMLElement} anchor
 */
export function beside(box, anchor) {
  const [at, size] = [anchor.getBoundingClientRect(), box.getBoundingClientRect()];
  const below = at.bottom + GAP + size.height <= innerHeight - GAP;
  const top = below ? at.bottom + GAP : at.top - GAP - size.height;
  const left = getComputedStyle(anchor).direction === "rtl" ? at.left : at.right - size.width;
  const within = (/** @type {number} */ place, /** @type {number} */ most) => `${Math.max(GAP, Math.min(place, most - GAP))}px`;
  box.style.setProperty("inset", "auto");
  box.style.setProperty("top", within(top, innerHeight - size.height));
  box.style.setProperty("left", within(left, innerWidth - size.width));
}
