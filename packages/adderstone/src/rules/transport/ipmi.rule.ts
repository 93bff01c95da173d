import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';

export const rule = defineRule({
  id: 'transport/ipmi',
  title: 'Management over IPMI',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [319],
  why: 'IPMI 2.0 gives anyone who asks a hash of the password (CVE-2013-4786), and its encryption is weak.',
  instead: 'Use Redfish over HTTPS, and keep IPMI to a network of its own.',
  equivalents: ['bandit:B415', 'ruff:S415'],
  imports: [
    {
      at: ['pyghmi'],
      check: (event, report) =>
        report.violation(event, {
          message: 'this module speaks IPMI',
          confidence: confidenceIn(event.scope, 'medium'),
        }),
    },
  ],
  bad: [
    py`
      from pyghmi.ipmi import command  # ! ipmi
      command.Command(bmc="bmc.example.org", userid="admin", password=password)
    `,
    py`
      import pyghmi.ipmi.command as ipmi  # ! ipmi
    `,
  ],
  good: [
    py`
      import redfish
      client = redfish.redfish_client(base_url="https://bmc.example.org")
    `,
    py`
      import ipaddress
    `,
  ],
});
