import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';

export const rule = defineRule({
  id: 'transport/telnet',
  title: 'Connection over Telnet',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [319],
  why: 'Telnet sends passwords and commands in the clear; everyone on the way can read and change them.',
  instead: 'Use SSH (`paramiko`, `asyncssh`).',
  equivalents: ['bandit:B312', 'bandit:B401', 'ruff:S312', 'ruff:S401', 'semgrep:telnetlib'],
  calls: [
    {
      at: ['telnetlib.Telnet', 'telnetlib3.open_connection'],
      check: (call, report) =>
        report.violation(call, {
          message: 'passwords and commands go in the clear',
          confidence: confidenceIn(call.scope, 'high'),
        }),
    },
  ],
  imports: [
    {
      at: ['telnetlib'],
      check: (event, report) =>
        report.violation(event, { message: 'this module speaks Telnet', severity: 'low', confidence: 'low' }),
    },
  ],
  bad: [
    py`
      import telnetlib  # ! telnet
      connection = telnetlib.Telnet("switch.example.org")  # ! telnet
    `,
    py`
      from telnetlib import Telnet as Line  # ! telnet
      with Line("switch.example.org", 23) as line:  # ! telnet
          line.interact()
    `,
    {
      'telnetlib.py': py`
        import telnetlib  # ! telnet
        telnetlib.Telnet("switch.example.org")  # ! telnet
      `,
    },
  ],
  good: [
    py`
      import asyncssh
      async def run():
          async with asyncssh.connect("switch.example.org") as connection:
              await connection.run("show version")
    `,
    py`
      import socket
      socket.create_connection(("example.org", 443))
    `,
  ],
});
