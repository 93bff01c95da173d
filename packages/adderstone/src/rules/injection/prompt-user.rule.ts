import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'injection/prompt-user',
  title: 'Outside data is said to a language model as the user',
  severity: 'low',
  confidence: 'medium',
  default: true,
  kind: 'prompt-user',
  cwe: [1427],
  why: 'Whoever sends the text may talk the model out of its instructions; what it answers, and what it does with its tools, is then theirs.',
  instead:
    'Filter the text (a guardrail, a list of allowed questions), give the model no tools that the sender may not use, and treat its answer as untrusted.',
  equivalents: ['codeql:py/prompt-injection'],
  cause: 'flow',
  flow: { to: ['prompt-user'], message: 'is said to a language model as the user' },
  bad: [
    py`
      from openai import OpenAI
      from flask import request
      client = OpenAI()
      def view():
          return client.chat.completions.create(
              model="m",
              messages=[{"role": "system", "content": "You help"}, {"role": "user", "content": request.args["q"]}],  # ! prompt-user
          )
    `,
  ],
  good: [
    py`
      from openai import OpenAI
      from flask import request
      client = OpenAI()
      QUESTIONS = {"a": "What is an adder?", "b": "Where do adders live?"}
      def view():
          question = QUESTIONS[request.args["q"]]
          return client.chat.completions.create(model="m", messages=[{"role": "user", "content": question}])
    `,
  ],
});
