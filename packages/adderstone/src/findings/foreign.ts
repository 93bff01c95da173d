/** Another tool's suppression comment. */
export interface ForeignComment {
  readonly tool: 'bandit' | 'ruff' | 'semgrep';
  /** Ids as that tool writes them (`B602`, `S602`, `a.b.rule`), or null for everything that the tool finds. */
  readonly ids: readonly string[] | null;
}

/**
 * Reads `nosec [ids]`, `noqa: S…` and `nosemgrep[: ids]` from one comment (`#` included). `noqa` without codes and codes of
 * other linters are no concern of ours. Words behind `nosec` that are not test ids are taken as bandit takes them: as nothing.
 */
export function parseForeign(comment: string): readonly ForeignComment[] {
  const found: ForeignComment[] = [];
  const nosec = /#[ \t]*nosec\b[ \t]*:?([^#]*)/i.exec(comment);
  if (nosec !== null) {
    const ids = (nosec[1] as string).match(/\bB[0-9]{3}\b/g);
    found.push({ tool: 'bandit', ids });
  }
  const noqa = /#[ \t]*noqa[ \t]*:[ \t]*([A-Z]+[0-9]+(?:[, \t]+[A-Z]+[0-9]+)*)/i.exec(comment);
  if (noqa !== null) {
    const ids = (noqa[1] as string).toUpperCase().match(/\bS[0-9]+\b/g);
    if (ids !== null) found.push({ tool: 'ruff', ids });
  }
  const semgrep = /#[ \t]*nosemgrep\b(?:[ \t]*:[ \t]*([\w./-]+(?:[ \t]*,[ \t]*[\w./-]+)*))?/.exec(comment);
  if (semgrep !== null) found.push({ tool: 'semgrep', ids: semgrep[1]?.split(',').map((id) => id.trim()) ?? null });
  return found;
}

/**
 * Whether a foreign comment speaks of a rule with these equivalents (`bandit:B602`): of one of the ids it names, or, when it
 * names none, of any that its tool has. A rule without an equivalent in that tool is never meant by it. For semgrep the
 * last part of a dotted id decides; for ruff a shorter code is a prefix, as `S6` is of `S602`.
 */
export function foreignConcerns(comment: ForeignComment, equivalents: readonly string[]): boolean {
  const prefix = `${comment.tool}:`;
  for (const equivalent of equivalents) {
    if (!equivalent.startsWith(prefix)) continue;
    if (comment.ids === null) return true;
    const own = equivalent.slice(prefix.length);
    for (const id of comment.ids) {
      if (id === own) return true;
      if (comment.tool === 'ruff' && own.startsWith(id)) return true;
      if (comment.tool === 'semgrep' && lastPart(id) === lastPart(own)) return true;
    }
  }
  return false;
}

function lastPart(id: string): string {
  return id.slice(id.lastIndexOf('.') + 1);
}
