/** @import { App } from "parlour/types/app.js" */
/** @import { Jump } from "parlour/views/jumps.js" */

/**
 * Look among the messages for what was typed.
 * @param {App} app @param {string} words @returns {Jump}
 */
export function searchJump({ page, scene }, words) {
  const go = () => {
    scene.words = words.slice(0, page.limits.search ?? 200);
    scene.dialog.value = "search";
  };
  return { name: `Search messages for "${words}"`, about: "", icon: "search", go };
}
