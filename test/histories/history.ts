/**
 * The days of one history: time passes, apps start now and then, the server is backed up and purged. `acts.ts` says
 * what else happens.
 */

import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import { App, type Snapshot } from './app.ts';
import { AddressMaker, type Body } from './model/bodies.ts';
import type { Ledger } from './model/ledger.ts';
import { Oracle } from './model/oracle.ts';
import { YEAR_DAYS, type Plan } from './model/plan.ts';
import { randomOf, type Random } from './model/random.ts';
import type { Vendor } from './vendor.ts';

const BACKUP_EVERY_DAYS = 15;
const PURGE_EVERY_DAYS = 90;
const COPIES_MAX = 2;
const SNAPSHOTS_MAX = 12;

export type CopyKind = 'other hardware' | 'hidden' | 'twin';

interface Backup {
  readonly day: number;
  readonly name: string;
  readonly ledger: Ledger;
}

interface Running {
  readonly app: App;
  readonly everyDays: number;
  readonly isCopy: boolean;
  readonly snapshots: Snapshot[];
}

export class History {
  readonly plan: Plan;
  readonly vendor: Vendor;
  readonly oracle: Oracle;
  readonly addresses: AddressMaker;
  /** Two docks, which all machines use. */
  readonly docks: readonly string[];
  /** The day of the latest suspension; -1: none. */
  suspendedDay = -1;
  #running: Running[] = [];
  #backups: Backup[] = [];
  #copies = 0;

  constructor(plan: Plan, vendor: Vendor) {
    this.plan = plan;
    this.vendor = vendor;
    this.oracle = new Oracle(plan);
    this.addresses = new AddressMaker(randomOf('addresses', plan.number));
    this.docks = [this.addresses.hardware(), this.addresses.hardware()];
  }

  get day(): number {
    return this.oracle.day;
  }

  get isOver(): boolean {
    return this.day >= YEAR_DAYS;
  }

  /** The apps that were activated with the license key. */
  get owners(): readonly App[] {
    return this.#running.filter(({ isCopy }) => !isCopy).map(({ app }) => app);
  }

  ownerApp(machine: number): App {
    const app = this.owners[machine % this.owners.length];
    if (app === undefined) throw new Error('a history has at least one machine');
    return app;
  }

  snapshotsOf(app: App): readonly Snapshot[] {
    return this.#running.find((running) => running.app === app)?.snapshots ?? [];
  }

  /** The first day: each machine is activated. */
  async begin(): Promise<void> {
    for (const [index, count] of this.plan.adapters.entries()) {
      const body = this.#bodyOf(`machine-${index + 1}`, count);
      this.oracle.addMachine(body.name);
      const app = this.#appOn(body);
      this.#add(app, this.plan.startEveryDays[index] ?? 7, false);
      await this.start(app);
    }
    this.#backUp();
  }

  /** The rest of the year, and a last start with a network. */
  async finish(): Promise<void> {
    await this.pass(YEAR_DAYS - this.day);
    for (const { app } of this.#running) {
      app.offlineUntil = 0;
      app.clockDays = 0;
      await this.start(app);
    }
    this.oracle.showed(await this.vendor.copied());
    if (this.plan.revokes) await this.#revoke();
  }

  /** The license gets another last day, or none. */
  async endLicenseOn(day: number | null): Promise<void> {
    this.oracle.licenseEndsDay = day;
    await this.#endLicense();
  }

