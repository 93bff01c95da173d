import type { Mapping, Standard } from './standard.ts';

/** A document as it is read: its fields, then each clause with its obligation and what proves it, then what belongs to no clause. */
export function showStandard(standard: Standard, mapping: Mapping): string {
  const out: string[] = [];
  for (const [index, { path, title, digest, dialect, activation, globs }] of standard.documents.entries()) {
    const count = standard.requirements.filter(({ document }) => document === path).length;
    if (index > 0) out.push('');
    out.push(title, `${path} · ${count} ${count === 1 ? 'clause' : 'clauses'} · SHA-256 ${digest.slice(0, 16)}…`);
    const where = globs.length > 0 ? globs.join(', ') : 'every file';
    out.push(`${dialect === 'plain' ? '' : `${dialect}, `}told to agents: ${activation.mode}; binds ${where}`);
    if (activation.description !== null) out.push(`description: ${activation.description}`);
  }
  for (const [name, text] of standard.fields) out.push(`${name}: ${text}`);
  for (const requirement of standard.requirements) {
    out.push(
      '',
      `${requirement.id}${requirement.idSource === 'derived' ? ' (id derived)' : ''}  ${requirement.title}  [${requirement.obligation}, ${standard.documents.length > 1 ? `${requirement.document}:` : 'line '}${requirement.line}]`,
    );
    out.push(`  ${requirement.statement}`);
    const clause = mapping.clauses.get(requirement.id);
    if (clause === undefined) out.push('  proved by nothing: unmapped');
    else {
      if (clause.checks.length > 0) out.push(`  proved by ${clause.checks.join(', ')}`);
      if (clause.any.length > 0) out.push(`  proved by any of ${clause.any.join(', ')}`);
      if (clause.also.length > 0) out.push(`  further evidence: ${clause.also.join(', ')}`);
      if (clause.manual !== null) out.push(`  judged by people: ${clause.manual}`);
      if (clause.noWaiver) out.push('  may not be waived');
    }
  }
  if (standard.informative.length > 0) {
    out.push('', 'Belongs to no clause:');
    for (const { line, text, path } of standard.informative)
      out.push(
        `  ${path === undefined ? '' : `${path}, `}line ${line}: ${text.length > 100 ? `${text.slice(0, 99)}…` : text}`,
      );
  }
  return `${out.map((line) => line.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')).join('\n')}\n`;
}
