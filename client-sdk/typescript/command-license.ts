/**
 * The verbs of `quietkey-client` about a license, for programs in any language and for the silent activation of many
 * machines: they do what the calls of `Quietkey` do, print the check, and end with an exit code that says what it was.
 */
import { isAbsolute } from 'node:path';
import { becomeOwner } from './command-owner.ts';
import { BadUsage, readTyped, type AppSettings, type Typed } from './command-settings.ts';
import { PRODUCT_ID } from './contract/product-id.ts';
import type { Identity } from './contract/wire.ts';
import type { SignInPrompt } from './exchange/sign-in.ts';
import { issuerOfRoot, readRootKey } from './lease/key-set.ts';
import { mayRun, type Check } from './lease/presentation.ts';
import { BadOptions, QuietkeyError, StateUnwritable, type ErrorCode } from './primitives/errors.ts';
import { FileFault } from './primitives/read-file.ts';
import { Quietkey } from './quietkey.ts';
import { fileStore } from './state/state-file.ts';
import { folderOfProduct, type SharedBy } from './storage/platform-folder.ts';

/** The exit codes of the command. */
export const EXIT = {
  done: 0,
  refused: 1,
  usage: 2,
  limited: 3,
  unlicensed: 4,
  noAnswer: 5,
  notStored: 6,
} as const;

/** What a verb prints, and its exit code. */
export interface Output {
  readonly exit: number;
  readonly text: string;
  readonly isError?: true;
}

/** The errors after which the same command may succeed later. */
const NO_ANSWER: readonly ErrorCode[] = [
  'no_network',
  'proxy_or_captive_portal',
  'server_trouble',
  'aborted',
];
/** The text that replaces the license key where a request is shown. */
const KEY_SHOWN = '(the license key you typed)';

type Act = (app: Quietkey, typed: Typed) => Promise<Output> | Output;

const activateOptions = ({ app: { username } }: Typed): { username?: string } =>
  username === undefined ? {} : { username };

export const VERBS: Readonly<Record<string, Act>> = {
  check: (app, typed) => ofCheck(app.check(), typed),
  fresh: async (app, typed) => ofCheck((await app.keepFresh()).check, typed),
  activate: async (app, typed) =>
    ofCheck(await app.activate(typed.licenseKey(), activateOptions(typed)), typed),
  'sign-in': async (app, typed) =>
    ofCheck(await app.activateBySignIn({ show: (prompt) => showPrompt(prompt, typed) }), typed),
  renew: async (app, typed) => ofCheck(await app.renew(), typed),
  release: async (app, typed) => ({ ...ofCheck(await app.release(), typed), exit: EXIT.done }),
  preview: async (app, typed) => {
    const { path, body } = await app.preview(typed.licenseKey(), activateOptions(typed));
    const shown = { path, body: JSON.stringify({ ...JSON.parse(body), licenseKey: KEY_SHOWN }) };
    return { exit: EXIT.done, text: typed.json ? json(shown) : `POST ${shown.path}\n${shown.body}\n` };
  },
  describe: (app, { json: asJson }) => {
    const description = app.describe();
    const lines = description.sends.map(
      ({ field, calls, content }) => `${field} (${calls.join(', ')}): ${content}`,
    );
    return { exit: EXIT.done, text: asJson ? json(description) : `${lines.join('\n')}\n` };
  },
};

/** Runs a verb. Never rejects. */
export async function runVerb(verb: string, words: readonly string[]): Promise<Output> {
  const asJson = words.includes('--json');
  try {
    const act = VERBS[verb];
    if (act === undefined) throw new BadUsage('The first word must be a verb.');
    const typed = readTyped(words);
    return await act(clientOf(typed.app), typed);
  } catch (error) {
    return ofError(error, asJson);
  }
}

/** @throws BadUsage, BadOptions, StateUnwritable */
function clientOf({
  server,
  product,
  rootKey,
  folder,
  identity,
  sharedBy = 'person',
}: AppSettings): Quietkey {
  if (sharedBy !== 'person' && sharedBy !== 'machine')
    throw new BadUsage('--shared-by must be person or machine.');
  const place = folder ?? ownFolder({ product, rootKey }, sharedBy);
  if (!isAbsolute(place)) throw new BadUsage('--folder must be an absolute path.');
  try {
    becomeOwner(place);
  } catch (cause) {
    throw new StateUnwritable(cause);
  }
  const options = { server, product, rootKey, store: fileStore(place, { sharedBy }) };
  // a value that is none of these is refused by its name
  return new Quietkey(identity === undefined ? options : { ...options, identity: identity as Identity });
}

/** The folder of an app that names none. @throws BadUsage */
function ownFolder({ product, rootKey }: { product: string; rootKey: string }, sharedBy: SharedBy): string {
  const root = readRootKey(rootKey);
  if (!root || !PRODUCT_ID.test(product))
    throw new BadUsage('--product and --root-key must be those of the app, or --folder must be given.');
  const folder = folderOfProduct({ product, issuer: issuerOfRoot(root) }, sharedBy);
  if (folder === undefined) throw new BadUsage('--folder is required, as this account has no home folder.');
  return folder;
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

function ofCheck(check: Check, { json: asJson }: Typed): Output {
  const { state, reason, message } = check;
  const exit = mayRun(state) ? EXIT.done : state === 'limited' ? EXIT.limited : EXIT.unlicensed;
  return { exit, text: asJson ? json(check) : `${state} (${reason})\n${message}\n` };
}

/** The person must read it while the command waits, so it does not wait for the output of the end. */
function showPrompt({ code, words, url, expiresIn }: SignInPrompt, { json: asJson }: Typed): void {
  const text = `Open ${url} and enter ${code}.\nContinue there only if the page shows: ${words}\n`;
  process.stderr.write(asJson ? `${JSON.stringify({ code, words, url, expiresIn })}\n` : text);
}

function ofError(error: unknown, asJson: boolean): Output {
  const { code, message, remedy, refusal } = factsOf(error);
  const exit = exitOf(code);
  const facts = { error: code, ...(refusal !== undefined && { refusal }), message, remedy };
  if (asJson) return { exit, text: json(facts) };
  return { exit, isError: true, text: `${[message, remedy].filter(Boolean).join('\n')}\n` };
}

interface ErrorFacts {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly refusal?: string | undefined;
}

function factsOf(error: unknown): ErrorFacts {
  if (error instanceof BadOptions || error instanceof BadUsage)
    return { code: 'usage', message: error.message, remedy: 'See quietkey-client --help.' };
  if (error instanceof FileFault)
    return { code: 'usage', message: `${error.message}.`, remedy: 'Name a file that this account can read.' };
  if (!(error instanceof QuietkeyError)) throw error;
  const { code, message, remedy = '' } = error;
  const { refusal } = error as { refusal?: string };
  return { code, message, remedy, refusal };
}

function exitOf(code: string): number {
  if (code === 'usage') return EXIT.usage;
  if (code === 'state_unwritable') return EXIT.notStored;
  return (NO_ANSWER as readonly string[]).includes(code) ? EXIT.noAnswer : EXIT.refused;
}
