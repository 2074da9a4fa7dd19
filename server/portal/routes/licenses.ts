/**
 * The rows of the pages about an account's licenses: the list, one license with its machines, and what the license's
 * owner and its members can do. The operations check what the account may do; the rows only pass the account that is
 * logged in.
 */

import { refuse } from '../../domain/kernel/refusal.ts';
import { keyPage } from '../pages/key.ts';
import { licensePage } from '../pages/license.ts';
import { licensesPage } from '../pages/licenses.ts';
import { machinePage } from '../pages/machine.ts';
import { releasePage } from '../pages/release.ts';
import { PATHS, pathTo } from '../html/paths.ts';
import {
  comingOf,
  licenseOf,
  lineOf,
  machineOf,
  offerLineOf,
  releaseOf,
  takeoverLinesOf,
  takeoverOf,
  transferLinesOf,
} from '../route/view-models.ts';
import { APP_LINK_FIELDS, APP_LINK_QUERY, pathFromApp } from '../html/app-link.ts';
import { requireText } from '../route/checks.ts';
import { faultsIn } from '../route/form-errors.ts';
import { route, type Visit } from '../route/route.ts';
import type { ShowOwned } from '../../domain/ownership/owned-licenses.ts';
import { operations } from '../../domain/operations.ts';

const CUSTOMER = 'customer';

/** The license that the page's address names, in the account that is logged in. */
const ownedIn = ({ who, path }: Visit<'customer'>) => ({
  account: who.account,
  license: path['license'] ?? '',
});
const shownTo = (visit: Visit<'customer'>, machines: Omit<ShowOwned, 'account' | 'license'>) =>
  visit.dependencies.run(operations.ownership.showOwned, { ...ownedIn(visit), ...machines }, CUSTOMER);
/** The take-over of the license, which only the owner sees. */
const takeoverIn = async (visit: Visit<'customer'>) => {
  const shown = await visit.dependencies.run(operations.takeover.showTakeover, ownedIn(visit), CUSTOMER);
  return takeoverOf(shown, visit.dependencies.today()).open ?? undefined;
};
/** The key, which only the owner sees. */
const KEY_ALONE = { only: [], deed: 'seeKey' } as const;
/** The query parameters of a page that shows a part of a list. */
const PART = { after: 'text', before: 'text' } as const;

const LICENSES = route({
  path: PATHS.licenses,
  enter: 'customer',
  query: PART,
  show: async ({ dependencies, who, frame }, asked, returned) => {
    const { account } = who;
    const { items, ...place } = await dependencies.run(
      operations.ownership.listOwned,
      { account, ...asked },
      CUSTOMER,
    );
    const licenses = items.map((license) => lineOf(license, dependencies.today()));
    const { licenseKey = '' } = returned?.typed ?? {};
    const faults = faultsIn(returned, frame.texts);
    const offers = await dependencies.run(operations.sharing.listOffers, { account }, CUSTOMER);
    const waiting = await dependencies.run(operations.sharing.listTransfers, { account }, CUSTOMER);
    const coming = await dependencies.run(operations.privacy.listComing, {}, CUSTOMER);
    const takeovers = await dependencies.run(operations.takeover.listTakeovers, { account }, CUSTOMER);
    const lines = {
      coming: comingOf(coming),
      offers: offers.map(offerLineOf),
      transfers: transferLinesOf(waiting),
      takeovers: takeoverLinesOf(takeovers),
    };
    return {
      page: licensesPage({ ...lines, licenses, place, licenseKey, faults }, frame),
    };
  },
  fields: { licenseKey: 'text' },
  act: async ({ dependencies, who }, { licenseKey }) => {
    const { license } = await dependencies.run(
      operations.ownership.addOwned,
      { account: who.account, licenseKey },
      CUSTOMER,
    );
    return { to: pathTo(PATHS.license, { license }), done: 'licenseAdded' };
  },
});

const LICENSE = route({
  path: PATHS.license,
  enter: 'customer',
  query: PART,
  show: async (visit, asked) => {
    const shown = await shownTo(visit, asked);
    const model = licenseOf(shown, visit.dependencies.today());
    const hasDownloads = visit.dependencies.downloads !== undefined;
    const takeover = shown.role === 'owner' ? await takeoverIn(visit) : undefined;
    return {
      page: licensePage(
        { ...model, hasDownloads, ...(takeover && { takeover }), selected: [], faults: [] },
        visit.frame,
      ),
    };
  },
});

