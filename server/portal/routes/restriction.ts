/** The row of the page on which a customer restricts the use of their data, objects, or takes back a consent. */

import { refuse } from '../../domain/kernel/refusal.ts';
import { operations } from '../../domain/operations.ts';
import { RIGHT_DEEDS } from '../../domain/rights/restrict.ts';
import { PATHS } from '../html/paths.ts';
import { restrictionPage } from '../pages/rights.ts';
import { route } from '../route/route.ts';

const CUSTOMER = 'customer';

const RESTRICTION = route({
  path: PATHS.restriction,
  enter: 'customer',
  show: async ({ dependencies, who, frame }) => {
    const inForce = await dependencies.run(operations.rights.showRightsInForce, who, CUSTOMER);
    const { sealed } = await dependencies.run(operations.account.showNotices, { who }, CUSTOMER);
    return { page: restrictionPage({ ...inForce, hasAddress: sealed }, frame) };
  },
  fields: { deed: 'text' },
  act: async ({ dependencies, who: { account } }, { deed: typed }) => {
    const deed = RIGHT_DEEDS.find((known) => known === typed) ?? refuse('request_malformed');
    await dependencies.run(operations.rights.useRight, { account, deed }, CUSTOMER);
    return { to: PATHS.restriction, done: 'rightUsed' };
  },
});

export const RESTRICTION_ROUTES = [RESTRICTION];
