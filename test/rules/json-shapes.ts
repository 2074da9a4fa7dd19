/**
 * What each command prints with `--json`, as schemas. `test/scripts/json-shapes.test.ts` runs the commands, and the list
 * in OPERATIONS.md is made from this. What the API answers too has the schema of the API.
 */

import { z } from 'zod';
import * as answers from '../../server/http/response-schemas.ts';
import { notationOf } from './shape-notation.ts';

const text = z.string();
const count = z.int().min(0);
const date = z.iso.date();
const counts = z.record(text, count);
const shape = z.strictObject;
const page = (item: z.ZodType) => shape({ items: z.array(item), next: text.nullable(), more: count });
const stopped = shape({ stopped: z.literal(true) });

const keyEntry = shape({ kid: text, use: text, status: text, retiredOn: date.nullable() });
const rotatedKey = shape({ kid: text, x: text, use: text });
const need = shape({ kind: text, held: count });
const step = { secret: text, step: z.enum(['add', 'use']), generation: count, place: text };
const requestView = {
  request: text,
  kind: text,
  asker: text,
  receivedOn: date,
  acknowledgedOn: date,
  dueOn: date,
  extension: text.nullable(),
  standing: text,
  daysLeft: z.int().nullable(),
  closedOn: date.nullable(),
  outcome: text.nullable(),
  reason: text.nullable(),
};

const takeoverView = {
  license: text,
  stage: text,
  readyOn: date,
  refusedOn: date.nullable(),
  endsOn: date,
};

const recipient = {
  disclosure: text,
  recipient: text,
  classes: z.array(text),
  ground: text,
  disclosedOn: date,
  endedOn: date.nullable(),
};
const coupon = {
  coupon: text,
  product: text,
  status: z.enum(['active', 'used up', 'ended']),
  months: count.nullable(),
  seats: count.nullable(),
  uses: count,
  used: count,
  endsOn: date,
  createdOn: date,
};
const holdView = shape({
  hold: text,
  class: z.enum(['all', 'license', 'machines', 'account']),
  license: text.nullable(),
  account: text.nullable(),
  reason: z.enum(['claim', 'order', 'law']),
  authority: text,
  placedOn: date,
  reviewedOn: date,
  reviewDueOn: date.nullable(),
  liftedOn: date.nullable(),
});
const disclosureView = shape({
  ...recipient,
  scope: z.enum(['all customers', 'license', 'deleted']),
  license: text.nullable(),
});
const policyChange = shape({
  kind: z.enum(['column', 'purpose', 'form', 'basis', 'life', 'end', 'recipient']),
  item: text,
  before: z.union([text, count]).nullable(),
  after: z.union([text, count]).nullable(),
  wider: z.boolean(),
}).meta({ id: 'PolicyChange' });
const policyVersion = shape({
  version: count,
  releasedOn: date,
  effectiveOn: date,
  standing: z.enum(['earlier', 'in force', 'waiting']),
  changes: z.array(policyChange),
}).meta({ id: 'PolicyVersion' });
const worded = shape({ code: text, text }).meta({ id: 'Worded' });
const roles = z.array(
  z.union([
    shape({
      role: z.literal('controller'),
      name: text,
      contact: text.nullable(),
      notice: text.nullable(),
    }),
    shape({ role: z.literal('processor'), name: text, classes: z.array(text) }),
  ]),
);
const privacyNotice = shape({
  format: z.literal('quietkey-privacy-notice/1'),
  language: text,
  bindingLanguage: text,
  roles,
  versions: z.array(
    policyVersion.extend({
      changes: z.array(
        policyChange.extend({
          text: shape({ what: text, before: text, after: text, wider: z.boolean() }),
        }),
      ),
    }),
  ),
  tables: z.array(
    shape({
      table: text,
      about: text,
      legalBasis: worded,
      sources: z.array(worded),
      kept: text,
      columns: z.array(
        shape({ column: text, purpose: text, form: worded, ccpa: worded, kept: text.nullable() }),
      ),
    }),
  ),
  recipients: z.array(
    shape({
      name: text,
      ground: worded,
      classes: z.array(worded),
      disclosedOn: date,
      endedOn: date.nullable(),
    }),
  ),
  disclosures: z.array(shape({ year: count, disclosures: count })),
  never: text,
  cookies: text,
  rights: text,
  authority: text.nullable(),
});
const breachReport = shape({
  format: z.literal('quietkey-breach-report/1'),
  language: text,
  files: z.array(
    shape({
      file: text,
      content: worded,
      columns: z.array(
        shape({
          table: text,
          column: text,
          form: text,
          learned: z.enum(['read', 'open', 'test', 'slow']),
          opener: text.nullable(),
        }),
      ),
    }),
  ),
});
const processingRecord = shape({
  format: z.literal('quietkey-record-of-processing/1'),
  language: text,
  roles,
  activities: z.array(
    shape({
      table: text,
      about: text,
      persons: z.enum(['customers', 'operators']),
      purposes: z.array(text),
      legalBasis: worded,
      sources: z.array(worded),
      recipients: z.array(shape({ name: text, ground: worded })),
      kept: text,
      cleared: z.array(shape({ purpose: text, kept: text })),
    }),
  ),
  measures: z.array(shape({ form: text, columns: count })),
});
const deviceMemo = shape({
  format: z.literal('quietkey-device-memo/1'),
  language: text,
  reads: text,
  keeps: text,
  cookies: text,
  tables: z.array(
    shape({
      table: text,
      about: text,
      kept: text,
      columns: z.array(shape({ column: text, purpose: text, form: worded, kept: text.nullable() })),
    }),
  ),
});
const listedBundle = { bundle: text, receivedOn: date, bytes: count };
const bundleView = { ...listedBundle, license: text.nullable(), activation: text.nullable() };
const operatorToken = {
  operatorToken: text,
  name: text,
  scopes: z.array(text),
  status: z.enum(['active', 'expired', 'revoked']),
  createdOn: date,
  expiresOn: date,
  purpose: text.nullable(),
};
const receipt = shape({
  receipt: text,
  kind: z.enum(['purge', 'erasure']),
  state: z.enum(['deleting', 'erasing', 'done']),
  begunOn: date,
  doneOn: date.nullable(),
  counts,
  held: counts,
  token: text.nullable(),
}).meta({ id: 'Receipt' });
const life = shape({ unit: z.enum(['hour', 'day', 'week']), default: count, present: count, next: count });
const finish = z
  .union([
    shape({ state: z.literal('done'), receipt: text, token: text }),
    shape({ state: z.literal('residue'), residueBytes: count }),
    shape({ state: z.literal('erasing'), because: text }),
  ])
  .meta({ id: 'Finish' });
