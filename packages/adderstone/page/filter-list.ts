import { byId, counted, element } from './element.ts';
import { fragmentOf } from './route.ts';

/** One control of a filter. Its key is the parameter in the address. */
export interface Field {
  readonly key: string;
  readonly label: string;
  /** What can be chosen, the first by default; null for a search box. */
  readonly options: readonly { readonly value: string; readonly label: string }[] | null;
}

/** What a control chooses from: everything first, then each value with the number of what has it. */
export function countedOptions(
  all: string,
  values: readonly { readonly value: string; readonly number: number; readonly label?: string }[],
): NonNullable<Field['options']> {
  return [
    { value: '', label: all },
    ...values.map(({ value, number, label }) => ({ value, label: `${label ?? value} (${number})` })),
  ];
}

/** A long list of which only the beginning is in the page, and the filter above it. */
export interface FilterList {
  /** Takes over values; those that are not given become the defaults. */
  readonly set: (values: ReadonlyMap<string, string>) => void;
  /** Shows all that match up to an item and gives its element; null when it does not match. */
  readonly reveal: (item: number) => HTMLElement | null;
  /** Puts everything that matches into the page, for printing. */
  readonly showAll: () => void;
}

/** Items that come into the page at a time. */
const CHUNK = 100;

/**
 * Fills the form, list, count and button of a section.
 * @param name the section's id, and the name in the address
 * @param total number of items; they are asked for by index
 * @param text what the search box looks in, in lower case
 */
export function filterList(given: {
  readonly name: string;
  readonly total: number;
  readonly fields: readonly Field[];
  readonly matches: (item: number, values: ReadonlyMap<string, string>) => boolean;
  readonly text: (item: number) => string;
  readonly row: (item: number) => HTMLElement;
  /** One and several of them. */
  readonly words: readonly [one: string, many: string];
}): FilterList | null {
  const { name, total, fields } = given;
  const form = byId<HTMLFormElement>(`${name}-filter`);
  const list = byId(`${name}-list`);
  const shown = byId(`${name}-shown`);
  const more = byId<HTMLButtonElement>(`${name}-more`);
  if (form === null || list === null || shown === null || more === null) return null;

  const controls = new Map<string, HTMLInputElement | HTMLSelectElement>();
  for (const { key, label, options } of fields) {
    const id = `${name}-${key}`;
    const control = element(options === null ? 'input' : 'select', { id, name: key }) as
      | HTMLInputElement
      | HTMLSelectElement;
    if (options === null) {
      control.setAttribute('type', 'search');
      control.setAttribute('autocomplete', 'off');
      control.setAttribute('spellcheck', 'false');
    } else control.append(...options.map(({ value, label: text }) => element('option', { value }, text)));
    controls.set(key, control);
    form.append(element('div', { class: `field field-${key}` }, element('label', { for: id }, label), control));
  }
  const reset = element('button', { type: 'reset' }, 'Clear');
  form.append(element('div', { class: 'field field-clear' }, reset));

  let found: number[] = [];
  let built = 0;
  const values = (): Map<string, string> => new Map([...controls].map(([key, control]) => [key, control.value]));
  const defaults = new Map(fields.map(({ key, options }) => [key, options?.[0]?.value ?? '']));

  const build = (until: number): void => {
    const part = document.createDocumentFragment();
    for (; built < Math.min(until, found.length); built++) part.append(given.row(found[built] as number));
    list.append(part);
    const left = found.length - built;
    more.hidden = left === 0;
    more.textContent = `Show ${Math.min(CHUNK, left)} more of ${left.toLocaleString('en-US')}`;
  };
  const apply = (): void => {
    const asked = values();
    const words = (asked.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    found = [];
    for (let item = 0; item < total; item++) {
      if (!given.matches(item, asked)) continue;
      if (words.length > 0) {
        const text = given.text(item);
        if (!words.every((word) => text.includes(word))) continue;
      }
      found.push(item);
    }
    list.replaceChildren();
    built = 0;
    build(CHUNK);
    const all = counted(total, ...given.words);
    shown.textContent = found.length === total ? all : `${found.length.toLocaleString('en-US')} of ${all}`;
  };
  const tell = (): void => {
    const asked = new Map([...values()].filter(([key, value]) => value !== defaults.get(key)));
    history.replaceState(null, '', fragmentOf(name, asked));
  };

  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', () => {
    apply();
    tell();
  });
  form.addEventListener('reset', () => {
    // The controls have their values back only after this event.
    setTimeout(() => {
      apply();
      tell();
    });
  });
  more.addEventListener('click', () => {
    const first = built;
    build(built + CHUNK);
    (list.children[first]?.querySelector('summary') as HTMLElement | null)?.focus();
  });

  const set = (given: ReadonlyMap<string, string>): void => {
    for (const [key, control] of controls) {
      const value = given.get(key) ?? defaults.get(key) ?? '';
      control.value = value;
      // A select has no such choice: an address that was made for another report.
      if (control.value !== value) control.value = defaults.get(key) ?? '';
    }
    apply();
  };
  const reveal = (item: number): HTMLElement | null => {
    const at = found.indexOf(item);
    if (at < 0) return null;
    if (at >= built) build(Math.ceil((at + 1) / CHUNK) * CHUNK);
    return (list.children[at] as HTMLElement | undefined) ?? null;
  };
  apply();
  return { set, reveal, showAll: () => build(found.length) };
}
