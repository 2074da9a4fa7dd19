/**
 * The licenses of an account, as their owner and their members see them: what each license allows, the machines that use
 * it, and what may be released. `access.ts` decides who sees what: a license of another account gets the answer of a
 * license that does not exist. Viewing writes nothing. `release.ts` releases machines, and `show-key.ts` shows a key.
 */

import type { LicenseDetails, LicenseView } from '../../../client-sdk/typescript/contract/license-view.ts';
import { placeOfActivation, viewActivation } from '../activation/list-activations.ts';
import { COPIES_MAX, copyQueries, viewCopies } from '../licensing/copies.ts';
import { dayOf, hourOf, startOf, startOfHour, type Day } from '../kernel/day.ts';
import { isFloating } from '../licensing/floating.ts';
import { hasNoEmail, standing, viewLicense, type LicenseRow } from '../licensing/license.ts';
import { actionQueries } from '../operator/action.ts';
import { causeOf } from './show-license.ts';
import { accessTo, may, releasingOf, type Access, type Deed, type OfLicense, type Role } from './access.ts';
import { memberQueries } from './members.ts';
import { othersMachine, type OwnedMachine } from './shown-machine.ts';
import { usernameQueries } from '../licensing/username.ts';
import { readNickname } from './nickname.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { requireProduct } from '../licensing/product.ts';
import { defineQueries, optionalRow, rowCount, rows } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { type Allowance, allowanceOf } from '../activation/release-allowance.ts';
import { licenseToOwn } from '../account/sign-up.ts';
import { seatsInUse } from '../activation/seat.ts';
import { accountQueries } from '../account/account.ts';
import { beginOwnership } from '../account/new-owner.ts';
import { activationQueries, type MachineRow } from '../activation/activation.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import {
  mapItems,
  readPart,
  type InPage,
  type PageParams,
  type Part,
  type PartAsked,
} from '../kernel/page.ts';

/** The maximum number of operators' notes on a license page; the page of personal data lists all of them. */
const NOTES_MAX = 10;

/** The maximum number of licenses of an account. */
export const OWNED_MAX = 1_000;

export const ownerQueries = defineQueries({
  /**
   * The licenses that an account owns or uses as a member, earliest first, with the names of their products. `member`:
   * the name of the account among the members; null: it is the owner.
   */
  pageOwned: rows<
    PageParams & { account: Id },
    InPage<LicenseRow & Pick<OwnedLicense, 'productName' | 'lastDataDay' | 'member'>>
  >(),
  /** The licenses of an account whose key can be derived from an email; {@link OWNED_MAX} at most. */
  listDerivable: rows<{ account: Id; rows: number }, LicenseRow>(),
  /** The number of licenses of an account, and of the seats that are taken. */
  countOwned: optionalRow<{ account: Id }, { licenses: number; used: number }>(),
  /** Active licenses for a product that the account owns or uses as a member; those with free seats come first. */
  listUsable: rows<{ account: Id; product: string; today: Day; rows: number }, LicenseRow>(),
  /** Licenses for a product that the account owns or uses as a member, the earliest first. */
  listOfProduct: rows<{ account: Id; product: string; rows: number }, LicenseRow>(),
  findOwned: optionalRow<OfLicense, LicenseRow>(),
  /**
   * Stores the nickname of a machine; returns 0 if the license has no such machine of this account, or the machine was
   * released.
   */
  putNickname: rowCount<OfLicense & { activation: Id; nickname: string }>(),
});

export interface OwnedLicense extends LicenseView {
  productName: string;
  /** The last day on which data of the retired product is kept; null: the product is sold. */
  lastDataDay: Day | null;
  /** The name of the account among the members; null: it is the owner. */
  member: string | null;
}

/**
 * Whether the license key can be derived again from a typed email. `absent`: only another server can derive the key.
 * `unmade`: the license has no email, and the owner can make a key. `withheld`: only the owner may see the key.
 */
type KeyState = 'derivable' | 'imported' | 'unmade' | 'absent' | 'withheld';

export interface OwnedLicenseShown extends OwnedLicense, Pick<LicenseDetails, 'copies'> {
  role: Role;
  /** Whether machines share the seats: `used` is then the number of those that have one now. */
  isFloating: boolean;
  /** The id of the account among the members; null: it is the owner. */
  memberId: Id | null;
  /** The first day on which the account had the license. */
  sinceDay: Day;
  /** Unreleased machines that the account may see, earliest first, and the cursors of the parts before and after. */
  machines: OwnedMachine[];
  previous: string | null;
  next: string | null;
  allowance: Allowance;
  key: KeyState;
  /**
   * The actions of operators that have a reason, latest first, for those who manage the license: those since the account
   * got the license, and the one that suspended the license.
   */
  notes: OperatorNote[];
}

interface OperatorNote {
  action: string;
  reason: string;
  day: Day;
}

export function* listOwned(
  { account, ...asked }: PartAsked & { account: Id },
  call: Call,
): Operation<Part<OwnedLicense>> {
  const part = yield* readPart(asked, {
    query: (params) => ownerQueries.pageOwned({ account, ...params }),
    placeOf: ({ createdDay, id }) => ({ order: createdDay, id }),
  });
  return mapItems(part, (row) => ({
    ...viewLicense(row, dayOf(call.now)),
    productName: row.productName,
    lastDataDay: row.lastDataDay,
    member: row.member,
  }));
}

