/**
 * `quietkey coupon`: coupons that customers use in the portal to extend a license or to add seats. The code is printed once
 * and is not stored. Who used a coupon is not known, only how often it was used.
 */

import type { Command } from 'commander';
import type { PageAsked } from '../../../server/domain/kernel/page.ts';
import { operations } from '../../../server/domain/operations.ts';
import type { CouponView } from '../../../server/domain/renewal/keep-coupons.ts';
import { readId, readText, readWhole } from '../../cli/arguments.ts';
import { asking, declare, declareNoun } from '../../cli/command.ts';
import { pageOptions, withNext } from '../../cli/paging.ts';
import { block, counted, table } from '../../cli/print.ts';

interface CreateOptions {
  readonly months?: number;
  readonly seats?: number;
  readonly uses?: number;
  readonly endsOn: string;
}

export function addCouponCommands(program: Command): void {
  const coupon = declareNoun(
    program,
    'coupon',
    'Create coupons, which extend licenses or add seats.',
    'coupon list',
  );
  createCommand(coupon);
  listCommand(coupon);
  endCommand(coupon);
}

function createCommand(coupon: Command): void {
  declare(coupon, {
    words: 'create',
    description:
      'Create a coupon for licenses of a product. Owners use it in the portal, once for each license. Its code is ' +
      'printed once and is not stored.',
    examples: [
      'coupon create sonar --months 12 --ends-on 2027-12-31',
      'coupon create sonar --seats 2 --uses 50 --ends-on 2027-03-31',
    ],
  })
    .argument('<PRODUCT>', 'id of the product', readText)
    .option('--months <N>', 'months by which it extends a license and its updates', readWhole)
    .option('--seats <N>', 'seats that it adds to a license, instead of months', readWhole)
    .option('--uses <N>', 'how many licenses can use it (default: 1)', readWhole)
    .requiredOption('--ends-on <DATE>', 'its last day, YYYY-MM-DD', readText)
    .action(
      asking<[string], CreateOptions>(async (ask, { args: [product], options }) => {
        const created = await ask(operations.renewal.createCoupon, { product, ...options });
        const { code, ...view } = created;
        const text = `Created. Keep the code: it is shown only now.\n\n${write(view, code)}`;
        return { json: created, text };
      }),
    );
}

function listCommand(coupon: Command): void {
  const list = declare(coupon, {
    words: 'list',
    description:
      'List the coupons, those that end first at the top. Each is deleted a year after its last day.',
    examples: ['coupon list'],
  });
  pageOptions(list).action(
    asking<[], PageAsked>(async (ask, { options }) => {
      const page = await ask(operations.renewal.listCoupons, options);
      const text = page.items.length === 0 ? 'There is no coupon.' : rows(page.items);
      return { json: page, text: withNext(text, page, 'coupon list', options) };
    }),
  );
}

function endCommand(coupon: Command): void {
  declare(coupon, {
    words: 'end',
    description: 'End a coupon, which nobody can use from now on. What it gave to licenses stays.',
    examples: ['coupon end 4fKx0mQ2rVb8sYt1uWz3eA'],
  })
    .argument('<COUPON>', 'id of the coupon', readId)
    .action(
      asking<[string]>(async (ask, { args: [id] }) => {
        const view = await ask(operations.renewal.endCoupon, { coupon: id });
        return { json: view, text: `Ended.\n\n${write(view)}` };
      }),
    );
}

function rows(items: readonly CouponView[]): string {
  return table(
    ['COUPON', 'PRODUCT', 'GIVES', 'USED', 'OF', 'ENDS ON', 'STATUS'],
    items.map((view) => [
      view.coupon,
      view.product,
      gives(view),
      view.used,
      view.uses,
      view.endsOn,
      view.status,
    ]),
  );
}

function write(view: CouponView, code: string | null = null): string {
  return block([
    ['Code', code],
    ['Coupon', view.coupon],
    ['Product', view.product],
    ['Gives', gives(view)],
    ['Used', `${view.used} of ${counted(view.uses, 'use')}`],
    ['Created on', view.createdOn],
    ['Ends on', view.endsOn],
    ['Status', view.status],
  ]);
}

function gives({ months, seats }: CouponView): string {
  return months === null ? counted(seats ?? 0, 'seat') : counted(months, 'month');
}
