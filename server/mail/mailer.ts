/**
 * The mailer: takes the mails that are due, opens each sealed mail, words it in its recipient's language, sends it, and
 * deletes it once it is delivered. No other process can open the mails. A mail that could not be sent is retried until
 * it expires. If the mailer crashes between delivery and deletion, the mail is sent twice. The queue decides which
 * mailer gets which mail.
 */

import { faultFields } from '../domain/kernel/fault-fields.ts';
import { mailAnswerOf, type FailedMail } from '../domain/mail/delivery.ts';
import type { WaitingMail } from '../domain/mail/outbox.ts';
import type { Id } from '../domain/kernel/ports.ts';
import type { Carried, Carrier } from './carrier.ts';
import { compose } from './compose.ts';
import { decide } from './smtp-answer.ts';
import type { MailSource } from './mail-words.ts';
import { word, wordUnsubscribe, wordVendor } from './word-mail.ts';
import { textsIn } from '../texts/texts.ts';
import type { Mail, OpenedAddress } from '../domain/kernel/letter.ts';

const LOOK_MILLISECONDS = 2_000;
/** The pause after an error of the queue itself, such as a server that is not running. */
const REST_MILLISECONDS = 15_000;

export interface Queue {
  /** Counts the mails that are due, without writing anything. */
  count(): Promise<number>;
  take(): Promise<WaitingMail[]>;
  /** Deletes a mail that was delivered or has no recipient. */
  delete(mail: Id): Promise<void>;
  /** Records why a mail was not delivered. */
  fail(failed: FailedMail): Promise<void>;
}

/**
 * Opens sealed mails and addresses with the private key. Each function throws if the text was sealed for another key or
 * was changed.
 */
interface Opener {
  mail(sealed: string): Promise<Mail>;
  address(sealed: string): Promise<OpenedAddress>;
}

export interface MailerDependencies {
  readonly queue: Queue;
  readonly open: Opener;
  readonly carrier: Carrier;
  /** Whom the mails are from now. */
  readonly source: () => MailSource;
  /** Writes log lines with `event` and codes. A line never contains an address or a language. */
  readonly log: (line: object) => void;
}

/**
 * The outcome of one attempt to send a mail. `nobody`: the mail is a decoy without a recipient, made for an unknown
 * address.
 */
interface Attempt {
  readonly end: Carried | 'nobody' | 'expired';
  /** The recipient's address; absent if the mail has no recipient. */
  readonly address?: string;
}

type Waiting = Pick<WaitingMail, 'mail' | 'sealed' | 'takenSecond'>;
type Failure = Exclude<Carried, string> & Pick<WaitingMail, 'mail' | 'tries'>;

/** The refused recipients of the last rounds, grouped by the mail server's answer. */
type Refused = Map<string, Set<string>>;
/**
 * The maximum number of refused recipients that are remembered, to see whether the mail server refuses several alike.
 */
const REFUSED_MAX = 1_000;

/** How many mails of one round had each outcome. */
export interface Round {
  sent: number;
  /** Mails that will never be sent: decoys, expired mails, and mails to a recipient that does not exist. */
  dropped: number;
  failed: number;
}

/**
 * Sends mails until none is due or the signal is aborted. Mails that were already taken are sent before it returns.
 * @param refused the recipients that were refused in earlier rounds
 */
export async function sendDue(
  dependencies: MailerDependencies,
  signal?: AbortSignal,
  refused: Refused = new Map(),
): Promise<Round> {
  const round: Round = { sent: 0, dropped: 0, failed: 0 };
  const isStopped = (): boolean => signal?.aborted === true;
  while (!isStopped() && (await dependencies.queue.count()) > 0) {
    const taken = await dependencies.queue.take();
    if (taken.length === 0) break;
    const ends = await Promise.all(taken.map((mail) => carryOut(mail, refused, dependencies)));
    // how many recipients were refused with the same answer is known only after all attempts
    const settled = ends.map(async (end) =>
      typeof end === 'string' ? end : settle(end, refused, dependencies),
    );
    for (const end of await Promise.all(settled)) round[end]++;
  }
  return round;
}

