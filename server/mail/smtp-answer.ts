/**
 * What a mail server's answer means for a mail. The basic code 550 says "no such mailbox" and "your server is blocked"
 * alike, and so does the mail library (findings/nodemailer-permanent-policy.sh), so the decision reads the enhanced
 * status of RFC 3463. A mail is dropped only where the recipient's mailbox does not exist; everything else may be about
 * us, and waits.
 */

/** A final answer of 400 or more. */
export interface SmtpAnswer {
  /** Which command it answers: RCPT TO, the message itself, or any other. */
  readonly stage: 'recipient' | 'message' | 'other';
  readonly code: number;
  /** `class.subject.detail`; '' where the server gives none. */
  readonly enhanced: string;
}

/** `report`: refused for good, and yet tried again, since an operator can correct it. */
export type Decision = 'drop' | 'retry' | 'report';

/** RFC 3463 and RFC 7505: the mailbox does not exist, its address is malformed, it has moved, its domain takes no mail. */
const NO_MAILBOX: ReadonlySet<string> = new Set(['5.1.1', '5.1.3', '5.1.6', '5.1.10']);
/** RFC 7504: the domain accepts no mail. No other basic code has one meaning: 550, 551 and 553 also answer policy. */
const NO_MAIL_DOMAIN = 556;
const PERMANENT = 500;
/** So many recipients of one round that are refused alike: then it is us who are refused. */
const ALIKE_MIN = 2;

/** @param alike recipients of this round that were refused with the same answer, this one included */
export function decide({ stage, code, enhanced }: SmtpAnswer, alike: number): Decision {
  if (code < PERMANENT) return 'retry';
  if (stage === 'other' || alike >= ALIKE_MIN) return 'report';
  const isGone = enhanced === '' ? code === NO_MAIL_DOMAIN : NO_MAILBOX.has(enhanced);
  return isGone ? 'drop' : 'report';
}

/** The answer behind an error of the mail library; undefined where the server did not answer. */
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
