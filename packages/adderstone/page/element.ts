/** What an element may contain: other nodes, and text, which stays text. */
export type Child = Node | string | null;

/** A new element with a class, attributes and children. Text never becomes markup. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** Text of the tool with names in backquotes: the names become `code`. */
export function sentence(text: string): Node[] {
  const parts = text.split('`');
  return parts.flatMap((part, i): Node[] => {
    if (part === '') return [];
    if (i % 2 === 0) return [document.createTextNode(part)];
    return i === parts.length - 1 ? [document.createTextNode(`\`${part}`)] : [element('code', {}, part)];
  });
}

/** The element with an id; the page has it. */
export function byId<T extends HTMLElement>(id: string): T | null {
  return document.getElementById(id) as T | null;
}

/** `1 finding`, `5,000 findings`. */
export function counted(n: number, one: string, many: string): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;
}
