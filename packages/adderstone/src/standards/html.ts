import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfmTable } from 'micromark-extension-gfm-table';

/**
 * Markdown in which raw HTML, destinations of links and images included that would run a script, is text: each `<` of an HTML block or tag is
 * `&lt;`, and a destination with another scheme than http, https or mailto is put in backquotes. Lines stay where they are.
 */
export function withoutHtml(text: string): string {
  const root = fromMarkdown(text, {
    extensions: [gfmTable(), frontmatter(['yaml'])],
    mdastExtensions: [gfmTableFromMarkdown(), frontmatterFromMarkdown(['yaml'])],
  });
  const changes: { start: number; end: number; text: string }[] = [];
  const stack: Nodes[] = [root];
  while (stack.length > 0) {
    const node = stack.pop() as Nodes;
    const start = node.position?.start.offset;
    const end = node.position?.end.offset;
    if (start !== undefined && end !== undefined) {
      const raw = text.slice(start, end);
      if (node.type === 'html') changes.push({ start, end, text: raw.replaceAll('<', '&lt;') });
      else if ((node.type === 'link' || node.type === 'image' || node.type === 'definition') && !isHarmless(node.url)) {
        changes.push({ start, end, text: raw.replace(/[[\]<>:!]/g, (mark) => `&#${mark.charCodeAt(0)};`) });
        continue;
      }
    }
    if ('children' in node) stack.push(...node.children);
  }
  changes.sort((a, b) => a.start - b.start);
  const parts: string[] = [];
  let at = 0;
  for (const change of changes) {
    if (change.start < at) continue;
    parts.push(text.slice(at, change.start), change.text);
    at = change.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

/** True for relative destinations and those with a scheme that only leads somewhere. */
function isHarmless(url: string): boolean {
  const scheme = /^\s*([a-z][a-z0-9+.-]*):/i.exec(url);
  return scheme === null || /^(?:https?|mailto)$/i.test(scheme[1] as string);
}
