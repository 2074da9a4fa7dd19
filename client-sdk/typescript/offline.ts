/**
 * The entry `@quietkey/client/offline`: activation, renewal and release by files, for a machine without network. The
 * request file can be answered through any machine with network, or by the vendor. Only the machine that asked can use
 * the answer.
 */
import { splitOfflineText } from './contract/offline.ts';
import { keepFarewell } from './exchange/farewell.ts';
import { acceptAnswer, writeProofFile, writeSeatFile } from './exchange/offline.ts';
import { Keeper } from './exchange/keeper.ts';
import type { CallContext } from './exchange/plan.ts';
import type { Setting } from './exchange/setting.ts';
import { canonicalKey } from './exchange/typed-key.ts';
import { requireUsername } from './exchange/typed-username.ts';
import type { Check } from './lease/presentation.ts';
import { readOptions, type QuietkeyOptions } from './options.ts';
import { BadOptions } from './primitives/errors.ts';
import { checkOptions, isText, type OptionRules } from './primitives/option-rules.ts';
import { Quietkey } from './quietkey.ts';

export { OFFLINE_ANSWER_FAULTS, OfflineAnswerRefused, type OfflineAnswerFault } from './exchange/offline.ts';
export { FarewellRefused, type FarewellFault } from './exchange/farewell.ts';

/** The call that a machine without network wants answered. */
export type OfflineWish =
  | { kind: 'activate'; licenseKey: string; username?: string | undefined }
  | { kind: 'renew' }
  | { kind: 'release' };

/** A request to be carried to the vendor. */
export interface RequestFile {
  /** One line of text: the content of the file. It can be pasted too; white space does not matter. */
  text: string;
  /** The same in texts that are each short enough for one QR code; usually one. */
  codes: readonly string[];
}

const KINDS = ['activate', 'renew', 'release'];
const KIND = {
  accepts: (value: unknown) => KINDS.includes(value as string),
  must: KINDS.join(' or '),
  isRequired: true,
} as const;
const RULES: OptionRules<{ kind: string }> = { kind: KIND };
const ACTIVATE_RULES: OptionRules<OfflineWish & { kind: 'activate' }> = {
  kind: KIND,
  licenseKey: { accepts: isText, must: 'the license key that was typed', isRequired: true },
  username: { accepts: isText, must: "the username of the customer's account, a text" },
};

export class OfflineQuietkey {
  readonly #client: Quietkey;
  readonly #setting: Setting;
  readonly #keeper: Keeper;

  /** Takes the options of `new Quietkey(…)`, and uses the same state. Sends nothing. @throws BadOptions */
  constructor(options: QuietkeyOptions) {
    this.#client = new Quietkey(options);
    this.#setting = readOptions(options);
    this.#keeper = new Keeper(this.#setting);
  }

  /**
   * Writes a request file. The same call writes the same file until its answer is accepted. Once a release is written,
   * the app is not licensed; a renewal or activation undoes this.
   *
   * @throws BadKey, BadUsername, NotActivated, StateUnwritable, BadOptions
   */
  async request(wish: OfflineWish): Promise<RequestFile> {
    const isActivation = (wish as Partial<OfflineWish> | undefined)?.kind === 'activate';
    checkOptions(
      wish,
      (isActivation ? ACTIVATE_RULES : RULES) as OptionRules<{ kind: string }>,
      'request(…)',
    );
    const text = await this.#write(wish);
    return { text, codes: splitOfflineText(text) };
  }

  /**
   * Accepts the answer: its text, or all of its numbered parts in any order.
   *
   * @throws OfflineAnswerRefused, AnswerUntrusted, StateUnwritable, BadOptions
   */
  async accept(text: string): Promise<Check> {
    if (!isText(text)) throw new BadOptions('accept(…) takes the text of an answer.');
    await acceptAnswer(this.#context(), text);
    return this.#client.check();
  }

  /**
   * Accepts the vendor's farewell, which ends all license checks of this app: its text, as the vendor published it. Reads
   * no adapter and sends nothing. The app runs for ever from then on, with or without an activation.
   *
   * @throws FarewellRefused, StateUnwritable, BadOptions
   */
  acceptFarewell(text: string): Check {
    if (!isText(text)) throw new BadOptions('acceptFarewell(…) takes the text of a farewell.');
    keepFarewell(this.#context(), text);
    return this.#client.check();
  }

  #write(wish: OfflineWish): Promise<string> {
    if (wish.kind !== 'activate') return writeProofFile(this.#context(), wish.kind);
    const licenseKey = canonicalKey(wish.licenseKey, this.#setting.importedKeys);
    return writeSeatFile(this.#context(), { licenseKey, username: requireUsername(wish.username) });
  }

  #context(): CallContext {
    const deadline = performance.now() + this.#setting.timeoutMs;
    return { setting: this.#setting, keeper: this.#keeper, deadline, signal: undefined };
  }
}
