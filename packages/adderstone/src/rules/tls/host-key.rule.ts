import { mayBe, refersTo } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';

const POLICIES = ['AutoAddPolicy', 'WarningPolicy'].flatMap((name) =>
  ['paramiko', 'paramiko.client'].flatMap((module) => [`${module}.${name}`, `${module}.${name}()`]),
);

export const rule = defineRule({
  id: 'tls/host-key',
  title: 'SSH that accepts an unknown host key',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [322, 295],
  why: 'Anyone between the two ends can answer in the name of the host, and gets the password and the commands.',
  instead: 'Keep `RejectPolicy` and load the known keys: `client.load_system_host_keys()`.',
  equivalents: [
    'bandit:B507',
    'ruff:S507',
    'codeql:py/paramiko-missing-host-key-validation',
    'semgrep:paramiko-implicit-trust-host-key',
  ],
  calls: [
    {
      at: ['paramiko.SSHClient#set_missing_host_key_policy', 'paramiko.client.SSHClient#set_missing_host_key_policy'],
      check(call, report) {
        const policy = call.argument(0, 'policy');
        if (policy === null) return;
        if (refersTo(policy, ...POLICIES)) {
          report.violation(call, {
            message: 'a host with any key is accepted',
            confidence: confidenceIn(call.scope, 'high'),
          });
        } else if (policy.complete || policy.references.length > 0)
          report.safe(call, 'safe-setting', 'unknown keys are refused');
        else report.unknown(call, 'unresolved-call', 'the policy is not known');
      },
    },
    {
      at: ['asyncssh.{connect,create_connection,connect_reverse,SSHClientConnectionOptions}'],
      check(call, report) {
        const known = call.argument(null, 'known_hosts');
        if (mayBe(known, null)) {
          report.violation(call, {
            message: '`known_hosts=None` accepts a host with any key',
            confidence: confidenceIn(call.scope, 'high'),
          });
        } else report.safe(call, 'safe-setting', 'known keys alone are accepted');
      },
    },
    {
      at: ['pysftp.CnOpts'],
      check: (call, report) => report.safe(call, 'safe-setting', 'known keys alone are accepted'),
    },
    {
      at: ['fabric.Connection', 'netmiko.ConnectHandler'],
      check(call, report) {
        const strict = call.argument(null, 'ssh_strict');
        if (call.targets.includes('netmiko.ConnectHandler') && !mayBe(strict, true)) {
          report.violation(call, {
            message: 'without `ssh_strict=True` a host with any key is accepted',
            severity: 'medium',
            confidence: 'low',
          });
        }
      },
    },
  ],
  stores: [
    {
      at: ['pysftp.CnOpts#hostkeys'],
      check(store, report) {
        if (mayBe(store.value, null)) {
          report.violation(store, {
            message: '`hostkeys = None` accepts a host with any key',
            confidence: confidenceIn(store.scope, 'high'),
          });
        }
      },
    },
  ],
  bad: [
    py`
      import paramiko
      client = paramiko.SSHClient()
      client.set_missing_host_key_policy(paramiko.AutoAddPolicy())  # ! host-key
    `,
    py`
      from paramiko.client import SSHClient, WarningPolicy
      client = SSHClient()
      client.set_missing_host_key_policy(policy=WarningPolicy)  # ! host-key
    `,
    py`
      import asyncssh
      async def run(host):
          async with asyncssh.connect(host, known_hosts=None) as connection:  # ! host-key
              await connection.run("uptime")
    `,
    py`
      import pysftp
      options = pysftp.CnOpts()
      options.hostkeys = None  # ! host-key
      pysftp.Connection("example.org", cnopts=options)
    `,
    py`
      from paramiko import client as ssh
      def connect(host):
          connection = ssh.SSHClient()
          policy = ssh.AutoAddPolicy()
          connection.set_missing_host_key_policy(policy)  # ! host-key
          connection.connect(host)
    `,
  ],
  good: [
    py`
      import paramiko
      client = paramiko.SSHClient()
      client.load_system_host_keys()
      client.set_missing_host_key_policy(paramiko.RejectPolicy())
    `,
    py`
      import paramiko
      client = paramiko.SSHClient()
      client.load_host_keys("known_hosts")
      client.connect("example.org")
    `,
    py`
      import asyncssh
      async def run(host):
          async with asyncssh.connect(host, known_hosts="known_hosts") as connection:
              await connection.run("uptime")
    `,
    py`
      import pysftp
      options = pysftp.CnOpts(knownhosts="known_hosts")
      pysftp.Connection("example.org", cnopts=options)
    `,
    py`
      import paramiko
      class Pinned(paramiko.MissingHostKeyPolicy):
          def missing_host_key(self, client, hostname, key):
              raise paramiko.SSHException("unknown host")
      client = paramiko.SSHClient()
      client.set_missing_host_key_policy(Pinned())
    `,
  ],
});
