// Socket.IO on Node.js with the two handlers; stores nothing. `node node_socketio_app.js PORT`, NODE_PATH names its modules.
const { Server } = require("socket.io");

const io = new Server(Number(process.argv[2]), { transports: ["polling", "websocket"] });
let seq = 0;

io.on("connection", (socket) => {
  socket.on("join", (_data, ack) => {
    socket.join("room");
    ack({ ok: true });
  });
  socket.on("send_message", (data, ack) => {
    seq += 1;
    const message = {
      id: `1:${seq}`,
      room: 1,
      seq,
      rev: seq,
      key: data.key,
      user_id: 1,
      username: "someone",
      message: data.message,
      html: data.message,
      timestamp: new Date().toISOString(),
      kind: "message",
    };
    io.to("room").emit("new_message", message);
    ack({ ok: true, id: message.id, seq });
  });
});
