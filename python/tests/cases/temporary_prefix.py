# attack: path-traversal
import tempfile
handle, name = tempfile.mkstemp(prefix="../outside/planted", dir="uploads")
