/**
 * What is wrong with a form that was sent: with one field, or with the form as a whole. Pages show it beside the field
 * and in a summary that links to the field. The sentences are the catalogue's.
 */

export interface Fault {
  /** The name of the field; undefined: the whole form. */
  readonly field?: string | undefined;
  readonly message: string;
}

/** The messages for one field, in the order in which they were found. */
export function faultsOf(faults: readonly Fault[], field: string): readonly string[] {
  return faults.filter((fault) => fault.field === field).map(({ message }) => message);
}
