import type { CallEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import { textAround } from '../function-text.ts';
import { defineRule, py, type Reporter } from '../rule.ts';

/** The setting that lets documents include files; on by default (https://docutils.sourceforge.io/docs/user/config.html#file-insertion-enabled). */
const INCLUSION = 'file_insertion_enabled';

/** True where inclusion is off in a dict of settings; null where the dict is not known well enough to say. */
function isOff(settings: Value): boolean | null {
  const entry = settings.entries?.get(INCLUSION);
  if (entry !== undefined)
    return entry.complete && entry.constants.every(({ value }) => value === false || value === 0);
  return settings.entries !== null && settings.complete ? false : null;
}

/** True for a dict of which a program's configuration may say more, or that is empty: `getattr(settings, "RST", {})`. */
function isConfigured(settings: Value): boolean {
  return (
    settings.references.length > 0 &&
    settings.references.every((path) => /(?:^|\.)(?:settings\.|\w*Settings#)/.test(path))
  );
}

function judge(call: CallEvent, report: Reporter): void {
  const source = call.argument(0, 'source');
  if (source === null || (source.complete && source.constants.length > 0)) return;
  const settings = call.argument(null, 'settings_overrides');
  if (settings === null && (call.open || call.keywords.has('settings') || call.keywords.has('settings_spec'))) {
    report.unknown(call, 'dynamic-code', 'the settings come from elsewhere');
    return;
  }
  const isSafe = settings === null ? false : isOff(settings);
  const isGuess = isSafe === null && !(settings !== null && isConfigured(settings));
  if (isSafe === true) report.safe(call, 'safe-setting', 'documents include no files');
  else if (isGuess || (isSafe === null && textAround(call.file, call.scope).includes(INCLUSION)))
    report.unknown(call, 'dynamic-code', 'the settings come from elsewhere');
  else
    report.violation(call, {
      message: 'a document may include any file that the program can read: `file_insertion_enabled` is on',
      // Who writes the document is seen where it is handed in; what a program reads of its own is no danger.
      ...(source.parameter !== null || source.origins.length > 0 ? {} : { confidence: 'low' as const }),
    });
}

export const rule = defineRule({
  id: 'path/document-inclusion',
  title: 'Documents of others may include files',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [73, 22],
  why: 'reStructuredText has `.. include::` and `.. raw:: html :file:`, which read files of the machine that renders it, and addresses.',
  instead: 'Pass `settings_overrides={"file_insertion_enabled": False, "raw_enabled": False}`.',
  equivalents: [],
  calls: [
    {
      at: ['docutils.core.{publish_parts,publish_string,publish_doctree,publish_programmatically}'],
      check: judge,
    },
  ],
  bad: [
    py`
      from docutils.core import publish_parts, publish_string
      def render(text):
          return publish_parts(source=text, writer_name="html4css1")["fragment"]  # ! document-inclusion
      def page(text, level=2):
          given = {"initial_header_level": level}
          return publish_string(text, settings_overrides=given)  # ! document-inclusion
    `,
    py`
      from django.conf import settings
      from docutils.core import publish_parts
      def render(markup):
          given = getattr(settings, "RST_SETTINGS", {})
          return publish_parts(source=markup, settings_overrides=given)["body"]  # ! document-inclusion
    `,
  ],
  good: [
    py`
      from docutils.core import publish_parts, publish_string
      SAFE = {"file_insertion_enabled": False, "raw_enabled": False}
      def render(text):
          return publish_parts(source=text, writer_name="html4css1", settings_overrides=SAFE)["fragment"]
      def page(text, level=2):
          given = {"initial_header_level": level}
          given["file_insertion_enabled"] = False
          return publish_string(text, settings_overrides=given)
      def about():
          return publish_string("Written *here*.")
    `,
    py`
      from django.conf import settings
      from docutils.core import publish_parts
      def render(markup):
          given = getattr(settings, "RST_SETTINGS", {})
          given.update({"raw_enabled": False, "file_insertion_enabled": False})
          return publish_parts(source=markup, settings_overrides=given)["body"]
      def other(markup):
          given = dict(getattr(settings, "RST_SETTINGS", {}), file_insertion_enabled=False)
          return publish_parts(source=markup, settings_overrides=given)["body"]
    `,
  ],
});
