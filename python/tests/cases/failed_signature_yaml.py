# attack: signature-failed
# needs: yaml
import hmac
import yaml
body = b"{who: SECRET, more: data}"
hmac.compare_digest(hmac.digest(b"key", body, "sha256"), b"0" * 32)
print(yaml.full_load(body))
