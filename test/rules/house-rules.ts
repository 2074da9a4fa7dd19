/**
 * The house rules: functions from sources to violations of the form `path:line description`. They read text, not a
 * syntax tree. That works because prettier formats the sources, so lines and indentation are reliable.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { REFUSAL_CODES } from '../../server/domain/kernel/refusal-table.ts';
import { fileCycles, filesByFolder, folderCycles, wrongImports } from './import-graph.ts';
import { lineAt, maskSource } from './source-mask.ts';

/** A source file, with its path from the root of the repository and forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export interface HouseRule {
  readonly title: string;
  readonly check: (files: readonly SourceFile[]) => string[];
}

const FOLDERS = ['server', 'client-sdk', 'db', 'scripts', 'test'];
/** Programs among the tests, held to the rules of product code. */
const BENCH = 'test/bench/';
const STAND = 'test/cluster/stand/';
/** Other servers, which the bench measures beside this one. */
const PEERS = 'test/bench/peers/';
const FILE_LINES_MAX = 300;
const FOLDER_FILES_MAX = 28;
const ENTRY_POINTS = ['server/main.ts', 'server/writer.ts'];
const FUNCTION_LINES_MAX = 50;

const WORDS_NOT_IN_NAMES = new Set(
  [
    'service services manager managers helper helpers util utils base data info dto impl controller controllers',
    'sku subscription serial slot slots unregister exception exceptions cleanup sweep sweeper',
  ].flatMap((words) => words.split(' ')),
);

/** The only files that may read the environment and the clock. */
const ENVIRONMENT_READERS = [
  'server/config/config.ts',
  'client-sdk/typescript/telemetry/forced-off.ts',
  'client-sdk/typescript/primitives/environment.ts',
  'client-sdk/typescript/command-settings.ts',
  'client-sdk/typescript/machine/inventory.ts',
];
const CLOCK_READERS = ['server/runtime/clock.ts', 'client-sdk/typescript/primitives/clock.ts'];

/** The only file that may create folders: Node's recursive creation may never return. */
const FOLDER_MAKER = 'client-sdk/typescript/primitives/files.ts';

/** The only file that may generate keys: a key that is exported just after may stop the process for ever. */
const KEY_MAKER = 'client-sdk/typescript/primitives/key-pair.ts';

/** The only file that may name an error in a log: its name alone names no cause. */
const ERROR_NAMER = 'server/domain/kernel/fault-fields.ts';

/** The only files that may call a plain number a point in time. */
const TIME_MAKERS = [
  'server/domain/kernel/day.ts',
  'server/domain/kernel/week.ts',
  'client-sdk/typescript/primitives/clock.ts',
];
/** The tables of refusal codes, the test kit's, the routes that say which of them they answer, and the texts. */
const CODE_LISTS =
  /^(?:client-sdk\/typescript\/(?:contract\/(?:codes|(?:api|license)-refusals)|texts\/\w+)|server\/domain\/kernel\/(?:portal|renewal)-refusals|server\/http\/(?:license-|bundle-)?routes|server\/texts\/.+)\.ts$/;