const unchanged = answers.licenseDetails.extend({ changed: z.literal(false) }).meta({ id: 'Unchanged' });
const backup = { backup: text, madeOn: date, file: text };

/** For each command the shapes of what it prints; the first is the usual one. */
export const JSON_SHAPES: Readonly<Record<string, readonly z.ZodType[]>> = {
  init: [
    shape({
      dataFolder: text,
      made: z.array(text),
      issuer: text,
      rootKey: text,
      rootKeyFile: text.nullable(),
    }),
  ],
  'product add': [answers.productView],
  'product list': [answers.productList],
  'product show': [answers.productView],
  'product change': [answers.productView],
  'product retire': [
    shape({
      product: text,
      keptUntil: date,
      licenses: count,
      machines: count,
      owners: count,
      farewell: z.boolean(),
      retired: z.boolean(),
    }),
  ],
  'product reinstate': [shape({ product: text })],
  'license issue': [
    answers.issueAnswer,
    shape({
      rows: count,
      leftOut: count,
      issued: count,
      alreadyIssued: count,
      refused: count,
      refusedRows: z.array(shape({ row: count, code: text, detail: text })),
      stopped: text.nullable(),
      readAs: text,
      report: text.nullable(),
    }),
  ],
  'license show': [answers.licenseDetails],
  'license find': [answers.licenseList],
  'license holdings': [
    page(
      shape({
        table: text,
        column: text,
        value: z.union([text, z.number(), z.null()]),
        form: text,
        purpose: text,
        keptUntil: date.nullable(),
      }),
    ),
  ],
  'license renew': [answers.licenseChange],
  'license suspend': [answers.licenseChange],
  'license reinstate': [answers.licenseChange],
  'license forgive': [answers.licenseChange],
  'license revoke': [answers.licenseChange, unchanged],
  'license disown': [answers.licenseChange, unchanged],
  'license seats': [answers.licenseChange, unchanged],
  'license entitlements': [answers.licenseChange, unchanged],
  'license correct': [answers.correctionAnswer.extend({ recipients: z.array(shape(recipient)) }), unchanged],
  'license export': [z.array(answers.licenseView), shape({ licenses: count, file: text })],
  'activation list': [answers.activationList],
  'activation release': [answers.activationView],
  'offline answer': [answers.offlineAnswer],
  'bundle init': [shape({ keyFile: text, made: z.array(text) })],
  'bundle list': [page(shape({ ...listedBundle, proven: z.boolean() }))],
  'bundle open': [
    shape({
      ...bundleView,
      entries: z.array(shape({ name: text, bytes: count, text: text.nullable(), leftOut: text.nullable() })),
      fault: text.nullable(),
    }),
  ],
  'bundle delete': [shape(bundleView)],
  evidence: [
    shape({
      folder: text,
      program: text,
      version: text,
      writtenOn: date,
      files: z.array(shape({ file: text, sha256: text })),
    }),
  ],
  'coupon create': [shape({ ...coupon, code: text })],
  'coupon list': [page(shape(coupon))],
  'coupon end': [shape(coupon)],
  'hold add': [holdView],
  'hold list': [page(holdView)],
  'hold review': [holdView],
  'hold lift': [holdView],
  'policy release': [
    shape({
      version: count,
      changes: z.array(policyChange),
      needsNotice: z.boolean(),
      earliestOn: date,
      released: policyVersion.nullable(),
    }),
  ],
  'policy show': [privacyNotice],
  'policy breach': [breachReport],
  'policy record': [processingRecord],
  'policy devices': [deviceMemo],
  'policy list': [z.array(policyVersion)],
  'policy diff': [
    shape({ from: count, to: count.nullable(), wider: z.boolean(), changes: z.array(policyChange) }),
  ],
  'disclosure add': [disclosureView],
  'disclosure list': [page(disclosureView)],
  'disclosure end': [disclosureView],
  'disclosure remove': [disclosureView],
  'request list': [page(shape(requestView))],
  'request show': [
    shape({ ...requestView, licenses: z.array(text), accounts: z.array(text), reasons: z.array(text) }),
  ],
  'request answer': [shape(requestView)],
  'request extend': [shape(requestView)],
  'request refuse': [shape(requestView)],
  'request close': [shape(requestView)],
  'takeover list': [page(shape(takeoverView))],
  'takeover grant': [shape({ license: text, changed: z.boolean() })],
  'takeover refuse': [shape({ license: text, restsUntil: date })],
  'token create': [shape({ ...operatorToken, token: text })],
  'token list': [page(shape(operatorToken))],
  'token purpose': [shape(operatorToken)],
  'token revoke': [shape({ ...operatorToken, changed: z.boolean() })],
  'key list': [
    shape({
      issuer: text,
      rootKey: text,
      rootKid: text,
      rootKeyFile: text.nullable(),
      receiptKey: text.nullable(),
      version: count,
      issuedOn: date,
      expiresOn: date,
      daysLeft: z.int(),
      keys: z.array(keyEntry),
    }),
  ],
  'farewell sign': [shape({ product: text, effectiveOn: date, entitlements: z.array(text), file: text })],
  'farewell publish': [shape({ product: text, effectiveOn: date, machines: count, published: z.boolean() })],
  'farewell list': [
    z.array(
      shape({
        product: text,
        name: text,
        state: z.enum(['none', 'prepared', 'published']),
        root: text.nullable(),
      }),
    ),
  ],
  'key rotate': [
    shape({
      version: count,
      made: z.array(rotatedKey),
      kept: z.array(rotatedKey),
      dropped: z.array(rotatedKey),
      expiresOn: date,
    }),
  ],
  'key root move': [shape({ file: text, isPrivate: z.boolean() })],
  'secret list': [
    z.array(
      shape({
        secret: text,
        generation: count,
        use: z.enum(['in use', 'waiting', 'earlier']),
        place: text,
        needed: z.array(need),
      }),
    ),
  ],
  'secret rotate': [
    shape(step),
    shape({ ...step, use: z.enum(['waiting', 'in use']) }),
    shape({ ...step, file: text }),
  ],
  'secret move': [shape({ due: count, moved: count })],
  'secret destroy': [
    shape({
      secret: text,
      generation: count,
      needed: z.array(need),
      destroyed: z.boolean(),
      isGone: z.boolean().exactOptional(),
    }),
  ],
  'clock confirm': [
    shape({
      clockOn: date,
      confirmedOn: date,
      believed: z.boolean(),
      followsOn: date.nullable(),
      changed: z.boolean(),
    }),
  ],
  purge: [
    shape({
      applied: z.boolean(),
      finished: z.boolean(),
      plan: text.nullable(),
      classes: z.array(
        shape({ class: text, due: count, held: count, overdue: count, purged: count, life: life.nullable() }),
      ),
      kept: z.array(shape({ class: text, count, reason: text })),
      dayKeys: count,
      backups: count,
      receipt: text.nullable(),
      clock: text.nullable(),
      unseen: z.record(text, count),
      waiting: z.array(shape({ class: text, asked: count, present: count })),
      finish: finish.nullable(),
    }),
  ],
  erase: [
    shape({
      licenses: count,
      accounts: count,
      counts: z.array(shape({ class: text, rows: count })),
      held: z.array(shape({ class: text, rows: count })),
      recipients: z.array(shape(recipient)),
      applied: z.boolean(),
      finished: z.boolean(),
      receipt: text.nullable(),
      finish: finish.nullable(),
    }),
  ],
  'receipt list': [page(receipt)],
  'receipt show': [receipt],
  'receipt verify': [
    shape({
      iss: text,
      jti: text,
      kind: z.enum(['purge', 'erasure']),
      iat: count,
      policy: count,
      inventory: text,
      counts,
      held: counts.optional(),
      engine: z.enum(['sqlite', 'postgresql']),
      bytes_scanned: count.nullable(),
      residue_bytes: count.nullable(),
      audit: shape({ leaves: count, head: text }),
    }),
  ],
  'audit head': [answers.auditHead],
  'audit verify': [
    shape({
      whole: z.boolean(),
      leaves: count,
      head: text,
      faults: z.array(shape({ fault: text, leaf: count, through: count, actedOn: date.nullable() })),
      records: shape({ verified: count, deleted: count, erased: count }),
      restores: z.array(shape({ leaf: count, restoredOn: date, lostLeaves: count.nullable() })),
      heads: z.array(
        shape({
          source: z.enum(['remembered', 'given']),
          leaves: count,
          head: text,
          signedOn: date,
          relation: z.enum(['kept', 'restored', 'rolled back', 'replaced']),
        }),
      ),
    }),
  ],
  'audit export': [
    z.array(
      shape({
        number: count,
        day: count,
        kind: z.enum(['look', 'act', 'restored']),
        commitment: text,
        hash: text,
        token: text.nullable(),
      }),
    ),
    shape({ leaves: count, file: text }),
  ],
  stats: [
    shape({
      days: count,
      counts: z.array(
        shape({ kind: text, product: text.nullable(), code: text.nullable(), on: date, n: count }),
      ),
      telemetry: z.array(
        shape({
          week: text,
          total: z.union([count, z.literal('<20')]),
          cells: z.record(text, z.union([count, z.literal('<20')])).nullable(),
        }),
      ),
      heldLooks: shape({ held: count, ended: count }),
    }),
  ],
  'database migrate': [shape({ place: text, schemaVersion: count })],
  'database check': [shape({ place: text, schemaVersion: count, rows: counts, faults: z.array(text) })],
  'database copy': [
    shape({ finished: z.boolean(), tables: z.array(shape({ table: text, rows: count, changed: count })) }),
  ],
  'database replay': [
    shape({ replayed: z.null(), others: count }),
    shape({ replayed: count, purged: count, others: count, finish }),
    stopped,
  ],
  backup: [shape({ ...backup, bytes: count }), stopped],
  restore: [shape({ ...backup, replayed: count, purged: count }), stopped],
  mailer: [shape({ sent: count, dropped: count, failed: count }), stopped],
  'mailer status': [
    shape({
      waiting: count,
      overdue: count,
      answers: z.array(shape({ answer: text, mails: count, refused: z.boolean() })),
      undelivered: count,
      keys: page(shape({ license: text, order: text.nullable(), answer: text.nullable(), mailedOn: date })),
    }),
  ],
  'mailer retry': [shape({ mails: count })],
  'mailer preview': [shape({ subject: text, text, html: text })],
  'mailer send-test': [shape({ sent: z.boolean(), failed: text.nullable() })],
  'mailer init': [shape({ keyFile: text, made: z.array(text) })],
  'notice send': [shape({ customers: count, written: count, next: text.nullable() })],
  doctor: [
    z.array(
      shape({
        check: text,
        level: z.enum(['ok', 'warn', 'fail']),
        detail: text,
        remedy: text.exactOptional(),
      }),
    ),
  ],
  'exit-codes': [z.array(shape({ exit: count, meaning: text }))],
};

/** What every command prints if it fails. */
export const FAULT_SHAPE = shape({
  code: text,
  detail: text,
  remedy: text,
  errors: z.array(shape({ field: text, message: text })).exactOptional(),
});

/** The list for OPERATIONS.md: the shapes of each command, and then the schemas that they name. */
export function jsonShapesList(): string {
  const commands = Object.entries(JSON_SHAPES).map(([command, shapes]) => ({
    command,
    notations: shapes.map(notationOf),
  }));
  const named = new Map(commands.flatMap(({ notations }) => notations.flatMap(({ named }) => [...named])));
  const lines = commands.map(
    ({ command, notations }) => `- ${command}: ${notations.map(({ text }) => `\`${text}\``).join(' or ')}`,
  );
  const schemas = [...named].map(([name, notation]) => `- ${name} is \`${notation}\``);
  const fault = `- A command that fails: \`${notationOf(FAULT_SHAPE).text}\``;
  return [...lines, fault, '', ...schemas].join('\n');
}
