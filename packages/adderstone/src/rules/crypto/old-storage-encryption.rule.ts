import { textAround } from '../function-text.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';

export const rule = defineRule({
  id: 'crypto/old-storage-encryption',
  title: 'Azure storage with client-side encryption of version 1',
  severity: 'high',
  confidence: 'medium',
  default: true,
  cwe: [327],
  why: 'Version 1 uses CBC without authentication, so that whoever can write to the store can decrypt it (CVE-2022-30187).',
  instead: 'Set `encryption_version = "2.0"` on the client before the upload.',
  equivalents: ['codeql:py/azure-storage/unsafe-client-side-encryption-in-use'],
  anyCall(call, report) {
    if (call.name !== 'upload_blob' && call.name !== 'put_message' && call.name !== 'send_message') return;
    const client = call.receiver;
    const name = client === null ? '' : client.file.text.slice(client.start, client.end);
    if (!/^\w{1,60}$/.test(name)) return;
    const text = textAround(call.file, call.scope);
    if (!new RegExp(`\\b${name}\\.key_encryption_key\\s*=`).test(text)) return;
    if (new RegExp(`\\b${name}\\.encryption_version\\s*=\\s*['"]2`).test(text))
      report.safe(call, 'safe-setting', 'version 2');
    else {
      report.violation(call, {
        message: 'the client encrypts with version 1',
        confidence: confidenceIn(call.scope, 'medium'),
      });
    }
  },
  bad: [
    py`
      from azure.storage.blob import BlobServiceClient
      def upload(address, kek, stream):
          client = BlobServiceClient.from_connection_string(address).get_blob_client("box", "blob")
          client.require_encryption = True
          client.key_encryption_key = kek
          client.upload_blob(stream)  # ! old-storage-encryption
    `,
  ],
  good: [
    py`
      from azure.storage.blob import BlobServiceClient
      def upload(address, kek, stream):
          client = BlobServiceClient.from_connection_string(address).get_blob_client("box", "blob")
          client.require_encryption = True
          client.key_encryption_key = kek
          client.encryption_version = "2.0"
          client.upload_blob(stream)
    `,
  ],
});
