#!/usr/bin/env python3
"""A bad line to a server: faults.py PORT TARGET KIND BYTES COUNT

cut, bye, hang   the first COUNT connections break when the server has said BYTES bytes: cut closes, bye says BYE and closes, hang says nothing
                 more; later ones work
deaf-COMMAND     the first COUNT answers to that command (COPY, MOVE, APPEND) never come: the server has done it, and the line is cut
mute             no answer says where a message landed (COPYUID, APPENDUID)
"""
import re
import socket
import sys
import threading

port, target, kind, limit, count = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
listener = socket.create_server(("127.0.0.1", port))
lock = threading.Lock()
deaf = kind.removeprefix("deaf-").encode() if kind.startswith("deaf-") else None


class Line:
    """One connection: what is said on it, and the tags of the commands whose answers must not come."""

    def __init__(self, client, server, left):
        self.client, self.server, self.left, self.tags = client, server, left, set()

    def up(self):
        try:
            while data := self.client.recv(65536):
                if deaf:
                    self.tags.update(re.findall(rb"(?m)^(\S+) (?:UID )?" + deaf + rb" ", data))
                self.server.sendall(data)
        except OSError:
            pass
        self.server.close()

    def down(self):
        try:
            while data := self.server.recv(65536):
                if self.is_deaf(data):
                    break
                if kind == "mute":
                    data = re.sub(rb"\[(COPYUID|APPENDUID) [^]]*\] ?", b"", data)
                if self.left is None:
                    self.client.sendall(data)
                    continue
                self.client.sendall(data[:self.left])
                self.left -= min(self.left, len(data))
                if self.left == 0:
                    if kind == "hang":
                        return
                    if kind == "bye":
                        self.client.sendall(b"\r\n* BYE going down\r\n")
                    break
        except OSError:
            pass
        try:
            self.client.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.client.close()

    def is_deaf(self, data):
        global count
        if not any(re.search(rb"(?m)^" + re.escape(tag) + rb" OK", data) for tag in self.tags):
            return False
        self.tags.clear()
        with lock:
            count -= 1
            return count >= 0


breaks = kind in ("cut", "bye", "hang")
while True:
    client, _ = listener.accept()
    line = Line(client, socket.create_connection(("127.0.0.1", target)), limit if breaks and count > 0 else None)
    if breaks:
        count -= 1
    threading.Thread(target=line.up, daemon=True).start()
    threading.Thread(target=line.down, daemon=True).start()
