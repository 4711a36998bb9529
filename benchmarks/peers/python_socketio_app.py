"""python-socketio on uvicorn with the two handlers; stores nothing. `python python_socketio_app.py PORT`."""

import sys
from datetime import UTC, datetime

import socketio
import uvicorn

server = socketio.AsyncServer(async_mode="asgi", cors_allowed_origins="*")
seq = 0


@server.event
async def join(sid, _data):
    await server.enter_room(sid, "room")
    return {"ok": True}


@server.event
async def send_message(_sid, data):
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
    await server.emit("new_message", message, to="room")
    return {"ok": True, "id": message["id"], "seq": seq}


uvicorn.run(socketio.ASGIApp(server), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
