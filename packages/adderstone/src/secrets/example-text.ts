/** Headings of lists of parameters (Google and NumPy style), whose entries are prose and no examples. */
const LIST_HEADING =
  /^(?:args|arguments|parameters|keyword args|keyword arguments|attributes|raises|returns|yields|notes?)\s*:$/i;

/**
 * True when a place of a docstring is in an example: a doctest (`>>>`) or what it prints, a line of a shell, or a literal block, that
 * is lines further in than the one before them that ends in a colon (reStructuredText, Google's `Example:`).
 * Reads back to the start of the docstring, 200 lines at most.
 * @param text of the file
 * @param at offset of the place in it
 */
export function isInExample(text: string, at: number): boolean {
  let end = text.indexOf('\n', at);
  if (end < 0) end = text.length;
  let indent = Number.POSITIVE_INFINITY;
  let sameParagraph = true;
  for (let count = 0; count < 200; count++) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end);
    const words = line.trim();
    if (words === '') sameParagraph = false;
    else {
      if (sameParagraph && /^(?:>>>|\.\.\.|\$ )/.test(words)) return true;
      const own = line.length - line.trimStart().length;
      const said = words.replace(/^[a-z]{0,2}(?:"""|''')/i, '');
      if (own < indent) {
        if (indent !== Number.POSITIVE_INFINITY && said.endsWith(':') && !LIST_HEADING.test(said)) return true;
        indent = own;
      }
      if (words.includes('"""') || words.includes("'''")) {
        // The line of the place may hold both ends of the docstring.
        return false;
      }
    }
    if (start === 0) return false;
    end = start - 1;
  }
  return false;
}