/**
 * The page that asks before machines are released. The selected machines are in the page's address, because asking
 * changes nothing.
 */
const RELEASE = route({
  path: PATHS.release,
  enter: 'customer',
  query: { activation: 'many', ...APP_LINK_QUERY },
  show: async (visit, asked, returned) => {
    const { dependencies, frame } = visit;
    const chosen = returned?.typed.activation ?? asked.activation;
    const shown = await shownTo(visit, { only: [...new Set(chosen)] });
    const faults = faultsIn(returned, frame.texts);
    const model = releaseOf(shown, dependencies.today());
    const appLink = returned?.typed ?? asked;
    if (model.machines.length > 0) return { page: releasePage({ ...model, appLink, faults }, frame) };
    const none =
      chosen.length === 0
        ? frame.texts.faults.ofField.activations
        : frame.texts.faults.ofCode.activation_unknown;
    const license = licenseOf(await shownTo(visit, {}), dependencies.today());
    return {
      page: licensePage({ ...license, selected: [], faults: [{ message: none }] }, frame),
      status: 422,
    };
  },
  fields: { activation: 'many', ...APP_LINK_FIELDS },
  act: async (visit, { activation: activations, ...appLink }) => {
    const { account, license } = ownedIn(visit);
    await visit.dependencies.run(
      operations.ownership.releaseOwned,
      { account, license, activations },
      CUSTOMER,
    );
    return { to: pathFromApp('release', appLink, pathTo(PATHS.license, { license })), done: 'released' };
  },
});

const MACHINE = route({
  path: PATHS.machine,
  enter: 'customer',
  show: async (visit, _asked, returned) => {
    const only = [visit.path['activation'] ?? ''];
    const { license, productName: product, machines } = await shownTo(visit, { only });
    const machine = machineOf(machines[0] ?? refuse('activation_unknown'));
    const typed = returned?.typed.nickname ?? machine.nickname ?? '';
    const faults = faultsIn(returned, visit.frame.texts);
    return { page: machinePage({ license, product, machine, typed, faults }, visit.frame) };
  },
  fields: { nickname: 'free' },
  act: async (visit, { nickname: typed }) => {
    const { account, license } = ownedIn(visit);
    const activation = visit.path['activation'] ?? '';
    const named = { account, license, activation, nickname: typed };
    const { nickname } = await visit.dependencies.run(operations.ownership.nameMachine, named, CUSTOMER);
    return {
      to: pathTo(PATHS.machine, { license, activation }),
      done: nickname === null ? 'nicknameRemoved' : 'nicknameSaved',
    };
  },
});

/** The page of a license key. The key is the response to the form, so the key has no address and is shown once. */
const KEY = route({
  path: PATHS.licenseKey,
  enter: 'customer',
  show: async (visit, _asked, returned) => {
    const { license, productName: product, key } = await shownTo(visit, KEY_ALONE);
    if (key === 'withheld') return refuse('license_unknown');
    const { email = '' } = returned?.typed ?? {};
    const faults = faultsIn(returned, visit.frame.texts);
    if (key === 'unmade') return { page: keyPage({ license, product, is: key, faults }, visit.frame) };
    if (key !== 'derivable') return { page: keyPage({ license, product, is: key }, visit.frame) };
    return { page: keyPage({ license, product, is: 'asked', email, faults }, visit.frame) };
  },
  fields: { email: 'chosen', current: 'chosen' },
  act: async (visit, { email, current }) => {
    const { license, productName: product, key } = await shownTo(visit, KEY_ALONE);
    if (key === 'unmade') {
      const { dependencies, who, frame } = visit;
      await requireText('current', current);
      await dependencies.accounts.confirm({ who, password: current });
      const made = await dependencies.run(operations.sharing.makeOwnKey, ownedIn(visit), CUSTOMER);
      return { page: keyPage({ license, product, is: 'made', ...made }, frame) };
    }
    await requireText('email', email);
    const asked = { ...ownedIn(visit), email };
    const { licenseKey } = await visit.dependencies.run(operations.ownership.showOwnKey, asked, CUSTOMER);
    if (licenseKey === null) return refuse('email_mismatch');
    return { page: keyPage({ license, product, is: 'shown', licenseKey }, visit.frame) };
  },
});

export const OWNED_ROUTES = [LICENSES, LICENSE, KEY, RELEASE, MACHINE];
