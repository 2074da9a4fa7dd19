/**
 * `quietkey request`: what people have asked for about their data, and by when they get an answer. An operator sees the
 * licenses and accounts that a person has proved, and never the address: the mailer alone can read it.
 */

import { Option, type Command } from 'commander';
import { ConfigFault, type Config } from '../../../server/config/config.ts';
import type { PageAsked } from '../../../server/domain/kernel/page.ts';
import {
  CLOSE_REASONS,
  EXTENSION_REASONS,
  REFUSAL_REASONS,
  type CloseReason,
  type ExtensionReason,
  type RefusalReason,
} from '../../../server/domain/kernel/rights.ts';
import { operations } from '../../../server/domain/operations.ts';
import type { RequestShown } from '../../../server/domain/rights/list-requests.ts';
import type { RequestView } from '../../../server/domain/rights/request.ts';
import { PURPOSE_OPTION, readId } from '../../cli/arguments.ts';
import { asking, declare, declareNoun } from '../../cli/command.ts';
import { pageOptions, withNext } from '../../cli/paging.ts';
import { block, counted, table } from '../../cli/print.ts';

const ID = '4fKx0mQ2rVb8sYt1uWz3eA';

export function addRequestCommands(program: Command): void {
  const request = declareNoun(
    program,
    'request',
    'List, answer, extend, refuse and close the requests of people about their data.',
    'request list',
  );
  listCommand(request);
  showCommand(request);
  answerCommand(request);
  extendCommand(request);
  refuseCommand(request);
  closeCommand(request);
}

function listCommand(request: Command): void {
  const list = declare(request, {
    words: 'list',
    description: 'List the open requests by their last day: those that are overdue come first.',
    examples: ['request list', 'request list --closed'],
  });
  pageOptions(list)
    .option('--closed', 'list the closed ones instead, which are kept for 24 months')
    .action(
      asking<[], PageAsked & { closed?: boolean }>(async (ask, { options }) => {
        const { closed = false, ...asked } = options;
        const page = await ask(operations.rights.listRequests, { ...asked, closed });
        const rows = page.items.map((view) => [
          view.request,
          view.kind,
          view.receivedOn,
          view.dueOn,
          stateOf(view),
        ]);
        const text = table(['REQUEST', 'KIND', 'RECEIVED ON', 'DUE ON', 'STATE'], rows);
        const command = `request list${closed ? ' --closed' : ''}`;
        const none = `There is no ${closed ? 'closed' : 'open'} request.`;
        return { json: page, text: rows.length === 0 ? none : withNext(text, page, command, options) };
      }),
    );
}

function showCommand(request: Command): void {
  declare(request, {
    words: 'show',
    description: 'Show a request, and the licenses and accounts that its person has proved.',
    examples: [`request show ${ID} --purpose legal`],
  })
    .argument('<REQUEST>', 'number of the request', readId)
    .option(...PURPOSE_OPTION)
    .action(
      asking<[string]>(async (ask, { args: [id] }) => {
        const shown = await ask(operations.rights.showRequest, { request: id });
        return { json: shown, text: `${write(shown)}\n${writeSubjects(shown)}` };
      }),
    );
}

function answerCommand(request: Command): void {
  declare(request, {
    words: 'answer',
    description:
      'Mail the answer: what was asked for is done, or can be seen for seven days. First do what was asked for.',
    examples: [`request answer ${ID}`, `request answer ${ID} --nothing`],
  })
    .argument('<REQUEST>', 'number of the request', readId)
    .option('--nothing', 'say that nothing was found')
    .action(
      asking<[string], { nothing?: boolean }>(async (ask, { args: [id], options, config }) => {
        const url = requireUrl(config);
        const { nothing = false } = options;
        const pages = { answerUrl: `${url}/answers`, dataUrl: `${url}/settings/held` };
        const view = await ask(operations.rights.answerRequest, { request: id, nothing, ...pages });
        return { json: view, text: `Answered.\n\n${write(view)}` };
      }),
    );
}

function extendCommand(request: Command): void {
  declare(request, {
    words: 'extend',
    description:
      'Give a request its second period, and mail the reason. This is possible once, until its last day.',
    examples: [`request extend ${ID} --reason complex`],
  })
    .argument('<REQUEST>', 'number of the request', readId)
    .addOption(reasonOption(EXTENSION_REASONS))
    .action(
      asking<[string], { reason: ExtensionReason }>(async (ask, { args: [id], options: { reason } }) => {
        const view = await ask(operations.rights.extendRequest, { request: id, reason });
        return { json: view, text: `Extended.\n\n${write(view)}` };
      }),
    );
}

function refuseCommand(request: Command): void {
  declare(request, {
    words: 'refuse',
    description: 'Refuse a request, and mail the reason, how to appeal, and the address of the authority.',
    examples: [`request refuse ${ID} --reason unidentified`],
  })
    .argument('<REQUEST>', 'number of the request', readId)
    .addOption(reasonOption(REFUSAL_REASONS))
    .action(
      asking<[string], { reason: RefusalReason }>(async (ask, { args: [id], options: { reason } }) => {
        const view = await ask(operations.rights.refuseRequest, { request: id, reason });
        return { json: view, text: `Refused.\n\n${write(view)}` };
      }),
    );
}

function closeCommand(request: Command): void {
  declare(request, {
    words: 'close',
    description: 'Close a request that needs no answer. Nothing is mailed.',
    examples: [`request close ${ID} --reason withdrawn`],
  })
    .argument('<REQUEST>', 'number of the request', readId)
    .addOption(reasonOption(CLOSE_REASONS))
    .action(
      asking<[string], { reason: CloseReason }>(async (ask, { args: [id], options: { reason } }) => {
        const view = await ask(operations.rights.closeRequest, { request: id, reason });
        return { json: view, text: `Closed.\n\n${write(view)}` };
      }),
    );
}

function reasonOption(reasons: readonly string[]): Option {
  return new Option('--reason <WORD>', 'the reason').choices(reasons).makeOptionMandatory();
}

function stateOf({ standing, daysLeft, outcome }: RequestView): string {
  if (daysLeft === null) return outcome ?? '';
  return daysLeft < 0
    ? `overdue by ${counted(-daysLeft, 'day')}`
    : `${standing}, ${counted(daysLeft, 'day')} left`;
}

function write(view: RequestView): string {
  return block([
    ['Request', view.request],
    ['Kind', view.kind],
    ['Asked by', view.asker],
    ['Received on', view.receivedOn],
    ['Acknowledged on', view.acknowledgedOn],
    ['Due on', view.dueOn],
    ['Extended', view.extension],
    ['State', stateOf(view)],
    ['Closed on', view.closedOn],
    ['Reason', view.reason],
  ]);
}

function writeSubjects({ licenses, accounts, reasons }: RequestShown): string {
  return block([
    ['Licenses', licenses.join(', ') || 'none'],
    ['Accounts', accounts.join(', ') || 'none'],
    ['Can be refused as', reasons.join(', ') || null],
  ]);
}

/** Requires the URL of the portal, to which an answer leads. */
function requireUrl({ url }: Config): string {
  if (url !== undefined) return url;
  const remedy = 'Set it: the mail leads to the portal.';
  throw new ConfigFault([{ variable: 'QUIETKEY_URL', message: 'is not set', remedy }]);
}
