import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'source/bidirectional',
  title: 'The source reads in another order than it runs',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [838, 506],
  why: 'Bidirectional control characters make an editor show code that is not the code that runs.',
  instead: 'Remove the characters, or write them as escapes.',
  equivalents: ['bandit:B613'],
  tree: {
    Module(_, context, report) {
      for (const match of context.file.text.matchAll(/[\u202a-\u202e\u2066-\u2069]/g)) {
        report.violation(
          { file: context.file, start: match.index, end: match.index + 1 },
          { message: 'a bidirectional control character changes the order in which this line is shown' },
        );
      }
    },
  },
  bad: ['access = "user"\nif access != "none\u202e":  # ! bidirectional\n    pass\n'],
  good: ['access = "user"\nif access != "none\\u202e":\n    pass\n'],
});
