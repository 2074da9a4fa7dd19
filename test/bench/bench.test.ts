/**
 * Short runs of the bench: its report has all figures.
 */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, percentile, type BenchReport } from './figures.ts';
import { measureLogins, writeLogins } from './logins.ts';
import { writePeers, type PeersReport } from './peers.ts';
import { measurePurge, writePurges } from './purge.ts';
import { intervalOf, ratioOf, writeAgainst, type AgainstReport } from './ratios.ts';
import { soak, writeSoak } from './soak.ts';
import { writeTable } from './table.ts';
import { rounds } from '../support/rounds.ts';

const run = promisify(execFile);
const BENCH = fileURLToPath(new URL('./bench.js', import.meta.url));
const SIZES = [20, 40].slice(0, rounds(2, 1));
const SHORT = ['--licenses', SIZES.join(), '--rounds', '1', '--requests', '16'];

describe('the bench', () => {
  it('measures every kind of request, every part and every target in one run, and writes a table', async () => {
    const { stdout } = await run(process.execPath, [BENCH, '--json', ...SHORT]);
    const report = JSON.parse(stdout) as BenchReport;
    // the echo and three kinds of requests, with kept and single connections, at each size
    expect(report.figures).to.have.length(8 * SIZES.length);
    for (const figure of report.figures) {
      expect(figure.cpu, figure.name).to.be.greaterThan(0);
      expect(figure.perSecond, figure.name).to.be.greaterThan(0);
      expect(figure.p99, figure.name).to.be.at.least(figure.p50);
    }
    expect(report.parts.map(({ licenses }) => licenses)).to.deep.equal(
      SIZES.flatMap((size) => [size, size, size, size]),
    );
    for (const { name, found } of report.targets) expect(found, name).to.be.greaterThan(0);
    expect(report.targets.map(({ name }) => name)).to.include('activate / echo, CPU');

    const text = writeTable(report);
    expect(text).to.match(/^echo +64 kept open/m);
    expect(text).to.match(/^activate, a new machine +one per request/m);
    expect(text).to.match(/^check\(\) \/ bare verification, CPU +at most 0\.3/m);
  });
});

describe('the bench of a purge', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quietkey-test-'));
  after(() => rmSync(folder, { recursive: true }));

  it('deletes the rows past their retention under load, and gets a receipt', async () => {
    const figure = await measurePurge({
      dataFolder: join(folder, 'data'),
      licenses: 300,
      ended: 0.1,
      requests: 64,
      milliseconds: 200,
    });
    expect(figure).to.include({ activations: 300, deleted: 30 });
    const { quiet, whileDeleting, whileRemoving, ...figures } = figure;
    for (const [name, found] of Object.entries(figures))
      if (name !== 'unsigned') expect(found, name).to.be.greaterThan(0);
    for (const { p99, longest } of [quiet, whileDeleting, whileRemoving]) expect(longest).to.be.at.least(p99);
    expect(writePurges([figure])).to.match(/^ +300 +30 +[\d.]+ +[\d.]+/m);
    expect(writePurges([figure])).to.match(/secure delete( +[\d.]+){5}$/m);
  });
});

describe('the bench of logins', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quietkey-test-'));
  after(() => rmSync(folder, { recursive: true }));

  it('measures activations with and without logins', async () => {
    const measuring = { licenses: 50, customers: 2, perSecond: 40, milliseconds: 300 };
    const figure = await measureLogins({ ...measuring, dataFolder: join(folder, 'data') });
    for (const name of ['p50Alone', 'p99Alone', 'p50WithLogins', 'p99WithLogins', 'logins'] as const)
      expect(figure[name], name).to.be.greaterThan(0);
    expect(writeLogins(figure)).to.match(/while 2 customers log in/);
  });
});

describe('the soak', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quietkey-test-'));
  after(() => rmSync(folder, { recursive: true }));

  it('reports memory and descriptors after each interval of full load', async () => {
    const measuring = { dataFolder: join(folder, 'data'), licenses: 50, seconds: 0.2, requests: 64 };
    const levels = await soak(measuring);
    expect(levels).to.have.lengthOf(1);
    for (const name of ['requests', 'perSecond', 'p99', 'rssMegabytes', 'heapMegabytes'] as const)
      expect(levels[0]![name], name).to.be.greaterThan(0);
    expect(writeSoak(levels)).to.match(/RSS MB/);
  });
});

