/**
 * Reads the configurations out of OPERATIONS.md: the text of each code block, by its section and its language. The table
 * names what uses a block, or says why the stand does not use it. A block without a row is an error, so that every
 * configuration in the document was run.
 */

/** How a block is used; `leftOut`: why the stand does not run it. */
type Use = { readonly by: string } | { readonly leftOut: string };

const MAILER = 'the mailer takes no part in a fail-over; its settings have tests of their own';

export const USES = {
  'Install: ini': { by: 'test/cluster/stand/servers.ts' },
  'Settings of the mailer: ini': { leftOut: MAILER },
  'Running the mailer apart from the server: ini': { leftOut: MAILER },
  'Moving to PostgreSQL: ini': { by: 'test/cluster/stand/servers.ts' },
  'Proxy: caddyfile': { by: 'test/cluster/stand/proxies.ts' },
  'Proxy: nginx': { by: 'test/cluster/stand/proxies.ts' },
  'Proxy: haproxy': { by: 'test/cluster/stand/proxies.ts' },
  'Connections and PgBouncer: ini': { by: 'test/cluster/stand/pooler.ts' },
  'Connections and PgBouncer: sql': { by: 'test/cluster/stand/database.ts' },
  'Fail-over: ini': { leftOut: 'for PostgreSQL without Patroni; with it, Patroni names the standbys' },
  'Fail-over: yaml': { by: 'test/cluster/stand/database.ts' },
  'Fail-over: haproxy': { by: 'test/cluster/stand/database.ts' },
} as const satisfies Readonly<Record<string, Use>>;

export type Configuration = keyof typeof USES;

/** The languages of blocks that are no configuration: commands, which another test types, and published telemetry. */
const OTHER_LANGUAGES = ['sh', 'json'];
const FENCE = /^ *```(\S*)$/;

/**
 * The configuration blocks of a document as `section: language`; a second one of a section ends in ` 2`.
 */
export function configurationsOf(document: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let section = '';
  let open: { readonly language: string; readonly lines: string[] } | undefined;
  for (const line of document.split('\n')) {
    const language = FENCE.exec(line)?.[1];
    if (open !== undefined && language !== '') open.lines.push(line);
    else if (open !== undefined) {
      if (!OTHER_LANGUAGES.includes(open.language))
        found.set(freeName(found, `${section}: ${open.language}`), textOf(open.lines));
      open = undefined;
    } else if (language !== undefined) open = { language, lines: [] };
    else section = /^#+ (.+)$/.exec(line)?.[1] ?? section;
  }
  return found;
}

/** @throws Error if the document has no such block */
export function configurationOf(document: string, name: Configuration): string {
  const text = configurationsOf(document).get(name);
  if (text === undefined) throw new Error(`OPERATIONS.md has no block "${name}"`);
  return text;
}

/**
 * Replaces the addresses, ports, certificates and paths of a configuration.
 * @throws Error if one of them is not in the text, since the text has changed
 */
export function substituted(text: string, replacements: Readonly<Record<string, string>>): string {
  return Object.entries(replacements).reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`there is no "${from}" to replace in:\n${text}`);
    return changed.replaceAll(from, to);
  }, text);
}

/** The lines of a block of variables, `NAME=value`. */
export function variablesOf(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.includes('='));
  return Object.fromEntries(lines.map((line) => [line.replace(/=.*/, ''), line.replace(/^[^=]*=/, '')]));
}

function freeName(taken: ReadonlyMap<string, string>, name: string): string {
  for (let ordinal = 1; ; ordinal += 1) {
    const numbered = ordinal === 1 ? name : `${name} ${ordinal}`;
    if (!taken.has(numbered)) return numbered;
  }
}

/** A block in a list is indented. */
function textOf(lines: readonly string[]): string {
  const indent = Math.min(...lines.filter((line) => line !== '').map((line) => line.search(/\S|$/)));
  return lines.map((line) => line.slice(indent)).join('\n');
}
