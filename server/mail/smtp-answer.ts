/**
 * Decides what a mail server's answer means for a mail. The basic code 550 can mean "no such mailbox" or "your server
 * is blocked", and the mail library does not distinguish these cases (findings/nodemailer-permanent-policy.sh). So the
 * decision reads the enhanced status of RFC 3463. A mail is dropped only if the recipient's mailbox does not exist. Any
 * other refusal may be about our own server, so the mail is kept for another attempt.
 */

/** A final answer of a mail server, with a code of 400 or more. */
export interface SmtpAnswer {
  /** The SMTP command that the mail server answers: RCPT TO, the message itself, or any other. */
  readonly stage: 'recipient' | 'message' | 'other';
  readonly code: number;
  /** The enhanced status `class.subject.detail`; '' if the mail server gives none. */
  readonly enhanced: string;
}

/**
 * What happens to a refused mail. `report`: the mail server refused for good, but the mail is tried again, since an
 * operator can correct the cause.
 */
export type Decision = 'drop' | 'retry' | 'report';

/**
 * Enhanced statuses after which a mail is dropped (RFC 3463 and RFC 7505): the mailbox does not exist, its address is
 * malformed, the mailbox has moved, or its domain takes no mail.
 */
const NO_MAILBOX: ReadonlySet<string> = new Set(['5.1.1', '5.1.3', '5.1.6', '5.1.10']);
/**
 * The reply code for a domain that accepts no mail (RFC 7504). Every other permanent reply code is ambiguous: 550, 551
 * and 553 also report that a policy refused the mail.
 */
const NO_MAIL_DOMAIN = 556;
const PERMANENT = 500;
/**
 * The number of recipients in one round that must get the same refusal before we conclude that our own server is
 * refused.
 */
const ALIKE_MIN = 2;

/**
 * Decides what happens to a mail after the mail server refused it.
 * @param alike the number of recipients in this round that were refused with the same answer, including this one
 */
export function decide({ stage, code, enhanced }: SmtpAnswer, alike: number): Decision {
  if (code < PERMANENT) return 'retry';
  if (stage === 'other' || alike >= ALIKE_MIN) return 'report';
  const isGone = enhanced === '' ? code === NO_MAIL_DOMAIN : NO_MAILBOX.has(enhanced);
  return isGone ? 'drop' : 'report';
}

/** The mail server's answer in an error of the mail library; undefined if the server did not answer. */
export function answerOf(error: unknown): SmtpAnswer | undefined {
  const { responseCode, command, response } = error as Record<string, unknown>;
  if (typeof responseCode !== 'number') return undefined;
  const [, enhanced = ''] = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})(?:\s|$)/.exec(String(response)) ?? [];
  return { stage: stageOf(command), code: responseCode, enhanced };
}

function stageOf(command: unknown): SmtpAnswer['stage'] {
  if (command === 'RCPT TO') return 'recipient';
  return command === 'DATA' ? 'message' : 'other';
}
