/**
 * The rows of the pages with which a customer activates an app that waits. The code is looked up only by a form that the
 * customer fills in, within the limits on guessing; a code in the page's address is never used.
 */

import { codePage, approvedPage, waitingAppPage } from '../pages/activate.ts';
import { languageOf, withoutAddress } from '../html/frame.ts';
import { PATHS, pathTo } from '../html/paths.ts';
import { faultsIn } from '../route/form-errors.ts';
import { route, type Outcome, type Visit } from '../route/route.ts';
import { lineOf, machineOf } from '../route/view-models.ts';
import { operations } from '../../domain/operations.ts';
import { refuse } from '../../domain/kernel/refusal.ts';
import type { Fault } from '../../web/field-fault.ts';

const CUSTOMER = 'customer';

interface Typed {
  readonly code: string;
  readonly license: string;
  readonly nickname: string;
}

/** Looks the code up, and shows the app that waits. @throws Refusal `sign_in_code_unknown` */
async function showWaiting(
  { dependencies, who, frame, origin }: Visit<'customer'>,
  typed: Typed,
  faults: readonly Fault[],
): Promise<Outcome> {
  const { code, nickname } = typed;
  const { account } = who;
  const found = await dependencies.run(operations.ownership.lookUpSignIn, { account, code }, CUSTOMER);
  const { signIn, words, productName: product } = found;
  const licenses = found.licenses.map((license) => lineOf(license, dependencies.today()));
  const [first] = licenses.filter(({ used, seats }) => used < seats).concat(licenses);
  const license = typed.license || (first?.license ?? '');
  const network = dependencies.appNetworks.compare(signIn, origin);
  return {
    page: waitingAppPage({ code, product, words, network, licenses, license, nickname, faults }, frame),
  };
}

const ACTIVATE = route({
  path: PATHS.activate,
  enter: 'customer',
  afterLogin: 'activate',
  query: { code: 'text' },
  show: async (visit, { code: linked }, returned) => {
    const { frame } = visit;
    const faults = faultsIn(returned, frame.texts);
    const { code = '' } = returned?.typed ?? {};
    // a form that is refused for something else than its code shows the app again
    if (returned?.typed.deed === 'approve' && returned.refusal.code === 'request_malformed' && code !== '')
      return showWaiting(visit, returned.typed, faults);
    const isLinked = linked !== '';
    return { page: codePage({ code, isLinked, faults }, isLinked ? withoutAddress(frame) : frame) };
  },
  fields: { deed: 'chosen', code: 'text', license: 'chosen', nickname: 'chosen' },
  guessable: ['codes of sign-ins'],
  act: async (visit, typed) => {
    const { dependencies, who, frame } = visit;
    const { deed } = typed;
    if (deed === '') return showWaiting(visit, typed, []);
    if (deed !== 'approve' && deed !== 'deny') return refuse('request_malformed');
    const answer = { account: who.account, ...languageOf(frame), ...typed, deed } as const;
    const { signIn, license } = await dependencies.recovery.answerSignIn(answer);
    return license === null
      ? { to: PATHS.licenses, done: 'appDenied' }
      : { to: pathTo(PATHS.approved, { license, activation: signIn }) };
  },
});

const APPROVED = route({
  path: PATHS.approved,
  enter: 'customer',
  show: async ({ dependencies, who, path, frame }) => {
    const { account } = who;
    const { license = '', activation = '' } = path;
    const asked = { account, license, only: [activation] };
    const shown = await dependencies.run(operations.ownership.showOwned, asked, CUSTOMER);
    const model = { license, product: shown.productName };
    const [machine] = shown.machines;
    if (machine !== undefined) {
      return { page: approvedPage({ ...model, is: 'activated', machine: machineOf(machine) }, frame) };
    }
    const signIn = { account, license, signIn: activation };
    const waits = await dependencies.run(operations.ownership.isSignInWaiting, signIn, CUSTOMER);
    return waits
      ? { page: approvedPage({ ...model, is: 'waiting', activation }, frame) }
      : { page: approvedPage({ ...model, is: 'over' }, withoutAddress(frame)), status: 404 };
  },
});

export const ACTIVATE_ROUTES = [ACTIVATE, APPROVED];
