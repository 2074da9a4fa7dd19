/**
 * `quietkey policy`: the policy that the program states of the stored data. It is generated from the inventory and the
 * configuration. `release` makes a version of it, whose day decides from when a longer retention period may apply.
 */

import { Option, type Command } from 'commander';
import { readRetention } from '../../../server/config/retention.ts';
import { ALL_CLASSES, isWider, type PolicyChange } from '../../../server/domain/inventory/policy-content.ts';

import type { PolicyAsked, PolicyPlan, PolicyView } from '../../../server/domain/privacy/policy.ts';
import { operations } from '../../../server/domain/operations.ts';
import { changeText } from '../../../server/texts/policy-texts.ts';
import { ENGLISH } from '../../../server/texts/texts.ts';
import { readFreeText, readText, readWhole, readWords } from '../../cli/arguments.ts';
import { asking, declare, declareNoun } from '../../cli/command.ts';
import { block, table, wrap } from '../../cli/print.ts';
import { addDocumentCommands } from './documents.ts';
import { requireEffect } from '../../cli/option-rules.ts';

interface ReleaseOptions {
  readonly effective?: string;
  readonly processor?: string;
  readonly classes?: string[];
  readonly apply?: boolean;
}

export function addPolicyCommands(program: Command): void {
  const policy = declareNoun(
    program,
    'policy',
    'Show and release the policy on the stored data.',
    'policy list',
  );
  addDocumentCommands(policy);
  releaseCommand(policy);
  listCommand(policy);
  diffCommand(policy);
}

function releaseCommand(policy: Command): void {
  const release = declare(policy, {
    words: 'release',
    description:
      'Show the next version of the policy and what it changes; with --apply release it. If it is wider than the ' +
      'latest one, such as a longer period of retention.json, it applies after 15 days at the earliest.',
    examples: ['policy release', 'policy release --apply --effective 2027-01-01'],
  });
  requireEffect(release, { needs: { '--effective': '--apply', '--classes': '--processor' } })
    .option('--effective <DATE>', 'with --apply: its first day, YYYY-MM-DD (default: the earliest)', readText)
    .option(
      '--processor <NAME>',
      'who processes data of all customers from that day on',
      readFreeText('recipient'),
    )
    .addOption(
      new Option('--classes <WORDS>', `with --processor: tables of the inventory, or ${ALL_CLASSES}`)
        .argParser(readWords)
        .default([ALL_CLASSES], ALL_CLASSES),
    )
    .option('--apply', 'release it')
    .action(
      asking<[], ReleaseOptions>(async (ask, { options, config }) => {
        const { processor, classes = [], effective, apply = false } = options;
        const asked: PolicyAsked = {
          asked: readRetention(config.dataFolder),
          recipients: processor === undefined ? [] : [{ recipient: processor, classes, ground: 'processor' }],
        };
        const plan = await ask(operations.privacy.planPolicy, asked);
        if (!apply) return { json: { ...plan, released: null }, text: writePlan(plan) };
        const released = await ask(operations.privacy.releasePolicy, { ...asked, effectiveOn: effective });
        const json = { ...plan, released };
        return { json, text: `Released.\n\n${writeVersion(released)}\n\n${writeChanges(plan.changes)}` };
      }),
    );
}

function listCommand(policy: Command): void {
  declare(policy, {
    words: 'list',
    description: 'List the latest 50 versions of the policy, the latest first.',
    examples: ['policy list'],
  }).action(
    asking<[]>(async (ask) => {
      const versions = await ask(operations.privacy.listPolicies, {});
      const rows = versions.map((view) => [
        view.version,
        view.standing,
        view.releasedOn,
        view.effectiveOn,
        view.changes.length,
      ]);
      const none = 'No version was released. What the program states applies.';
      const head = ['VERSION', 'STANDING', 'RELEASED ON', 'EFFECTIVE ON', 'CHANGES'];
      return { json: versions, text: rows.length === 0 ? none : table(head, rows) };
    }),
  );
}

function diffCommand(policy: Command): void {
  declare(policy, {
    words: 'diff',
    description:
      'Show what differs from one version of the policy to another, or to what a release would state.',
    examples: ['policy diff 1 2', 'policy diff 2'],
  })
    .addArgument(policy.createArgument('<FROM>', 'number of a version').argParser(readWhole))
    .addArgument(policy.createArgument('[TO]', 'number of a later version').argParser(readWhole))
    .action(
      asking<[number, number | undefined]>(async (ask, { args: [from, to], config }) => {
        const asked = readRetention(config.dataFolder);
        const changes = await ask(operations.privacy.comparePolicies, { from, to, asked });
        return {
          json: { from, to: to ?? null, wider: isWider(changes), changes },
          text: writeChanges(changes),
        };
      }),
    );
}

function writePlan({ version, changes, needsNotice, earliestOn }: PolicyPlan): string {
  const notice = needsNotice ? ', since it is wider than what applies' : '';
  const end = `Version ${version} would apply from ${earliestOn} at the earliest${notice}. Nothing was released. To release it, add: --apply`;
  return `${writeChanges(changes)}\n\n${wrap(end)}`;
}

function writeVersion({ version, releasedOn, effectiveOn, standing }: PolicyView): string {
  return block([
    ['Version', version],
    ['Standing', standing],
    ['Released on', releasedOn],
    ['Effective on', effectiveOn],
  ]);
}

function writeChanges(changes: readonly PolicyChange[]): string {
  if (changes.length === 0) return 'Nothing differs.';
  const texts = changes.map((change) => {
    const { what, before, after, wider } = changeText(change, ENGLISH);
    return block([
      [wider ? 'Wider' : 'Other', what],
      ['Before', before],
      ['After', after],
    ]);
  });
  return texts.join('\n\n');
}
