import { createHash } from 'node:crypto';
import type { Standard, StandardProblem } from './standard.ts';

/**
 * Several documents as one standard. The first document that has a clause decides its text and where it binds; a later one of the same id is told
 * and not used. Title, path and scope are the first document's. The digest is that of the digests in order; of one document, its own.
 * @param documents at least one
 */
export function mergeStandards(documents: readonly Standard[]): Standard {
  const [first] = documents;
  if (first === undefined) throw new Error('no document to merge');
  if (documents.length === 1) return first;
  const problems: StandardProblem[] = [];
  const fields = new Map<string, string>();
  const requirements: Standard['requirements'][number][] = [];
  const placed = new Map<string, string>();
  for (const document of documents) {
    const { path } = document;
    problems.push(...document.problems.map((problem) => ({ ...problem, path })));
    for (const [name, text] of document.fields) fields.set(fields.has(name) ? `${name} (${path})` : name, text);
    for (const requirement of document.requirements) {
      const before = placed.get(requirement.id);
      if (before === undefined) {
        placed.set(requirement.id, path);
        requirements.push(requirement);
        continue;
      }
      problems.push({
        severity: 'warning',
        code: 'clause-overridden',
        message: `\`${requirement.id}\` is not used: a document that comes first has it too (${before})`,
        line: requirement.line,
        path,
      });
    }
  }
  return {
    ...first,
    digest: createHash('sha256')
      .update(documents.map(({ digest }) => digest).join('\n'))
      .digest('hex'),
    documents: documents.flatMap((document) => document.documents),
    fields,
    requirements,
    examples: documents.flatMap(({ examples, path }) => examples.map((example) => ({ ...example, path }))),
    informative: documents.flatMap(({ informative, path }) => informative.map((one) => ({ ...one, path }))),
    problems,
  };
}
