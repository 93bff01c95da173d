import type { CallEvent } from '../../flow/event.ts';
import { textOf } from '../../flow/value.ts';
import { defineRule, py, type Reporter } from '../rule.ts';

/** Names that stand for a folder of the machine, or for a reader of files that the program names. */
const LOCAL =
  /^(?:\.{0,2}\/|~|[A-Za-z]:[\\/]|(?:csv|json|parquet|text|arrow|webdataset|imagefolder|audiofolder|videofolder|pandas|sql)$)/;

function tell(call: CallEvent, report: Reporter): void {
  const revision = textOf(call.argument(null, 'revision')) ?? textOf(call.argument(null, 'commit_id'));
  const name = textOf(call.args[0] ?? call.argument(null, 'repo_id') ?? call.argument(null, 'path'));
  if (revision !== null && /^[0-9a-f]{7,40}$/.test(revision)) report.safe(call, 'constant', 'pinned to a commit');
  else if (name !== null && LOCAL.test(name)) report.safe(call, 'constant', 'files of the machine');
  else report.violation(call, { message: 'no commit is pinned' });
}

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
        'datasets.load_dataset',
        'datasets.load.load_dataset',
        'huggingface_hub.{hf_hub_download,snapshot_download}',
        'huggingface_hub.file_download.hf_hub_download',
      ],
      check: tell,
    },
  ],
  anyCall(call, report) {
    if (
      call.name === 'from_pretrained' &&
      call.targets.some((path) => /^(?:transformers|diffusers|peft|optimum|timm|auto_gptq)\b/.test(path))
    )
      tell(call, report);
  },
  bad: [
    py`
      import transformers
      from datasets import load_dataset
      model = transformers.T5ForConditionalGeneration.from_pretrained("shop/model", revision="main")  # ! unpinned-download
      data = load_dataset("shop/orders")  # ! unpinned-download
    `,
    py`
      from huggingface_hub import snapshot_download
      snapshot_download("shop/model")  # ! unpinned-download
    `,
  ],
  good: [
    py`
      from datasets import load_dataset
      from transformers import BertModel
      model = BertModel.from_pretrained("./model")
      data = load_dataset("csv", data_files="orders.csv")
      other = load_dataset("shop/orders", revision="5f2d3c1")
    `,
    py`
      from huggingface_hub import snapshot_download
      snapshot_download("shop/model", revision="0123456789abcdef0123456789abcdef01234567")
    `,
  ],
});
