/** Take-overs made as customers make them: a license is shared by who has its key, and claimed by who reads its buyer's mail. */

import { openAccounts } from '../../server/accounts/accounts.ts';
import type { World } from '../../server/composition/world.ts';
import { readPrivateMailKey } from '../../server/crypto/mail-key.ts';
import { openSealedMail } from '../../server/crypto/sealed-mail.ts';
import type { Ask } from '../../server/domain/kernel/named-operation.ts';
import { operations } from '../../server/domain/operations.ts';
import { PASSWORD, quickPasswords } from './accounts.ts';

const { licensing, mail, ownership, sharing } = operations;

/** Begins a take-over of a new license; returns the license. @param keyFile the private key of the mailer @param name in usernames and emails */
export async function makeTakeover(
  world: World,
  keyFile: string,
  { product, name }: { product: string; name: string },
): Promise<string> {
  const run: Ask = (operation, input) => world.run(operation, input, 'customer');
  const accounts = openAccounts(world, { passwords: quickPasswords() });
  const email = `${name}@example.com`;
  const signUp = async (username: string, bought: string) => {
    const { license, licenseKey } = await run(licensing.issueLicense, { product, email: bought });
    const asked = { username, password: PASSWORD, licenseKey, terms: '2026-01', remember: false };
    const { cookie } = await accounts.signUp(asked);
    const who = (await accounts.resume(cookie.token))?.who;
    if (who === undefined) throw new Error('a new session is nobody’s');
    return { who, license: license.license };
  };
  const holder = await signUp(`${name}-2`, email);
  const { who } = await signUp(name, `${name}-3@example.com`);
  const { account } = holder.who;
  await run(sharing.inviteMember, { account, license: holder.license });
  await run(ownership.askClaim, { who, email });
  const key = readPrivateMailKey(keyFile);
  for (const { mail: id, sealed } of await run(mail.takeMails, {})) {
    await run(mail.deleteMail, { mail: id });
    const { letter } = await openSealedMail(sealed, key);
    if (letter.kind !== 'code') continue;
    await run(ownership.proveClaim, { who, email, code: letter.code, takeOver: true });
  }
  return holder.license;
}
