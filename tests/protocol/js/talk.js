// One conversation of the official client with the target; prints what it heard as JSON. `node talk.js PORT OPTIONS`
import { io } from "socket.io-client";

const options = JSON.parse(process.argv[3] ?? "{}");
const socket = io(`http://127.0.0.1:${process.argv[2]}`, options);
const heard = { messages: [] };
const fail = setTimeout(() => finish(1), 8000);

function finish(code) {
  clearTimeout(fail);
  console.log(JSON.stringify(heard));
  socket.disconnect();
  process.exitCode = code;
}

socket.on("auth", (auth) => (heard.auth = auth));
socket.on("message-back", (...args) => heard.messages.push(args));
socket.on("connect_error", (error) => (heard.error = error.message));
socket.on("disconnect", (reason) => (heard.reason ??= reason));
socket.on("connect", async () => {
  const { engine } = socket.io;
  if (!options.transports && engine.transport.name !== "websocket") {
    await new Promise((resolve) => engine.once("upgrade", resolve));
  }
  heard.transport = engine.transport.name;
  for (let number = 0; number < 5; number++) socket.emit("message", number, "ÿ€😀");
  heard.ack = await socket.timeout(3000).emitWithAck("message-with-ack", { a: [1] });
  const binary = await socket.timeout(3000).emitWithAck("message-with-ack", Buffer.from([1, 2, 3]));
  heard.binary = [...new Uint8Array(binary)];
  heard.unknown = await socket.emitWithAck("nothing");
  await new Promise((resolve) => setTimeout(resolve, 800)); // past two pings
  heard.alive = socket.connected;
  finish(0);
});
