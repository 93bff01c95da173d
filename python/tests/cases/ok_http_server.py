# benign
import functools, http.server, threading, urllib.request
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory="uploads")
class Quiet(http.server.ThreadingHTTPServer):
    pass
http.server.SimpleHTTPRequestHandler.log_message = lambda *args: None
server = Quiet(("127.0.0.1", 0), handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(urllib.request.urlopen("http://127.0.0.1:%d/a.txt" % server.server_port).read())
server.shutdown()