/** How many licenses an account has, and how many seats of them are taken. */
export function* countOwned({ account }: { account: Id }): Operation<{ licenses: number; used: number }> {
  const [counts] = yield* ask(ownerQueries.countOwned({ account }));
  return { licenses: counts?.licenses ?? 0, used: counts?.used ?? 0 };
}

export interface ShowOwned extends OfLicense, PartAsked {
  /** The only machines that are shown; absent: the part of all machines that was asked for. */
  only?: readonly Id[];
  /** What the account wants to do; `use` by default. */
  deed?: Deed;
}

export function* showOwned(input: ShowOwned, call: Call, vault: Vault): Operation<OwnedLicenseShown> {
  const { license, deed = 'use' } = input;
  const access = yield* accessTo(input, 'find', deed);
  const { row, role, sinceDay } = access;
  const product = yield* requireProduct(row.product);
  const today = dayOf(call.now);
  const { items, previous, next } = yield* machinesOf(input, access);
  const used = yield* seatsInUse({ row, product }, call);
  const [copies, notes] = may(access, 'manage')
    ? yield* ask(
        copyQueries.listCopies({ license, rows: COPIES_MAX }),
        actionQueries.listReasons({
          license,
          cause: causeOf(standing(row, today)) ?? '',
          since: hourOf(startOf(sinceDay)),
          rows: NOTES_MAX,
        }),
      )
    : [[], []];
  const self = access.member?.name ?? null;
  return {
    ...viewLicense(row, today),
    ...viewCopies(copies),
    used,
    isFloating: isFloating(product),
    productName: product.name,
    lastDataDay: product.lastDataDay,
    role,
    member: self,
    memberId: access.member?.id ?? null,
    sinceDay,
    machines: items.map(({ nickname, member, ...machine }) => {
      const view = { ...viewActivation(machine, vault, call.now), nickname, member };
      return member === self ? { ...view, isOwn: true } : othersMachine(view, product);
    }),
    previous,
    next,
    allowance: allowanceOf({ row, product }, today, releasingOf(access)),
    key: may(access, 'seeKey') ? keyStateOf(row, vault) : 'withheld',
    notes: notes.map(({ action, reason, hour }) => ({ action, reason, day: dayOf(startOfHour(hour)) })),
  };
}

function* machinesOf({ license, only, ...asked }: ShowOwned, access: Access): Operation<Part<MachineRow>> {
  const isVisible = ({ member }: MachineRow): boolean =>
    may(access, 'manage') || member === access.member?.name;
  if (only !== undefined) {
    const found = yield* ask(
      ...only.map((activation) => activationQueries.findMachine({ license, activation })),
    );
    const items = found.filter((row) => row !== undefined).filter(isVisible);
    return { items, previous: null, next: null };
  }
  const member = may(access, 'manage') ? '' : (access.member?.id ?? '');
  return yield* readPart<MachineRow>(asked, {
    query: (params) => activationQueries.pageMachines({ license, member, ...params }),
    placeOf: placeOfActivation,
  });
}

function keyStateOf(row: LicenseRow, { issueGenerations }: Vault): KeyState {
  if (row.nonce === null) return 'imported';
  if (issueGenerations.length === 0) return 'absent';
  return hasNoEmail(row) ? 'unmade' : 'derivable';
}

/** Adds a license to the account, by its key. Changes nothing if the account owns the license already. */
export function* addOwned(
  input: { account: Id; licenseKey: string },
  call: Call,
  vault: Vault,
): Operation<{ license: Id }> {
  const { account, licenseKey } = input;
  const [row] = yield* ask(accountQueries.lockAccount({ account }));
  if (row === undefined) return refuse('account_unknown');
  const { license, moves } = yield* licenseToOwn(licenseKey, vault, { how: 'lock', account });
  yield* requireRoomFor(account);
  yield* ask(
    ...beginOwnership({ license: license.id, account, sinceDay: dayOf(call.now), provedDay: null }),
    memberQueries.dropMembership({ license: license.id, account }),
    usernameQueries.dropOtherUsernames({ license: license.id, username: row.username }),
    ...moves,
  );
  return { license: license.id };
}

/** Refuses another license for an account that has {@link OWNED_MAX}. */
export function* requireRoomFor(account: Id): Operation<void> {
  const { room } = yield* roomOf(account);
  if (room <= 0) refuseFull();
}

/** How many more licenses an account may own. */
export function* roomOf(account: Id): Operation<{ room: number }> {
  const { licenses } = yield* countOwned({ account });
  return { room: OWNED_MAX - licenses };
}

export function refuseFull(): never {
  return refuse('list_full', { detail: `An account has at most ${OWNED_MAX} licenses.` });
}

export interface NameMachine extends OfLicense {
  activation: Id;
  /** The nickname as typed; empty: the nickname is removed. */
  nickname: string;
}

export function* nameMachine(input: NameMachine): Operation<{ nickname: string | null }> {
  const { account, license, activation } = input;
  const nickname = readNickname(input.nickname);
  // written even if the nickname is removed: the query also checks the owner of the machine
  const [put] = yield* ask(
    ownerQueries.putNickname({ account, license, activation, nickname: nickname ?? '' }),
  );
  if (put === 0) refuse('activation_unknown');
  if (nickname === null) yield* ask(activationQueries.dropNickname({ activation }));
  return { nickname };
}
