import { time } from "parlour/lib/time.js";
import { noticeText } from "parlour/models/notice-text.js";
import { html } from "lit";

/** @import { Row } from "parlour/types/app.js" */

/**
 * What the room says by itself; several who came or went are one line, which opens.
 * @param {Extract<Row, {type: "notice"}>} row
 */
export function noticeRow({ key, messages, at }) {
  const words = html`${noticeText(messages)}${stamp(at)}`;
  if (messages.length === 1) return html`<div class="notice" data-key=${key}>${words}</div>`;
  return html`<details class="notice" data-key=${key}>
    <summary>${words}</summary>
    ${messages.map(({ message, timestamp }) => html`<p>${message}${stamp(new Date(timestamp))}</p>`)}
  </details>`;
}

/** @param {Date} at */
const stamp = (at) => html`<time datetime=${at.toISOString()} title=${time.full(at)}>${time.short(at)}</time>`;
