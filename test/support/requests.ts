/** A request about personal data, made as a person makes it: by the link of a mail that is opened with the mailer's key. */

import { readPrivateMailKey } from '../../server/crypto/mail-key.ts';
import { openSealedMail } from '../../server/crypto/sealed-mail.ts';
import type { Ask } from '../../server/domain/kernel/named-operation.ts';
import type { RequestKind } from '../../server/domain/kernel/rights.ts';
import { operations } from '../../server/domain/operations.ts';

const { mail, rights } = operations;

/** The number of a new request. @param keyFile the private key of the mailer */
export async function makeRequest(
  run: Ask,
  keyFile: string,
  { email, kind }: { email: string; kind: RequestKind },
): Promise<string> {
  const token = await askForLink(run, keyFile, { email, kind });
  const asked = { token, kind, email, asker: 'self', licenseKey: '', username: '' } as const;
  return (await run(rights.confirmRequest, asked)).request;
}

/** The token of a mailed link. All other mails are taken away. */
export async function askForLink(
  run: Ask,
  keyFile: string,
  { email, kind }: { email: string; kind: RequestKind },
): Promise<string> {
  await run(rights.askRequest, { email, kind, pageUrl: 'https://portal.example' });
  const taken = await run(mail.takeMails, {});
  const letters = await Promise.all(
    taken.map(async ({ sealed }) => (await openSealedMail(sealed, readPrivateMailKey(keyFile))).letter),
  );
  for (const { mail: sent } of taken) await run(mail.deleteMail, { mail: sent });
  const link = letters.flatMap((letter) => (letter.kind === 'request' ? letter.link : []))[0] ?? '';
  return new URL(link).pathname.slice(1);
}
