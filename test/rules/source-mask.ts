/**
 * Splits TypeScript source into code, comments and strings without a compiler, so that a house rule checks code and not
 * comments about it. Masked text becomes spaces, so offsets and lines are the same.
 */

/** A string, template piece or comment, and where it starts. Strings are without their quotes. */
export interface Piece {
  readonly value: string;
  readonly offset: number;
}

export interface MaskedSource {
  /** The code. Comments and the content of strings and regular expressions are spaces; quotes are kept. */
  readonly code: string;
  readonly strings: readonly Piece[];
  readonly comments: readonly Piece[];
}

type Kind = 'comment' | 'string' | 'regex';

const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const QUOTED = /'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"/y;
const TEMPLATE = /[`}](?:\\[\s\S]|\$(?!\{)|[^`\\$])*(?:`|\$\{)/y;
const REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y;
const REGEX_MAY_FOLLOW = /(?:^|[^\w\s)\]}'"`.]|\b(?:return|case|typeof|of|in|yield|await))\s*$/;

/** Every rule looks at every source, so each is split once. */
const split = new Map<string, MaskedSource>();

export function maskSource(text: string): MaskedSource {
  const known = split.get(text) ?? splitSource(text);
  split.set(text, known);
  return known;
}

function splitSource(text: string): MaskedSource {
  const strings: Piece[] = [];
  const comments: Piece[] = [];
  const braces: number[] = []; // open braces inside each ${…} that has not ended yet
  let code = '';
  let offset = 0;
  while (offset < text.length) {
    const token = tokenAt(text, offset, code, braces.at(-1) === 0);
    if (token === undefined) {
      const char = text.charAt(offset++);
      code += char;
      if (char === '{') braces.push((braces.pop() ?? 0) + 1);
      if (char === '}') braces.push((braces.pop() ?? 1) - 1);
      continue;
    }
    const { kind, value } = token;
    if (kind === 'string') {
      if (value.startsWith('}')) braces.pop();
      if (value.endsWith('${')) braces.push(0);
      strings.push({ value: value.slice(1, value.endsWith('${') ? -2 : -1), offset: offset + 1 });
    }
    if (kind === 'comment') comments.push({ value, offset });
    code += blank(value, kind);
    offset += value.length;
  }
  return { code, strings, comments };
}

export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function tokenAt(
  text: string,
  offset: number,
  before: string,
  endsHole: boolean,
): { kind: Kind; value: string } | undefined {
  const char = text.charAt(offset);
  const match = (kind: Kind, pattern: RegExp) => {
    pattern.lastIndex = offset;
    const value = pattern.exec(text)?.[0];
    return value === undefined ? undefined : { kind, value };
  };
  if (char === "'" || char === '"') return match('string', QUOTED);
  if (char === '`' || (char === '}' && endsHole)) return match('string', TEMPLATE);
  if (char !== '/') return undefined;
  return (
    match('comment', COMMENT) ??
    (REGEX_MAY_FOLLOW.test(before.slice(-20)) ? match('regex', REGEX) : undefined)
  );
}

function blank(value: string, kind: Kind): string {
  const spaces = value.replace(/[^\n]/g, ' ');
  return kind === 'string' ? value.charAt(0) + spaces.slice(1, -1) + value.charAt(value.length - 1) : spaces;
}
