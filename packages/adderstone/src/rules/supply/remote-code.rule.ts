import { isOnly } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';

export const rule = defineRule({
  id: 'supply/remote-code',
  title: 'Code that comes with a model or data set is run',
  severity: 'high',
  confidence: 'medium',
  default: true,
  cwe: [494, 829],
  why: 'With `trust_remote_code` whoever controls the repository runs programs here, as this user.',
  instead: 'Leave `trust_remote_code` out, or pin `revision` to a commit whose code was read.',
  equivalents: [],
  anyCall(call, report) {
    const trust = call.keywords.get('trust_remote_code');
    if (trust === undefined) return;
    if (isOnly(trust, false)) report.safe(call, 'safe-setting', 'no code of the repository is run');
    else if (isOnly(trust, true)) {
      const pinned = call.keywords.has('revision') || call.keywords.has('code_revision');
      report.violation(call, {
        message: 'code of the repository is run',
        confidence: pinned ? 'low' : confidenceIn(call.scope, 'medium'),
      });
    } else report.unknown(call, 'dynamic-code', '`trust_remote_code` is not known');
  },
  bad: [
    py`
      from transformers import AutoModel
      AutoModel.from_pretrained("shop/model", trust_remote_code=True)  # ! remote-code
    `,
    py`
      from datasets import load_dataset
      load_dataset("shop/orders", trust_remote_code=True)  # ! remote-code
    `,
  ],
  good: [
    py`
      from transformers import AutoModel
      AutoModel.from_pretrained("shop/model", trust_remote_code=False)
      AutoModel.from_pretrained("shop/other")
    `,
  ],
});
