# benign
# needs: yaml
import yaml
class Conf(yaml.YAMLObject):
    yaml_tag = "!conf"
    yaml_loader = yaml.SafeLoader
print(yaml.safe_load("a: [1, 2, {b: 2020-01-01}]"), yaml.safe_load("!conf {x: 1}").x, yaml.safe_dump({"a": 1}).strip())
print(yaml.full_load("!!python/tuple [1, 2]"))
