/**
 * The command line of five programs: the server, the demo, the preview, the bench and the cluster's test stand. These
 * programs answer `--help` and `--version` in the same way, and refuse an unknown argument by its name before they do
 * anything. The command line of `quietkey` is in `scripts/`.
 */

import { parseArgs } from 'node:util';
import { VERSION } from './version.ts';

/** The exit code of wrong usage, such as an unknown argument; `quietkey` uses this exit code too. */
const EXIT_USAGE = 2;
const COLUMNS = 80;

interface Option {
  /** The name of the option's value in the help, such as `N`; absent: the option takes no value. */
  readonly takes?: string;
  readonly summary: string;
}

export interface Usage {
  /** The program as a person types it, such as `npm start`. */
  readonly program: string;
  readonly summary: string;
  /** The options of the program by name, without the dashes. */
  readonly options?: Readonly<Record<string, Option>>;
  /** The argument without dashes that the program accepts, such as `FOLDER`. */
  readonly word?: Required<Option>;
  /** The environment variables of the program, each with its meaning. */
  readonly variables?: readonly (readonly [name: string, summary: string])[];
  /** The exit codes of the program, each with its meaning; the exit code of wrong usage is added. */
  readonly exits: readonly (readonly [code: number, summary: string])[];
}

/** The arguments that were typed, by the names of the options. */
export interface Typed {
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly flags: ReadonlySet<string>;
  readonly word: string | undefined;
}

/** A text that is printed instead of running the program; it goes to standard error if the exit code is not 0. */
export interface Answer {
  readonly exit: number;
  readonly text: string;
}

/**
 * Thrown for an argument that the program does not accept. The message names the argument and, if the argument is
 * unknown, lists the known ones.
 */
export class UsageFault extends Error {}

const COMMON: Readonly<Record<string, Option>> = {
  help: { summary: 'print this text' },
  version: { summary: 'print the version' },
};

/**
 * Reads the command-line arguments of a program.
 * @param read makes the program's own options from the typed arguments; it may throw `UsageFault`
 */
export function readUsage<Options>(
  usage: Usage,
  words: readonly string[],
  read: (typed: Typed) => Options,
): { readonly options: Options } | Answer {
  try {
    const typed = readTyped(usage, words);
    if (typed.flags.has('help')) return { exit: 0, text: helpOf(usage) };
    if (typed.flags.has('version')) return { exit: 0, text: VERSION };
    return { options: read(typed) };
  } catch (error) {
    if (!(error instanceof UsageFault)) throw error;
    return { exit: EXIT_USAGE, text: `${error.message}\nSee: ${typedWith(usage, '--help')}` };
  }
}

function readTyped(usage: Usage, words: readonly string[]): Typed {
  const known = { ...usage.options, ...COMMON };
  const types = Object.entries(known).map(
    ([name, { takes }]) => [name, { type: takes === undefined ? 'boolean' : 'string' }] as const,
  );
  const args = words.map((word) => (word === '-h' ? '--help' : word));
  // The parsing is not strict, because the messages of strict parsing do not name the known arguments.
  const { tokens } = parseArgs({
    args,
    options: Object.fromEntries(types),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const [values, flags, alone]: [Record<string, string>, Set<string>, string[]] = [{}, new Set(), []];
  for (const token of tokens) {
    if (token.kind === 'positional') alone.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    if (!Object.hasOwn(known, name)) throw unknown(rawName, usage);
    const { takes } = known[name] as Option;
    if (takes === undefined && value !== undefined) throw new UsageFault(`${rawName} takes no value.`);
    if (takes === undefined) flags.add(name);
    else if (value === undefined || value === '' || (!inlineValue && value.startsWith('-')))
      throw new UsageFault(`${rawName} lacks its value: ${rawName} ${takes}`);
    else values[name] = value;
  }
  const [word, extra] = usage.word === undefined ? [undefined, alone[0]] : alone;
  if (extra !== undefined) throw unknown(extra, usage);
  return { values, flags, word };
}

function unknown(word: string, { program, options = {} }: Usage): UsageFault {
  const names = [...Object.keys(options), ...Object.keys(COMMON)].map((name) => `--${name}`);
  return new UsageFault(wrap(`${program} does not know ${word}. It knows: ${names.join(', ')}.`, 0));
}

function helpOf(usage: Usage): string {
  const { summary, options = {}, word, variables = [], exits } = usage;
  const all = Object.entries({ ...options, ...COMMON });
  const rows: [string, string][] = [
    ...(word === undefined ? [] : [[word.takes, word.summary] as [string, string]]),
    ...all.map(([name, one]): [string, string] => [`--${name} ${one.takes ?? ''}`.trimEnd(), one.summary]),
  ];
  const codes = [...exits, [EXIT_USAGE, 'wrong usage: an unknown argument'] as const]
    .toSorted(([one], [other]) => one - other)
    .map(([code, meaning]): [string, string] => [String(code).padStart(3), meaning]);
  const typed = typedWith(usage, ['[options]', ...(word === undefined ? [] : [`[${word.takes}]`])].join(' '));
  return [
    `Usage: ${typed}`,
    wrap(summary, 0),
    `Options:\n${block(rows)}`,
    ...(variables.length === 0 ? [] : [`Environment variables:\n${block(variables)}`]),
    `Exit codes:\n${block(codes)}`,
  ].join('\n\n');
}

/**
 * The command with some arguments, as a person types it. The two dashes are needed because npm takes the arguments
 * before them for itself.
 */
function typedWith({ program }: Usage, words: string): string {
  return `${program} -- ${words}`;
}

function block(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, summary]) => `  ${name.padEnd(width)}  ${wrap(summary, width + 4)}`).join('\n');
}

/** Breaks a text into lines between words. The lines after the first begin with `indent` spaces. */
function wrap(text: string, indent: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && indent + line.length + 1 + word.length > COLUMNS) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}