/**
 * Sends mails until the signal is aborted. An error is logged and the work is retried; an error never ends the mailer.
 */
export async function sendFor(dependencies: MailerDependencies, signal: AbortSignal): Promise<void> {
  const refused: Refused = new Map();
  while (!signal.aborted) {
    let pause = LOOK_MILLISECONDS;
    try {
      await sendDue(dependencies, signal, refused);
    } catch (error) {
      dependencies.log({ event: 'mail queue failed', ...faultFields(error) });
      pause = REST_MILLISECONDS;
    }
    await rest(pause, signal);
  }
}

async function carryOut(
  waiting: WaitingMail,
  refused: Refused,
  dependencies: MailerDependencies,
): Promise<'sent' | 'dropped' | Failure> {
  const { queue, log } = dependencies;
  const { mail, tries } = waiting;
  const { end, address } = await attempt(waiting, dependencies);
  if (typeof end === 'object') {
    if (end.answer !== undefined && address !== undefined) noteRefused(refused, end.failed, address);
    return { mail, tries, ...end };
  }
  if (end === 'delivered' || end === 'nobody') {
    await queue.delete(mail);
    return end === 'delivered' ? 'sent' : 'dropped';
  }
  await queue.fail({ mail, answer: end, final: true });
  log({ event: 'mail not delivered', count: tries, error: end });
  return 'dropped';
}

function noteRefused(refused: Refused, answer: string, address: string): void {
  const recipients = refused.get(answer) ?? new Set();
  if (recipients.size < REFUSED_MAX) refused.set(answer, recipients.add(address));
}

async function settle(
  { mail, tries, failed: error, answer }: Failure,
  refused: Refused,
  { queue, log }: MailerDependencies,
): Promise<'dropped' | 'failed'> {
  const decision = answer === undefined ? 'retry' : decide(answer, refused.get(error)?.size ?? 1);
  await queue.fail({ mail, answer: mailAnswerOf(error), final: decision === 'drop' });
  if (decision !== 'drop') {
    log({
      event: decision === 'report' ? 'mail refused but kept' : 'mail not sent',
      count: tries + 1,
      error,
    });
    return 'failed';
  }
  log({ event: 'mail refused', reason: 'the recipient does not exist', code: error });
  return 'dropped';
}

async function attempt(waiting: Waiting, dependencies: MailerDependencies): Promise<Attempt> {
  try {
    return await send(waiting, dependencies);
  } catch (error) {
    return { end: { failed: faultFields(error).error } };
  }
}

async function send(
  { mail, sealed, takenSecond }: Waiting,
  { open, carrier, source: sourceNow }: MailerDependencies,
): Promise<Attempt> {
  const { to, until, letter, unsubscribe, language } = await open.mail(sealed);
  if (to === null) return { end: 'nobody' };
  // the clock of this machine may be wrong, and the queue's clock has set the end
  if (takenSecond >= until) return { end: 'expired' };
  const recipient: OpenedAddress = 'email' in to ? to : await open.address(to.sealed);
  const texts = textsIn(language ?? recipient.language);
  const source = sourceNow();
  const worded = word(letter, texts, source);
  if (worded === undefined) return { end: 'nobody' };
  const paragraphs = [
    ...worded.paragraphs,
    ...wordVendor(source, texts),
    ...(unsubscribe === undefined ? [] : wordUnsubscribe(unsubscribe, texts)),
  ];
  const headers = unsubscribe === undefined ? undefined : unsubscribeHeaders(unsubscribe);
  return {
    end: await carrier.carry(compose({ ...worded, paragraphs }, texts), {
      to: recipient.email,
      mail,
      headers,
    }),
    address: recipient.email,
  };
}

/** The headers of RFC 2369 and RFC 8058, with which the recipient's mail program can unsubscribe with one click. */
function unsubscribeHeaders(unsubscribe: string): Record<string, string> {
  return {
    'List-Unsubscribe': `<${unsubscribe}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}

function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
