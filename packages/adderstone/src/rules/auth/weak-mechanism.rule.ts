import { textOf } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';

export const rule = defineRule({
  id: 'auth/weak-mechanism',
  title: 'Outdated login to MongoDB',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [522, 477],
  why: 'MONGODB-CR rests on MD5 without a salt of its own, and was removed in MongoDB 4.0.',
  instead: 'Leave `authMechanism` out, or name SCRAM-SHA-256.',
  equivalents: ['semgrep:mongo-client-bad-auth'],
  calls: [
    {
      at: ['pymongo.MongoClient', 'pymongo.mongo_client.MongoClient', 'motor.motor_asyncio.AsyncIOMotorClient'],
      check(call, report) {
        const mechanism = textOf(call.argument(null, 'authMechanism'));
        if (mechanism === 'MONGODB-CR') {
          report.violation(call, {
            message: 'this mechanism rests on MD5',
            confidence: confidenceIn(call.scope, 'high'),
          });
        } else report.safe(call, 'safe-setting', 'another mechanism');
      },
    },
  ],
  bad: [
    py`
      from pymongo import MongoClient
      MongoClient("db.example.org", username=user, password=password, authMechanism="MONGODB-CR")  # ! weak-mechanism
    `,
  ],
  good: [
    py`
      from pymongo import MongoClient
      MongoClient("db.example.org", username=user, password=password, authMechanism="SCRAM-SHA-256")
    `,
  ],
});
