import { time } from "parlour/lib/time.js";
import { html, nothing } from "lit";

const MINUTES = /** @type {const} */ ([[30, "in 30 minutes"], [60, "in an hour"], [240, "in 4 hours"], [1440, "in a day"], [10_080, "in a week"]]);

/**
 * When a status is taken back by itself.
 * @param {string | null} [until] as it is now
 */
export function statusEnds(until) {
  const at = until ? new Date(until) : null;
  return html`<div class="form__row">
    <label for="field-status_ends">The status ends</label>
    <select class="input" id="field-status_ends" name="status_ends">
      ${at ? html`<option value="keep">${time.day(at)}, ${time.short(at)}</option>` : nothing}
      <option value="">when I change it</option>
      ${MINUTES.map(([minutes, words]) => html`<option value=${minutes}>${words}</option>`)}
    </select>
  </div>`;
}
