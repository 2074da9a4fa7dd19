/**
 * `quietkey evidence`: the folder has each part as text and as JSON, the bills of materials equal the lock file, nothing
 * in it is personal, and the same server writes the same folder again but for the day.
 */

import { expect } from 'chai';
import { hash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { IssueAnswer } from '../../../client-sdk/typescript/contract/license-view.ts';
import { INVENTORY } from '../../../server/domain/inventory/inventory.ts';
import { ROUTES as API } from '../../../server/http/routes.ts';
import { ROUTES as PAGES } from '../../../server/portal/routes/routes.ts';
import { ASVS } from '../../rules/asvs/table.ts';
import { BUDGETS } from '../../rules/budgets.ts';
import { ROLE_ROWS } from '../../server/portal/role-rows.ts';
import { ROOT } from '../../support/root.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

interface Bill {
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: readonly { readonly name: string; readonly version: string }[];
}
interface Locked {
  readonly name?: string;
  readonly version: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly link?: boolean;
}
interface Evidence {
  readonly folder: string;
  readonly files: readonly { readonly file: string; readonly sha256: string }[];
}

const EMAIL = 'canary-email@example.com';
const ORDER = 'CANARY-ORDER-1017';
const RECIPIENT = 'Canary recipient';
const DOCUMENTS = ['privacy-notice', 'breach-report', 'record-of-processing', 'device-memo'];
const PARTS = [...DOCUMENTS, 'asvs', 'access', 'limits', 'inventory', 'receipts', 'restores', 'about'];

describe('quietkey evidence', () => {
  let terminal: Terminal;
  let canaries: string[];
  let first: Evidence;

  before(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar');
    const { license, licenseKey } = await terminal.ask<IssueAnswer>(
      'license',
      'issue',
      'sonar',
      EMAIL,
      '--order',
      ORDER,
    );
    const words = ['--classes', 'orders', '--ground', 'consent', '--license', license.license];
    await terminal.ask('disclosure', 'add', RECIPIENT, ...words);
    await terminal.ask('license', 'suspend', license.license, '--reason', 'canary reason');
    await terminal.ask('purge', '--apply');
    canaries = [EMAIL, 'canary-email', ORDER, RECIPIENT, 'canary reason', licenseKey, license.license];
    first = await terminal.ask<Evidence>('evidence', '--out', join(terminal.folder, 'first'));
  });
  after(() => terminal.throwAway());

  const read = (name: string, folder = first.folder) => readFileSync(join(folder, name), 'utf8');
  const json = (name: string): unknown => JSON.parse(read(`${name}.json`));

  it('has each part as text and as JSON, with the digest of each file', () => {
    const texts = PARTS.flatMap((part) => [`${part}.md`, `${part}.json`]);
    const all = [...texts, 'sbom.cdx.json', 'sbom-sdk.cdx.json'];
    expect(readdirSync(first.folder)).to.have.members(all);
    for (const { file, sha256 } of first.files) expect(hash('sha256', read(file)), file).to.equal(sha256);
    expect(first.files).to.have.lengthOf(all.length - 2);
    for (const file of all) expect(statSync(join(first.folder, file)).mode & 0o077, file).to.equal(0);
  });

  it('has bills of materials that equal the lock file', () => {
    const { packages } = JSON.parse(readFileSync(new URL('package-lock.json', ROOT), 'utf8')) as {
      packages: Record<string, Locked>;
    };
    const loaded = Object.entries(packages).filter(
      ([path, { dev, devOptional, link }]) =>
        path.startsWith('node_modules/') && !dev && !devOptional && !link,
    );
    const nameOf = (path: string) => path.split('node_modules/').at(-1) ?? path;
    const lines = (entries: typeof loaded) =>
      entries.map(([path, { name = nameOf(path), version }]) => `${name} ${version}`);
    const listed = (json('sbom.cdx') as Bill).components.map(({ name, version }) => `${name} ${version}`);
    expect(lines(loaded)).to.include.members(listed);
    // a package for another system is in the lock file, and not installed
    const required = loaded.filter(([, { optional }]) => optional !== true);
    expect(listed).to.include.members(lines(required));
    const sdk = json('sbom-sdk.cdx') as Bill;
    expect(sdk.components).to.deep.equal([]);
    expect(sdk.metadata.component.version).to.equal(packages['client-sdk/typescript']?.version);
  });

  it('has every row of the tables that the tests hold', () => {
    expect((json('asvs') as { rows: object[] }).rows).to.have.lengthOf(ASVS.length);
    expect(json('limits')).to.have.lengthOf(BUDGETS.length);
    const access = json('access') as Record<string, object[]>;
    expect(access['api']).to.have.lengthOf(API.length);
    expect(access['portal']).to.have.lengthOf(PAGES.length);
    expect(access['sharedLicense']).to.have.lengthOf(ROLE_ROWS.length);
    const inventory = json('inventory') as { table: string; columns: { column: string }[] }[];
    expect(inventory.map(({ table, columns }) => [table, columns.map(({ column }) => column)])).to.deep.equal(
      Object.entries(INVENTORY).map(([table, { columns }]) => [table, Object.keys(columns)]),
    );
  });

  it('has the latest receipts, and says that no restore drill is recorded', () => {
    expect((json('receipts') as { kind: string; token: string }[])[0]).to.include({
      kind: 'purge',
      state: 'done',
    });
    expect(json('restores')).to.deep.include({ drills: [], restoredOn: [], chainIsWhole: true });
    expect(read('restores.md')).to.include('No restore drill is recorded');
  });

  it('has no personal data', () => {
    const text = readdirSync(first.folder)
      .map((file) => read(file))
      .join('\n');
    expect(canaries.filter((canary) => text.includes(canary))).to.deep.equal([]);
    expect(text).not.to.match(/[\w.]+@[\w.]+\.com/);
  });

  it('is the same again but for the day, and never replaces a folder', async () => {
    const again = await terminal.ask<Evidence>('evidence', '--out', join(terminal.folder, 'again'));
    expect(again.files).to.deep.equal(first.files);
    for (const out of [first.folder, join(terminal.dataFolder, 'evidence')]) {
      const { exit, err } = await terminal.type(['evidence', '--out', out]);
      expect([exit, /--out/.test(err)], out).to.deep.equal([2, true]);
    }
  });
});
