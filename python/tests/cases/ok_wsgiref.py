# benign
import threading, urllib.request
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.util import FileWrapper
WSGIRequestHandler.log_message = lambda *args: None
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    if environ["PATH_INFO"] == "/file":
        return FileWrapper(open("uploads/a.txt", "rb"))
    return (part for part in [b"a", b"b", environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))])
server = make_server("127.0.0.1", 0, app)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = "http://127.0.0.1:%d/" % server.server_port
print(urllib.request.urlopen(url).read(), urllib.request.urlopen(url, data=b"body").read(), urllib.request.urlopen(url + "file").read())
server.shutdown()
