import { icon } from "parlour/lib/icon.js";
import { html, nothing } from "lit";

/** @import { Problem } from "parlour/lib/problem.js" */

/**
 * A refusal that belongs to no one field, kindly and with the time to wait.
 * @param {Problem | null} problem @param {string[]} fields the fields that say their own
 */
export function refusal(problem, fields = []) {
  if (!problem || (problem.field && fields.includes(problem.field))) return nothing;
  const wait = problem.retryAfter ? ` You can try again in ${Math.ceil(problem.retryAfter)} s.` : "";
  return html`<p class="problem" role="alert">${icon("alert")}<span>${problem.message}${wait}</span></p>`;
}
