/**
 * The row of the page of a take-over. The owner refuses it there, and the account that asks becomes the owner or
 * withdraws. The operations check who may do what; the page of others is that of an unknown license.
 */

import { takeoverPage } from '../pages/takeover.ts';
import { PATHS, pathTo } from '../html/paths.ts';
import { faultsIn } from '../route/form-errors.ts';
import { route, type Outcome } from '../route/route.ts';
import { takeoverOf } from '../route/view-models.ts';
import { refuse } from '../../domain/kernel/refusal.ts';
import { operations } from '../../domain/operations.ts';

const CUSTOMER = 'customer';

const TAKEOVER = route({
  path: PATHS.takeover,
  enter: 'customer',
  show: async ({ dependencies, who, path, frame }, _asked, returned) => {
    const asked = { account: who.account, license: path['license'] ?? '' };
    const shown = await dependencies.run(operations.takeover.showTakeover, asked, CUSTOMER);
    const faults = faultsIn(returned, frame.texts);
    return { page: takeoverPage({ ...takeoverOf(shown, dependencies.today()), faults }, frame) };
  },
  fields: { deed: 'text' },
  act: async ({ dependencies: { run }, who, path }, { deed }): Promise<Outcome> => {
    const license = path['license'] ?? '';
    const asked = { account: who.account, license };
    if (deed === 'refuse') {
      await run(operations.takeover.refuseTakeover, asked, CUSTOMER);
      return { to: pathTo(PATHS.takeover, { license }), done: 'takeoverRefused' };
    }
    if (deed === 'complete') {
      await run(operations.takeover.completeTakeover, asked, CUSTOMER);
      return { to: pathTo(PATHS.license, { license }), done: 'takeoverCompleted' };
    }
    if (deed !== 'withdraw') return refuse('request_malformed');
    await run(operations.takeover.withdrawTakeover, asked, CUSTOMER);
    return { to: PATHS.licenses, done: 'takeoverWithdrawn' };
  },
});

export const TAKEOVER_ROUTES = [TAKEOVER];