export const HOUSE_RULES: readonly HouseRule[] = [
  { title: 'imports run in the directions of test/rules/directions.ts', check: wrongImports },
  { title: 'no files import each other in a cycle, types included', check: fileCycles },
  { title: 'no folders import each other in a cycle', check: folderCycles },
  { title: `no folder of product code has more than ${FOLDER_FILES_MAX} files`, check: crowdedFolders },
  { title: 'the root of server has only the two entry points', check: extraInRoot },
  { title: 'names are free of words that say nothing', check: wrongNames },
  { title: `no file is longer than ${FILE_LINES_MAX} lines`, check: longFiles },
  { title: `no function is longer than ${FUNCTION_LINES_MAX} lines`, check: longFunctions },
  {
    title: `only ${ENVIRONMENT_READERS.join(' and ')} read the environment`,
    check: (files) =>
      occurrences(product(files), /\bprocess\.env\b|\benv\b.*from 'node:process'/g, ENVIRONMENT_READERS),
  },
  {
    title: `only ${CLOCK_READERS.join(' and ')} read the clock`,
    check: (files) =>
      occurrences(product(files), /\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)/g, CLOCK_READERS),
  },
  {
    title: `only ${TIME_MAKERS.join(', ')} cast a number to a point in time`,
    check: (files) =>
      occurrences(files, /\bas (?:readonly )?(?:Instant|Hour|Day|Week|Milliseconds)\b/g, TIME_MAKERS),
  },
  {
    title: `only ${FOLDER_MAKER} creates folders`,
    check: (files) =>
      occurrences(programless(product(files)), /\b(?:mkdir|cp)(?:Sync)?(?=\()/g, [FOLDER_MAKER]),
  },
  {
    title: `only ${KEY_MAKER} generates keys`,
    check: (files) => occurrences(product(files), /\bgenerateKeyPair(?:Sync)?(?=\()/g, [KEY_MAKER]),
  },
  {
    title: `only ${ERROR_NAMER} takes the name of an error for a log`,
    check: (files) =>
      occurrences(
        files.filter(({ path }) => path.startsWith('server/')),
        /\b(?:error|cause|reason)\.name\b/g,
        [ERROR_NAMER],
      ),
  },
  {
    title: 'only isThere asks whether a file exists',
    check: (files) => occurrences(programless(product(files)), /\bexistsSync\b/g),
  },
  {
    title: 'randomness is never Math.random',
    check: (files) => occurrences(product(files), /\bMath\.random\b/g),
  },
  {
    title: 'there are no default exports',
    check: (files) => occurrences(files, /^export default\b|^export \{[^}]*\bdefault\b[^}]*\}/gm),
  },
  { title: 'SQL is only in db', check: sqlOutsideDb },
  {
    title: 'only the scripts, the bench, the stand and server/main.ts print to the console',
    check: (files) =>
      occurrences(programless(outside(product(files), 'scripts/')), /\bconsole\.\w+/g, ['server/main.ts']),
  },
  { title: 'refusal codes are listed only in their tables', check: listedCodes },
  { title: 'every file begins with a comment on its purpose', check: headless },
  {
    title: 'no test is marked with only or skip',
    check: (files) =>
      occurrences(files, /\b(?:describe|it|context|specify)\.(?:only|skip)\b|\bx(?:it|describe|context)\(/g),
  },
];

