/**
 * The recovery service of the portal: it runs the domain's operations within the budgets of mails. A visitor above a
 * budget gets the same answer as any other visitor, and a customer who is logged in gets a refusal. The portal defines the
 * text of the pages.
 */

import { domainToASCII } from 'node:url';
import { sinceStart } from '../runtime/clock.ts';
import { canonicalEmail } from '../domain/licensing/email.ts';
import { refuse } from '../domain/kernel/refusal.ts';
import type { Id } from '../domain/kernel/ports.ts';
import type { AnswerSignIn, SignInAnswered } from '../domain/ownership/answer-sign-in.ts';
import type { World } from '../runtime/world.ts';
import { operations } from '../domain/operations.ts';
import type { Recovery, Visitor } from '../runtime/accounts.ts';
import { openMailBudget, type MailAsker, type MailBudget, type MailPurpose } from './mail-budget.ts';

const ACTOR = 'customer';

/** Opens the recovery service. @param options.seconds a monotonic clock */
export function openRecovery(
  world: Pick<World, 'run'>,
  { seconds = sinceStart }: { seconds?: () => number } = {},
): Recovery {
  const budget = openMailBudget(seconds);
  return {
    ...mailsOfVisitors(world, budget),
    askEmailChange: (input) => {
      const { newEmail, oldEmail, who } = input;
      const typed = { '/newEmail': newEmail, ...(oldEmail === undefined ? {} : { '/oldEmail': oldEmail }) };
      return forOwner(budget, { purpose: 'email change', who, typed }, async () => {
        const asked = await world.run(operations.ownership.askEmailChange, input, ACTOR);
        return asked ?? refuseOldEmail();
      });
    },
    checkEmailChange: async (input) => {
      const { licenses } = await world.run(operations.ownership.considerEmailChange, input, ACTOR);
      if (licenses === 0) refuseOldEmail();
    },
    askRecoveryEmail: async (input) => {
      const asked = { purpose: 'recovery email', who: input.who, typed: { '/email': input.email } } as const;
      await forOwner(budget, asked, () => world.run(operations.account.askRecoveryEmail, input, ACTOR));
    },
    askClaim: async (input) => {
      const asked = { purpose: 'claim', who: input.who, typed: { '/email': input.email } } as const;
      await forOwner(budget, asked, () => world.run(operations.ownership.askClaim, input, ACTOR));
    },
    setNotices: async (input) => {
      const typed = input.email !== undefined && input.wanted.length > 0 ? { '/email': input.email } : {};
      await forOwner(budget, { purpose: 'notices', who: input.who, typed }, () =>
        world.run(operations.account.setNotices, input, ACTOR),
      );
    },
    answerSignIn: (input) => answerSignIn(world, budget, input),
    offerTransfer: async ({ who: { account }, isQuiet = false, ...input }) => {
      await mailedTo(budget, 'transfer', isQuiet ? null : account, (isMailed) =>
        world.run(operations.sharing.offerTransfer, { ...input, account, isMailed }, ACTOR),
      );
    },
  };
}

/** The mails that a visitor asks for by typing an address. */
function mailsOfVisitors(
  world: Pick<World, 'run'>,
  budget: MailBudget,
): Pick<Recovery, 'askKey' | 'askUsername' | 'askPassword' | 'askRequest'> {
  const visitorOf = askerOf(world);
  return {
    askKey: async ({ origin, known, ...input }) => {
      const asker = await visitorOf({ origin, known, email: input.email });
      await forVisitor(budget, { purpose: 'key', asker, email: input.email }, () =>
        world.run(operations.account.askKey, input, ACTOR),
      );
    },
    askUsername: async ({ origin, known, ...input }) => {
      const asker = await visitorOf({ origin, known, email: input.email });
      await forVisitor(budget, { purpose: 'username', asker, email: input.email }, () =>
        world.run(operations.account.askUsername, input, ACTOR),
      );
    },
    askPassword: async ({ origin, known, ...input }) => {
      const asker = await visitorOf({ origin, known, email: input.email });
      await forVisitor(budget, { purpose: 'password', asker, email: input.email }, () =>
        world.run(operations.account.askPassword, input, ACTOR),
      );
    },
    askRequest: async ({ origin, known, ...input }) => {
      const asker = await visitorOf({ origin, known, email: input.email });
      await forVisitor(budget, { purpose: 'request', asker, email: input.email }, () =>
        world.run(operations.rights.askRequest, input, ACTOR),
      );
    },
  };
}

