// The official client in the chat: `node chat.js URL OPTIONS`. Each line of its input is a word (cut, back, end), each of
// its output a JSON pair of what happened. It comes back when it is told to.
import { createInterface } from "node:readline";
import { io } from "socket.io-client";

const [url, options] = process.argv.slice(2);
const socket = io(url, { reconnection: false, ...JSON.parse(options) });
const words = {
  cut: () => socket.io.engine.close(),
  back: () => socket.connect(),
  end: () => {
    socket.disconnect();
    process.stdin.destroy();
  },
};

const tell = (note, value) => console.log(JSON.stringify([note, value]));

socket.on("connect", () => tell("recovered", Boolean(socket.recovered)));
socket.on("disconnect", () => tell("recovered", false));
socket.on("ready", (ready, offset) => tell("ready", [typeof offset === "string" ? 1 : 0]));
socket.on("new_message", (message) => tell("revs", message.rev));
createInterface({ input: process.stdin }).on("line", (word) => words[word]());