describe('the bench against another checkout', () => {
  // this file runs from dist/test/scripts
  const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

  // CPU time is read from /proc
  if (process.platform === 'linux') {
    it('prints the ratios of both, measured under the same load', async () => {
      // in the order of the second round, the other side is first
      const count = rounds(2, 1);
      const short = `--rounds ${count} --licenses 50 --requests 64 --connections 8 --runs ${count}`.split(
        ' ',
      );
      const only = ['--only', 'renew-writing,connection-each,start,list'];
      const args = [BENCH, '--against', ROOT, '--json', ...short, ...only];
      const report = JSON.parse((await run(process.execPath, args)).stdout) as AgainstReport;
      expect(report).to.include({ rounds: count, licenses: 50, requests: 64, connections: 8 });
      expect(report.own.commit).to.match(/^[0-9a-f]{12}|^unknown$/);
      expect(report.own).to.deep.equal(report.other);
      // two kinds of requests, four measures of each, and one of each program
      expect(report.ratios).to.have.lengthOf(10);
      for (const { request, measure, own, other, median: found, low, high, rounds: pairs } of report.ratios) {
        expect(Math.min(own, other, low), `${request}: ${measure}`).to.be.greaterThan(0);
        expect(found).to.be.within(low, high);
        expect(pairs).to.have.lengthOf(count);
      }
      expect(writeAgainst(report))
        .to.match(/^renew, the next lease +CPU µs( +[\d.]+){5}$/m)
        .and.to.contain(`ratios of ${count} round`);
    });
  }

  it('bounds the median by the order of the ratios, from six rounds on', () => {
    expect(intervalOf(5)).to.deep.equal({ kind: 'range', from: 1, to: 5, coverage: 0.9375 });
    expect(intervalOf(6)).to.deep.include({ kind: 'order statistics', from: 1, to: 6 });
    const nine = { kind: 'order statistics', from: 2, to: 8, coverage: 1 - 20 / 512 };
    expect(intervalOf(9)).to.deep.equal(nine);
    expect(intervalOf(25)).to.deep.include({ from: 8, to: 18 });
  });

  it('takes the median of the ratios of the rounds, not the ratio of the medians', () => {
    const pairs = [1, 10, 100, 1000].map((other, i) => ({ own: other * (1 + i / 10), other }));
    const { median: found, low, high } = ratioOf('activate', 'CPU', pairs);
    expect([found, low, high].map((ratio) => ratio.toFixed(3))).to.deep.equal(['1.150', '1.000', '1.300']);
  });
});

describe('the bench of peers', () => {
  if (process.platform === 'linux') {
    it('measures several servers under the same load, one of them by an adapter in a file', async () => {
      const file = fileURLToPath(new URL('./peers/echo.js', import.meta.url));
      const short = '--rounds 1 --licenses 20 --requests 64 --connections 4'.split(' ');
      const args = [BENCH, '--peers', `quietkey,express-sqlite,${file}`, '--json', ...short];
      const report = JSON.parse((await run(process.execPath, args)).stdout) as PeersReport;
      expect(report).to.include({ rounds: 1, licenses: 20, requests: 64, connections: 4 });
      expect(report.peers.map(({ name }) => name)).to.deep.equal([
        'Quietkey',
        'Express + better-sqlite3',
        'bare echo',
      ]);
      for (const { name, cpu, perSecond, p50, p99 } of report.peers) {
        for (const { median: found, least, most } of [cpu, perSecond, p50, p99]) {
          expect(least, name).to.be.greaterThan(0);
          expect(found, name).to.be.within(least, most);
        }
      }
      expect(writePeers(report)).to.match(/^Quietkey +\d+ \(\d+ to \d+\) +1\.00 /m);
    });
  }
});

describe('the figures of a bench', () => {
  it('are medians and percentiles', () => {
    expect(median([5, 1, 100])).to.equal(5);
    expect(percentile([1, 2, 3, 4], 99)).to.equal(4);
    expect(percentile([], 50)).to.equal(0);
  });
});
