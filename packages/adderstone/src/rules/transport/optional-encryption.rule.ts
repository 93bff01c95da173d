import { mayBe } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';

/** Arguments that must be true for a connection to be encrypted, by what is called. */
const SWITCHES: readonly { readonly at: readonly string[]; readonly keyword: string }[] = [
  {
    at: ['distributed.security.Security', 'distributed.Security', 'dask.distributed.Security'],
    keyword: 'require_encryption',
  },
  { at: ['minio.Minio'], keyword: 'secure' },
  { at: ['boto3.client', 'boto3.resource'], keyword: 'use_ssl' },
  { at: ['cassandra.cluster.Cluster', 'influxdb.InfluxDBClient', 'ibm_db.connect'], keyword: 'ssl' },
];

export const rule = defineRule({
  id: 'transport/optional-encryption',
  title: 'Connection with its encryption switched off',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [319, 311],
  why: 'Everyone on the way can read and change what is sent, credentials included.',
  instead: 'Leave the encryption on.',
  equivalents: ['semgrep:require-encryption'],
  calls: SWITCHES.map(({ at, keyword }) => ({
    at,
    check(call, report) {
      const value = call.argument(null, keyword);
      if (value === null) return;
      if (mayBe(value, false)) {
        report.violation(value, {
          message: `\`${keyword}=False\` lets the connection go unencrypted`,
          confidence: confidenceIn(call.scope, 'high'),
        });
      } else report.safe(value, 'safe-setting', 'encrypted');
    },
  })),
  bad: [
    py`
      from distributed.security import Security
      security = Security(tls_ca_file="ca.pem", require_encryption=False)  # ! optional-encryption
    `,
    py`
      from minio import Minio
      Minio("store.example.org", access_key=key, secret_key=secret, secure=False)  # ! optional-encryption
    `,
  ],
  good: [
    py`
      from distributed.security import Security
      security = Security(tls_ca_file="ca.pem", require_encryption=True)
    `,
    py`
      from minio import Minio
      Minio("store.example.org", access_key=key, secret_key=secret)
    `,
  ],
});
