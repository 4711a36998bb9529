const SHOWN = 2600; // ms

/**
 * Point at a message that was looked for: it has the focus, and stands out for a moment.
 * @param {HTMLElement} row @param {HTMLElement} list
 */
export function found(row, list) {
  (row.matches("article") ? row : list).focus({ preventScroll: true });
  row.dataset.found = "";
  setTimeout(() => delete row.dataset.found, SHOWN);
}
