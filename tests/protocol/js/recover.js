// The official client through a restart of the server; prints what it heard as JSON. `node recover.js PORT OPTIONS`
import { io } from "socket.io-client";

const socket = io(`http://127.0.0.1:${process.argv[2]}`, {
  reconnectionDelay: 20,
  reconnectionDelayMax: 20,
  ...JSON.parse(process.argv[3]),
});
const heard = { events: [], recovered: [], errors: 0 };
const fail = setTimeout(() => finish(1), 25000);

function finish(code) {
  clearTimeout(fail);
  console.log(JSON.stringify(heard));
  socket.disconnect();
  process.exitCode = code;
}

socket.on("connect", () => {
  heard.recovered.push(Boolean(socket.recovered));
  socket.emit("here");
});
socket.on("connect_error", () => heard.errors++);
socket.on("said", (...args) => heard.events.push(args));
socket.on("bye", () => finish(0));
