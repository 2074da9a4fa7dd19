/**
 * `npm run test:attack`: repeatable attacks on a real server process, with honest clients whose success is the measure.
 * Ends with `N passed, N failed`.
 */

import { readUsage } from '../../server/config/usage.ts';
import { openCluster } from '../bench/cluster.ts';
import { findRate, type Rate } from './flood.ts';
import { readOptions, USAGE, type Options } from './options.ts';
import { reportOf, roundLines, type RoundReport } from './report.ts';
import { SCENARIOS, type Scenario, type ScenarioName } from './scenarios.ts';
import { openSite, type Site } from './site.ts';

const read = readUsage(USAGE, process.argv.slice(2), readOptions);
if ('text' in read) {
  (read.exit === 0 ? console.log : console.error)(read.text);
  process.exit(read.exit);
}
await run(read.options);

async function run(options: Options): Promise<void> {
  const rate = await rateOf(options);
  if (rate !== undefined) progress(rateLine(options, rate));
  const rounds: RoundReport[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    for (const scenario of options.scenarios) {
      progress(`${scenario} ${round}`);
      const report = await runRound(options, scenario, round, rate);
      rounds.push(report);
      if (!options.json) for (const line of roundLines(report)) console.log(line);
    }
  }
  const report = reportOf(rounds);
  if (options.json) console.log(JSON.stringify({ rate, ...report }, null, 2));
  else {
    if (rate !== undefined) console.log(`\n${rateLine(options, rate)}`);
    console.log(`${report.passed} passed, ${report.failed} failed`);
  }
  process.exit(report.failed > 0 ? 1 : 0);
}

/** The rate of the floods; undefined if there is none. */
async function rateOf({ scenarios, rate }: Options): Promise<Rate | undefined> {
  if (!scenarios.some((name) => SCENARIOS[name].isFlood)) return undefined;
  if (rate !== undefined) return { perSecond: rate, ratio: 0 };
  progress('the rate that an echo bears');
  return findRate();
}

function rateLine({ rate }: Options, { perSecond, ratio }: Rate): string {
  return rate === undefined
    ? `floods at ${perSecond}/s, at which an echo’s p99 is ${ratio.toFixed(2)} × the quiet one`
    : `floods at ${perSecond}/s, as given`;
}

async function runRound(
  { engine }: Options,
  scenario: ScenarioName,
  round: number,
  rate: Rate = { perSecond: 0, ratio: 0 },
): Promise<RoundReport> {
  const cluster = engine === 'postgres' ? await openCluster(undefined) : undefined;
  let report: Omit<RoundReport, 'scenario' | 'round'> = { statement: '', measures: [] };
  let site: Site | undefined;
  try {
    const { output = 'file' }: Scenario = SCENARIOS[scenario];
    site = await openSite({ databaseUrl: cluster?.url, output });
    report = await SCENARIOS[scenario].run(site, rate);
  } catch (error) {
    report = { ...report, fault: String(error) };
  }
  await site?.close().catch((error: unknown) => (report = { ...report, fault: String(error) }));
  await cluster?.stop();
  return { scenario, round, ...report };
}

function progress(line: string): void {
  console.error(`… ${line}`);
}
