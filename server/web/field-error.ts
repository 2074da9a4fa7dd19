/**
 * What is wrong with a form that was sent: of one field, or of the whole. Pages show it beside the field and in a
 * summary that leads there. The sentences are the catalogue's.
 */

export interface Fault {
  /** The name of the field; undefined: the whole form. */
  readonly field?: string | undefined;
  readonly says: string;
}

/** The sentences for one field, in the order in which they were found. */
export function faultsOf(faults: readonly Fault[], field: string): readonly string[] {
  return faults.filter((fault) => fault.field === field).map(({ says }) => says);
}
