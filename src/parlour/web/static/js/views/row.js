import { time } from "parlour/lib/time.js";
import { foldedRow } from "parlour/views/folded-row.js";
import { messageRow } from "parlour/views/message-row.js";
import { noticeRow } from "parlour/views/notice-row.js";
import { pendingRow } from "parlour/views/pending-row.js";
import { html } from "lit";

/** @import { App, Row } from "parlour/types/app.js" */

/**
 * One line of the conversation.
 * @param {App} app @param {Row} row
 */
export function drawRow(app, row) {
  switch (row.type) {
    case "day":
      return html`<div class="day" data-key=${row.key}><button type="button" tabindex="-1" title="Jump to a date" @click=${() => app.scene.seekDay(row.at)}>${time.day(row.at)}</button></div>`;
    case "new":
      return html`<div class="day day--new" data-key="new" role="separator" aria-label="New messages">New</div>`;
    case "notice":
      return noticeRow(row);
    case "message":
      return app.ignored.folds(row.message) ? foldedRow(app, row) : messageRow(app, row);
    case "pending":
      return pendingRow(app, row);
  }
}
