/**
 * What `quietkey evidence` writes: each part as a text for people and as JSON. No part has personal data: the inventory
 * names columns and no value, and a receipt counts rows by class. The same program and database give the same parts.
 */

import { breachReport } from '../../../server/documents/breach.ts';
import { deviceMemo } from '../../../server/documents/devices.ts';
import { writeMarkdown } from '../../../server/documents/document.ts';
import { privacyNotice, type Facts as PolicyFacts } from '../../../server/documents/notice.ts';
import { processingRecord } from '../../../server/documents/record.ts';
import { writeDate, dayOf, toInstant } from '../../../server/domain/kernel/day.ts';
import { INVENTORY, type TableName } from '../../../server/domain/inventory/inventory.ts';
import type { Lives } from '../../../server/domain/inventory/lives.ts';
import type { ReceiptView } from '../../../server/domain/privacy/receipt.ts';
import type { AuditReport } from '../../../server/composition/audit.ts';
import { ENGLISH } from '../../../server/texts/en/catalogue.ts';
import {
  columnRetentionText,
  purposeText,
  retentionText,
  tableText,
} from '../../../server/texts/inventory-texts.ts';
import { readTable } from './document-tables.ts';

/** A part, in one file for people (Markdown) and one for programs (JSON). */
export interface Part {
  readonly name: string;
  readonly markdown: string;
  readonly json: unknown;
}

/** What the parts need of a server. */
export interface Facts {
  readonly policy: PolicyFacts;
  /** The latest receipts, the latest first. */
  readonly receipts: readonly ReceiptView[];
  readonly audit: AuditReport;
}

export function partsOf(facts: Facts): Part[] {
  return [
    asvs(),
    access(),
    limits(),
    inventory(facts.policy.lives),
    receipts(facts.receipts),
    restores(facts.audit),
    ...documents(facts.policy),
  ];
}

/** The documents that are generated from the inventory, in the language that binds. */
function documents(policy: PolicyFacts): Part[] {
  const made = {
    'privacy-notice': privacyNotice(policy, ENGLISH),
    'breach-report': breachReport(ENGLISH),
    'record-of-processing': processingRecord(policy, ENGLISH),
    'device-memo': deviceMemo(policy, ENGLISH),
  };
  return Object.entries(made).map(([name, document]) => ({
    name,
    markdown: `${writeMarkdown(document)}\n`,
    json: document.json,
  }));
}

function asvs(): Part {
  const { markdown, rows } = readTable('EVIDENCE.md', 'asvs');
  const lead = 'Our own judgement of the requirements of levels 1 and 2; nobody has audited it.';
  return {
    name: 'asvs',
    markdown: page('OWASP ASVS 5.0.0', lead, markdown),
    json: { standard: 'OWASP ASVS 5.0.0', levels: [1, 2], rows },
  };
}

function access(): Part {
  const [api, pages, roles] = ['api-access', 'page-access', 'role-access'].map((name) =>
    readTable('EVIDENCE.md', name),
  );
  const sections = [
    ['The API', api],
    ['The portal', pages],
    ['A shared license', roles],
  ] as const;
  const body = sections.map(([title, table]) => `## ${title}\n\n${table?.markdown}`).join('\n\n');
  const lead = 'Who may use which address. An operator’s token has no access to the portal.';
  return {
    name: 'access',
    markdown: page('Access', lead, body),
    json: { api: api?.rows, portal: pages?.rows, sharedLicense: roles?.rows },
  };
}

function limits(): Part {
  const { markdown, rows } = readTable('SECURITY.md', 'counters');
  return {
    name: 'limits',
    markdown: page('Limits', 'What is counted, and how much is allowed.', markdown),
    json: rows,
  };
}

function inventory(lives: Lives): Part {
  const texts = ENGLISH.inventory;
  const tables = Object.entries(INVENTORY).map(([name, { basis, columns }]) => ({
    table: name,
    content: tableText(name as TableName, texts),
    basis: texts.bases[basis],
    kept: retentionOf(name as TableName, lives),
    columns: Object.entries(columns).map(([column, { purpose, form, subject, exported }]) => ({
      column,
      purpose: purposeText(purpose, texts),
      form: texts.form[form],
      subject,
      shownToCustomer: exported,
      cleared: columnRetentionText(name as TableName, column, texts, lives) ?? null,
    })),
  }));
  const sections = tables.map(({ table, content, basis, kept, columns }) => {
    const rows = columns.map(
      (column) => `| \`${column.column}\` | ${column.purpose} | ${column.form} | ${column.subject} |`,
    );
    return [
      `## ${table}`,
      `${content}. Legal basis: ${basis}. ${kept}`,
      `| column | purpose | form | subject |\n| --- | --- | --- | --- |\n${rows.join('\n')}`,
    ].join('\n\n');
  });
  return {
    name: 'inventory',
    markdown: page('Inventory', 'Every stored column, with the periods that apply.', sections.join('\n\n')),
    json: tables,
  };
}

/** How long the rows of a table are kept; the program's own tables are kept without a rule in words. */
function retentionOf(table: TableName, lives: Lives): string {
  const life = INVENTORY[table]?.life;
  const isWorded = life !== undefined && !('rules' in life && INVENTORY[table]?.whose === undefined);
  if (isWorded) return retentionText(table, ENGLISH.inventory, lives);
  const rules = life !== undefined && 'rules' in life ? life.rules : [];
  return `Kept: ${rules.map(({ keep, unit, from }) => `${keep} ${unit}s after ${from}`).join(', or ')}.`;
}

function receipts(latest: readonly ReceiptView[]): Part {
  const rows = latest.map(({ receipt, kind, state, begunOn, doneOn, counts }) => {
    const sum = Object.values(counts).reduce((total, count) => total + count, 0);
    return `| ${receipt} | ${kind} | ${state} | ${begunOn} | ${doneOn ?? '-'} | ${sum} |`;
  });
  const table = `| receipt | kind | state | begun on | done on | rows |\n| --- | --- | --- | --- | --- | --- |\n${rows.join('\n')}`;
  const signed = latest.flatMap(({ token }) => token ?? []);
  const body = rows.length === 0 ? 'Nothing has been purged or erased yet.' : [table, ...signed].join('\n\n');
  return {
    name: 'receipts',
    markdown: page('Latest receipts', 'Verify a signed receipt with: quietkey receipt verify', body),
    json: latest,
  };
}

function restores({ faults, restores: restored, head }: AuditReport): Part {
  const days = restored.map(({ iat }) => writeDate(dayOf(toInstant(iat))));
  const body = [
    'No restore drill is recorded: a backup that is restored elsewhere leaves nothing here.',
    days.length === 0
      ? 'This database was never restored, by the audit chain.'
      : `This database was restored, by the audit chain, on: ${days.join(', ')}.`,
    faults.length === 0
      ? `The audit chain is whole, with ${head.leaves} leaves.`
      : `The audit chain has ${faults.length} faults: quietkey audit verify`,
  ].join('\n\n');
  return {
    name: 'restores',
    markdown: page('Restores', 'What is recorded of restores.', body),
    json: { drills: [], restoredOn: days, chainIsWhole: faults.length === 0, leaves: head.leaves },
  };
}

function page(title: string, lead: string, body: string): string {
  return `# ${title}\n\n${lead}\n\n${body}\n`;
}
