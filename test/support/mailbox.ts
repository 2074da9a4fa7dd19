/** The mailer's side of a test world: it opens the mails that wait, so that a test can read their codes. */

import { join } from 'node:path';
import { prepareMailKey, readPrivateMailKey } from '../../server/crypto/mail-key.ts';
import { openSealedMail } from '../../server/crypto/sealed-mail.ts';
import type { Letter } from '../../server/domain/kernel/letter.ts';
import { operations } from '../../server/domain/operations.ts';
import type { Customer } from './accounts.ts';
import type { TestWorld } from './world.ts';

export interface Mailbox {
  /** Takes all mails that wait. */
  letters(): Promise<Letter[]>;
  /** Asks for a code to an address, as a customer who claims the licenses of the address; returns the code. */
  askClaim(customer: Pick<Customer, 'who'>, email: string): Promise<string>;
  /** Claims the licenses of an address. `takeOver`: begins a take-over of those that are shared. */
  claim(customer: Pick<Customer, 'who'>, email: string, takeOver?: boolean): Promise<unknown>;
}

/** Gives a world a mailer. */
export function openMailbox(test: TestWorld): Mailbox {
  const file = join(test.folder, 'mailer.key');
  prepareMailKey(test.config.keysFolder, file);
  const take = async (): Promise<Letter[]> => {
    const taken = await test.run(operations.mail.takeMails, {});
    const key = readPrivateMailKey(file);
    for (const { mail } of taken) await test.run(operations.mail.deleteMail, { mail });
    return Promise.all(taken.map(async ({ sealed }) => (await openSealedMail(sealed, key)).letter));
  };
  const letters = async (): Promise<Letter[]> => {
    const all: Letter[] = [];
    for (let taken = await take(); taken.length > 0; taken = await take()) all.push(...taken);
    return all;
  };
  const askClaim: Mailbox['askClaim'] = async ({ who }, email) => {
    await letters();
    await test.run(operations.ownership.askClaim, { who, email });
    const [letter] = await letters();
    return letter?.kind === 'code' && letter.of === 'claim' ? letter.code : '';
  };
  return {
    letters,
    askClaim,
    claim: async (customer, email, takeOver) => {
      const code = await askClaim(customer, email);
      return test.run(operations.ownership.proveClaim, { who: customer.who, email, code, takeOver });
    },
  };
}
