/**
 * The rules for plain words: names and phrases that the project does not use, each with its place and the wanted term.
 * A rule looks at one place only (a type's name, a comment, a text), so that an ordinary word is refused only where it
 * is unclear. Violations have the form `path:line found → wanted`.
 */

import { lineAt, maskSource, type MaskedSource, type Piece } from './source-mask.ts';
import type { SourceFile } from './house-rules.ts';

export type Place = 'file' | 'type' | 'function' | 'name' | 'comment' | 'text' | 'document';

export interface PlainRule {
  readonly places: readonly Place[];
  readonly pattern: RegExp;
  readonly wanted: string;
}

/** A use that stays: the found name or text, the files that need it, and the reason. */
export interface PlainUse {
  readonly found: RegExp;
  readonly paths: RegExp;
  readonly reason: string;
}

/** The folders whose names and comments follow the rules; extend the list when another folder does. */
export const SCOPE: readonly string[] = ['client-sdk', 'db', 'server', 'scripts', 'test'];
/** Documents that do not follow the rules yet. */
const DOCUMENTS_OUTSIDE: readonly string[] = [];

const WORDS: readonly Place[] = ['comment', 'text', 'document'];
const NAMES: readonly Place[] = ['file', 'type', 'function'];
const EVERYWHERE: readonly Place[] = [...NAMES, ...WORDS];

export const PLAIN_RULES: readonly PlainRule[] = [
  { places: WORDS, pattern: /\bwhoever\b/gi, wanted: 'anyone who, or the noun' },
  { places: WORDS, pattern: /\banew\b/gi, wanted: 'again' },
  { places: WORDS, pattern: /\bmend(?:s|ed|ing)?\b/gi, wanted: 'fix' },
  { places: WORDS, pattern: /\btold\b/gi, wanted: 'reported, notified' },
  { places: WORDS, pattern: /\bstands? (?:there|in|beside)\b/gi, wanted: 'is in, is set in' },
  { places: WORDS, pattern: /\bis owed\b/gi, wanted: 'is pending' },
  { places: WORDS, pattern: /\bis no \w+ any ?more\b/gi, wanted: 'is no longer a …' },
  { places: WORDS, pattern: /\bof whom\b/gi, wanted: 'whose' },
  { places: WORDS, pattern: /\bnobody is told\b/gi, wanted: 'is not reported' },
  { places: WORDS, pattern: /\bat hand\b/gi, wanted: 'available' },
  { places: WORDS, pattern: /\bin the place of\b/gi, wanted: 'instead of' },
  { places: WORDS, pattern: /\bphysical step\b/gi, wanted: 'secure delete' },
  { places: ['comment'], pattern: /\bDESIGN\b/g, wanted: 'a reason or a document of this repository' },
  { places: EVERYWHERE, pattern: /\bborn\b|\bbirth\b/gi, wanted: 'created' },
  { places: EVERYWHERE, pattern: /\bwip(?:e|es|ed|ing)\b/gi, wanted: 'secure delete, residue scan' },
  { places: EVERYWHERE, pattern: /\bovertaken\b/gi, wanted: 'serialization conflict' },
  { places: EVERYWHERE, pattern: /\bdoors?\b/gi, wanted: 'API, portal, CLI, handler' },
  { places: ['comment', ...NAMES], pattern: /\bdut(?:y|ies)\b/gi, wanted: 'leader lock' },
  { places: ['comment', ...NAMES], pattern: /\bbeats?\b/gi, wanted: 'heartbeat' },
  { places: NAMES, pattern: /\b(?:demand|demands)\b/gi, wanted: 'require, check' },
  { places: ['type'], pattern: /\btold\b/gi, wanted: 'result, report' },
  { places: ['type'], pattern: /\bheld\b/gi, wanted: 'verified state, stored, personal data' },
  { places: ['type'], pattern: /\btrouble\b/gi, wanted: 'error, fault' },
  { places: ['type', 'file'], pattern: /\bneeds\b/gi, wanted: 'dependencies' },
  { places: ['function'], pattern: /\bmark of\b/gi, wanted: 'fingerprint' },
  { places: ['name'], pattern: /^one$/g, wanted: 'the noun that it holds' },
  { places: ['name'], pattern: /^of$/g, wanted: 'the noun that it holds: request, target' },
  { places: ['name'], pattern: /^at$/g, wanted: 'index, offset, url, time' },
  { places: ['name'], pattern: /^says$/g, wanted: 'message, title' },
];

