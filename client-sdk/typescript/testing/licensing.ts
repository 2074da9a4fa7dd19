/**
 * What the fake server decides, in memory: who gets a seat, a lease or a statement, by the rules of the real server.
 * Two things are left out: the kit does not look for copies of a machine, and a renewal becomes due at the beginning of
 * a day instead of a random time.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readLicenseKey } from '../contract/license-key.ts';
import type { Terms } from '../contract/product-terms.ts';
import { canonicalUsername } from '../contract/username.ts';
import type {
  ActivateRequest,
  LeaseClaims,
  RenewRequest,
  StatementClaims,
  StatementKind,
} from '../contract/wire.ts';
import { lengthPrefixed } from '../primitives/bytes.ts';
import { DAY_SECONDS } from '../primitives/clock.ts';
import { entitlementClaims, firstEnd } from './entitlements.ts';
import { floatingDays } from './floating.ts';
import { usedSeats, type LicenseRecord } from './license.ts';
import { refuse } from './problems.ts';
import { requireRelease } from './releases.ts';
import { Seat, type LeaseDays, type Position } from './seat.ts';

/** An answer before it is signed. */
export type Decided =
  | {
      kind: 'lease';
      activation: string;
      epoch: number;
      sequence: number;
      secret: string;
      claims: Omit<LeaseClaims, 'iss' | 'key_set'>;
    }
  | { kind: 'statement'; claims: Omit<StatementClaims, 'iss'> };

/** A request that proves an activation. `answerKey`: set if the request came as a file. */
export type ProvenInput = RenewRequest & { activation: string; answerKey?: string };

type Verb = 'activate' | 'renew' | 'borrow' | 'release';

const SECRET_BYTES = 32;
/** The part of a lease after which its renewal is due at the latest. */
const REFRESH_PART_MAX = 3 / 4;
/** The largest number by which a client's sequence may be ahead of the server's. */
const SEQUENCES_AHEAD_MAX = 10_000;

export class Licensing {
  readonly terms: Terms;
  readonly licenses: LicenseRecord[] = [];
  readonly #now: () => number;
  readonly #secret = randomBytes(SECRET_BYTES);

  /** @param now - the server's time, as seconds since 1970 */
  constructor(terms: Terms, now: () => number) {
    this.terms = terms;
    this.#now = now;
  }

  #today(): number {
    return Math.floor(this.#now() / DAY_SECONDS);
  }

  /** @throws RefusedRequest */
  activate(body: ActivateRequest): Decided {
    const username = readUsername(body.username);
    const license = this.#licenseOf(body);
    const { known, state } = this.#machineOf(body, license);
    requireActive(license, this.#today());
    if (this.terms.usernameRequired && username === null) refuse('username_required');
    if (license.owner !== null && username !== null && username !== license.owner) refuse('username_unknown');
    const request = JSON.stringify([body.nonce, username, body.tags]);
    if (known?.isTaken && known.isRepeated(request) && known.revision === license.revision)
      return this.#lease(license, known, body.tags);
    if (!known?.isTaken) this.#takeSeat(license);
    const seat = known ?? new Seat();
    if (known === undefined) license.activations.push(seat);
    const from = latestOf(seat, state);
    return this.#next(license, seat, { ...body, request, epoch: from.epoch + 1, sequence: from.sequence });
  }

  /** @throws RefusedRequest */
  renew(body: ProvenInput): Decided {
    const { borrowDays } = body;
    const { license, seat } = this.#proven(borrowDays === undefined ? 'renew' : 'borrow', body);
    const ending = endOf(license, seat);
    if (ending) return this.#statement(license, latestOf(seat, body).sequence, { seat, ...ending });
    if (isOver(license, this.#today())) refuse('license_ended');
    const request = JSON.stringify([body.epoch, body.sequence, body.nonce, body.tags, borrowDays]);
    if (this.#isStillGood(license, seat, body, request)) return this.#lease(license, seat, body.tags);
    if (!seat.isTaken) this.#takeSeat(license);
    return this.#next(license, seat, { ...body, request, ...latestOf(seat, body) }, borrowDays);
  }

  /** @throws RefusedRequest */
  release(body: ProvenInput): Decided {
    const { license, seat } = this.#proven('release', body);
    const today = this.#today();
    if (seat.releasedDay === null) {
      if (seat.isBehind(body) && seat.isStrange(body)) refuse('activation_forked');
      if (this.terms.floatingMinutes !== null) return this.#giveBack(license, seat, body);
      requireRelease(license, this.terms, today);
      seat.release(today);
    }
    const day = seat.releasedDay ?? today;
    return this.#statement(license, latestOf(seat, body).sequence, { seat, kind: 'released', day });
  }

  #giveBack(license: LicenseRecord, seat: Seat, body: ProvenInput): Decided {
    const sequence = seat.isBehind(body) ? body.sequence : latestOf(seat, body).sequence;
    if (seat.isTaken && !seat.isBehind(body)) {
      Object.assign(seat, { sequence });
      seat.giveBack(this.#today());
    }
    return this.#statement(license, sequence, {
      seat,
      kind: 'released',
      day: this.#today(),
      returned: true,
    });
  }

  #statement(
    license: LicenseRecord,
    sequence: number,
    { seat, kind, day, returned }: { seat: Seat; kind: StatementKind; day: number; returned?: true },
  ): Decided {
    const { product: aud, id } = license;
    const notice = kind === 'released' ? 0 : this.terms.noticeDays * DAY_SECONDS;
    const subject = { aud, license: id, activation: seat.id, sequence };
    const ending = { ...(notice > 0 && { notice }), ...(returned && { returned }) };
    const claims = { ...subject, kind, effective: day * DAY_SECONDS, ...ending };
    return { kind: 'statement', claims };
  }

  #licenseOf({ licenseKey, product }: ActivateRequest): LicenseRecord {
    const typed = readLicenseKey(licenseKey);
    if (!typed.ok) return refuse('license_key_malformed');
    const isTyped = ({ key }: LicenseRecord): boolean => canonicalOf(key) === typed.canonical;
    const license = this.licenses.find(isTyped);
    return license?.product === product ? license : refuse('license_key_unknown');
  }

