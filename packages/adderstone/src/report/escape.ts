/**
 * Characters that no output may carry raw: C0 and C1 controls, DEL, line and paragraph separators, bidirectional controls,
 * zero-width and other invisible format characters, interlinear and tag characters, lone surrogates, U+FFFE and U+FFFF.
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\u{e0000}-\u{e007f}]/gu;

/** One character as a visible escape: `\n`, `\x1b`, `\u202e`, `\u{e0041}`. */
function visible(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  const code = character.codePointAt(0) as number;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\u{${code.toString(16)}}`;
}

/** Controls, invisible and bidirectional characters as visible escapes; all on one line. The base of every other function here. */
export function escapeControls(text: string): string {
  return text.replace(UNSAFE, visible);
}

/** The start of a command that build runners know anywhere in a line. */
const RUNNER_COMMAND = /##(?=\[|vso\[)/g;

/**
 * Text for a terminal or a build log, one line: as `escapeControls`, and the marks by which GitHub and Azure runners know
 * commands (`::` at the start, `##[` and `##vso[` anywhere) are broken.
 */
export function escapeLine(text: string): string {
  return escapeControls(text)
    .replace(RUNNER_COMMAND, '\\x23#')
    .replace(/^(\s*):(?=:)/, '$1\\x3a');
}

/** The data of a GitHub workflow command, behind `::`; line ends have become visible escapes. */
export function escapeCommandData(text: string): string {
  return escapeControls(text).replaceAll('%', '%25').replace(RUNNER_COMMAND, '\\x23#');
}

/** A property's value of a GitHub workflow command. */
export function escapeCommandProperty(text: string): string {
  return escapeCommandData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/**
 * Text inside a Markdown paragraph: nothing of it becomes markup, HTML, a link, a mention or a reference. Punctuation that
 * means something in any dialect becomes a character reference.
 */
export function escapeMarkdown(text: string): string {
  return escapeMarkdownInline(text).replace(
    /^(\s*)([-0-9])/,
    (_, space: string, first: string) => `${space}&#${first.charCodeAt(0)};`,
  );
}

/** As `escapeMarkdown`, for text that never stands at the start of a line. */
export function escapeMarkdownInline(text: string): string {
  return escapeControls(text)
    .replace(/[&<>`*_{}[\]()#+!|~@:=^$"'\\]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/\bwww\./gi, (match) => `${match.slice(0, 3)}&#46;`);
}

/** A sentence of ours, not at the start of a line, whose backquotes become code spans; everything else is escaped. */
export function escapeMarkdownSentence(sentence: string): string {
  return escapeControls(sentence)
    .split('`')
    .map((part, i, parts) =>
      i % 2 === 0 || i === parts.length - 1 ? escapeMarkdownInline(part) : part.trim() === '' ? '' : markdownCode(part),
    )
    .join('');
}

/** A name, path or command as a code span; escaped text where it could not stand in one. */
export function markdownCode(text: string): string {
  const plain = /^[!-_a-~]+(?: [!-_a-~]+)*$/.test(text) && !/##(?:\[|vso\[)/.test(text);
  return plain ? `\`${text}\`` : escapeMarkdownInline(text);
}

/** Text of an HTML element or of a quoted attribute. */
export function escapeHtml(text: string): string {
  return escapeControls(text)
    .replace(/[&<>"'`=]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(RUNNER_COMMAND, '&#35;#');
}

/** Text of an XML 1.0 element or of a quoted attribute; what XML cannot hold at all has become a visible escape. */
export function escapeXml(text: string): string {
  return escapeControls(text)
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(RUNNER_COMMAND, '&#35;#');
}

/**
 * Plain text of a SARIF message: brackets, by which messages hold links, and backslashes are escaped, braces, which hold
 * placeholders, doubled (SARIF 2.1.0, 3.11.5 and 3.11.6).
 */
export function escapeSarifText(text: string): string {
  return escapeControls(text)
    .replace(/[\\[\]]/g, '\\$&')
    .replace(/[{}]/g, '$&$&');
}

/** A project-relative path as a relative URI reference: every segment percent-encoded as UTF-8, lone surrogates as U+FFFD. */
export function pathToUri(path: string): string {
  return path
    .split('/')
    .map((segment) => encodeURIComponent(segment.toWellFormed()).replace(/[!'()*]/g, percent))
    .join('/');
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/**
 * JSON of a value, two spaces deep, in which unsafe characters are written as `\u` escapes: parsed, it is the value itself;
 * printed, it does nothing to a terminal.
 */
export function renderJson(value: unknown): string {
  return `${escapeJson(JSON.stringify(value, null, 2))}\n`;
}

/** As `renderJson`, on one line. */
export function renderJsonLine(value: unknown): string {
  return `${escapeJson(JSON.stringify(value))}\n`;
}

/** JSON for a `<script>` of a data type: as `renderJsonLine` without its line end, and nothing in it can end the element or open a comment. */
export function embedJson(value: unknown): string {
  return escapeJson(JSON.stringify(value)).replace(
    /[<>&]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

/** JSON with unsafe characters and the first character of commands of build runners as `\u` escapes. */
function escapeJson(text: string): string {
  return text
    .replace(
      /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|\udb40[\udc00-\udc7f]/g,
      (unsafe) =>
        Array.from(
          { length: unsafe.length },
          (_, i) => `\\u${unsafe.charCodeAt(i).toString(16).padStart(4, '0')}`,
        ).join(''),
    )
    .replace(RUNNER_COMMAND, '\\u0023#');
}

/** At most `limit` characters (code points); a longer text ends in `…`. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const points = [...text];
  return points.length <= limit ? text : `${points.slice(0, limit - 1).join('')}…`;
}
