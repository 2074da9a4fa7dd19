/**
 * The mailer: takes mails that are due, opens them, words each in its recipient's language, sends it, and deletes it once
 * it is delivered. No other process can open them. A mail that could not be sent is retried until it expires; one whose
 * mailer dies between delivery and deletion is sent twice. Leaves to the queue which mailer gets which mail.
 */

import type { Seconds } from '../domain/kernel/day.ts';
import type { WaitingMail } from '../domain/mail/outbox.ts';
import type { Id } from '../domain/kernel/ports.ts';
import type { Carried, Carrier } from './carrier.ts';
import { compose } from './compose.ts';
import { word, wordUnsubscribe } from './word.ts';
import { textsIn } from '../texts/texts.ts';
import type { Mail } from '../domain/kernel/letter.ts';

const LOOK_MILLISECONDS = 2_000;
/** After an error of the queue itself, such as a server that is down. */
const REST_MILLISECONDS = 15_000;

export interface Queue {
  /** How many mails are due; writes nothing. */
  count(): Promise<number>;
  take(): Promise<WaitingMail[]>;
  delete(mail: Id): Promise<void>;
}

/** Opens with the private key. Both throw where the key is another one, or the text was changed. */
interface Opener {
  mail(sealed: string): Promise<Mail>;
  address(sealed: string): Promise<string>;
}

export interface MailerDependencies {
  readonly queue: Queue;
  readonly open: Opener;
  readonly carrier: Carrier;
  readonly now: () => Seconds;
  /** Takes lines with `event` and codes, never an address or a language. */
  readonly log: (line: object) => void;
}

/** The outcomes of one round. */
export interface Round {
  sent: number;
  /** Not sent for good: a decoy, expired, or to a recipient that does not exist. */
  dropped: number;
  failed: number;
}

/** Sends mails until none is due, or until the signal; mails already taken are sent first. */
export async function sendDue(dependencies: MailerDependencies, signal?: AbortSignal): Promise<Round> {
  const round: Round = { sent: 0, dropped: 0, failed: 0 };
  const isStopped = (): boolean => signal?.aborted === true;
  while (!isStopped() && (await dependencies.queue.count()) > 0) {
    const taken = await dependencies.queue.take();
    if (taken.length === 0) break;
    for (const end of await Promise.all(taken.map((mail) => settle(mail, dependencies)))) round[end]++;
  }
  return round;
}

/** Runs until the signal. An error is logged and retried; it never ends the mailer. */
export async function sendFor(dependencies: MailerDependencies, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    let pause = LOOK_MILLISECONDS;
    try {
      await sendDue(dependencies, signal);
    } catch (error) {
      dependencies.log({
        event: 'mail queue failed',
        error: error instanceof Error ? error.name : 'unknown',
      });
      pause = REST_MILLISECONDS;
    }
    await rest(pause, signal);
  }
}

async function settle(
  { mail, sealed, tries }: WaitingMail,
  dependencies: MailerDependencies,
): Promise<keyof Round> {
  const end = await attempt(sealed, dependencies);
  if (typeof end === 'object') {
    dependencies.log({ event: 'mail not sent', count: tries + 1, error: end.failed });
    return 'failed';
  }
  await dependencies.queue.delete(mail);
  if (end === 'refused') dependencies.log({ event: 'mail refused', reason: 'the recipient is not there' });
  return end === 'delivered' ? 'sent' : 'dropped';
}

async function attempt(sealed: string, dependencies: MailerDependencies): Promise<Carried | 'not sent'> {
  try {
    return await send(sealed, dependencies);
  } catch (error) {
    return { failed: error instanceof Error ? error.name : 'unknown' };
  }
}

async function send(
  sealed: string,
  { open, carrier, now }: MailerDependencies,
): Promise<Carried | 'not sent'> {
  const { to, until, letter, unsubscribe, language } = await open.mail(sealed);
  const texts = textsIn(language);
  const worded = word(letter, texts);
  if (to === null || worded === undefined || now() >= until) return 'not sent';
  const address = 'email' in to ? to.email : await open.address(to.sealed);
  if (unsubscribe === undefined) return carrier.carry(compose(worded, texts), { to: address });
  const paragraphs = [...worded.paragraphs, ...wordUnsubscribe(unsubscribe, texts)];
  return carrier.carry(compose({ ...worded, paragraphs }, texts), {
    to: address,
    headers: unsubscribeHeaders(unsubscribe),
  });
}

/** RFC 2369 and RFC 8058: the recipient's mail program can unsubscribe with one click. */
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
