import { icon } from "parlour/lib/icon.js";
import { plural } from "parlour/lib/plural.js";
import { View } from "parlour/lib/view.js";
import { dialog } from "parlour/views/dialog.js";
import { noticeChoice } from "parlour/views/notice-choice.js";
import "parlour/views/settings-data.js";
import "parlour/views/settings-devices.js";
import "parlour/views/settings-ignored.js";
import "parlour/views/settings-password.js";
import "parlour/views/settings-profile.js";
import "parlour/views/settings-reading.js";
import { themeChoice } from "parlour/views/theme-choice.js";
import { html } from "lit";

/** How it looks, what one tells of oneself, the password, where one is signed in, and the way out. */
export class Settings extends View {
  render() {
    const { session, page, outbox } = this.app;
    const { username } = session.account.value;
    return dialog(this.app, "Settings", html`
      <section class="settings__part"><h3>Appearance</h3>${themeChoice()}${noticeChoice(this.app)}</section>
      <parlour-settings-profile></parlour-settings-profile>
      <parlour-settings-reading></parlour-settings-reading>
      <parlour-settings-password></parlour-settings-password>
      <parlour-settings-ignored></parlour-settings-ignored>
      <parlour-settings-devices></parlour-settings-devices>
      <parlour-settings-data></parlour-settings-data>
      <form class="settings__part" method="post" action="/logout" @submit=${this.#leave}>
        <h3>Signed in as ${username}</h3>
        ${session.isGuest ? html`<p>You have no password: after signing out nobody, not even you, can come back under this name.</p>` : ""}
        ${outbox.unsent ? html`<p class="settings__warning">${icon("alert")}${plural(outbox.unsent, "message", "messages")} of yours ${outbox.unsent === 1 ? "is" : "are"} not sent yet, and will be lost.</p>` : ""}
        <input type="hidden" name="csrf_token" value=${page.csrf}>
        <div><button class="button button--plain button--small">${icon("door")}Sign out</button></div>
        <p class="form__hint">Parlour ${page.version}</p>
      </form>`, "dialog--wide");
  }

  /** What is kept here goes first: the next person at this computer finds nothing. @param {SubmitEvent} event */
  #leave(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    void this.app.visits.forget().then(() => form.submit());
  }

  firstUpdated() {
    this.querySelector("dialog")?.showModal();
  }
}

customElements.define("parlour-settings", Settings);
