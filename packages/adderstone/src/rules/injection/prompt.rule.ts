import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'injection/prompt',
  title: 'Outside data becomes an instruction of a language model',
  severity: 'medium',
  confidence: 'high',
  default: true,
  kind: 'prompt',
  cwe: [1427],
  why: 'Text in the data overrides what the model was told to do.',
  instead: 'Keep instructions in the system message and treat the answer as untrusted.',
  equivalents: [],
  cause: 'flow',
  flow: { to: ['prompt'], message: 'becomes part of the instructions of a language model' },
  bad: [
    py`
      from anthropic import Anthropic
      from flask import request
      def view():
          return Anthropic().messages.create(model="m", max_tokens=9, system="You help " + request.args["who"], messages=[])  # ! prompt
    `,
  ],
  good: [
    py`
      from anthropic import Anthropic
      def view():
          return Anthropic().messages.create(model="m", max_tokens=9, system="You help", messages=[])
    `,
  ],
});
