/**
 * The queue of mails as a mailer reaches it. A mailer that can open the database uses the database. Any other mailer
 * uses HTTP, with an operator's token that allows only mail; it can run under another account or on another machine,
 * without the server's secrets.
 */

import type { WaitingMail } from '../domain/mail/outbox.ts';
import type { Queue } from './mailer.ts';
import type { Run } from '../domain/kernel/named-operation.ts';
import { operations } from '../domain/operations.ts';

const ACTOR = 'mailer';
const ANSWER_MILLISECONDS = 30_000;
const NOT_FOUND = 404;

/** The server whose mail queue a mailer uses over HTTP. */
export interface MailServer {
  /** The URL of the server, without a slash at the end. */
  readonly url: string;
  /** An operator token `qkop_…` with the scope `mail:send`. */
  readonly token: string;
}

export function queueOfDatabase(run: Run): Queue {
  return {
    count: async () => (await run(operations.mail.countMails, {}, ACTOR)).due,
    take: () => run(operations.mail.takeMails, {}, ACTOR),
    delete: async (mail) => {
      await run(operations.mail.deleteMail, { mail }, ACTOR);
    },
    fail: async (failed) => {
      await run(operations.mail.failMail, failed, ACTOR);
    },
  };
}

/**
 * Opens the mail queue of a server over HTTP. Every function throws {@link ServerRefused} if the server does not answer
 * with success.
 */
export function queueOfServer({ url, token }: MailServer): Queue {
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MILLISECONDS),
    });
    if (!response.ok) throw new ServerRefused(response.status);
    return response.json();
  };
  return {
    count: async () => ((await ask('GET', '/v1/mails')) as { due: number }).due,
    take: async () => (await ask('POST', '/v1/mail-batches')) as WaitingMail[],
    delete: async (mail) => {
      await ask('DELETE', `/v1/mails/${mail}`);
    },
    fail: async ({ mail, answer, final }) => {
      try {
        await ask('PUT', `/v1/mails/${mail}/failure`, { answer, final });
      } catch (error) {
        // a server of an earlier version cannot record failures
        if (!(error instanceof ServerRefused) || error.status !== NOT_FOUND) throw error;
        if (final) await ask('DELETE', `/v1/mails/${mail}`);
      }
    },
  };
}

/** Thrown if the server of the mail queue answers with an error. */
class ServerRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the server answered ${status}`);
    this.status = status;
    this.name = `the server answered ${status}`;
  }
}