  async #endLicense(): Promise<void> {
    const { licenseEndsDay } = this.oracle;
    await this.vendor.endIn(licenseEndsDay === null ? null : licenseEndsDay - this.day);
  }

  /** The license is revoked: each app hears of it, and has its notice. */
  async #revoke(): Promise<void> {
    await this.vendor.revoke();
    this.oracle.takenDay = this.day;
    const owners = this.owners.filter((app) => app.isActivated);
    for (const app of owners) {
      app.clockDays = 0;
      await app.renewNow();
    }
    const heard = owners.filter((app) => app.isActivated);
    this.oracle.day += this.plan.terms.noticeDays;
    this.vendor.clock.move(this.plan.terms.noticeDays * DAY_SECONDS);
    for (const app of heard) this.oracle.revoked(app.name, app.state);
  }

  /** Days pass, until the year is over. */
  async pass(days: number): Promise<void> {
    for (let passed = 0; passed < days && !this.isOver; passed += 1) {
      this.oracle.day += 1;
      this.vendor.clock.move(DAY_SECONDS);
      if (this.day % BACKUP_EVERY_DAYS === 0) this.#backUp();
      if (this.plan.purges && this.day % PURGE_EVERY_DAYS === 0) await this.vendor.purge();
      for (const { app, everyDays } of this.#running) if (this.day % everyDays === 0) await this.start(app);
    }
  }

  /** Until the lease of an app may be renewed. */
  async passUntilDue(app: App): Promise<void> {
    const { step } = this.oracle.machine(app.name).contents;
    await this.pass(step === null ? 0 : step.day + this.plan.terms.refreshDays + 1 - this.day);
  }

  /** Starts an app, and notes the state of its store for a later restore. */
  async start(app: App): Promise<void> {
    await app.start();
    const snapshots = this.#running.find((running) => running.app === app)?.snapshots ?? [];
    const snapshot = app.snapshot();
    if (snapshot.contents.step === null || snapshot.contents.step === snapshots.at(-1)?.contents.step) return;
    snapshots.push(snapshot);
    if (snapshots.length > SNAPSHOTS_MAX) snapshots.shift();
  }

  /** Copies the state of an app to another machine, which does not run yet. */
  copyOf(app: App, kind: CopyKind, random: Random): App {
    this.#copies += 1;
    const name = `copy-${this.#copies}`;
    const body = this.#bodyOf(name, random.between(1, 4), kind === 'hidden');
    if (kind === 'twin') body.own = [...app.body.own];
    this.oracle.addCopy(name, app.name, kind === 'twin');
    const copy = this.#appOn(body);
    copy.takeText(app.snapshot());
    return copy;
  }

  /** A copy runs from now on. The oldest one is thrown away if there are too many. */
  run(copy: App, everyDays: number): void {
    const copies = this.#running.filter(({ isCopy }) => isCopy);
    if (copies.length >= COPIES_MAX) this.#running = this.#running.filter((running) => running !== copies[0]);
    this.#add(copy, everyDays, true);
  }

  /** The server is restored from the newest backup of at least this age. */
  async restoreServer(ageDays: number): Promise<void> {
    const backup = this.#backups.findLast(({ day }) => day <= this.day - ageDays) ?? this.#backups[0];
    if (backup === undefined) throw new Error('there is no backup');
    await this.vendor.restore(backup.name);
    this.oracle.restoreLedger(backup.ledger);
    this.#backups = this.#backups.filter(({ day }) => day <= backup.day);
    // what the vendor decided since the backup is done again
    const isSuspended = this.oracle.takenDay !== null;
    if (this.suspendedDay >= backup.day) await this.vendor.suspend();
    if (isSuspended && this.suspendedDay >= backup.day) this.oracle.takenDay = this.day;
    if (!isSuspended) await this.vendor.reinstate();
    await this.#endLicense();
  }

  #backUp(): void {
    this.#backups.push({ day: this.day, name: this.vendor.backUp(), ledger: this.oracle.ledger() });
  }

  #add(app: App, everyDays: number, isCopy: boolean): void {
    this.#running.push({ app, everyDays, isCopy, snapshots: [] });
  }

  #bodyOf(name: string, adapters: number, isHidden = false): Body {
    const own = Array.from({ length: adapters }, () => this.addresses.hardware());
    return { name, own, roaming: isHidden ? 'off' : 'no', dock: null, isHidden };
  }

  #appOn(body: Body): App {
    const { addresses, vendor, oracle, plan } = this;
    return new App({ body, addresses, vendor, oracle, history: plan.number, identity: plan.identity });
  }
}
