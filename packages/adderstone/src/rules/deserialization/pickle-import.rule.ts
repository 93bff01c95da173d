import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'deserialization/pickle-import',
  title: 'A serialization module that runs code is imported',
  severity: 'low',
  confidence: 'low',
  default: false,
  cwe: [502],
  why: 'Where such formats are used is worth knowing in an audit.',
  instead: 'Look at each load, and prefer a format of plain data.',
  equivalents: ['bandit:B403', 'ruff:S403'],
  imports: [
    {
      at: [
        'pickle',
        'cPickle',
        'dill',
        'shelve',
        'jsonpickle',
        'cloudpickle',
        'marshal',
        'joblib',
        'pandas.read_pickle',
      ],
      check: (event, report) =>
        report.violation(event, { message: 'a serialization module that runs code is imported' }),
    },
  ],
  bad: ['import pickle  # ! pickle-import\n', 'from shelve import open  # ! pickle-import\n'],
  good: ['import json\n'],
});
