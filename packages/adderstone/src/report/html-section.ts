import { escapeControls, escapeHtml } from './escape.ts';

/** A section of the page: where it is, what the contents call it, how many things are in it, and its HTML. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** Null where a number says nothing. */
  readonly count: number | null;
  readonly html: string;
}

/** A section with its heading; `lead` is escaped HTML, one or two sentences that say what stands here. */
export function section(id: string, title: string, count: number | null, lead: string, body: string): Section {
  const html = `<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
<p class="lead">${lead}</p>
${body}
</section>`;
  return { id, title, count, html };
}

/** The identifier of a clause's element: the clause's own id where it may be one. `n` is its place in the list. */
export function anchorOf(requirement: string, n: number): string {
  return /^[A-Za-z][\w.-]{0,80}$/.test(requirement) ? requirement : `clause-${n + 1}`;
}

/** A value of the address's fragment, in an attribute. */
export function queryValue(text: string): string {
  return escapeHtml(encodeURIComponent(escapeControls(text)));
}
