import { Problem } from "parlour/lib/problem.js";
import { startDirect } from "parlour/live/start-direct.js";

/** @import { App } from "parlour/types/app.js" */

/**
 * Open the conversation with one person; where that cannot be, say why.
 * @param {App} app @param {number} id
 */
export const messagePerson = (app, id) =>
  startDirect(app, [id]).catch((thrown) => app.notes.show(Problem.from(thrown).message, { alert: true }));
