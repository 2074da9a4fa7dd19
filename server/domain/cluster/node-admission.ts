/**
 * Whether a node may work over a database. The first one leaves marks of its secrets and root key there, digests that
 * tell nothing without the secrets; a node with others would find nothing, say "unknown key" to every customer, and sign
 * what no app believes. A database into which a copy has not ended admits nobody. Leaves the digests to the caller.
 */

import { defineQueries, type NoParams, rowCount, rows } from '../kernel/query.ts';
import { dutyQueries } from './leader.ts';
import { ask, type Operation } from '../kernel/operation.ts';

export interface MarkRow {
  /** What it is a digest of. */
  kind: string;
  mark: string;
}

export const admissionQueries = defineQueries({
  listMarks: rows<NoParams, MarkRow>(),
  /** Adds it unless it is there. */
  putMark: rowCount<MarkRow>(),
});

/** The duty that stands while a copy into the database has not ended. */
const COPY = 'copy';
/** Written by whoever leaves marks, so that of several nodes at once each waits for the one before it. */
const ADMISSION = 'admission';

export interface Judgement {
  isCopying: boolean;
  /** Kinds of which the database has marks, and none of them is this node's; in the order of the node's marks. */
  others: string[];
  /** Marks that the database has not. */
  fresh: MarkRow[];
}

/** A node may have several marks of a kind; one that is known is enough. */
export function* judgeNode({ marks }: { marks: MarkRow[] }): Operation<Judgement> {
  const [known, copy] = yield* ask(admissionQueries.listMarks({}), dutyQueries.findDuty({ task: COPY }));
  const isKnown = (one: MarkRow): boolean =>
    known.some(({ kind, mark }) => kind === one.kind && mark === one.mark);
  const kinds = [...new Set(marks.map(({ kind }) => kind))].filter((kind) =>
    known.some((one) => one.kind === kind),
  );
  const others = kinds.filter((kind) => !marks.some((one) => one.kind === kind && isKnown(one)));
  return { isCopying: copy !== undefined, others, fresh: marks.filter((one) => !isKnown(one)) };
}

/** Leaves the marks of a node, unless another one that came at the same moment has begun the database meanwhile. */
export function* markNode({ marks }: { marks: MarkRow[] }): Operation<Judgement> {
  yield* ask(dutyQueries.takeDuty({ task: ADMISSION, holder: '', silent: null }));
  const judgement = yield* judgeNode({ marks });
  if (judgement.others.length > 0) return judgement;
  for (const mark of judgement.fresh) yield* ask(admissionQueries.putMark({ ...mark }));
  return judgement;
}
