/** @import { App } from "parlour/types/app.js" */
/** @import { Card } from "parlour/types/wire.js" */

/**
 * Open somebody's card.
 * @param {App} app @param {Pick<Card, "id" | "username">} person
 */
export function showPerson({ scene }, { id, username }) {
  scene.person = { id, username };
  scene.dialog.value = "person";
}
