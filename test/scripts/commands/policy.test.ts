/** `quietkey policy`: a release is planned and made, versions are listed and compared, and `purge` shows both periods. */

import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyChange } from '../../../server/domain/inventory/policy-content.ts';
import type { PolicyPlan, PolicyView } from '../../../server/domain/privacy/policy.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

describe('quietkey policy', () => {
  let terminal: Terminal;
  before(async () => {
    terminal = await openTerminal();
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar');
  });
  after(() => terminal.throwAway());

  const words = async (...typed: string[]) => {
    const { out } = await terminal.type(typed);
    for (const line of out.split('\n')) expect(line.length, line).to.be.at.most(80);
    return out.replaceAll(/\s+/g, ' ');
  };

  it('shows what a release would change, and what differs between two versions', async () => {
    expect(await words('policy', 'list')).to.contain('No version was released.');
    expect(await words('policy', 'release')).to.match(/^Nothing differs\. Version 1 would apply from/);
    await terminal.ask('policy', 'release', '--apply');
    await terminal.ask('license', 'issue', 'sonar', 'ada@example.com');
    writeFileSync(join(terminal.dataFolder, 'retention.json'), '{"network prefixes": 60}', { mode: 0o600 });
    const plan = await terminal.ask<PolicyPlan & { released: null }>('policy', 'release');
    expect(plan).to.include({ version: 2, needsNotice: true, released: null });
    expect(await words('policy', 'diff', '1')).to.match(
      /^Wider How long it is kept: .*network.* Before 30 days After 60 days $/,
    );
    const released = await terminal.ask<{ released: PolicyView }>('policy', 'release', '--apply');
    expect(released.released).to.deep.include({
      version: 2,
      standing: 'waiting',
      effectiveOn: plan.earliestOn,
    });
    const compared = await terminal.ask<{ changes: PolicyChange[] }>('policy', 'diff', '1', '2');
    expect(compared.changes).to.deep.equal(plan.changes);
    expect(await words('policy', 'list')).to.match(/2 waiting .* 1 1 in force .* 0 $/);
    expect((await terminal.type(['policy', 'diff', '7'])).exit).to.equal(2);
  });

  it('shows the notice in each language, as text, page and data', async () => {
    const text = await words('policy', 'show');
    expect(text).to.contain('# Privacy notice of ').and.to.contain('Version 2 applies from');
    const page = await terminal.type(['policy', 'show', '--html', '--language', 'fr']);
    expect(page.out).to.match(/^<!doctype html>\n<html lang="fr"/);
    const notice = await terminal.ask<{ language: string; versions: object[] }>(
      'policy',
      'show',
      '--language',
      'de',
    );
    expect([notice.language, notice.versions.length]).to.deep.equal(['de', 2]);
    expect((await terminal.type(['policy', 'show', '--language', 'xx'])).exit).to.equal(2);
  });

  it('shows breach report, record and memo in each language', async () => {
    expect(await words('policy', 'breach', 'day-keys/')).to.match(
      /## day-keys\/ Alone it says nothing about a person\. .* Can be read with day-keys\/, otherwise not/,
    );
    const { files } = await terminal.ask<{ files: { file: string }[] }>('policy', 'breach', 'secret');
    expect(files.map(({ file }) => file)).to.deep.equal(['secret']);
    expect((await terminal.type(['policy', 'breach', 'nothing.db'])).exit).to.equal(2);
    for (const [name, title] of [
      ['breach', 'Was ein Dieb aus jeder Datei erfährt'],
      ['record', 'Verzeichnis der Verarbeitungstätigkeiten von '],
      ['devices', 'Vermerk zu Gerätekennungen'],
    ] as const)
      expect(await words('policy', name, '--language', 'de'), name).to.contain(`# ${title}`);
    expect(await words('policy', 'record')).to.contain('## Who is responsible');
  });

  it('needs notice for a longer period: purge and doctor show both until then', async () => {
    expect(await words('purge')).to.contain(
      'retention.json asks for longer periods: network prefixes 60 days instead of 30.',
    );
    const { waiting } = await terminal.ask<{ waiting: object[] }>('purge', '--apply');
    expect(waiting).to.deep.equal([{ class: 'network prefixes', asked: 60, present: 30 }]);
    expect(await words('doctor')).to.match(
      /warn retention retention\.json asks for longer periods than the policy/,
    );
  });

  it('names the field of a wrong day and of a wrong recipient', async () => {
    for (const [option, value, named] of [
      ['--effective', '2020-01-01', '--effective'],
      ['--processor', 'jane@example.com', 'processor'],
      ['--classes', 'shoe sizes', 'classes'],
    ] as const) {
      const typed = ['policy', 'release', '--apply', option, value];
      if (option === '--classes') typed.push('--processor', 'Hosting');
      const { exit, err } = await terminal.type(typed);
      expect([exit, err.includes(named)], err).to.deep.equal([2, true]);
    }
  });
});
