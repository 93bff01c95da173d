# attack: path-traversal
import logging
logging.basicConfig(filename="uploads/../outside/planted.log", level=logging.INFO)
logging.info("x")
