import { View } from "parlour/lib/view.js";
import { QuestionDialog } from "parlour/views/question-dialog.js";
import { html, nothing } from "lit";

/** Leave the open room, after a word about what that means. */
export class LeaveRoom extends View {
  #question = new QuestionDialog(this, () => this.app.visits.leave(Number(this.app.rooms.openId.peek())));

  render() {
    const room = this.app.rooms.current.value;
    if (!room) return nothing;
    const back = room.open ? "You can come back at any time: it is open to everyone here." : "To come back you will need its code.";
    const words = html`<p class="dialog__lead">${back} What you wrote stays.</p>`;
    return this.#question.draw(`Leave ${room.name}?`, words, "Stay", "Leave the room");
  }

  firstUpdated() {
    this.#question.open();
  }
}

customElements.define("parlour-leave-room", LeaveRoom);
