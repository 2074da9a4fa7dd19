/**
 * What each version of the program states of the stored data, as `test/vectors/policy.json` has it, and the rule between
 * versions: one that is wider than the version before applies 15 days after its release at the earliest. The first version
 * needs no notice. `npm run docs:tables` adds a version; one that applies already is not changed any more.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeMarkdown } from '../../server/documents/document.ts';
import { privacyNotice } from '../../server/documents/notice.ts';
import { addDays, daysBetween, readDate, writeDate, type Day } from '../../server/domain/kernel/day.ts';
import {
  changesBetween,
  isWider,
  NOTICE_DAYS,
  policyContent,
  type PolicyContent,
} from '../../server/domain/inventory/policy-content.ts';
import { ENGLISH } from '../../server/texts/texts.ts';
import { ROOT } from '../support/root.ts';

export interface StatedVersion {
  readonly version: number;
  readonly releasedOn: string;
  readonly effectiveOn: string;
  readonly content: PolicyContent;
}

const VERSIONS = fileURLToPath(new URL('test/vectors/policy.json', ROOT));
const NOTICE = fileURLToPath(new URL('test/vectors/notice.md', ROOT));

export const readVersions = (): StatedVersion[] =>
  JSON.parse(readFileSync(VERSIONS, 'utf8')) as StatedVersion[];
export const readNotice = (): string => readFileSync(NOTICE, 'utf8');

/** What this program states with default settings. */
export const statedNow = (): PolicyContent => policyContent({}, []);

/** The notice of this program with default settings. */
export function noticeNow(): string {
  const facts = { vendor: { name: 'Quietkey' }, lives: {}, recipients: [], years: [], versions: [] };
  return `${writeMarkdown(privacyNotice(facts, ENGLISH))}\n`;
}

/** What is wrong with the versions, when the program states `now`. */
export function versionFaults(versions: readonly StatedVersion[], now: PolicyContent): string[] {
  const faults = versions.flatMap(({ version, releasedOn, effectiveOn, content }, nth) => {
    const before = versions[nth - 1];
    if (version !== nth + 1) return [`version ${version} is not the next`];
    if (before === undefined) return [];
    const notice = isWider(changesBetween(before.content, content)) ? NOTICE_DAYS : 0;
    const earliest = addDays(dayIn(releasedOn), notice);
    return [
      ...(dayIn(effectiveOn) < earliest
        ? [`version ${version} is wider and applies before ${writeDate(earliest)}`]
        : []),
      ...(effectiveOn < before.effectiveOn ? [`version ${version} applies before the one before`] : []),
    ];
  });
  const latest = versions.at(-1);
  const isStated = latest !== undefined && changesBetween(latest.content, now).length === 0;
  return isStated ? faults : [...faults, 'the latest version is not what the program states: docs:tables'];
}

/** The versions with what the program states now: a new one, or the latest one again if it does not apply yet. */
export function nextVersions(
  versions: readonly StatedVersion[],
  now: PolicyContent,
  today: Day,
): readonly StatedVersion[] {
  const latest = versions.at(-1);
  if (latest !== undefined && changesBetween(latest.content, now).length === 0) return versions;
  const isWaiting = latest !== undefined && dayIn(latest.effectiveOn) > today;
  const earlier = isWaiting ? versions.slice(0, -1) : versions;
  const before = earlier.at(-1);
  const isNoticed = before !== undefined && isWider(changesBetween(before.content, now));
  const effective = isNoticed ? addDays(today, NOTICE_DAYS) : today;
  const next = {
    version: earlier.length + 1,
    releasedOn: writeDate(today),
    effectiveOn: writeDate(effective),
    content: now,
  };
  return [...earlier, next];
}

export function writeReleasedPolicy(today: Day): void {
  const versions = nextVersions(readVersions(), statedNow(), today);
  writeFileSync(VERSIONS, `${JSON.stringify(versions, null, 1)}\n`);
  writeFileSync(NOTICE, noticeNow());
}

/** The days of notice of a version. */
export function noticeOf({ releasedOn, effectiveOn }: StatedVersion): number {
  return daysBetween(dayIn(releasedOn), dayIn(effectiveOn));
}

function dayIn(date: string): Day {
  const day = readDate(date);
  if (day === undefined) throw new Error(`${date} is no date`);
  return day;
}
