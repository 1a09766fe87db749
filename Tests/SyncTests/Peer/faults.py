#!/usr/bin/env python3
"""A bad line to a server: faults.py PORT TARGET KIND BYTES COUNT

The first COUNT connections break when the server has said BYTES bytes: KIND cut closes, bye says BYE and closes, hang says nothing more.
Later ones work."""
import socket
import sys
import threading

port, target, kind, limit, count = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
listener = socket.create_server(("127.0.0.1", port))


def up(client, server):
    try:
        while data := client.recv(65536):
            server.sendall(data)
    except OSError:
        pass
    server.close()


def down(client, server, left):
    try:
        while data := server.recv(65536):
            if left is not None:
                client.sendall(data[:left])
                left -= min(left, len(data))
                if left == 0:
                    if kind == "hang":
                        return
                    if kind == "bye":
                        client.sendall(b"\r\n* BYE going down\r\n")
                    break
            else:
                client.sendall(data)
    except OSError:
        pass
    try:
        client.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    client.close()


while True:
    client, _ = listener.accept()
    server = socket.create_connection(("127.0.0.1", target))
    left = limit if count > 0 else None
    count -= 1
    threading.Thread(target=up, args=(client, server), daemon=True).start()
    threading.Thread(target=down, args=(client, server, left), daemon=True).start()
