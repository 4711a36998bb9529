import { View } from "parlour/lib/view.js";
import { avatar } from "parlour/views/avatar.js";
import { dialog } from "parlour/views/dialog.js";
import { html, nothing, repeat } from "lit";

/** Who has read up to a message. */
export class SeenBy extends View {
  render() {
    const { presence, readers, scene } = this.app;
    const message = scene.about;
    if (!message) return nothing;
    const read = new Set(readers.of(message));
    const { members, online } = presence.of(message.room);
    const people = (members ?? [...online.values()]).filter(({ id }) => read.has(id));
    return dialog(this.app, `Seen by ${people.length}`, html`
      <ul class="people">${repeat(people, ({ id }) => id, ({ id, username }) => html`<li class="person">${avatar(id, username, "avatar--medium")}<div><b>${username}</b></div></li>`)}</ul>
      <p class="form__hint">They have read up to this message. Whoever does not show how far he has read is not in this list; you can choose that in the settings.</p>`);
  }

  firstUpdated() {
    this.querySelector("dialog")?.showModal();
  }
}

customElements.define("parlour-seen-by", SeenBy);
