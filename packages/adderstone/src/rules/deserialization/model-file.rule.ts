import { isOnly, mayBe } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'deserialization/model-file',
  title: 'A model or array file may hold pickled code, and it is run',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [502],
  why: 'Weights and arrays of objects are stored as pickles, which run code when they are read.',
  instead: 'Pass `weights_only=True` to `torch.load`, leave `allow_pickle` off in `numpy.load`, or use safetensors.',
  equivalents: ['bandit:B614', 'codeql:py/unsafe-deserialization'],
  calls: [
    {
      at: ['torch.load', 'torch.serialization.load'],
      check(call, report) {
        const only = call.argument(null, 'weights_only');
        if (isOnly(only, true)) report.safe(call, 'safe-loader', '`weights_only=True`');
        else if (only === null && !call.open)
          report.violation(call, {
            message: 'before torch 2.6 the file may run any code: `weights_only` is not set',
            confidence: 'medium',
          });
        else if (isOnly(only, false))
          report.violation(call, { message: 'the file may run any code: `weights_only` is off' });
        else report.unknown(call, 'dynamic-code', '`weights_only` is not known');
      },
    },
    {
      at: ['numpy.load', 'numpy.lib.npyio.load'],
      check(call, report) {
        const allow = call.argument(2, 'allow_pickle');
        if (mayBe(allow, true)) report.violation(call, { message: 'the file may run any code: `allow_pickle` is on' });
        else report.safe(call, 'safe-loader', '`allow_pickle` is off');
      },
    },
    {
      at: ['keras.models.load_model', 'tensorflow.keras.models.load_model', 'keras.saving.load_model'],
      check(call, report) {
        if (isOnly(call.argument(null, 'safe_mode'), false))
          report.violation(call, { message: 'lambdas in the model run: `safe_mode` is off' });
      },
    },
  ],
  bad: [
    py`
      import torch
      torch.load("model.pt")  # ! model-file
      torch.load("model.pt", weights_only=False)  # ! model-file
    `,
    py`
      import numpy as np
      PICKLED = True
      np.load("array.npy", allow_pickle=PICKLED)  # ! model-file
    `,
  ],
  good: [
    py`
      import torch
      torch.load("model.pt", map_location="cpu", weights_only=True)
    `,
    py`
      import numpy as np
      np.load("array.npy")
    `,
  ],
});