  /** The seat of the machine, by the state that it proves or else by its tags. */
  #machineOf(body: ActivateRequest, license: LicenseRecord): { known?: Seat | undefined; state?: Position } {
    const { held } = body;
    const open = license.activations.filter(({ releasedDay }) => releasedDay === null);
    const shown = held && open.find(({ id }) => id === held.activation);
    const isProven = held && this.#isProven('activate', { ...body, ...held });
    const holder = isProven && shown && isWithinReach(shown, held) ? shown : undefined;
    if (held && holder && !(holder.isBehind(held) && holder.isStrange(body)))
      return { known: holder, state: held };
    const request = JSON.stringify([body.nonce, body.username ?? null, body.tags]);
    const [best] = open
      .filter((seat) => seat.likeness(body) > 0 || (body.tags.length === 0 && seat.isRepeated(request)))
      .sort((a, b) => b.likeness(body) - a.likeness(body));
    return { known: best };
  }

  #proven(verb: Verb, body: ProvenInput): { license: LicenseRecord; seat: Seat } {
    if (!this.#isProven(verb, body)) refuse('proof_invalid');
    for (const license of this.licenses) {
      const seat = license.activations.find(({ id }) => id === body.activation);
      if (seat) return isWithinReach(seat, body) ? { license, seat } : refuse('proof_invalid');
    }
    return refuse('activation_unknown');
  }

  #isProven(verb: Verb, shown: ProvenInput): boolean {
    const { activation, epoch, sequence, nonce, tags, proof, answerKey, borrowDays } = shown;
    const fields = [verb, activation, String(epoch), String(sequence), nonce, ...tags];
    if (verb === 'borrow') fields.push(String(borrowDays));
    if (answerKey !== undefined) fields.push(answerKey);
    const key = Buffer.from(this.#secretOf(activation, epoch), 'base64url');
    const right = createHmac('sha256', key).update(lengthPrefixed(fields)).digest();
    const given = Buffer.from(proof, 'base64url');
    return given.length === right.length && timingSafeEqual(given, right);
  }

  #secretOf(activation: string, epoch: number): string {
    const fields = lengthPrefixed([activation, String(epoch)]);
    return createHmac('sha256', this.#secret).update(fields).digest('base64url');
  }

  #takeSeat(license: LicenseRecord): void {
    const isOver = ({ graceEndsDay, floating }: LeaseDays): boolean =>
      floating ? floating.seatEnd <= this.#now() : graceEndsDay < this.#today();
    if (usedSeats(license) >= license.seats)
      for (const seat of license.activations) seat.isLapsed ||= seat.isTaken && isOver(seat.days);
    if (usedSeats(license) >= license.seats)
      refuse(this.terms.floatingMinutes === null ? 'seats_taken' : 'seats_in_use');
  }

  /** Whether the latest lease is the answer again: the request is a repetition, or no renewal is due. */
  #isStillGood(license: LicenseRecord, seat: Seat, body: ProvenInput, request: string): boolean {
    if (!seat.isTaken || seat.revision !== license.revision) return false;
    if (seat.isRepeated(request)) return true;
    const { floating } = seat.days;
    const isEarly = floating
      ? body.borrowDays === undefined && this.#now() < floating.renewableFrom
      : this.#today() * DAY_SECONDS < this.#refreshAfter(license, seat.days);
    return isEarly && seat.isLatest(body) && seat.isKnown(body);
  }

  #next(
    license: LicenseRecord,
    seat: Seat,
    {
      tags,
      identity,
      request,
      epoch,
      sequence,
    }: Pick<ActivateRequest, 'tags' | 'identity'> & Position & { request: string },
    borrowDays = 0,
  ): Decided {
    const shown = { tags, ...(identity !== undefined && { identity }) };
    for (const other of license.activations) if (other !== seat) other.forget(tags);
    const held = seat.isTaken ? seat.days : undefined;
    const wish = { now: this.#now(), borrowDays, endsDay: license.endsDay, held };
    const days = floatingDays(this.terms, wish) ?? this.#daysOf(license);
    seat.next(shown, { epoch, sequence: sequence + 1, days, revision: license.revision, request });
    return this.#lease(license, seat, tags);
  }

  #daysOf({ endsDay }: LicenseRecord): LeaseDays {
    const leaseDay = this.#today();
    const wanted = leaseDay + this.terms.leaseDays;
    const leaseEndsDay = Math.min(wanted, endsDay ?? wanted);
    return { leaseDay, leaseEndsDay, graceEndsDay: leaseEndsDay + this.terms.graceDays };
  }

  #refreshAfter({ entitlements }: LicenseRecord, { leaseDay, leaseEndsDay, floating }: LeaseDays): number {
    if (floating) return floating.refreshAfter;
    const wanted = (leaseDay + this.terms.refreshDays) * DAY_SECONDS;
    const seconds = (leaseEndsDay + 1 - leaseDay) * DAY_SECONDS;
    const latest = leaseDay * DAY_SECONDS + Math.floor(seconds * REFRESH_PART_MAX);
    return Math.min(wanted, latest, firstEnd(entitlements, leaseDay));
  }

  #lease(license: LicenseRecord, seat: Seat, tags: readonly string[]): Decided {
    const { id: activation, epoch, sequence, days } = seat;
    const { kind: floating, exp = endOfDay(days.leaseEndsDay), seatEnd } = days.floating ?? {};
    const claims = {
      aud: license.product,
      sub: license.id,
      jti: `${activation}.${sequence}`,
      iat: days.leaseDay * DAY_SECONDS,
      nbf: days.leaseDay * DAY_SECONDS,
      exp,
      tags: [...tags],
      ...entitlementClaims(license.entitlements, days.leaseDay),
      license_end: license.endsDay === null ? null : endOfDay(license.endsDay),
      updates_until: license.updatesUntilDay === null ? null : endOfDay(license.updatesUntilDay),
      refresh_after: this.#refreshAfter(license, days),
      grace: seatEnd === undefined ? this.terms.graceDays * DAY_SECONDS : seatEnd - exp,
      machine_days: this.terms.machineGraceDays,
      ...(floating && { floating }),
    };
    return { kind: 'lease', activation, epoch, sequence, secret: this.#secretOf(activation, epoch), claims };
  }
}

