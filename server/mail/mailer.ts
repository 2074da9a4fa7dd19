/**
 * The mailer's work: takes mails that are due, opens them, has them carried away, and deletes each that was delivered. It
 * is the only one that can open them. A mail that could not be sent is given out again later, until its time is over;
 * one whose mailer dies between delivery and deletion is sent twice. Leaves to the queue who gets which.
 */

import type { Instant } from '../domain/kernel/day.ts';
import type { WaitingMail } from '../domain/mail/outbox.ts';
import type { Id } from '../domain/kernel/ports.ts';
import type { Carried, Carrier } from './carrier.ts';
import { compose } from './compose.ts';
import { decide } from './smtp-answer.ts';
import { word, wordEnd } from './texts.ts';
import type { Mail } from '../domain/kernel/letter.ts';

const LOOK_MILLISECONDS = 2_000;
/** After a fault of the queue itself, such as a server that is down. */
const REST_MILLISECONDS = 15_000;

export interface Queue {
  /** How many are due: a look, which writes nothing. */
  count(): Promise<number>;
  take(): Promise<WaitingMail[]>;
  delete(mail: Id): Promise<void>;
}

/** Opens with the private key. Both throw where that is not the key, or something was changed. */
interface Opener {
  mail(sealed: string): Promise<Mail>;
  address(sealed: string): Promise<string>;
}

export interface MailerDependencies {
  readonly queue: Queue;
  readonly open: Opener;
  readonly carrier: Carrier;
  readonly now: () => Instant;
  /** Takes lines with `event` and codes, never an address. */
  readonly log: (line: object) => void;
}

/** What became of one mail. */
interface Attempt {
  readonly end: Carried | 'not sent';
  /** Undefined where there was nobody to send it to. */
  readonly address?: string;
}

type Waiting = Pick<WaitingMail, 'mail' | 'sealed'>;
type Failure = Exclude<Carried, string> & Pick<WaitingMail, 'mail' | 'tries'>;

/** The recipients of a round that were refused, by the answer. */
type Refused = Map<string, Set<string>>;

/** What became of the mails of one round. */
export interface Round {
  sent: number;
  /** Not worth sending: of nobody, too late, or to a recipient that does not exist. */
  dropped: number;
  failed: number;
}

/** Sends what is due, until nothing is; or until it is told to stop, with what it holds sent. */
export async function sendDue(dependencies: MailerDependencies, signal?: AbortSignal): Promise<Round> {
  const round: Round = { sent: 0, dropped: 0, failed: 0 };
  const refused: Refused = new Map();
  const isStopped = (): boolean => signal?.aborted === true;
  while (!isStopped() && (await dependencies.queue.count()) > 0) {
    const taken = await dependencies.queue.take();
    if (taken.length === 0) break;
    const ends = await Promise.all(taken.map((one) => carryOut(one, refused, dependencies)));
    // only now it is known who was refused alike
    const settled = ends.map(async (end) =>
      typeof end === 'string' ? end : settle(end, refused, dependencies),
    );
    for (const end of await Promise.all(settled)) round[end]++;
  }
  return round;
}

/** Goes on until it is told to stop. A fault is logged and tried again; it never ends the mailer. */
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

async function carryOut(
  { mail, sealed, tries }: WaitingMail,
  refused: Refused,
  dependencies: MailerDependencies,
): Promise<'sent' | 'dropped' | Failure> {
  const { end, address } = await attempt({ mail, sealed }, dependencies);
  if (typeof end === 'object') {
    if (end.answer !== undefined && address !== undefined) {
      refused.set(end.failed, (refused.get(end.failed) ?? new Set()).add(address));
    }
    return { mail, tries, ...end };
  }
  await dependencies.queue.delete(mail);
  return end === 'delivered' ? 'sent' : 'dropped';
}

async function settle(
  { mail, tries, failed: error, answer }: Failure,
  refused: Refused,
  { queue, log }: MailerDependencies,
): Promise<'dropped' | 'failed'> {
  const decision = answer === undefined ? 'retry' : decide(answer, refused.get(error)?.size ?? 1);
  if (decision !== 'drop') {
    log({
      event: decision === 'report' ? 'mail refused but kept' : 'mail not sent',
      count: tries + 1,
      error,
    });
    return 'failed';
  }
  await queue.delete(mail);
  log({ event: 'mail refused', reason: 'the recipient does not exist', code: error });
  return 'dropped';
}

async function attempt(waiting: Waiting, dependencies: MailerDependencies): Promise<Attempt> {
  try {
    return await send(waiting, dependencies);
  } catch (error) {
    return { end: { failed: error instanceof Error ? error.name : 'unknown' } };
  }
}

async function send({ mail, sealed }: Waiting, { open, carrier, now }: MailerDependencies): Promise<Attempt> {
  const { to, until, letter, unsubscribe } = await open.mail(sealed);
  const worded = word(letter);
  if (to === null || worded === undefined || now() >= until) return { end: 'not sent' };
  const address = 'email' in to ? to.email : await open.address(to.sealed);
  const paragraphs =
    unsubscribe === undefined ? worded.paragraphs : [...worded.paragraphs, ...wordEnd(unsubscribe)];
  const headers = unsubscribe === undefined ? undefined : endingHeaders(unsubscribe);
  return {
    end: await carrier.carry(compose({ ...worded, paragraphs }), { to: address, mail, headers }),
    address,
  };
}

/** RFC 2369 and RFC 8058: the reader's mail program may end them with one click. */
function endingHeaders(unsubscribe: string): Record<string, string> {
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
