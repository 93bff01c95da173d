/** Line starts of a text. A line ends at LF, CR LF or a lone CR, as Python's universal newlines do. */
export class LineIndex {
  private readonly starts: Int32Array;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
    const starts: number[] = [0];
    if (!text.includes('\r')) {
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    } else {
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
      }
    }
    this.starts = Int32Array.from(starts);
  }

  /** How many lines there are; an empty text has one. */
  get count(): number {
    return this.starts.length;
  }

  /** 1-based line and 1-based column (UTF-16 code units) of an offset, clamped to the text. */
  position(offset: number): { line: number; column: number } {
    const at = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] as number) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - (this.starts[low] as number) + 1 };
  }

  /** Half-open span of a 1-based line, without its line end. Refuses a line that is not there with a RangeError. */
  span(line: number): { start: number; end: number } {
    const start = this.starts[line - 1];
    if (start === undefined) throw new RangeError(`line ${line} of ${this.starts.length}`);
    let end = this.starts[line] ?? this.text.length;
    while (end > start && (this.text.charCodeAt(end - 1) === 10 || this.text.charCodeAt(end - 1) === 13)) end--;
    return { start, end };
  }

  /** The text of a 1-based line, without its line end. */
  lineText(line: number): string {
    const { start, end } = this.span(line);
    return this.text.slice(start, end);
  }
}