/** Answers an app that waits. The mail about an approval is left out if its budget is spent. */
function answerSignIn(
  world: Pick<World, 'run'>,
  budget: MailBudget,
  input: AnswerSignIn,
): Promise<SignInAnswered> {
  const { account } = input;
  const run = (isMailed: boolean) =>
    world.run(operations.ownership.answerSignIn, { ...input, isMailed }, ACTOR);
  return input.deed === 'deny' ? run(false) : mailedTo(budget, 'sign-in', account, run);
}

/**
 * Runs what also writes to sealed addresses, without the mails if their budget is spent.
 * @param account null: no mails are wanted
 */
function mailedTo<Answer>(
  budget: MailBudget,
  purpose: MailPurpose,
  account: Id | null,
  run: (isMailed: boolean) => Promise<Answer>,
): Promise<Answer> {
  if (account === null) return run(false);
  // the addresses are sealed, so their mails are counted by the account
  const taken = budget.take({ purpose, asker: { account }, addresses: [account] });
  return taken.is === 'taken' ? orGiveBack(taken, () => run(true)) : run(false);
}

/** Returns a function that decides in whose budget a mail counts, if a visitor requests it for an address. */
function askerOf({ run }: Pick<World, 'run'>) {
  return async ({ origin, known, email }: Visitor & { email: string }): Promise<MailAsker> => {
    if (known === undefined) return { network: origin };
    const typed = { email, browser: known };
    const { account } = await run(operations.account.recogniseBrowserByEmail, typed, ACTOR);
    return account === null ? { network: origin } : { browserOf: account };
  };
}

function refuseOldEmail(): never {
  const message = 'is not the email of a license of this account';
  return refuse('email_mismatch', { fields: [{ pointer: '/oldEmail', message }] });
}

interface OfVisitor {
  readonly purpose: MailPurpose;
  readonly asker: MailAsker;
  readonly email: string;
}

/** Runs a visitor's request, unless a budget is spent. The answer does not reveal whether the request ran. */
async function forVisitor(
  budget: MailBudget,
  { purpose, asker, email }: OfVisitor,
  run: () => Promise<unknown>,
): Promise<void> {
  const taken = budget.take({ purpose, asker, addresses: canonical([email]) });
  if (taken.is === 'taken') await orGiveBack(taken, run);
}

interface OfOwner {
  readonly purpose: MailPurpose;
  readonly who: { readonly account: Id };
  /** The typed addresses, by the pointer to the field of each. */
  readonly typed: Readonly<Record<string, string>>;
}

/** Runs the request of a customer who is logged in. @throws Refusal `mail_limit_reached` if a budget is spent */
async function forOwner<Answer>(
  budget: MailBudget,
  { purpose, who: { account }, typed }: OfOwner,
  run: () => Promise<Answer>,
): Promise<Answer> {
  const taken = budget.take({ purpose, asker: { account }, addresses: canonical(Object.values(typed)) });
  if (taken.is === 'taken') return orGiveBack(taken, run);
  const fields = Object.keys(typed).map((pointer) => ({ pointer, message: 'gets no more mail today' }));
  return refuse('mail_limit_reached', { fields, retryAfter: taken.retryAfter });
}

/** Gives the taken mails back if the request is refused, since it has then sent no mail. */
async function orGiveBack<Answer>(
  { giveBack }: { readonly giveBack: () => void },
  run: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await run();
  } catch (error) {
    giveBack();
    throw error;
  }
}

/**
 * The canonical forms of the addresses. The list is empty if an address has no canonical form: the operation then
 * refuses that address, and nothing is counted.
 */
function canonical(typed: readonly string[]): string[] {
  const read = typed.map((address) => canonicalEmail(address, domainToASCII));
  return read.every(({ ok }) => ok) ? read.flatMap((address) => (address.ok ? [address.email] : [])) : [];
}
