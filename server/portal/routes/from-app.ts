/**
 * The row of the page to which an app links. The link names a flow, a product and an address to come back to. It changes
 * nothing, leads back here after the login, and a flow ends here. The way back is a link on the page, never a redirect.
 */

import {
  PORTAL_FLOWS,
  RETURN_ADDRESS_CHARACTERS_MAX,
} from '../../../client-sdk/typescript/contract/portal-link.ts';
import { fromAppPage } from '../pages/batch/from-app.ts';
import { PATHS } from '../html/paths.ts';
import { route } from '../route/route.ts';
import { lineOf, machineOf, barOf } from '../route/view-models.ts';
import { APP_LINK_QUERY } from '../html/app-link.ts';
import { operations } from '../../domain/operations.ts';
import { refuse } from '../../domain/kernel/refusal.ts';

const CUSTOMER = 'customer';

const FROM_APP = route({
  path: PATHS.fromApp,
  enter: 'customer',
  afterLogin: 'fromApp',
  query: { flow: 'text', ...APP_LINK_QUERY },
  show: async ({ dependencies, who: { account }, frame }, { flow: asked, product, return: typed }) => {
    const flow = PORTAL_FLOWS.find((known) => known === asked) ?? refuse('not_found');
    const returnAddress = typed.slice(0, RETURN_ADDRESS_CHARACTERS_MAX);
    const link = { account, product, returnAddress };
    const found = await dependencies.run(operations.renewal.showFromApp, link, CUSTOMER);
    const licenses = [];
    for (const license of found.licenses) {
      const shown = await dependencies.run(operations.ownership.showOwned, { account, license }, CUSTOMER);
      licenses.push({
        ...lineOf(shown, dependencies.today()),
        machines: shown.machines.map(machineOf),
        bar: barOf(shown.allowance),
        isOwner: shown.role === 'owner',
      });
    }
    return { page: fromAppPage({ ...found, licenses, flow, product, returnAddress }, frame) };
  },
});

export const FROM_APP_ROUTES = [FROM_APP];
