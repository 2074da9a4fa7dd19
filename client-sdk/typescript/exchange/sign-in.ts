/**
 * Activation without a license key (RFC 8628): the app shows a code, the person enters it in the customer portal, and
 * the app asks every few seconds whether the activation was approved. Every poll has the same bytes, so a lost answer is
 * asked for again. Nothing of a sign-in is stored before it has succeeded, except copies of what was sent.
 */
import { showMachine, withInstallId } from './identity.ts';
import { keepSeat } from './keep-answer.ts';
import { newNonce, type CallContext } from './plan.ts';
import { planSignIn, recordSent, writeSignIn, type Sendable } from './request.ts';
import { send } from './exchange.ts';
import { pause } from '../network/transport.ts';
import { tagKeyOf } from './sighting.ts';
import { parseState } from '../state/state.ts';
import { AnswerUntrusted, LicenseRefused, NoNetwork, ServerTrouble } from '../primitives/errors.ts';
import { POLL_SECONDS, SIGN_IN_PAGE, SIGN_IN_SECONDS, type SignInAnswer } from '../contract/sign-in.ts';
import { PATHS } from '../contract/wire.ts';

/** What the app shows to the person, until the call ends. */
export interface SignInPrompt {
  /** The code to enter, such as `BCDF-GHJK`. */
  code: string;
  /** Two words that the portal shows too. The person must see the same words there and in the app. */
  words: string;
  /** The address of the portal's page for the code, on the server that the app was configured with. */
  url: string;
  /** The number of seconds for which the code is valid. */
  expiresIn: number;
}

export interface SignInOptions {
  /** Cancels the call, which then throws `Aborted`. */
  signal?: AbortSignal | undefined;
  /** Shows code, words and address to the person. Called once, before the app begins to wait. */
  show: (prompt: SignInPrompt) => unknown;
}

/** The text that replaces the device code in the copy of a request. */
export const DEVICE_CODE_IN_COPIES = '(the secret of this sign-in)';
const TAG_KEY_BYTES = 32;
const PAUSE_SECONDS_MAX = 60;

/**
 * Takes a seat that a customer grants in the portal.
 *
 * @throws QuietkeyError, except `license_key_malformed`, `username_malformed` and `not_activated`; what `show` throws
 */
export async function signIn(context: CallContext, show: SignInOptions['show']): Promise<void> {
  const { setting, keeper, signal } = context;
  const { product } = setting.trust;
  const request = { path: PATHS.signIns, body: JSON.stringify({ product }) };
  keeper.change((before) => recordSent(before, setting.now(), request));
  const begun = readSignIn(await send(context, request));
  const ends = performance.now() + begun.expiresIn * 1000;
  const { userCode: code, words, expiresIn } = begun;
  await show({ code, words, url: setting.urlOf(SIGN_IN_PAGE), expiresIn });

  const adapters = await setting.inventory(signal);
  const known = withInstallId(keeper.read() ?? parseState(undefined), setting);
  // the tags stay those of a stored activation, so that its machine is recognised
  const tagKey = known.holding ? tagKeyOf(known.holding) : setting.random(TAG_KEY_BYTES);
  const leaseTags = keeper.verified(known).lease?.tags ?? [];
  const shown = showMachine(setting, known.installId, { adapters, tagKey, leaseTags });
  const plan = planSignIn(known.holding, { ...shown, nonce: newNonce(setting) });
  const saved = keeper.change((before) => {
    const copy = writeSignIn(product, DEVICE_CODE_IN_COPIES, plan);
    return recordSent({ ...before, installId: known.installId }, setting.now(), copy);
  });
  const answer = await poll(context, writeSignIn(product, begun.deviceCode, plan), {
    seconds: begun.interval,
    ends,
  });
  keepSeat(context, answer, { saved, plan, tagKey: Buffer.from(tagKey).toString('base64url') });
}

/** Polls until the customer has answered. @throws LicenseRefused `expired_token` if nobody answers in time */
async function poll(
  context: CallContext,
  request: Sendable,
  { seconds, ends }: { seconds: number; ends: number },
): Promise<unknown> {
  for (let interval = seconds; ;) {
    const left = ends - performance.now();
    if (left <= interval * 1000) throw nobodyAnswered();
    await pause(interval * 1000, context.signal);
    try {
      const deadline = performance.now() + context.setting.timeoutMs;
      return await send({ ...context, deadline }, request, 1);
    } catch (error) {
      interval = nextInterval(interval, error) ?? rethrow(error);
    }
  }
}

/** The seconds before the next poll; undefined if the error ends the sign-in (RFC 8628, section 3.5). */
export function nextInterval(interval: number, error: unknown): number | undefined {
  if (error instanceof LicenseRefused) {
    if (error.refusal === 'authorization_pending') return interval;
    return error.refusal === 'slow_down' ? interval + POLL_SECONDS : undefined;
  }
  const isPassing = error instanceof NoNetwork || error instanceof ServerTrouble;
  return isPassing ? Math.min(PAUSE_SECONDS_MAX, Math.max(interval, 1) * 2) : undefined;
}

function rethrow(error: unknown): never {
  throw error;
}

function nobodyAnswered(): LicenseRefused {
  return new LicenseRefused('expired_token', 400, 'The code has expired.', {
    remedy: 'Sign in again: the app then shows a new code.',
  });
}

/** Reads the answer that begins a sign-in. It is not signed, and the app only shows and returns it. */
function readSignIn(answer: unknown): SignInAnswer {
  const given = Object(answer) as Record<keyof SignInAnswer, unknown>;
  const { deviceCode, userCode, words, expiresIn, interval } = given;
  const texts = [deviceCode, userCode, words].filter((text) => typeof text === 'string');
  const [device = '', code = '', shownWords = ''] = texts;
  const isShort = [device, code, shownWords].every((text) => text !== '' && text.length <= 100);
  if (
    texts.length < 3 ||
    !isShort ||
    !isPeriod(expiresIn, SIGN_IN_SECONDS) ||
    !isPeriod(interval, PAUSE_SECONDS_MAX)
  )
    throw new AnswerUntrusted('answer_malformed');
  return { deviceCode: device, userCode: code, words: shownWords, page: SIGN_IN_PAGE, expiresIn, interval };
}

function isPeriod(seconds: unknown, most: number): seconds is number {
  return typeof seconds === 'number' && seconds >= 0 && seconds <= most;
}