export function readSources(root: string): SourceFile[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path.split(sep).join('/')}`)
      .filter((path) => path.endsWith('.ts') && !/\/(?:dist|node_modules)\//.test(path))
      .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
  );
}

function crowdedFolders(files: readonly SourceFile[]): string[] {
  // a schema change is never removed or merged, so their number only grows
  const counted = files.filter(({ path }) => !/^db\/migrations\/\d{4}-/.test(path));
  const crowded = [...filesByFolder(counted)].filter(([, count]) => count > FOLDER_FILES_MAX);
  return crowded.map(([folder, count]) => `${folder} has ${count} files`);
}

function extraInRoot(files: readonly SourceFile[]): string[] {
  const inRoot = files.filter(({ path }) => /^server\/[^/]+$/.test(path) && !ENTRY_POINTS.includes(path));
  return inRoot.map(({ path }) => `${path} is in the root of server`);
}

function wrongNames(files: readonly SourceFile[]): string[] {
  const exported =
    /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/gm;
  return files.flatMap((file) => {
    const { code } = maskSource(file.text);
    const inPath = wrongWords(file.path).map((word) => `${file.path}:1 has "${word}" in its path`);
    const inNames = [...code.matchAll(exported)].flatMap((match) =>
      wrongWords(match[1] ?? '').map(
        (word) => `${file.path}:${lineAt(code, match.index)} exports ${match[1]}: "${word}"`,
      ),
    );
    return [...inPath, ...inNames];
  });
}

function wrongWords(name: string): string[] {
  const words = name.match(/[A-Z]?[a-z0-9]+|[A-Z0-9]+(?![a-z])/g)?.map((word) => word.toLowerCase()) ?? [];
  // "data folder" and "personal data" are established terms; elsewhere "data" says nothing
  const isPhrase = (i: number): boolean => words[i + 1] === 'folder' || words[i - 1] === 'personal';
  return words.filter((word, i) => WORDS_NOT_IN_NAMES.has(word) && !(word === 'data' && isPhrase(i)));
}

function longFiles(files: readonly SourceFile[]): string[] {
  return product(files).flatMap(({ path, text }) => {
    const lines = text.trimEnd().split('\n').length;
    return lines > FILE_LINES_MAX ? [`${path}:${lines} is the last line`] : [];
  });
}

function longFunctions(files: readonly SourceFile[]): string[] {
  return product(files).flatMap((file) => {
    const lines = maskSource(file.text).code.split('\n');
    return lines.flatMap((line, start) => {
      if (!opensFunction(line)) return [];
      const length = lines.slice(start).findIndex((other) => closes(other, indentOf(line))) + 1;
      return length > FUNCTION_LINES_MAX
        ? [`${file.path}:${start + 1} has a function of ${length} lines`]
        : [];
    });
  });
}

/** Whether a line is the first of a function over several lines; the parameters may still follow on the next ones. */
function opensFunction(line: string): boolean {
  if (!/[{(]$/.test(line)) return false;
  if (/\bfunction\b/.test(line) || line.endsWith('=> {')) return true;
  const method =
    /^\s*(?:(?:public|private|protected|static|override|async|get|set) )*\*?(#?[\w$]+)(?:<.*>)?\(.*\{$/;
  return !['if', 'for', 'while', 'switch', 'catch', 'with'].includes(method.exec(line)?.[1] ?? 'if');
}

function closes(line: string, indent: number): boolean {
  return line.charAt(indent) === '}' && indentOf(line) === indent && !line.endsWith('{');
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function sqlOutsideDb(files: readonly SourceFile[]): string[] {
  const statements = [
    /\bSELECT\b[\s\S]*\bFROM\b/,
    /^\s*select\s[\s\S]*\sfrom\s+\w+/,
    /\binsert\s+into\s+\w+\s*(?:\(|\bselect\b|\bvalues\b|\bdefault\b|$)/i,
    /\bupdate\s+\w+\s+set\s/i,
    /\bdelete\s+from\s+\w+\s*(?:\bwhere\b|;|$)/i,
  ];
  return outside(outside(product(files), 'db/'), STAND).flatMap((file) =>
    maskSource(file.text)
      .strings.filter(({ value }) => statements.some((statement) => statement.test(value)))
      .map(({ offset }) => `${file.path}:${lineAt(file.text, offset)} contains SQL`),
  );
}

/** Arrays, unions and records with two or more codes: a code that is new would be forgotten there. */
function listedCodes(files: readonly SourceFile[]): string[] {
  const codes = new Set<string>(REFUSAL_CODES);
  const isCode = ({ value }: { value: string }): boolean => codes.has(value);
  return product(files)
    .filter(({ path }) => !CODE_LISTS.test(path))
    .flatMap(({ path, text }) => {
      const { code, strings } = maskSource(text);
      const neighbour = strings.find((piece, i) => {
        const next = strings[i + 1];
        if (next === undefined || !isCode(piece) || !isCode(next)) return false;
        return /^['"]\s*[,|]\s*['"]$/.test(text.slice(piece.offset + piece.value.length, next.offset));
      });
      const keys = [...code.matchAll(/(?:^|[{,])\s*(\w+):/gm)].filter(([, key = '']) => codes.has(key));
      const offset = neighbour?.offset ?? keys[1]?.index;
      return offset === undefined ? [] : [`${path}:${lineAt(text, offset)} lists refusal codes`];
    });
}

function headless(files: readonly SourceFile[]): string[] {
  return product(files)
    .filter(({ text }) => !/^(?:#!.*\n)?\s*\/[/*]/.test(text))
    .map(({ path }) => `${path}:1 has no head comment`);
}

/** All sources except the tests. The bench and the stand count as product code. */
function product(files: readonly SourceFile[]): SourceFile[] {
  return files.filter(({ path }) => !path.startsWith('test/') || isProgram(path));
}

function programless(files: readonly SourceFile[]): SourceFile[] {
  return files.filter(({ path }) => !isProgram(path));
}

function isProgram(path: string): boolean {
  return (path.startsWith(BENCH) && !path.startsWith(PEERS)) || path.startsWith(STAND);
}

function outside(files: readonly SourceFile[], folder: string): SourceFile[] {
  return files.filter(({ path }) => !path.startsWith(folder));
}

/** The matches of a pattern in code, without comments and strings, outside of the allowed files. */
function occurrences(
  files: readonly SourceFile[],
  pattern: RegExp,
  allowed: readonly string[] = [],
): string[] {
  return files
    .filter(({ path }) => !allowed.includes(path))
    .flatMap(({ path, text }) => {
      const { code } = maskSource(text);
      return [...code.matchAll(pattern)].map(
        (match) => `${path}:${lineAt(code, match.index)} ${match[0].trim()}`,
      );
    });
}
