/**
 * The mail with license keys as it is written now, with a made-up key, for a vendor who writes its words. Nothing is
 * stored, and no license is read.
 */

import { randomBytes } from 'node:crypto';
import type { Config } from '../config/config.ts';
import type { Letter } from '../domain/kernel/letter.ts';
import { compose, type Message } from '../mail/compose.ts';
import type { Carried } from '../mail/carrier.ts';
import { word, wordVendor } from '../mail/word-mail.ts';
import { textsIn } from '../texts/texts.ts';
import { mailSource, openCarrier } from './mailer.ts';

const MAIL_ID_BYTES = 16;
const SAMPLE: Letter = {
  kind: 'keys',
  keys: [{ product: 'Sonar', licenseKey: 'SONAR-00000-00000-00000-00000-00000-00000', order: 'A-1017' }],
  left: 0,
};

/** Writes the mail. @param language the tag of a language; undefined: the default. @throws ConfigFault */
export function previewMail(config: Config, language: string | undefined): Message {
  const source = mailSource(config, () => undefined)();
  const texts = textsIn(language);
  const worded = word(SAMPLE, texts, source);
  if (worded === undefined) throw new Error('the sample has words');
  return compose({ ...worded, paragraphs: [...worded.paragraphs, ...wordVendor(source, texts)] }, texts);
}

/** Sends the mail to an address, which is not stored. @throws ConfigFault if no mail server is set */
export async function sendTestMail(
  config: Config,
  { to, language }: { to: string; language: string | undefined },
): Promise<Carried> {
  const message = previewMail(config, language);
  const carrier = openCarrier(config);
  try {
    const mail = randomBytes(MAIL_ID_BYTES).toString('base64url');
    return await carrier.carry({ ...message, subject: `[Test] ${message.subject}` }, { to, mail });
  } finally {
    carrier.close();
  }
}