export const ALLOWED_USES: readonly PlainUse[] = [
  {
    found: /told|stands in|in the place of/,
    paths: /^test\/support\/(?:make-)?token-/,
    reason: 'a text of the frozen vectors',
  },
  { found: /^Server Trouble$/, paths: /^client-sdk\/typescript\//, reason: 'a public export of the SDK' },
  { found: /^Held Activation$/, paths: /^client-sdk\/|^test\//, reason: 'the type of the wire field `held`' },
  {
    found: /^at$/,
    paths: /^client-sdk\/typescript\/telemetry\//,
    reason: 'a member of the stored week plan',
  },
  { found: /^of$/, paths: /^db\/copy\/copy-rows/, reason: 'a member of the progress that the CLI prints' },
  { found: /^of$/, paths: /^scripts\/commands\/database/, reason: 'the same, where the CLI reads it' },
  {
    found: /^of$/,
    paths:
      /^server\/(?:mail\/word|domain\/account\/recovery-email|domain\/ownership\/(?:claim|email-change))|^test\/support\/letters/,
    reason: 'a member of a sealed mail',
  },
  {
    found: /^one$/,
    paths: /^server\/texts\/|^test\/server\/locale\//,
    reason: 'a plural category of Intl.PluralRules',
  },
  {
    found: /^license key issued anew$/,
    paths: /^server\/(?:domain|texts)\//,
    reason: 'an action as it is stored',
  },
  { found: /row of `duties`/, paths: /^server\/domain\/cluster\/leader/, reason: 'the name of a table' },
  { found: /./s, paths: /^test\/rules\/plain-words\.test/, reason: 'the samples of these rules' },
];

/** The violations of some rules in the files that are in scope. */
export function unplainWords(
  files: readonly SourceFile[],
  rules: readonly PlainRule[] = PLAIN_RULES,
  allowed: readonly PlainUse[] = ALLOWED_USES,
): string[] {
  return files
    .filter(({ path }) => isInScope(path))
    .flatMap((file) => rules.flatMap((rule) => violations(file, rule, allowed)));
}

function isInScope(path: string): boolean {
  if (path.endsWith('.md')) return !DOCUMENTS_OUTSIDE.includes(path);
  return SCOPE.some((folder) => path.startsWith(`${folder}/`));
}

type Pieces = Readonly<Partial<Record<Place, readonly Piece[]>>>;

/** Every rule looks at every file, so a file is taken apart once. */
const taken = new WeakMap<SourceFile, Pieces>();

function violations(
  file: SourceFile,
  { places, pattern, wanted }: PlainRule,
  allowed: readonly PlainUse[],
): string[] {
  const { path, text } = file;
  const pieces = piecesOf(file);
  return places.flatMap((place) =>
    (pieces[place] ?? []).flatMap(({ value, offset }) => {
      const isAllowed = allowed.some(({ found, paths }) => found.test(value) && paths.test(path));
      if (isAllowed) return [];
      return [...value.matchAll(pattern)].map(
        (match) => `${path}:${lineAt(text, offset + match.index)} ${place} "${match[0]}" → ${wanted}`,
      );
    }),
  );
}

const TYPE_NAME = /\b(?:interface|type|class|enum)\s+(\w+)/g;
const FUNCTION_NAME =
  /\bfunction\*?\s+(\w+)|\bconst\s+(\w+)\s*=\s*(?:async\s*)?(?:\([^()]*\)|\w+)\s*(?::[^=;]+)?=>/g;
/** Variables, parameters and members that are named by a single word; call arguments are declared elsewhere. */
const DECLARED =
  /\b(?:const|let|var)\s+(\w+)\b|(?<=[(,{[]\s*)(\w+)(?=\s*\??:(?!:))|^\s*(?:readonly\s+)?(\w+)(?=\??:)|\((\w+)(?:,\s*(\w+))?\)\s*=>/gm;

function piecesOf(file: SourceFile): Pieces {
  const known = taken.get(file) ?? takeApart(file);
  taken.set(file, known);
  return known;
}

function takeApart({ path, text }: SourceFile): Pieces {
  if (path.endsWith('.md')) return { document: [{ value: withoutCode(text), offset: 0 }] };
  const masked: MaskedSource = maskSource(text);
  return {
    file: [{ value: spaced(path.slice(path.lastIndexOf('/') + 1).replace(/\..*$/, '')), offset: 0 }],
    type: namesIn(masked.code, TYPE_NAME),
    function: namesIn(masked.code, FUNCTION_NAME),
    name: namesIn(masked.code, DECLARED),
    comment: masked.comments,
    text: masked.strings.filter(({ value }) => isSentence(value)),
  };
}

function namesIn(code: string, pattern: RegExp): Piece[] {
  return [...code.matchAll(pattern)].flatMap((match) =>
    match
      .slice(1)
      .filter((name) => name !== undefined)
      .map((name) => ({ value: spaced(name), offset: match.index })),
  );
}

/** `readHeldLease` and `held-lease` as words: a rule may then use word boundaries. */
function spaced(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll(/[-_]/g, ' ');
}

/** A text for people has two words at least, and is no SQL: column names are frozen. */
function isSentence(value: string): boolean {
  return /[a-z]+ [a-z]+/i.test(value) && !/\b(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER)\b/.test(value);
}

/** The prose of a document; code keeps its length, so that lines stay right. */
function withoutCode(text: string): string {
  return text.replaceAll(/^ *```[^]*?^ *```$|`[^`\n]*`/gm, (code) => code.replaceAll(/[^\n]/g, ' '));
}