function requireActive(license: LicenseRecord, today: number): void {
  if (license.revokedDay !== null) refuse('license_revoked');
  if (license.suspendedDay !== null) refuse('license_suspended');
  if (isOver(license, today)) refuse('license_ended');
}

const isOver = ({ endsDay }: LicenseRecord, today: number): boolean => endsDay !== null && endsDay < today;

/** The fact that ends an activation, if there is one. */
function endOf(license: LicenseRecord, seat: Seat): { kind: StatementKind; day: number } | undefined {
  if (seat.releasedDay !== null) return { kind: 'released', day: seat.releasedDay };
  if (license.revokedDay !== null) return { kind: 'revoked', day: license.revokedDay };
  if (license.suspendedDay !== null) return { kind: 'suspended', day: license.suspendedDay };
  return undefined;
}

/** The latest counters that the client or the server has seen. */
function latestOf(seat: Seat, shown: Position = seat): Position {
  return { epoch: Math.max(seat.epoch, shown.epoch), sequence: Math.max(seat.sequence, shown.sequence) };
}

const isWithinReach = (seat: Seat, { sequence }: Position): boolean =>
  sequence - seat.sequence <= SEQUENCES_AHEAD_MAX;

const endOfDay = (day: number): number => (day + 1) * DAY_SECONDS;

function canonicalOf(key: string): string | undefined {
  const read = readLicenseKey(key);
  return read.ok ? read.canonical : undefined;
}

function readUsername(typed: string | undefined): string | null {
  if (typed === undefined) return null;
  return canonicalUsername(typed) ?? refuse('username_malformed');
}
