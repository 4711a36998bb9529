"""Flask-SocketIO with the two handlers; stores nothing. `python flask_socketio_app.py PORT gevent|threading`."""

import sys

if sys.argv[2] == "gevent":
    from gevent import monkey

    monkey.patch_all()

from datetime import UTC, datetime

from flask import Flask
from flask_socketio import SocketIO, emit, join_room

app = Flask(__name__)
socketio = SocketIO(app, async_mode=sys.argv[2], cors_allowed_origins="*")
seq = 0


@socketio.on("join")
def join(_data):
    join_room("room")
    return {"ok": True}


@socketio.on("send_message")
def send_message(data):
    global seq
    seq += 1
    message = {
        "id": f"1:{seq}",
        "room": 1,
        "seq": seq,
        "rev": seq,
        "key": data["key"],
        "user_id": 1,
        "username": "someone",
        "message": data["message"],
        "html": data["message"],
        "timestamp": datetime.now(UTC).isoformat(),
        "kind": "message",
    }
    emit("new_message", message, to="room")
    return {"ok": True, "id": message["id"], "seq": seq}


socketio.run(app, host="127.0.0.1", port=int(sys.argv[1]), allow_unsafe_werkzeug=True)
