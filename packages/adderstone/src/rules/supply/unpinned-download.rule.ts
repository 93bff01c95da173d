import { textOf } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'supply/unpinned-download',
  title: 'A model or data set is fetched by a name whose content may change',
  severity: 'medium',
  confidence: 'medium',
  default: false,
  cwe: [494],
  why: 'Whoever controls the repository changes what the program runs.',
  instead: 'Pass `revision=` with a commit hash.',
  equivalents: ['bandit:B615'],
  calls: [
    {
      at: [
        'transformers.{AutoModel,AutoTokenizer,AutoModelForCausalLM,AutoModelForSequenceClassification,AutoConfig,AutoProcessor,pipeline}.from_pretrained',
        'datasets.load_dataset',
        'huggingface_hub.{hf_hub_download,snapshot_download}',
        'transformers.PreTrainedModel.from_pretrained',
      ],
      check(call, report) {
        const revision = textOf(call.argument(null, 'revision'));
        if (revision !== null && /^[0-9a-f]{40}$/.test(revision)) report.safe(call, 'constant', 'pinned to a commit');
        else report.violation(call, { message: 'no commit is pinned' });
      },
    },
  ],
  bad: [
    py`
      from huggingface_hub import snapshot_download
      snapshot_download("shop/model")  # ! unpinned-download
    `,
  ],
  good: [
    py`
      from huggingface_hub import snapshot_download
      snapshot_download("shop/model", revision="0123456789abcdef0123456789abcdef01234567")
    `,
  ],
});
