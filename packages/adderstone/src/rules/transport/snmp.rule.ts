import { isOnly, mayBe } from '../../flow/value.ts';
import { wholeNumber } from '../crypto/algorithm.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';

const MODULES = [
  'pysnmp.hlapi',
  'pysnmp.hlapi.auth',
  'pysnmp.hlapi.asyncio',
  'pysnmp.hlapi.asyncio.auth',
  'pysnmp.hlapi.sync',
  'pysnmp.hlapi.asyncore',
  'pysnmp.hlapi.twisted',
  'pysnmp.hlapi.v1arch',
  'pysnmp.hlapi.v1arch.asyncio',
  'pysnmp.hlapi.v1arch.asyncio.auth',
  'pysnmp.hlapi.v3arch',
  'pysnmp.hlapi.v3arch.asyncio',
  'pysnmp.hlapi.v3arch.asyncio.auth',
  'pysnmp.entity.rfc3413.oneliner.cmdgen',
];

/** Paths of a name in each of the modules that export it. */
function everywhere(name: string): readonly string[] {
  return MODULES.map((module) => `${module}.${name}`);
}

export const rule = defineRule({
  id: 'transport/snmp',
  title: 'SNMP without authentication or encryption',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [319, 311],
  why: 'SNMP 1 and 2c send the community, which is the password, in the clear; SNMP 3 does so with the data unless told otherwise.',
  instead: 'Use SNMP 3 with a key for authentication and one for privacy: `UsmUserData(user, authKey, privKey)`.',
  equivalents: ['bandit:B508', 'bandit:B509', 'ruff:S508', 'ruff:S509'],
  calls: [
    {
      at: everywhere('CommunityData'),
      check(call, report) {
        const model = call.argument(null, 'mpModel');
        const version = wholeNumber(model);
        report.violation(call, {
          message: 'the community goes in the clear',
          confidence: confidenceIn(call.scope, version === 0 || version === 1 ? 'high' : 'medium'),
        });
      },
    },
    {
      at: everywhere('UsmUserData'),
      check(call, report) {
        if (call.open) {
          report.unknown(call, 'unresolved-call', 'the keys are not known');
          return;
        }
        const authentication = call.argument(1, 'authKey');
        const privacy = call.argument(2, 'privKey');
        const absent = [authentication, privacy].some((key) => key === null || isOnly(key, null));
        if (absent || mayBe(authentication, null) || mayBe(privacy, null)) {
          report.violation(call, {
            message:
              privacy === null
                ? 'without a key for privacy the data goes in the clear'
                : 'without a key anybody can answer',
            confidence: absent ? confidenceIn(call.scope, 'high') : 'low',
          });
        } else report.safe(call, 'safe-setting', 'authenticated and encrypted');
      },
    },
  ],
  bad: [
    py`
      from pysnmp.hlapi import CommunityData, UsmUserData
      CommunityData("public", mpModel=0)  # ! snmp
      UsmUserData("operator")  # ! snmp
      UsmUserData("operator", "secret one")  # ! snmp
    `,
    py`
      import pysnmp.hlapi.v3arch.asyncio as snmp
      snmp.UsmUserData("operator", authKey="secret one")  # ! snmp
    `,
  ],
  good: [
    py`
      from pysnmp.hlapi import UsmUserData
      UsmUserData("operator", authKey, privKey)
    `,
    py`
      import pysnmp.hlapi.v3arch.asyncio as snmp
      snmp.UsmUserData("operator", authKey=first, privKey=second)
    `,
  ],
});
